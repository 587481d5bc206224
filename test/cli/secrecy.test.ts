import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { runCli } from '../support/run-cli.ts';

afterEach(removeTemporary);

const subject = ['--subject', 'mailto:push@pushwright.dev'];

/** Every form in which somebody could have written a 32-byte scalar. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret, 'base64url');
  return [secret, bytes.toString('base64'), bytes.toString('hex'), bytes.toString('hex').toUpperCase()];
}

test('no command prints the private key or another secret, and no file of ours but the env file holds one', async () => {
  const app = copyFixture('apps/vite-react-ts', { git: true });
  const outputs: string[] = [];
  const keep = async (...args: string[]): Promise<void> => {
    const { stdout, stderr } = await runCli(args);
    outputs.push(stdout, stderr);
  };
  await keep('init', app, '--yes', '--no-install', ...subject);
  const values = parseEnv(readFileSync(join(app, '.env.local'), 'utf8'));
  const secrets = [values.VAPID_PRIVATE_KEY, values.PUSH_SEND_SECRET, values.PUSH_TOKEN_SECRET] as string[];
  expect(secrets.every((secret) => secret.length >= 43)).toBe(true);
  expect(statSync(join(app, '.env.local')).mode & 0o777).toBe(0o600);

  await keep('init', app, '--yes', '--no-install', ...subject);
  await keep('init', app, '--dry-run');
  await keep('init', app, '--dry-run', '--json');
  await keep('init', app, '--diff');
  await keep('audit', app);
  await keep('audit', app, '--json');
  await keep('generate-vapid-keys', app, '--write');
  // The same key where the audit finds it: reports must name the place and not the value.
  const planted = copyFixture('apps/vite-react-ts', { git: true });
  const { writeFileSync } = await import('node:fs');
  writeFileSync(
    join(planted, 'src/leak.ts'),
    `export const key = '${secrets[0]}';\nexport const pub = '${values.VITE_VAPID_PUBLIC_KEY}';\n`,
  );
  execFileSync('git', ['add', '-A'], { cwd: planted });
  await keep('audit', planted);
  await keep('audit', planted, '--json');
  expect(outputs.join('')).toContain('src/leak.ts');

  const names: string[] = [];
  const visit = (folder: string): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      const path = join(folder, entry.name);
      names.push(path);
      if (entry.isDirectory()) visit(path);
      else if (entry.name !== '.env.local') outputs.push(readFileSync(path, 'latin1'));
    }
  };
  visit(app);
  const everything = [...outputs, ...names].join('\n');
  for (const secret of secrets)
    for (const form of formsOf(secret)) expect(everything.includes(form)).toBe(false);
});

test('--diff and --dry-run of a first init name the variables and show no value', async () => {
  const app = copyFixture('apps/vite-react-ts', { git: true });
  const { stdout } = await runCli(['init', app, '--diff', ...subject]);
  expect(stdout).toContain('# .env.local is not shown: it holds secrets; sets ');
  expect(stdout).toMatch(/sets .*VAPID_PRIVATE_KEY/);
  expect(stdout).not.toMatch(/VAPID_PRIVATE_KEY=[A-Za-z0-9_-]{10}/);
});
