import { expect, test } from 'vitest';
import { addTsconfigExclude } from '../../src/plan/edits/add-tsconfig-exclude.ts';
import { takeOut } from '../../src/plan/edits/splice.ts';

const edit = (text: string, others: readonly string[] = ['node_modules']): string => {
  const result = addTsconfigExclude(text, 'server', others);
  if (result.status !== 'edited') throw new Error(JSON.stringify(result));
  expect(takeOut(result.text, result.inserted)).toBe(text);
  return result.text;
};

test.each([
  ['{ "exclude": ["node_modules"] }', '{ "exclude": ["node_modules", "server"] }'],
  ['{ "exclude": ["node_modules",] }', '{ "exclude": ["node_modules", "server",] }'],
  ['{ "exclude": [] }', '{ "exclude": ["server"] }'],
  [
    '{\n  "exclude": [\n    "node_modules",\n    "dist" // built\n  ]\n}\n',
    '{\n  "exclude": [\n    "node_modules",\n    "dist", // built\n    "server"\n  ]\n}\n',
  ],
  [
    '{\r\n\t"exclude": [\r\n\t\t"dist", /* built */\r\n\t],\r\n}\r\n',
    '{\r\n\t"exclude": [\r\n\t\t"dist", /* built */\r\n\t\t"server",\r\n\t],\r\n}\r\n',
  ],
  ['{\n  "exclude": [\n    "dist"]\n}', '{\n  "exclude": [\n    "dist",\n    "server"]\n}'],
])('an entry more: %j', (before, after) => expect(edit(before)).toBe(after));

test.each([
  [
    '{\n  "include": ["**/*.ts"], // all\n  "compilerOptions": {}\n}\n',
    '{\n  "include": ["**/*.ts"], // all\n  "exclude": ["node_modules", "server"],\n  "compilerOptions": {}\n}\n',
  ],
  [
    '{\n  "compilerOptions": {\n    "strict": true\n  } // the end\n}\n',
    '{\n  "compilerOptions": {\n    "strict": true\n  }, // the end\n  "exclude": ["node_modules", "server"]\n}\n',
  ],
  [
    '{\n    "include": [\n        "**/*",\n    ],\n}',
    '{\n    "include": [\n        "**/*",\n    ],\n    "exclude": ["node_modules", "server"],\n}',
  ],
  ['{"compilerOptions":{}}', '{"compilerOptions":{}, "exclude": ["node_modules", "server"]}'],
  ['\uFEFF{}', '\uFEFF{\n  "exclude": ["node_modules", "server"]\n}'],
  ['// nothing\n{}\n', '// nothing\n{\n  "exclude": ["node_modules", "server"]\n}\n'],
])('a list of its own: %j', (before, after) => expect(edit(before)).toBe(after));

test('what was left out by default stays so', () => {
  expect(edit('{ "extends": "./base.json" }', ['node_modules', 'dist'])).toBe(
    '{ "extends": "./base.json", "exclude": ["node_modules", "dist", "server"] }',
  );
});

test.each(['{ "exclude": "dist" }', '[]', '', '{ "include": ["a" "b"] }'])(
  '%j is left to a person',
  (text) => {
    expect(addTsconfigExclude(text, 'server', ['node_modules'])).toMatchObject({
      status: 'manual',
      snippet: '"exclude": ["node_modules", "server"]',
    });
  },
);
