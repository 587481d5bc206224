import { readFileSync } from 'node:fs';
import glob from 'fast-glob';
import { parseSync } from 'oxc-parser';
import { ts } from 'ts-morph';
import { describe, expect, test } from 'vitest';
import { stripTypes } from '../src/plan/strip-types.ts';

const templates = glob
  .sync('templates/{client,react,server,frameworks}/**/*.{ts,tsx}', { ignore: ['**/*.d.ts'] })
  .sort();

/** What the compiler makes of the module, under the same options as the templates are checked with. */
function compiled(text: string, path: string): string {
  return ts.transpileModule(text, {
    fileName: path,
    compilerOptions: {
      target: ts.ScriptTarget.ESNext,
      module: ts.ModuleKind.ESNext,
      jsx: ts.JsxEmit.Preserve,
      removeComments: false,
      alwaysStrict: false,
      rewriteRelativeImportExtensions: true,
    },
  }).outputText;
}

/** The syntax tree without places and parentheses: equal trees run alike. Whitespace in JSX counts as React counts it. */
function treeOf(text: string): unknown {
  const { program, errors } = parseSync('module.jsx', text, {
    lang: 'jsx',
    preserveParens: false,
    sourceType: 'module',
  });
  expect(errors.map((error) => error.message)).toEqual([]);
  return JSON.parse(
    JSON.stringify(program.body, (key, value) => {
      if (key === 'start' || key === 'end' || key === 'raw') return undefined;
      if (Array.isArray(value))
        return value.filter((each) => each?.type !== 'EmptyStatement' && !isBlankText(each));
      return value;
    }),
  );
}

function isBlankText(node: unknown): boolean {
  return (
    typeof node === 'object' &&
    node !== null &&
    'value' in node &&
    'type' in node &&
    node.type === 'JSXText' &&
    String(node.value).trim() === ''
  );
}

/** Tokens alone: without comments, whitespace, semicolons and the commas that end lists; quotes all of one kind. */
function squash(text: string): string {
  const { comments } = parseSync('module.jsx', text, { lang: 'jsx', sourceType: 'module' });
  let code = text;
  for (const comment of comments.toReversed()) code = code.slice(0, comment.start) + code.slice(comment.end);
  return code
    .replaceAll('"', "'")
    .replaceAll(/[\s;]/g, '')
    .replaceAll(/,(?=[)\]}])/g, '');
}

describe('every template', () => {
  test('there are some', () => expect(templates.length).toBeGreaterThan(3));

  test.each(templates)('%s comes out as the compiler has it', (path) => {
    const text = readFileSync(path, 'utf8');
    const stripped = stripTypes(text, path);
    expect(treeOf(stripped)).toEqual(treeOf(compiled(text, path)));
    expect(squash(stripped)).toBe(squash(compiled(text, path)));
  });

  test.each(templates)('%s keeps its lines', (path) => {
    const text = readFileSync(path, 'utf8');
    const lines = new Set(text.split('\n').map((line) => line.trim()));
    const stripped = stripTypes(text, path).split('\n');
    const code = stripped.filter((line) => line.trim() !== '' && line !== 'export {};');
    // A line that held no type is there as it was; none is only whitespace; no two blank ones follow each other.
    expect(code.filter((line) => !lines.has(line.trim())).length).toBeLessThan(code.length * 0.4 + 1);
    expect(stripped.filter((line) => line !== '' && line.trim() === '')).toEqual([]);
    expect(stripped.join('\n')).not.toContain('\n\n\n');
    expect(stripped.join('\n').startsWith('\n')).toBe(false);
    expect(stripped.join('\n').endsWith('\n')).toBe(true);
  });
});

const samples: readonly (readonly [name: string, path: string, text: string])[] = [
  [
    'type-only imports',
    'a.ts',
    `import type { A } from './a.ts';\nimport { type B, c } from './b.ts';\nimport { d, type E } from './d.tsx';\nimport f, { type G } from 'g';\nimport { type H } from 'h';\nimport './i.ts';\nuse(c, d, f);\n`,
  ],
  [
    'mixed lists over lines',
    'a.ts',
    `import {\n  type A,\n  b,\n  type C,\n  d,\n  type E,\n} from './x.ts';\nexport { b as y, type C } from './y.ts';\nb(d);\nexport type { Z } from './z.ts';\nexport { d };\n`,
  ],
  [
    'type-only exports',
    'a.ts',
    `const a = 1;\nexport type { B } from './b';\nexport type * from './c';\nexport { a, type D } from './d';\nexport { type E } from './e';\nexport type F = string;\nexport interface G { h: number }\nexport default interface I {}\nexport { a as j };\n`,
  ],
  ['nothing but types', 'a.ts', `/** Documented. */\nexport interface A {\n  b: string;\n}\n`],
  [
    'functions',
    'a.ts',
    `function a<T extends object>(this: Window, b?: T, { c }: { c: string } = { c: '' }, ...d: T[]): asserts b is T {}\nconst e = async <T,>(f: T): Promise<T> => f;\nfunction g(a: string): void;\nfunction g(a: number): void;\nfunction g(a: unknown) { return a; }\nconst h = (a?: number): a is 1 => a === 1;\nconst i = { j<T>(k: T): T { return k; }, get l(): string { return ''; }, set l(m: string) {} };\nexport default function <T>(n: T): T { return n; }\n`,
  ],
  [
    'this alone',
    'a.ts',
    `function a(this: Window) { return this; }\nfunction b(\n  this: Window,\n  c: string,\n): void {\n  use(this, c);\n}\n`,
  ],
  [
    'classes',
    'a.ts',
    `class A<T> extends B<T> implements C, D<T> {\n  declare a: string;\n  private readonly b?: number = 1;\n  static readonly c?: string;\n  readonly cc!: string;\n  public ['d']?: string;\n  #e: Map<string, number> = new Map<string, number>();\n  [key: string]: unknown;\n  constructor() { super(); }\n  f(a: string): void;\n  f(a: unknown) {}\n  protected async *g?<T>(a: T): AsyncGenerator<T> {}\n  override get h(): string { return ''; }\n  readonly = 1;\n  declare = 2;\n}\nabstract class I implements J {\n  abstract k: string;\n  abstract l(): void;\n  m(): void {}\n}\nexport abstract class N {}\nconst o = class implements P {};\n`,
  ],
  [
    'assertions',
    'a.ts',
    `const a = b as string;\nconst c = (d as any).e;\nconst f = (g as any as H)!.i!;\nconst j = { k: 1 } satisfies L;\nconst m = <any>n;\nconst o = (p?.q as R).s;\nconst t = new (u as any)();\nconst v = new (w() as any)();\nconst x = ['a', 'b'] as const;\n(y as Z).z = 1;\nreturnNothing(a! + c!, typeof (b as any), \`\${(c as string).length}\`);\nconst aa = (await bb() as any).cc;\nconst dd = (ee + ff as any) * 2;\nconst gg = () => ({} as HH);\nconst ii = () => <JJ>({});\nconst kk = ll<string>;\nif (!(mm as any)) nn();\n`,
  ],
  [
    'no semicolons',
    'a.ts',
    `const a = b as string\n;(c as any).d()\nconst e = f\ntype G = string\n;[h].map(i)\nlet j: string\nlet k = l!\nfoo()\n`,
  ],
  ['a type between lines that then run together', 'a.ts', `const a = b\ntype C = string\n(d as any).e()\n`],
  ['an assertion at the end before a bracket', 'a.ts', `let a = b as string\n;[c] = d\nlet e: F\n`],
  [
    'declarations',
    'a.ts',
    `declare const a: string;\ndeclare function b(): void;\ndeclare module 'c' { export const d: string }\ndeclare global { interface Window { e: string } }\ndeclare namespace f { const g: string }\ndeclare class H { i: string }\nexport declare const j: string;\nconst enumerable = 1;\nexport { enumerable };\n`,
  ],
  [
    'variables',
    'a.ts',
    `let a!: string;\nlet b: { c: string; d: (e: number) => void } | undefined;\nlet f: {\n  g: string;\n} = { g: '' };\nconst { h, i: [j] }: K = l;\nfor (const m of n as string[]) {}\ntry {} catch (o: unknown) { use(o); }\nlet p: typeof import('./q.ts');\nconst r = await import('./s.ts');\nconst t = a < b! && c > d!;\n`,
  ],
  [
    'generics in calls',
    'a.ts',
    `foo<string>(1);\na?.b<T>();\nnew Map<string, Map<string, number>>();\ntag<X>\`a\`;\nconst a = useState<string | undefined>(undefined);\nconst b = new Set<\n  string\n>();\n`,
  ],
  [
    'JSX',
    'a.tsx',
    `import { useRef } from 'react';\nimport type { ReactNode } from 'react';\n\ninterface Props {\n  readonly children?: ReactNode;\n}\n\n/** A button. */\nexport function A({ children }: Props): ReactNode {\n  const ref = useRef<HTMLDivElement>(null);\n  const f = <T,>(x: T) => x;\n  return (\n    <List<string> items={['a'] as string[]} ref={ref!}>\n      {/* a comment */}\n      {children as ReactNode} text's\n      <B {...(c as any)} d={(e: number): void => {}} />\n    </List>\n  );\n}\n`,
  ],
  [
    'strings that look like types',
    'a.ts',
    `const a = 'x as string';\nconst b = /: string/ as RegExp;\nconst c = \`\${d as string} as e\`;\n// f as g\nconst h = { as: 1, satisfies: 2, type: 3, declare: 4 };\nconst as = h.as as number;\nlet type = 1;\ntype = 2;\n`,
  ],
  [
    'astral characters before types',
    'a.ts',
    `const a: string = '😀😀';\nconst b = '𝒜' as string; // 😀\nfunction c(d: string, e?: number): void {}\n`,
  ],
  [
    'line breaks of Windows',
    'a.ts',
    `import type { A } from 'a';\r\n\r\n/** Doc. */\r\ninterface B {\r\n  c: string;\r\n}\r\n\r\nexport const d: B = {\r\n  c: '',\r\n};\r\n`,
  ],
];

describe('what templates might come to hold', () => {
  test.each(samples)('%s', (_, path, text) => {
    const stripped = stripTypes(text, path);
    expect(treeOf(stripped)).toEqual(treeOf(compiled(text, path)));
    expect(stripped.split('\n').filter((line) => line !== '' && line !== '\r' && line.trim() === '')).toEqual(
      [],
    );
  });
});

describe('formatting', () => {
  test('comments and blank lines stay, types and their documentation go', () => {
    const text = `// The file's own comment.

import type { A } from './a.ts';
import { b } from './b.ts';

/** What B is. */
export interface B {
  c: string;
}

// About D, over
// two lines.
type D = string; // and behind it

/** What e does. */
export function e(
  // the first
  a: A, // one
  d?: D,
): void {
  b(a as never); // cast
  let f!: string;

  use(f);
}
`;
    expect(stripTypes(text, 'a.ts')).toBe(`// The file's own comment.

import { b } from './b.js';

/** What e does. */
export function e(
  // the first
  a, // one
  d,
) {
  b(a); // cast
  let f;

  use(f);
}
`);
  });

  test('types at the end leave no blank line behind', () => {
    expect(stripTypes(`export const a: string = '';\n\nexport type B = string;\n`, 'a.ts')).toBe(
      `export const a = '';\n`,
    );
  });

  test('types at the start leave none before', () => {
    expect(
      stripTypes(`import type A from 'a';\nimport type B from 'b';\n\nexport const c: A = 1;\n`, 'a.ts'),
    ).toBe(`export const c = 1;\n`);
  });

  test('a list of types between others closes up', () => {
    expect(stripTypes(`import a from 'a';\n\ntype B = 1;\n\ntype C = 2;\n\nuse(a);\n`, 'a.ts')).toBe(
      `import a from 'a';\n\nuse(a);\n`,
    );
  });

  test('a mixed list over lines loses the lines', () => {
    expect(stripTypes(`import {\n  type A,\n  b,\n  type C,\n} from 'x';\nb();\n`, 'a.ts')).toBe(
      `import {\n  b,\n} from 'x';\nb();\n`,
    );
  });

  test('JavaScript stays as it is', () => {
    const text = `'use client';\n/* a */ import b from './b.js'\n\n\nexport default b // c`;
    expect(stripTypes(text, 'a.ts')).toBe(text);
  });
});

describe('what is more than a type', () => {
  test.each([
    ['an enum', 'enum A { b }'],
    ['a namespace', 'namespace A { export const b = 1 }'],
    ['a parameter property', 'class A { constructor(private b: string) {} }'],
    ['import = require()', `import a = require('a')`],
  ])('%s is refused', (name, text) => {
    expect(() => stripTypes(text, 'a.ts')).toThrow(name);
  });

  test('a syntax error is refused', () =>
    expect(() => stripTypes('const a: = 1', 'a.ts')).toThrow('does not parse'));
});
