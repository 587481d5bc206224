import { readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import fastGlob from 'fast-glob';
import { parseSync } from 'oxc-parser';
import { describe, expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

/** Lowest first: an import may only go to the same room or a lower floor. */
const floors = [
  'errors',
  'wrap-text',
  'vapid',
  'project',
  'plan',
  'frameworks',
  'providers',
  'audit',
  'prove',
  'commands',
  'cli',
];
/** Rooms whose files are siblings that know nothing of each other; what they share lies in the folder's own subfolders or registry. */
const siblings = ['frameworks', 'providers', 'audit/rules', 'commands'];

interface Import {
  readonly from: string;
  readonly to: string;
  /** The module is there before this one runs: neither types alone nor an import in a function. */
  readonly isLoaded: boolean;
}

function findImports(): Import[] {
  const files = fastGlob.sync('src/**/*.ts', { cwd: root });
  return files.flatMap((file) => {
    const text = readFileSync(join(root, file), 'utf8');
    const { module } = parseSync(file, text);
    const found = [
      ...module.staticImports.map(({ moduleRequest, entries }) => ({
        specifier: moduleRequest.value,
        isLoaded: entries.length === 0 || entries.some(({ isType }) => !isType),
      })),
      ...module.staticExports.flatMap(({ entries }) =>
        entries.flatMap(({ moduleRequest, isType }) =>
          moduleRequest === null ? [] : [{ specifier: moduleRequest.value, isLoaded: !isType }],
        ),
      ),
      ...module.dynamicImports.map(({ moduleRequest }) => ({
        specifier: text.slice(moduleRequest.start + 1, moduleRequest.end - 1),
        isLoaded: false,
      })),
    ];
    return found
      .filter(({ specifier }) => specifier.startsWith('.'))
      .map(({ specifier, isLoaded }) => ({
        from: file,
        to: relative(root, join(root, dirname(file), specifier)),
        isLoaded,
      }));
  });
}

const imports = findImports();
const roomOf = (file: string): string => file.split('/')[1]?.replace(/\.ts$/, '') ?? '';

test('the test sees the imports of every room', () => {
  expect(new Set(imports.map(({ from }) => roomOf(from)))).toEqual(
    new Set(floors.filter((floor) => floor !== 'errors' && floor !== 'wrap-text')),
  );
  expect(imports.length).toBeGreaterThan(100);
});

test('imports go down', () => {
  const up = imports.filter(({ from, to }) => {
    if (!to.startsWith('src/')) return false; // package.json, for the version
    return floors.indexOf(roomOf(to)) > floors.indexOf(roomOf(from));
  });
  expect(up).toEqual([]);
});

describe.each(siblings)('%s', (room) => {
  test('no file of it imports another one', () => {
    const isSibling = (file: string): boolean => dirname(file) === `src/${room}`;
    const shared = ['index.ts', 'framework.ts', 'provider.ts'];
    const sideways = imports.filter(
      ({ from, to }) =>
        isSibling(from) &&
        isSibling(to) &&
        !shared.some((name) => from.endsWith(`/${name}`) || to.endsWith(`/${name}`)),
    );
    expect(sideways).toEqual([]);
  });
});

test('an audit loads nothing that plans', () => {
  const loaded = new Set(['src/commands/audit.ts']);
  for (const file of loaded) {
    for (const { from, to, isLoaded } of imports) if (from === file && isLoaded) loaded.add(to);
  }
  expect([...loaded].some((file) => file.startsWith('src/audit/rules/'))).toBe(true);
  expect([...loaded].filter((file) => file.startsWith('src/plan/'))).toEqual([]);
});

test('what prints without an audit loads none', () => {
  for (const command of ['generate-vapid-keys', 'undo']) {
    const loaded = new Set(['src/cli.ts', `src/commands/${command}.ts`]);
    for (const file of loaded) {
      for (const { from, to, isLoaded } of imports) if (from === file && isLoaded) loaded.add(to);
    }
    expect(loaded.size, command).toBeGreaterThan(3);
    expect([...loaded].filter((file) => file.startsWith('src/audit/'))).toEqual([]);
  }
});

test('only cli.ts sets the exit code, and nothing ends the process', () => {
  for (const file of fastGlob.sync('src/**/*.ts', { cwd: root })) {
    const text = readFileSync(join(root, file), 'utf8');
    expect(text, file).not.toMatch(/process\.exit\(/);
    if (file !== 'src/cli.ts') expect(text, file).not.toMatch(/process\.exitCode/);
  }
});

test('only plan/disk.ts changes the disk, but for reports and what prove makes in its temporary folder', () => {
  const allowed = ['src/plan/disk.ts', 'src/commands/audit.ts'];
  const changes =
    /\b(writeFile|writeFileSync|appendFile\w*|rename|renameSync|mkdir|mkdirSync|rm|rmSync|unlink|unlinkSync|cpSync|copyFileSync)\b[^'"]*from 'node:fs|import \{[^}]*\b(writeFileSync|writeFile|appendFileSync|renameSync|mkdirSync|rmSync|unlinkSync|cpSync|copyFileSync|symlinkSync)\b[^}]*\} from 'node:fs/;
  for (const file of fastGlob.sync('src/**/*.ts', { cwd: root })) {
    if (allowed.includes(file) || file.startsWith('src/prove/')) continue;
    expect(readFileSync(join(root, file), 'utf8'), file).not.toMatch(changes);
  }
});
