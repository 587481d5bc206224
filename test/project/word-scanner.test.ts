import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fastGlob from 'fast-glob';
import { type Node, parseSync } from 'oxc-parser';
import { expect, test } from 'vitest';
import { descendants } from '../../src/project/syntax-tree.ts';
import { vocabulary } from '../../src/project/vocabulary.ts';
import { createWordScanner } from '../../src/project/word-scanner.ts';

const wordsIn = (words: readonly string[], text: string): string[] => {
  const found = createWordScanner(words)(Buffer.from(text));
  return words.filter((_, bit) => ((found[bit >> 5] as number) & (1 << (bit & 31))) !== 0);
};

test('finds words in words, words that overlap, and what a mismatch leads to', () => {
  const words = ['push', 'pushManager', 'ushM', 'shm', 'aab', 'ab'];
  expect(wordsIn(words, 'reg.pushManager')).toEqual(['push', 'pushManager', 'ushM']);
  expect(wordsIn(words, 'aaab')).toEqual(['aab', 'ab']);
  expect(wordsIn(words, 'pus h ümlaut sh push')).toEqual(['push']);
  expect(wordsIn(words, '')).toEqual([]);
});

test('says the same as a search for each word', () => {
  let seed = 7;
  const random = (below: number): number => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed % below;
  };
  const text = (length: number): string => Array.from({ length }, () => 'abé\n'[random(4)] ?? 'a').join('');
  for (let round = 0; round < 200; round++) {
    const words = Array.from({ length: 40 }, () => text(1 + random(4)).replace(/é/g, 'b'));
    const unique = [...new Set(words)];
    const haystack = text(random(60));
    expect(wordsIn(unique, haystack)).toEqual(unique.filter((word) => haystack.includes(word)));
  }
});

/** The list in `mentions(path, […])`, `mentioning([…])`, `unitsWith([…])` and `const pushWords = […]`. */
function listIn(node: Node): Node | null | undefined {
  if (node.type === 'VariableDeclarator') {
    return node.id.type === 'Identifier' && /[wW]ords$/.test(node.id.name) ? node.init : undefined;
  }
  if (node.type !== 'CallExpression') return undefined;
  const { callee } = node;
  const name = callee.type === 'MemberExpression' ? callee.property : callee;
  const isQuestion = name.type === 'Identifier' && /^(?:mentions|mentioning|unitsWith)$/.test(name.name);
  return isQuestion ? node.arguments.find(({ type }) => type === 'ArrayExpression') : undefined;
}

test('every word that code asks for by name is in the vocabulary', () => {
  const root = join(import.meta.dirname, '../..');
  const missing: string[] = [];
  let asked = 0;
  for (const file of fastGlob.sync('src/{project,frameworks,audit}/**/*.ts', { cwd: root })) {
    const { program } = parseSync(file, readFileSync(join(root, file), 'utf8'));
    for (const node of descendants(program as Node)) {
      const list = listIn(node);
      if (list?.type !== 'ArrayExpression') continue;
      for (const word of list.elements) {
        if (word?.type !== 'Literal' || typeof word.value !== 'string') continue;
        asked++;
        if (!vocabulary.includes(word.value)) missing.push(`${file}: ${word.value}`);
      }
    }
  }
  expect(asked).toBeGreaterThan(20);
  expect(missing).toEqual([]);
});
