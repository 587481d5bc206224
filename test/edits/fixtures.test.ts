import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';
import type { EditResult } from '../../src/plan/edits/edit-result.ts';
import { edits, type FixtureOptions } from './run-edit.ts';

const root = new URL('../../fixtures/edits/', import.meta.url);

/** Another way to write the same file; what must come of it is the expected output, written that way too. */
interface Variant {
  readonly name: string;
  readonly rewrite: (text: string, input: string) => string;
}

const variants: readonly Variant[] = [
  { name: 'as it stands', rewrite: (text) => text },
  { name: 'with CRLF', rewrite: crlf },
  { name: 'with tabs', rewrite: tabs },
  { name: 'with a byte order mark', rewrite: mark },
  { name: 'without a final newline', rewrite: bare },
  { name: 'with CRLF, tabs and a byte order mark', rewrite: (text, input) => mark(crlf(tabs(text, input))) },
  { name: 'with CRLF and no final newline', rewrite: (text) => crlf(bare(text)) },
  { name: 'with tabs and no final newline', rewrite: (text, input) => bare(tabs(text, input)) },
  { name: 'with all of these', rewrite: (text, input) => mark(crlf(bare(tabs(text, input)))) },
];

function crlf(text: string): string {
  return text.replaceAll('\n', '\r\n');
}

function mark(text: string): string {
  return `\uFEFF${text}`;
}

function bare(text: string): string {
  return text.replace(/\n$/, '');
}

/** One tab for each step of the input's own indentation, when it has any. */
function tabs(text: string, input: string): string {
  const depths = [...input.matchAll(/^ +(?=[^\s*])/gm)].map(([spaces]) => spaces.length);
  if (depths.length === 0) return text;
  const step = depths.every((depth) => depth % 4 === 0) ? 4 : 2;
  return text.replace(
    /^ +/gm,
    (spaces) => '\t'.repeat(spaces.length / step) + ' '.repeat(spaces.length % step),
  );
}

interface Fixture {
  readonly path: string;
  readonly input: string;
  readonly options: FixtureOptions;
  /** Undefined when a person has to do it, for `reason`. */
  readonly output: string | undefined;
  readonly reason: string | undefined;
}

function load(edit: string, name: string): Fixture {
  const read = (file: string): string =>
    readFileSync(new URL(`${edit}/${name}/${file}`, root), 'utf8').replaceAll('\r\n', '\n');
  const has = (file: string): boolean => existsSync(new URL(`${edit}/${name}/${file}`, root));
  const path = readdirSync(new URL(`${edit}/${name}/`, root)).find((file) => file.startsWith('input.'));
  if (path === undefined) throw new Error(`${edit}/${name} has no input.`);
  return {
    path,
    input: read(path),
    options: has('options.json') ? (JSON.parse(read('options.json')) as FixtureOptions) : {},
    output: has('manual.txt') ? undefined : read(path.replace('input', 'output')),
    reason: has('manual.txt') ? read('manual.txt').trim() : undefined,
  };
}

const fixtures = readdirSync(root).flatMap((edit) =>
  readdirSync(new URL(`${edit}/`, root)).map((name) => ({ edit, name, fixture: load(edit, name) })),
);

test('every edit has fixtures, and there are enough of them', () => {
  expect([...new Set(fixtures.map(({ edit }) => edit))].sort()).toEqual(Object.keys(edits).sort());
  expect(fixtures.length).toBeGreaterThan(160);
});

describe.each(fixtures)('$edit: $name', ({ edit, fixture }) => {
  const { path, input, options, output, reason } = fixture;
  const run = (text: string): EditResult => {
    const apply = edits[edit];
    if (apply === undefined) throw new Error(`There is no edit ${edit}.`);
    return apply(text, path, options);
  };

  test.each(variants.filter((variant) => sensible(variant, fixture)))('$name', ({ rewrite }) => {
    const text = rewrite(input, input);
    const result = run(text);
    if (output === undefined) {
      expect(result).toEqual({ status: 'manual', reason, snippet: expect.stringMatching(/\S/) });
      return;
    }
    if (output === input) {
      expect(result.status).toBe('already');
      return;
    }
    if (result.status !== 'edited') throw new Error(`${result.status}: ${result.reason}`);
    expect(result.text).toBe(rewrite(output, input));
    holds(text, result, path);
    expect(run(result.text).status).toBe('already');
  });

  test('with line endings of both kinds', () => {
    const lines = input.split('\n');
    // Two of three lines end in CRLF, so that is how new lines end.
    const text = lines
      .map((line, index) => (index === lines.length - 1 ? line : line + (index % 3 === 1 ? '\n' : '\r\n')))
      .join('');
    const result = run(text);
    expect(result.status).toBe(output === undefined ? 'manual' : output === input ? 'already' : 'edited');
    if (result.status !== 'edited') return;
    holds(text, result, path);
    expect(run(result.text).status).toBe('already');
  });
});

/** A variant that leaves the input as it is proves nothing; an empty file has no style to follow. */
function sensible({ name, rewrite }: Variant, { input, output }: Fixture): boolean {
  if (name === 'as it stands') return true;
  if (!input.trim().includes('\n') || rewrite(input, input) === input) return false;
  // Where nothing is written, how it would be written hardly matters.
  return name === 'with all of these' || (output !== undefined && output !== input);
}

/** What must be true of every edit. */
function holds(before: string, result: Extract<EditResult, { status: 'edited' }>, path: string): void {
  const after = result.text;
  let rest = '';
  let from = 0;
  let added = '';
  for (const { start, end } of result.inserted) {
    rest += after.slice(from, start);
    added += after.slice(start, end);
    from = end;
  }
  expect(rest + after.slice(from), 'without what was inserted').toBe(before);
  expect(result.inserted.every(({ start, end }) => end > start)).toBe(true);

  const { crlf: windows, lf: unix } = endings(before);
  const ours = endings(added);
  if (windows > unix) expect(ours.lf, 'LF added to a file of CRLF').toBe(0);
  else expect(ours.crlf, 'CRLF added to a file of LF').toBe(0);
  expect(added.replaceAll('\r\n', '\n'), 'carriage returns alone').not.toContain('\r');
  expect(after.match(/[ \t]+\r?$/gm), 'whitespace at the end of lines').toEqual(before.match(/[ \t]+\r?$/gm));
  expect(after.endsWith('\n')).toBe(before === '' || before === '\uFEFF' || before.endsWith('\n'));
  expect(after.startsWith('\uFEFF')).toBe(before.startsWith('\uFEFF'));

  const lang = /\.([cm]?[jt]sx?)$/.exec(path)?.[1];
  if (lang === undefined) return;
  const { errors } = parseSync(path, after.replace('\uFEFF', ''), {
    lang: lang.includes('ts') ? (lang.endsWith('x') ? 'tsx' : 'ts') : 'jsx',
  });
  expect(errors).toEqual([]);
}

function endings(text: string): { crlf: number; lf: number } {
  const windows = text.split('\r\n').length - 1;
  return { crlf: windows, lf: text.split('\n').length - 1 - windows };
}
