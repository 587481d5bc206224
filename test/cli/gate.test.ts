import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { type CliOptions, type CliResult, runCli, runOnTerminal } from '../support/run-cli.ts';
import { snapshot } from '../support/tree.ts';

let app: string;
beforeEach(() => {
  app = copyFixture('apps/vite-react-ts', { git: true });
});
afterEach(removeTemporary);

const subject = ['--subject', 'mailto:push@pushwright.dev'];

/** Every command, with what it must answer when nobody is there to be asked. */
const commands: readonly { readonly args: () => string[]; readonly code: number; readonly says: RegExp }[] = [
  { args: () => ['init', app], code: 2, says: /--for <chat\|calls>[\s\S]*--server <node\|none>/ },
  { args: () => ['init', app, '--json'], code: 2, says: /"flag": "--for"/ },
  { args: () => ['init', app, '--yes', '--no-install', ...subject], code: 0, says: /Applied \d+ changes/ },
  { args: () => ['init', app, '--dry-run'], code: 0, says: /nothing was written/ },
  { args: () => ['init', app, '--diff', ...subject], code: 0, says: /diff --git a\/public\/sw\.js/ },
  { args: () => ['audit', app], code: 0, says: /./ },
  { args: () => ['audit', app, '--json'], code: 0, says: /"schema": 1/ },
  { args: () => ['generate-vapid-keys', app], code: 0, says: /Public key/ },
  { args: () => ['generate-vapid-keys', app, '--write'], code: 0, says: /Wrote VITE_VAPID_PUBLIC_KEY/ },
  { args: () => ['undo', app], code: 2, says: /nothing to undo/ },
  { args: () => ['rules'], code: 0, says: /permission-without-gesture/ },
  { args: () => ['rules', 'push-shows-nothing'], code: 0, says: /Why/ },
  { args: () => ['--help'], code: 0, says: /generate-vapid-keys/ },
  { args: () => ['--version'], code: 0, says: /^\d+\.\d+\.\d+/ },
];

/** A terminal on neither end, and CI: nothing may be asked. */
const surroundings: Record<string, CliOptions> = {
  'standard input from /dev/null': { stdin: 'null' },
  'an open pipe that never speaks': { stdin: 'pipe' },
  'CI=1': { stdin: 'pipe', env: { CI: '1' } },
};

describe.each(Object.entries(surroundings))('with %s', (_name, options) => {
  test.each(
    commands.map(
      (command) =>
        [
          command
            .args()
            .join(' ')
            .replace(/undefined/, '<app>'),
          command,
        ] as const,
    ),
  )('pushwright %s', async (_line, { args, code, says }) => {
    const result = await runCli(args(), options);
    expect(result, result.stderr).toMatchObject({ code });
    expect(result.stdout + result.stderr).toMatch(says);
  });
});

test('CI=1 on a terminal asks nothing', async () => {
  const result = await runOnTerminal(['init', app], [], { env: { CI: '1' } });
  expect(result.code).toBe(2);
  expect(result.stdout).toMatch(/--server <node\|none>/);
});

test('--json on a terminal asks nothing', async () => {
  const result = await runOnTerminal(['init', app, '--json'], []);
  expect(result.code).toBe(2);
});

describe('on a terminal', () => {
  const enter = '\r';
  const questions = [
    /What are the pushes for/,
    /Which push server/,
    /Whom may a push service/,
    /Apply these/,
  ];
  const address = 'mailto:push@pushwright.dev\r';
  const answers = [enter, enter, address, enter];

  const until = (count: number, last: string) =>
    questions
      .slice(0, count + 1)
      .map((at, index) => ({ at, type: index < count ? (answers[index] as string) : last }));

  test('init asks, applies and audits', async () => {
    const result = await runOnTerminal(['init', app, '--no-install'], until(3, enter), { timeoutMs: 60_000 });
    expect(result.stdout).toMatch(/Applied \d+ changes/);
    expect(result.code).toBe(0);
    expect(readFileSync(join(app, '.env.local'), 'utf8')).toContain('VAPID_SUBJECT=');
  });

  test.each(questions.map((question, index) => [String(question), index] as const))(
    'Ctrl-C at %s leaves the tree as it was',
    async (_question, index) => {
      const before = snapshot(app, ['.git']);
      const result = await runOnTerminal(['init', app, '--no-install'], until(index, '\x03'));
      expect(result.code).toBe(130);
      expect(snapshot(app, ['.git'])).toEqual(before);
    },
  );

  test('no at the last question leaves the tree as it was', async () => {
    const before = snapshot(app, ['.git']);
    const result = await runOnTerminal(['init', app, '--no-install'], until(3, 'n'));
    expect(result.code).toBe(130);
    expect(snapshot(app, ['.git'])).toEqual(before);
  });
});

test('generate-vapid-keys --json has the shape of web-push', async () => {
  const result: CliResult = await runCli(['generate-vapid-keys', '--json']);
  const ours = JSON.parse(result.stdout) as Record<string, string>;
  const peer = spawnSync(
    process.execPath,
    [join(import.meta.dirname, '../../node_modules/web-push/src/cli.js'), 'generate-vapid-keys', '--json'],
    { encoding: 'utf8' },
  );
  const theirs = JSON.parse(peer.stdout) as Record<string, string>;
  expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort());
  for (const [name, value] of Object.entries(theirs)) expect(ours[name]).toHaveLength(value.length);
});
