import { describe, expect, test } from 'vitest';
import { hashedLines } from '../../src/plan/hashed-lines.ts';
import { takeOut } from '../../src/plan/take-out.ts';

const hashes = (text: string): string[] => hashedLines(text).map(({ hash }) => hash);
const out = (before: string, after: string, present: string) => takeOut(before, hashes(after), present);

const before = "import a from 'a';\n\nconst x = 1;\nconst y = 2;\nstart(x, y);\nend();\n";
const after =
  "import a from 'a';\nimport b from 'b';\n\nconst x = 1;\nconst y = 2;\nstart(x, y);\nb();\nend();\n";

describe('takes out what was put in', () => {
  test('when nothing changed since', () => {
    expect(out(before, after, after)).toBe(before);
  });

  test('and keeps what came before, between and behind it', () => {
    const present = `// first\n${after.replace('const x = 1;', 'const x = 1;\nconst z = 3;\nconst w = 4;')}last();\n`;
    expect(out(before, after, present)).toBe(
      `// first\n${before.replace('const x = 1;', 'const x = 1;\nconst z = 3;\nconst w = 4;')}last();\n`,
    );
  });

  test('with the line as it was, where it had been replaced', () => {
    const [old, ours] = ['a\nroot.render(<App />);\nb\n', 'a\nroot.render(<><App /><Push /></>);\nb\n'];
    expect(out(old, ours, `${ours}c\n`)).toBe(`${old}c\n`);
  });

  test('byte for byte: a byte order mark, CRLF beside LF, no line ending at the end', () => {
    const [old, ours] = ['\uFEFFa\r\nb\nc\r\nd', '\uFEFFa\r\nours\r\nb\nc\r\nd'];
    expect(out(old, ours, ours.replace('\r\nd', '\r\nmine\nd'))).toBe(old.replace('\r\nd', '\r\nmine\nd'));
  });

  test('beside a line that came or was edited since', () => {
    const edit = (text: string) =>
      text.replace('end();', 'c();\nend(1);').replace("'a';\n", "'a';\nimport c from 'c';\n");
    expect(out(before, after, edit(after))).toBe(edit(before));
  });

  test('from a file that was new and holds more by now', () => {
    expect(out('', 'KEY=x\n\nOTHER=y\n', 'KEY=x\n\nOTHER=y\nMINE=2\n')).toBe('MINE=2\n');
  });

  test('from the end of a file that went on growing', () => {
    expect(out('A=1\n', 'A=1\nKEY=x\n', 'A=1\nKEY=x\nMINE=2\n')).toBe('A=1\nMINE=2\n');
  });
});

describe('takes out nothing', () => {
  test.each([
    ['when one of its lines was edited', after.replace('b();', 'b(1);')],
    ['when one of its lines was removed', after.replace("import b from 'b';\n", '')],
    ['when it stands there twice', `${after}${after}`],
    ['when every line ending was converted', after.replaceAll('\n', '\r\n')],
    ['when it is another file', 'mine\n'],
    [
      'when its parts have changed places',
      `start(x, y);\nb();\nend();\nimport a from 'a';\nimport b from 'b';\n\nconst x = 1;\n`,
    ],
  ])('%s', (_why, present) => {
    expect(out(before, after, present)).toBeUndefined();
  });

  test('when a line that it replaced has another neighbour, which may hang on what it became', () => {
    const [old, ours] = ['{\n  a: 1\n}\n', '{\n  a: 1,\n  b: 2\n}\n'];
    expect(out(old, ours, '{\n  a: 1,\n  b: 2,\n  c: 3\n}\n')).toBeUndefined();
    expect(out(old, ours, '{\n  a: 1,\n  c: 3,\n  b: 2\n}\n')).toBeUndefined();
    expect(out(old, ours, '// mine\n{\n  a: 1,\n  b: 2\n}\n')).toBe('// mine\n{\n  a: 1\n}\n');
  });

  test('when a last line without an ending would run into the next one', () => {
    expect(out('A=1', 'A=1\nKEY=x\n', 'A=1\nKEY=x\nMINE=2\n')).toBeUndefined();
  });
});

test('says nothing of the lines in what is kept of them', () => {
  expect(JSON.stringify(hashes('VAPID_PRIVATE_KEY=abc\n'))).not.toContain('abc');
});
