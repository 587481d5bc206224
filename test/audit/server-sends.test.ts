import { describe, expect, test } from 'vitest';
import type { CodeModel } from '../../src/audit/code/code-model.ts';
import type { SendSite } from '../../src/audit/code/server/server-model.ts';
import { findSends } from '../../src/audit/code/server/server-sends.ts';
import { parseModule } from '../../src/project/parse.ts';

function sendsOf(files: Record<string, string>): SendSite[] {
  const modules = new Map(Object.entries(files).map(([path, text]) => [path, parseModule(path, text)]));
  const code = {
    mentioning: (words: readonly string[]) =>
      Object.keys(files).filter((path) => words.some((word) => files[path]?.includes(word))),
    module: (path: string) => modules.get(path),
    frontmatter: () => undefined,
    resolve: (_from: string, specifier: string) => {
      const path = specifier.replace(/^\.\//, '');
      return modules.has(path) ? path : undefined;
    },
  };
  return findSends(code as unknown as CodeModel, () => true);
}

/** What happens to the subscription on 404, 410 and 500. */
function fates(files: Record<string, string>): string {
  const sends = sendsOf(files);
  expect(sends).toHaveLength(1);
  return [404, 410, 500].map((status) => sends[0]?.onStatus(status)).join(' ');
}

const send = (body: string) => `import webpush from 'web-push';\nimport { db } from 'some-db';\n${body}`;
const inCatch = (body: string) =>
  send(`export async function push(user) {
    for (const row of await db.rows(user)) {
      try { await webpush.sendNotification(row.subscription, 'x'); } catch (error) { ${body} }
    }
  }`);

describe('what an answer of the push service does', () => {
  test.each([
    ['console.error(error);', 'kept kept kept'],
    ['await db.remove(row.id);', 'deleted deleted deleted'],
    ['if (error.statusCode === 410) await db.remove(row.id);', 'kept deleted kept'],
    [
      'if (error.statusCode === 404 || error.statusCode === 410) await db.remove(row.id); else throw error;',
      'deleted deleted unknown',
    ],
    ['if ([404, 410].includes(error.statusCode)) await db.remove(row.id);', 'deleted deleted kept'],
    ['if (new Set([404, 410]).has(error.statusCode)) await db.remove(row.id);', 'deleted deleted kept'],
    [
      'if (error.statusCode >= 400 && error.statusCode < 500) await db.remove(row.id);',
      'deleted deleted kept',
    ],
    ['if (error.statusCode !== 410) return; await db.remove(row.id);', 'kept deleted kept'],
    [
      'switch (error.statusCode) { case 404: case 410: await db.remove(row.id); break; default: console.log(1); }',
      'deleted deleted kept',
    ],
    [
      'const gone = error.statusCode === 404 ? true : error.statusCode === 410; if (gone) await db.remove(row.id);',
      'deleted deleted kept',
    ],
    [
      'const { statusCode } = error; if (statusCode === 404 || statusCode === 410) { await db.run("DELETE FROM subs WHERE id = ?", row.id); }',
      'deleted deleted kept',
    ],
    [
      'if (error.statusCode === 410 || error.statusCode === 404) { row.active = false; }',
      'deleted deleted kept',
    ],
    // A WebPushError has no `status`.
    ['if (error.status === 404 || error.status === 410) await db.remove(row.id);', 'kept kept kept'],
    // It may be that this is where it is deleted.
    ['await onPushError(error, row);', 'unknown unknown unknown'],
    ['await db.update(row.id, { failed: true });', 'unknown unknown unknown'],
  ])('%s: %s', (body, expected) => {
    expect(fates({ 'push.js': inCatch(body) })).toBe(expected);
  });

  test('is looked for in the functions that call the sending one', () => {
    const files = {
      'send.js': send(`export async function sendOne(row) {
        try { await webpush.sendNotification(row.subscription, 'x'); return 'sent'; } catch (error) {
          return error.statusCode === 404 || error.statusCode === 410 ? 'gone' : 'failed';
        }
      }`),
    };
    expect(fates(files)).toBe('unknown unknown unknown');
    const caller = (body: string) => `import { sendOne } from './send.js';\nimport { db } from 'some-db';\n
      export async function broadcast() { for (const row of await db.rows()) { ${body} } }`;
    expect(
      fates({ ...files, 'all.js': caller("if ((await sendOne(row)) === 'gone') await db.remove(row.id);") }),
    ).toBe('deleted deleted kept');
    expect(fates({ ...files, 'all.js': caller('await sendOne(row);') })).toBe('kept kept kept');
  });

  test('is looked for after Promise.allSettled', () => {
    const settled = (body: string) =>
      send(`export async function push(user) {
        const rows = await db.rows(user);
        const results = await Promise.allSettled(rows.map((row) => webpush.sendNotification(row.subscription, 'x')));
        ${body}
      }`);
    expect(fates({ 'push.js': settled('') })).toBe('kept kept kept');
    const filter = `const dead = results.filter((r) => r.status === 'rejected' && r.reason.statusCode === 410);
      if (dead.length > 0) await db.removeMany(dead);`;
    expect(fates({ 'push.js': settled(filter) })).toBe('kept deleted kept');
  });

  test('does nothing for a subscription that the request brings or the code holds', () => {
    const route = send(`export async function POST(request) {
      const { subscription } = await request.json();
      await webpush.sendNotification(subscription, 'x').catch(console.error);
    }`);
    expect(sendsOf({ 'app/api/test/route.js': route })[0]?.fromRequest()).toBe(true);
    const literal = send(
      "webpush.sendNotification({ endpoint: 'https://push.example/1', keys: { auth: 'a', p256dh: 'b' } }, 'x');",
    );
    expect(sendsOf({ 'demo.js': literal })[0]?.fromRequest()).toBe(true);
    expect(sendsOf({ 'push.js': inCatch('console.error(error);') })[0]?.fromRequest()).toBe(false);
  });

  test('is a status, not an exception, where the push is sent with fetch', () => {
    const script = (body: string) => `import { buildPushPayload } from '@block65/webcrypto-web-push';
      export default { async scheduled(event, env) {
        for (const row of await env.DB.list()) {
          ${body}
        }
      } };`;
    const request = 'const response = await fetch(row.endpoint, await buildPushPayload({}, row, env.VAPID));';
    expect(fates({ 'worker.js': script(`try { ${request} } catch { await env.DB.remove(row.id); }`) })).toBe(
      'kept kept kept',
    );
    const both = `${request} if (response.status === 404 || response.status === 410) await env.DB.remove(row.id);`;
    expect(fates({ 'worker.js': script(both) })).toBe('deleted deleted kept');
  });

  test('a function of the app that is called like the library’s is not a send', () => {
    const sends = sendsOf({
      'push.js': inCatch('console.error(error);'),
      'use.js': "import 'web-push';\nimport { sendNotification } from './push.js';\nsendNotification({});",
    });
    expect(sends.map(({ module }) => module.path)).toEqual(['push.js']);
  });
});
