import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, expect, test } from 'vitest';
import { node24 } from '../../support/node24.ts';
import { environment, keys, sendSecret } from './support/run-server.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** Runs a script over one of the route templates, `route`, in a Node of its own. */
function withRoute(template: string, script: string): unknown {
  const folder = mkdtempSync(join(tmpdir(), 'pushwright-route-'));
  made.push(folder);
  const url = pathToFileURL(join(import.meta.dirname, '../../../templates/frameworks', template)).href;
  const code = `
    const route = await import(${JSON.stringify(url)});
    const secret = 'Bearer ${sendSecret}';
    const sent = JSON.stringify({ user: 'ada', notification: { title: 'Hi' } });
    const answers = await (async () => { ${script} })();
    process.stdout.write('ANSWERS' + JSON.stringify(answers));
    process.exit(0);`;
  const { stdout, stderr } = spawnSync(node24(), ['--input-type=module', '-e', code], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: process.env.PATH, ...environment, PUSH_DEV_USER: 'developer' },
  });
  const [, answers] = stdout.split('ANSWERS');
  if (answers === undefined) throw new Error(stderr);
  return JSON.parse(answers);
}

test('the app router: one handler for every method, and the last forwarded address is the peer', () => {
  const answers = withRoute(
    'next-app/route.ts',
    `const url = 'http://localhost:3000/docs/api/push/';
    const subscribe = async (address) =>
      (await route.POST(new Request(url + 'subscribe', { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': address }, body: '{}' }))).status;
    const key = await route.GET(new Request(url + 'key'));
    return [await key.text(), await subscribe('::ffff:127.0.0.1'), await subscribe('10.1.2.3'), await subscribe('127.0.0.1, 10.1.2.3'), Object.keys(route)];`,
  );
  // 400: the developer is signed in, and the subscription is looked at; nobody is from elsewhere.
  expect(answers).toEqual([keys.publicKey, 400, 401, 401, ['GET', 'OPTIONS', 'POST']]);
});

test("the pages router: a request of Node's becomes the web's, its body as it was sent", () => {
  const answers = withRoute(
    'next-pages/route.ts',
    `const { createServer } = await import('node:http');
    const server = createServer((request, response) => void route.default(request, response)).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const url = 'http://localhost:' + server.address().port + '/api/push/';
    const post = (path, headers, body) => fetch(url + path, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, duplex: 'half' });
    const key = await fetch(url + 'key');
    const queued = await post('send', { authorization: secret }, sent);
    const endless = new ReadableStream({ pull(controller) { controller.enqueue(new Uint8Array(9000).fill(97)); } });
    return [
      await key.text(),
      key.headers.get('cache-control'),
      queued.status,
      await queued.text(),
      (await post('send', {}, sent)).status,
      (await post('subscribe', {}, '{}')).status,
      await post('send', { authorization: secret }, endless).then(({ status }) => status, () => 413),
      route.config,
    ];`,
  );
  expect(answers).toEqual([
    keys.publicKey,
    'no-store',
    202,
    '{"queued":0}',
    401,
    400,
    413,
    { api: { bodyParser: false, externalResolver: true } },
  ]);
});
