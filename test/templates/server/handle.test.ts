import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { node24 } from '../../support/node24.ts';
import { environment, keys, sendSecret } from './support/run-server.ts';

const handle = pathToFileURL(join(import.meta.dirname, '../../../templates/server/handle.ts')).href;
const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

/** Runs a script in a Node of its own, in an empty folder, where `call(method, url, { headers, body })` asks the handler. */
function inApp(script: string, variables: Readonly<Record<string, string | undefined>> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'pushwright-handle-'));
  made.push(folder);
  const code = `
    const { handlePush, notifyUser } = await import(${JSON.stringify(handle)});
    const call = async (method, url, { headers = {}, body, peer } = {}) => {
      const request = new Request(url, { method, headers: { 'content-type': 'application/json', ...headers }, body: body && JSON.stringify(body) });
      const response = await handlePush(request, peer);
      return { status: response.status, body: await response.text() };
    };
    const answers = await (async () => { ${script} })();
    process.stdout.write('ANSWERS' + JSON.stringify(answers));`;
  const { stdout, stderr } = spawnSync(node24(), ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment, ...variables },
  });
  const [log = '', answers] = stdout.split('ANSWERS');
  if (answers === undefined) throw new Error(stderr);
  return { folder, log, stderr, answers: JSON.parse(answers) as Answer[] };
}

test('answers the routes below any base and with a slash at the end', () => {
  const { answers, folder, log } = inApp(`return [
    await call('GET', 'http://localhost:3000/api/push/key'),
    await call('GET', 'http://localhost:3000/docs/api/push/key'),
    await call('GET', 'http://localhost:3000/docs/api/push/key/'),
    await call('POST', 'http://localhost:3000/api/push/subscribe', { body: {} }),
    await call('POST', 'http://localhost:3000/api/push/send', { headers: { authorization: 'Bearer ${sendSecret}' }, body: { user: 'ada', notification: { title: 'Hi' } } }),
    await call('GET', 'http://localhost:3000/api/push/other'),
  ]`);
  expect(answers.slice(0, 3)).toEqual(Array(3).fill({ status: 200, body: keys.publicKey }));
  expect(answers.slice(3).map(({ status }) => status)).toEqual([401, 202, 404]);
  expect(JSON.parse(answers[4]?.body ?? '')).toEqual({ queued: 0 });
  // The database keeps itself out of git.
  expect(readFileSync(join(folder, 'push-data/.gitignore'), 'utf8')).toBe('*\n');
  expect(log.match(/"ready"/g)).toHaveLength(1);
});

test('the development identity is for this machine alone, and never for production', () => {
  const subscribe = (peer: string) =>
    `await call('POST', 'http://localhost:3000/api/push/subscribe', { body: {}, peer: ${peer} })`;
  const here = inApp(
    `return [${subscribe('undefined')}, ${subscribe("'::1'")}, ${subscribe("'192.168.1.7'")}]`,
    {
      PUSH_DEV_USER: 'developer',
    },
  );
  // 400: signed in, and the subscription is looked at.
  expect(here.answers.map(({ status }) => status)).toEqual([400, 400, 401]);
  const production = inApp(`return [${subscribe('undefined')}]`, {
    PUSH_DEV_USER: 'developer',
    NODE_ENV: 'production',
  });
  expect(production.answers[0]).toMatchObject({ status: 503 });
  expect(production.stderr).toContain('PUSH_DEV_USER is set in production');
});

test('what is wrong with the environment is logged, and no value of it', () => {
  const { answers, stderr, folder } = inApp(
    `return [await call('GET', 'http://localhost:3000/api/push/key')]`,
    {
      VAPID_PRIVATE_KEY: `${keys.privateKey}x`,
      PUSH_SEND_SECRET: undefined,
    },
  );
  expect(answers).toEqual([{ status: 503, body: 'push is not set up on this server: its log says why' }]);
  expect(stderr).toMatch(
    /push: VAPID_PRIVATE_KEY is not a P-256 private key.*\n.*push: PUSH_SEND_SECRET is not set/s,
  );
  expect(stderr).not.toContain(keys.privateKey);
  expect(existsSync(join(folder, 'push-data'))).toBe(false);
});

test('code of the app sends without a request', () => {
  const { answers } = inApp(
    `return [await notifyUser('ada', { title: 'Hi' }), await notifyUser('ada', {}).catch(({ name }) => name)]`,
  );
  expect(answers).toEqual([0, 'InvalidNotification']);
});
