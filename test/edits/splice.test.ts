import { describe, expect, test } from 'vitest';
import { type Insertion, insertInto, insertIntoSource, takeOut } from '../../src/plan/edits/splice.ts';
import { parseSource } from '../../src/plan/edits/syntax.ts';

const code = `import a from 'a'\nconst b = a\n(b)\nexport const c = <p>{b}hello</p>\n`;

function insert(...insertions: Insertion[]): boolean {
  const source = parseSource(code, 'a.tsx');
  if (source === undefined) throw new Error('The sample does not parse.');
  return insertIntoSource(source, 'a.tsx', insertions) !== undefined;
}

describe('what an insertion may do to the rest of a file', () => {
  const line2 = code.indexOf('const b');
  const brace = code.indexOf('{b}');

  test('nothing: a statement between others', () => {
    expect(insert({ at: line2, text: 'start()\n' })).toBe(true);
  });

  test('nothing: an element beside text', () => {
    expect(insert({ at: brace, text: '<i />' })).toBe(true);
  });

  test.each([
    ['a syntax error', { at: line2, text: ')' }],
    ['a comment that swallows tokens', { at: line2, text: '// ' }],
    ['a comment that swallows the last statement', { at: code.indexOf('export'), text: '// ' }],
    ['text cut in two', { at: code.indexOf('hello') + 2, text: '<i />' }],
    ['a string that swallows tokens', { at: code.indexOf('const b') + 'const b = '.length, text: '`${' }],
    ['half of another name', { at: line2 + 'const b'.length, text: 'c' }],
    ['a name that runs into another', { at: line2, text: 'export' }],
  ])('not allowed: %s', (_, insertion) => {
    expect(insert(insertion)).toBe(false);
  });
});

test('insertions at one offset keep their order, and their ranges are theirs', () => {
  const result = insertInto('ab', [
    { at: 2, text: '4' },
    { at: 1, text: '2' },
    { at: 1, text: '3' },
    { at: 0, text: '1' },
  ]);
  expect(result.text).toBe('1a23b4');
  expect(result.inserted.map(({ start, end }) => result.text.slice(start, end))).toEqual([
    '1',
    '2',
    '3',
    '4',
  ]);
  expect(takeOut(result.text, result.inserted)).toBe('ab');
});
