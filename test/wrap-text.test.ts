import pc from 'picocolors';
import { expect, test } from 'vitest';
import { wrapText } from '../src/wrap-text.ts';

test('breaks between words, and goes on below where the line began', () => {
  expect(wrapText('  one two three four five', 12)).toBe('  one two\n  three four\n  five');
  expect(wrapText('  1. one two three', 12, 5)).toBe('  1. one two\n     three');
});

test('keeps short lines, line breaks and the spaces between columns', () => {
  expect(wrapText('create   a.ts  b\n\n  c', 20)).toBe('create   a.ts  b\n\n  c');
  expect(wrapText('create   a.ts  one two three', 20, 4)).toBe('create   a.ts  one\n    two three');
});

test('keeps a word that is longer than a line, and a command in one piece', () => {
  expect(wrapText('see https://pushwright.dev/a/long/path now', 10)).toBe(
    'see\nhttps://pushwright.dev/a/long/path\nnow',
  );
  expect(wrapText('then run "git rm --cached x" and so on', 24)).toBe(
    'then run\n"git rm --cached x" and\nso on',
  );
  expect(wrapText('say "one two three four five" and 5" six', 12)).toBe(
    'say "one two\nthree four\nfive" and 5"\nsix',
  );
});

test('does not count colours', () => {
  const { red } = pc.createColors(true);
  expect(wrapText(`${red('one')} two three`, 7)).toBe(`${red('one')} two\nthree`);
});

test('breaks nothing where there is no terminal', () => {
  const long = 'word '.repeat(100);
  expect(wrapText(long, undefined)).toBe(long);
});
