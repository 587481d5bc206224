// Draws the icons of templates/manifest/icons: a bell, in plain Node. Run again after a change: node scripts/draw-icons.js
import { mkdirSync, writeFileSync } from 'node:fs';
import { crc32, deflateSync } from 'node:zlib';

const folder = new URL('../templates/manifest/icons/', import.meta.url);
const slate = [31, 41, 55];
const white = [255, 255, 255];

/** Whether a point of the unit square lies on the bell; y grows downwards. */
function isOnBell(x, y) {
  const dx = Math.abs(x - 0.5);
  const isKnob = Math.hypot(dx, y - 0.19) < 0.045;
  const isDome = y <= 0.43 && Math.hypot(dx, y - 0.43) < 0.2;
  const isSkirt = y > 0.43 && y < 0.69 && dx < 0.2 + 0.1 * ((y - 0.43) / 0.26) ** 2.4;
  const isRim = Math.hypot(Math.max(dx - 0.31, 0), y - 0.685) < 0.038;
  const isClapper = y > 0.755 && Math.hypot(dx, y - 0.755) < 0.085;
  return isKnob || isDome || isSkirt || isRim || isClapper;
}

/** Whether a point lies on the unit square with rounded corners. */
function isOnTile(x, y, radius) {
  const dx = Math.max(Math.abs(x - 0.5) - (0.5 - radius), 0);
  const dy = Math.max(Math.abs(y - 0.5) - (0.5 - radius), 0);
  return Math.hypot(dx, dy) <= radius;
}

/**
 * One picture as PNG bytes (https://www.w3.org/TR/png-3/), 8 bits a channel with alpha, 64 samples a pixel.
 * @param {number} size in pixels
 * @param {{ scale: number, radius?: number, tile: boolean }} look share of the width that the bell's square takes,
 *   corner radius as a share of the width, and whether there is a tile behind it
 */
function draw(size, { scale, radius = 0, tile }) {
  const samples = 8;
  const rows = [];
  for (let row = 0; row < size; row++) {
    const line = Buffer.alloc(1 + size * 4);
    for (let column = 0; column < size; column++) {
      let bell = 0;
      let covered = 0;
      for (let sample = 0; sample < samples * samples; sample++) {
        const x = (column + ((sample % samples) + 0.5) / samples) / size;
        const y = (row + (Math.floor(sample / samples) + 0.5) / samples) / size;
        const isBell = isOnBell((x - 0.5) / scale + 0.5, (y - 0.5) / scale + 0.5);
        if (isBell) bell++;
        if (isBell || (tile && isOnTile(x, y, radius))) covered++;
      }
      const share = covered === 0 ? 0 : bell / covered;
      const color = slate.map((dark, channel) => Math.round(dark + (white[channel] - dark) * share));
      line.set([...color, Math.round((covered / samples ** 2) * 255)], 1 + column * 4);
    }
    rows.push(line);
  }
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  header.set([8, 6, 0, 0, 0], 8);
  const signature = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  const data = deflateSync(Buffer.concat(rows), { level: 9 });
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

function chunk(type, data) {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const result = Buffer.alloc(body.length + 8);
  result.writeUInt32BE(data.length, 0);
  body.copy(result, 4);
  result.writeUInt32BE(crc32(body), body.length + 4);
  return result;
}

mkdirSync(folder, { recursive: true });
const icons = {
  'icon-192.png': draw(192, { scale: 0.86, radius: 0.22, tile: true }),
  'icon-512.png': draw(512, { scale: 0.86, radius: 0.22, tile: true }),
  // Launchers cut up to a fifth away on each side: https://w3c.github.io/manifest/#icon-masks
  'maskable-512.png': draw(512, { scale: 0.7, tile: true }),
  // iOS rounds the corners itself and paints transparency black.
  'apple-touch-icon.png': draw(180, { scale: 0.8, tile: true }),
  // Android takes the alpha channel alone and paints it in one colour.
  'badge-96.png': draw(96, { scale: 1.15, tile: false }),
};
for (const [name, bytes] of Object.entries(icons)) writeFileSync(new URL(name, folder), bytes);
