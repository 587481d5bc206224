import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import webpush from 'web-push';
import { ConfigError, readConfig } from '../../../templates/server/config.ts';
import { environment, keys, runToEnd, sendSecret, startServer, tokenSecret } from './support/run-server.ts';

const templates = resolve(import.meta.dirname, '../../../templates/server');

function problemsOf(variables: Readonly<Record<string, string | undefined>>): readonly string[] {
  try {
    readConfig({ ...environment, ...variables }, 'push.sqlite');
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const strange = 'strange-value-that-no-sentence-may-quote';

test.each<[Record<string, string | undefined>, RegExp]>([
  [
    { VAPID_PRIVATE_KEY: undefined },
    /^VAPID_PRIVATE_KEY is not set: .* npx pushwright generate-vapid-keys\.$/,
  ],
  [{ VAPID_PRIVATE_KEY: '  ' }, /^VAPID_PRIVATE_KEY is not set/],
  [{ VAPID_PRIVATE_KEY: strange }, /^VAPID_PRIVATE_KEY is not a P-256 private key/],
  [{ VAPID_PRIVATE_KEY: keys.publicKey }, /^VAPID_PRIVATE_KEY is not a P-256 private key/],
  [{ VAPID_PRIVATE_KEY: `${keys.privateKey}=` }, /^VAPID_PRIVATE_KEY is not a P-256 private key/],
  [{ VAPID_PRIVATE_KEY: 'A'.repeat(43) }, /^VAPID_PRIVATE_KEY is not a P-256 private key/],
  [{ VAPID_PRIVATE_KEY: `${'_'.repeat(42)}8` }, /^VAPID_PRIVATE_KEY is not a P-256 private key/],
  [
    { VITE_VAPID_PUBLIC_KEY: webpush.generateVAPIDKeys().publicKey },
    /^VITE_VAPID_PUBLIC_KEY does not belong to/,
  ],
  [{ NEXT_PUBLIC_VAPID_PUBLIC_KEY: strange }, /^NEXT_PUBLIC_VAPID_PUBLIC_KEY does not belong to/],
  [{ VAPID_PUBLIC_KEY: `${keys.publicKey}=` }, /^VAPID_PUBLIC_KEY does not belong to/],
  [{ VAPID_SUBJECT: undefined }, /^VAPID_SUBJECT is not set/],
  [
    { VAPID_SUBJECT: 'push@pushwright.dev' },
    /^VAPID_SUBJECT is neither a complete mailto: nor an https: URL/,
  ],
  [{ VAPID_SUBJECT: 'mailto:admin@localhost' }, /^VAPID_SUBJECT names a host that does not exist/],
  [{ VAPID_SUBJECT: 'mailto:you@example.com' }, /^VAPID_SUBJECT is a placeholder/],
  [{ PUSH_SEND_SECRET: undefined }, /^PUSH_SEND_SECRET is not set/],
  [{ PUSH_SEND_SECRET: 'x'.repeat(31) }, /^PUSH_SEND_SECRET has fewer than 32 characters/],
  [{ PUSH_TOKEN_SECRET: undefined }, /^PUSH_TOKEN_SECRET is not set/],
  [{ PUSH_TOKEN_SECRET: 'x'.repeat(31) }, /^PUSH_TOKEN_SECRET has fewer than 32 characters/],
  [{ PUSH_DEV_USER: 'developer', NODE_ENV: 'production' }, /^PUSH_DEV_USER is set in production/],
  [
    { PUSH_DEV_USER: 'developer', PUSH_HOST: '0.0.0.0' },
    /^PUSH_DEV_USER is set and PUSH_HOST is not this machine/,
  ],
  [{ PUSH_PORT: 'http' }, /^PUSH_PORT is no port/],
  [{ PUSH_PORT: '65536' }, /^PUSH_PORT is no port/],
  [{ PUSH_APP_ORIGIN: 'https://app.pushwright.dev/' }, /^PUSH_APP_ORIGIN is no origin/],
  [{ PUSH_APP_ORIGIN: 'http://app.pushwright.dev' }, /^PUSH_APP_ORIGIN is no origin/],
  [{ PUSH_APP_ORIGIN: strange }, /^PUSH_APP_ORIGIN is no origin/],
  [{ PUSH_ALLOWED_ENDPOINTS: '*' }, /^PUSH_ALLOWED_ENDPOINTS has an entry that is no host/],
  [{ PUSH_ALLOWED_ENDPOINTS: '*.dev' }, /^PUSH_ALLOWED_ENDPOINTS has an entry that is no host/],
  [{ PUSH_ALLOWED_ENDPOINTS: 'localhost' }, /^PUSH_ALLOWED_ENDPOINTS has an entry that is no host/],
  [{ PUSH_ALLOWED_ENDPOINTS: '127.0.0.1' }, /^PUSH_ALLOWED_ENDPOINTS has an entry that is no host/],
  [{ PUSH_ALLOWED_ENDPOINTS: 'https://push.pushwright.dev' }, /^PUSH_ALLOWED_ENDPOINTS has an entry/],
  [{ PUSH_PROXY: 'proxy:3128' }, /^PUSH_PROXY is no http: URL/],
  [{ PUSH_PROXY: 'socks5://proxy:3128' }, /^PUSH_PROXY is no http: URL/],
])('refuses %o', (variables, sentence) => {
  const problems = problemsOf(variables);
  expect(problems).toEqual([expect.stringMatching(sentence)]);
  expect(problems[0]).toMatch(/\.$/);
  for (const value of Object.values(variables)) {
    if (value !== undefined && value.length > 20) expect(problems[0]).not.toContain(value);
  }
});

test('takes what is right', () => {
  const config = readConfig(
    {
      ...environment,
      NODE_ENV: 'production',
      PUSH_PORT: undefined,
      PUSH_HOST: '0.0.0.0',
      PUSH_APP_ORIGIN: 'https://app.pushwright.dev',
      PUSH_ALLOWED_ENDPOINTS: ' push.pushwright.dev, *.UP.pushwright.dev ,',
      PUSH_PROXY: 'http://user:pass@proxy.internal:3128',
      VAPID_PUBLIC_KEY: ` ${keys.publicKey}\n`,
    },
    'push.sqlite',
  );
  expect(config).toMatchObject({
    vapid: { publicKey: keys.publicKey, privateKey: keys.privateKey },
    port: 8787,
    host: '0.0.0.0',
    database: 'push.sqlite',
    allowedEndpoints: ['push.pushwright.dev', '.up.pushwright.dev'],
  });
  expect(config.proxy?.host).toBe('proxy.internal:3128');
  expect(readConfig(environment, 'push.sqlite')).toMatchObject({
    host: '127.0.0.1',
    devUser: undefined,
    proxy: undefined,
  });
});

test('says everything that is wrong at once, on standard error, and ends with 1', () => {
  const result = runToEnd({
    VAPID_PRIVATE_KEY: strange,
    VAPID_SUBJECT: undefined,
    PUSH_SEND_SECRET: 'short-secret',
    PUSH_TOKEN_SECRET: undefined,
    PUSH_DEV_USER: 'developer',
    NODE_ENV: 'production',
  });
  expect(result.status).toBe(1);
  expect(result.stdout).toBe('');
  const names = result.stderr
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  expect(names.sort()).toEqual([
    'PUSH_DEV_USER',
    'PUSH_SEND_SECRET',
    'PUSH_TOKEN_SECRET',
    'VAPID_PRIVATE_KEY',
    'VAPID_SUBJECT',
  ]);
  expect(result.stderr).not.toContain(strange);
  expect(result.stderr).not.toContain('short-secret');
}, 60_000);

test('says in a sentence that the database or the port is not to be had', async () => {
  const database = runToEnd({ PUSH_DATABASE: join(templates, 'main.ts', 'push.sqlite') });
  expect(database.status).toBe(1);
  expect(database.stderr).toMatch(/^PUSH_DATABASE cannot be opened \(\w+\): .*\.\n$/);

  const taken = createServer();
  await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
  const address = taken.address();
  const port = typeof address === 'object' && address !== null ? String(address.port) : '';
  const refused = runToEnd({ PUSH_PORT: port });
  await new Promise((done) => taken.close(done));
  expect(refused.status).toBe(1);
  expect(refused.stderr).toBe(`The server cannot listen on 127.0.0.1:${port} (EADDRINUSE).\n`);
}, 60_000);

test('never writes its secrets to its output or its files', async () => {
  const server = await startServer({
    PUSH_DEV_USER: 'developer',
    PUSH_PROXY: 'http://user:proxy-password@127.0.0.1:9',
  });
  server.process.kill('SIGINT');
  const code = await new Promise((done) => server.process.on('exit', done));
  expect(code).toBe(0);
  const written = [server.output(), readFileSync(server.database, 'latin1')].join('\n');
  await server.stop();
  expect(written).toContain('"event":"stopped"');
  for (const secret of [keys.privateKey, sendSecret, tokenSecret, 'proxy-password']) {
    expect(written).not.toContain(secret);
  }
}, 60_000);
