/** What stands in a list of numbers: digits, those of hexadecimal, commas, white space. */
const listed = new Uint8Array(256);
for (const char of '0123456789abcdefABCDEFxX, \t\r\n') listed[char.charCodeAt(0)] = 1;
const COMMA = ','.charCodeAt(0);
const OPENING = '['.charCodeAt(0);
const CLOSING = ']'.charCodeAt(0);
/** 65 bytes, each on a line of its own and far to the right. */
const LONGEST = 2600;
/** A half of a key pair: the scalar, the point. */
const sizes: ReadonlySet<number> = new Set([32, 65]);

/** Items are up to four characters, after a comma and a space or the indentation of a line. */
const NEAR = 6;

/** A first glance, which nearly all text does not pass: nothing but a list's characters around, a comma among them. */
export function mayBeByteArray(text: Buffer, at: number): boolean {
  let hasComma = false;
  for (let near = at - NEAR; near <= at + NEAR; near++) {
    const char = text[near] as number;
    if (listed[char] !== 1) return false;
    if (char === COMMA) hasComma = true;
  }
  return hasComma;
}

/**
 * The bytes of `[4, 211, 0x0f, …]` around a position, as `new Uint8Array([…])` and a Buffer's JSON have them.
 * @returns undefined for anything but a list of as many bytes as half of a key pair has
 */
export function readByteArray(text: Buffer, at: number): { bytes: Buffer; start: number } | undefined {
  const least = at - LONGEST;
  let start = at;
  while (start > least && listed[text[start] as number] === 1) start--;
  if (text[start] !== OPENING) return undefined;
  const most = start + LONGEST;
  let end = at;
  while (end < most && listed[text[end] as number] === 1) end++;
  if (text[end] !== CLOSING) return undefined;
  const items = text.toString('latin1', start + 1, end).split(',');
  if (items.at(-1)?.trim() === '') items.pop();
  if (!sizes.has(items.length)) return undefined;
  const numbers = items.map((item) =>
    /^\s*(?:\d{1,3}|0x[\da-f]{1,2})\s*$/i.test(item) ? Number(item) : NaN,
  );
  return numbers.every((number) => number <= 255) ? { bytes: Buffer.from(numbers), start } : undefined;
}
