import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { onPush, pathsOf, readScript, show, summary } from '../support/worker-script.ts';

const text = "const text = (value) => (typeof value === 'string' ? value.trim() : '');";

/** How the handler ends for a JSON message, without its reading of the message. */
function ends(body: string, before = text): string[] {
  const script = onPush(`const data = event.data.json();\n${body}`, before);
  const json = summary(pathsOf(script)).filter((line) => line.startsWith('json'));
  return [...new Set(json.map((line) => line.slice('json: '.length)))].sort();
}

describe('paths that differ in a value alone', () => {
  test('are one as long as nothing asks for the value', () => {
    const fields = ['title', 'body', 'icon', 'badge', 'lang', 'tag', 'image', 'url'];
    const body = `
      ${fields.map((name) => `const ${name} = text(data.${name});`).join('\n')}
      const options = { ${fields.join()}, silent: data.silent ? 'yes' : '', sound: text(data.sound) };
      event.waitUntil(self.registration.showNotification(text(data.title), options));`;
    expect(ends(body)).toEqual(['shows']);
  });

  test('are not multiplied: forty of them are walked', () => {
    const lines = Array.from({ length: 40 }, (_, n) => `const f${n} = text(data.f${n}) || 'f${n}';`);
    const worker = readScript(onPush(`const data = event.data.json();\n${lines.join('\n')}\n${show};`, text));
    expect(worker.push[0]?.walked).toBe(true);
    expect(worker.push[0]?.paths.every(({ shows }) => shows)).toBe(false);
    expect(worker.push[0]?.paths).toHaveLength(3);
  });

  test('are one again after a statement that only asks', () => {
    const lines = Array.from(
      { length: 40 },
      (_, n) => `const f${n} = text(data.f${n}); if (f${n}) console.log(f${n}); else console.log('none');`,
    );
    expect(ends(`${lines.join('\n')}\nevent.waitUntil(${show});`)).toEqual(['shows']);
  });

  test('are one after an await, and where functions inside a function see the value', () => {
    expect(
      ends(
        `event.waitUntil((async () => {
          const isOpen = await find(data);
          if (isOpen) await caches.keys();
          await ${show};
        })());`,
        `const find = async (data) => {
          const windows = await self.clients.matchAll();
          const wanted = data.room === 1 ? 'room' : '';
          if (wanted) return windows.some((window) => window.url.includes(wanted));
          return false;
        };`,
      ),
    ).toEqual(['shows']);
  });

  test('the worker that init writes has one for each kind of message', () => {
    const worker = readFileSync(join(import.meta.dirname, '../../templates/worker/sw.js'), 'utf8');
    expect(summary(pathsOf(worker))).toEqual(['json: shows', 'text: shows', 'empty: shows']);
  });
});

describe('paths part again', () => {
  test('where a condition asks for the value', () => {
    expect(
      ends(`
        const kind = data.type === 'call' ? 'ring' : '';
        const sound = data.loud === 1 ? 'bell' : '';
        if (kind) event.waitUntil(${show});`),
    ).toEqual(["nothing when not data.type === 'call'", "shows when data.type === 'call'"]);
  });

  test('with what they assumed: two values of one condition go together', () => {
    expect(
      ends(`
        const left = data.type === 'call' ? 'left' : '';
        const right = data.type === 'call' ? '' : 'right';
        if (left && right) return;
        if (!left && !right) return;
        event.waitUntil(${show});`).filter((end) => end.startsWith('nothing')),
    ).toEqual([]);
  });

  test('and with what has been assumed since', () => {
    const body = (condition: string) => `
      const kind = data.type === 'call' ? 'ring' : null;
      if (${condition}) { if (kind === null) return; }
      event.waitUntil(${show});`;
    expect(ends(body("data.type === 'call'")).filter((end) => end.startsWith('nothing'))).toEqual([]);
    expect(ends(body("data.type !== 'call'")).filter((end) => end.startsWith('nothing'))).toEqual([
      "nothing when data.type !== 'call'",
    ]);
  });

  test.each([
    ['another name', 'const other = kind;', 'other'],
    ['a property', 'const options = { kind, n: 1 };', 'options.kind'],
    ['a property of a property', 'const all = { options: { kind } };', 'all.options.kind'],
    ['a pattern', 'const { kind: other } = { kind };', 'other'],
    ['a pattern with a default', "const { kind: other = 'none' } = { kind };", 'other'],
    ['a nested pattern', 'const { options: { kind: other } } = { options: { kind } };', 'other'],
    ['a spread', 'const options = { ...{ kind }, n: 1 };', 'options.kind'],
    ['an argument', 'const same = (value) => value; const other = same(kind);', 'other'],
    ['an assignment', 'let other; other = kind;', 'other'],
    ['a value made from it', "const other = kind ? 'is ' + kind : kind;", 'other'],
    ['a closure', 'const other = () => kind;', 'other()'],
    ['a property that is written', 'const options = { n: 1 }; options.kind = kind;', 'options.kind'],
  ])('through %s', (_name, code, value) => {
    const body = `const kind = data.type === 'call' ? 'ring' : ''; ${code} if (${value}) event.waitUntil(${show});`;
    expect(ends(body)).toEqual(["nothing when not data.type === 'call'", "shows when data.type === 'call'"]);
  });

  test('before a property is written to one of them', () => {
    expect(
      ends(`
        const note = data.type === 'call' ? { ring: true } : undefined;
        const wanted = data.type === 'call' ? 'yes' : '';
        if (note) note.title = 'Call';
        if (wanted && note.title !== 'Call') return;
        event.waitUntil(${show});`).filter((end) => end.startsWith('nothing')),
    ).toEqual([]);
  });

  test('a default takes the place of the alternative that is missing', () => {
    expect(
      ends(`
        const { kind = 'plain' } = { kind: data.type === 'call' ? 'ring' : undefined };
        if (kind === 'plain') return;
        event.waitUntil(${show});`),
    ).toEqual(["nothing when not data.type === 'call'", "shows when data.type === 'call'"]);
  });

  test('and a message is malformed on the side that takes it to be', () => {
    const nothing = ends(`
      const title = typeof data.title === 'string' ? data.title : '';
      if (title === '') return;
      event.waitUntil(${show});`).filter((end) => end.startsWith('nothing'));
    expect(nothing.length).toBeGreaterThan(0);
    expect(nothing.every((end) => end.startsWith('nothing malformed'))).toBe(true);
  });

  test('with their choices in the order in which the code makes them', () => {
    expect(
      ends(`
        const kind = data.type === 'call' ? 'ring' : '';
        if (data.muted === 1) { if (kind) return; }
        event.waitUntil(${show});`).filter((end) => end.startsWith('nothing')),
    ).toEqual(["nothing when data.type === 'call', data.muted === 1"]);
  });
});

describe('paths stay apart', () => {
  test('after a statement that leaves them different', () => {
    expect(
      ends(`
        const kind = data.type === 'call' ? 'ring' : '';
        let mode = 'quiet';
        if (kind) mode = '';
        if (kind && mode) return;
        if (!kind && !mode) return;
        event.waitUntil(${show});`).filter((end) => end.startsWith('nothing')),
    ).toEqual([]);
    expect(
      ends(`
        const kind = data.type === 'call' ? 'ring' : '';
        if (kind) event.waitUntil(${show});
        if (!kind) event.waitUntil(${show});`).filter((end) => end.startsWith('nothing')),
    ).toEqual([]);
  });

  test('where one of them shows something', () => {
    expect(ends(`const shown = data.type === 'call' ? ${show} : undefined; event.waitUntil(shown);`)).toEqual(
      ["nothing when not data.type === 'call'", "shows when data.type === 'call'"],
    );
  });

  test('where one of them waits, or throws', () => {
    expect(
      ends(
        `event.waitUntil((async () => { const a = data.a === 1 ? await caches.keys() : ''; ${show}; })());`,
      ),
    ).toEqual(['shows']);
    expect(
      ends(
        `const kind = strict(data.type); event.waitUntil(${show});`,
        "const strict = (type) => { if (type !== 'call') throw new Error(type); return 'ring'; };",
      ),
    ).toEqual(["nothing when type !== 'call'", "shows when not type !== 'call'"]);
  });

  test('where they call different functions', () => {
    expect(
      ends(`const handler = data.type === 'call' ? () => ${show} : () => {}; event.waitUntil(handler());`),
    ).toEqual(["nothing when not data.type === 'call'", "shows when data.type === 'call'"]);
  });
});
