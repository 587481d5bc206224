import { afterEach, describe, expect, test } from 'vitest';
import type { Webhook } from '../../../src/audit/code/delivery/webhook.ts';
import { auditOf } from '../../support/audit-of.ts';
import { removeTemporary } from '../../support/copy-fixture.ts';

afterEach(removeTemporary);

const packageJson = '{ "dependencies": { "express": "5", "web-push": "3" } }';
const send = `webpush.sendNotification(await db.find(req.body.data.message.receiver), 'x').catch(console.error);`;

function webhooksOf(server: string, files: Record<string, string> = {}): readonly Webhook[] {
  const text = `import crypto from 'node:crypto';\nimport express from 'express';\nimport webpush from 'web-push';\nimport { db } from 'some-db';\nconst app = express();\n${server}`;
  return auditOf({ 'package.json': packageJson, 'server.js': text, ...files }).code.server.webhooks;
}

/** What is said of a handler's check. */
function verification(check: string, before = '', middlewares = ''): string | undefined {
  return webhooksOf(
    `${before}\napp.post('/webhook/cometchat', ${middlewares} async (req, res) => { ${check}\n res.sendStatus(200); ${send} });`,
  )[0]?.verification;
}

describe('what stands between a request and the sends', () => {
  test.each([
    ['', 'unchecked'],
    ['if (!req.body.data) return res.sendStatus(400);', 'unchecked'],
    ["if (req.get('content-length') > 9) console.log('long');", 'unchecked'],
    ['if (req.headers.origin !== process.env.FRONTEND) return res.sendStatus(403);', 'unchecked'],
    ['if (req.body.token !== (await db.hook()).token) return res.sendStatus(401);', 'checked'],
    // A check that the walk has not understood.
    ['sign.verify(key, req.body.secretPart);', 'unknown'],
    ["if (req.get('x-secret') !== process.env.SECRET) return res.sendStatus(401);", 'checked'],
    ["if (req.get('x-secret') !== process.env.SECRET) console.warn('no');", 'ignored'],
    ['if (req.query.key !== process.env.HOOK_KEY) return res.sendStatus(404);', 'checked'],
    ['if (req.body.appId !== process.env.COMETCHAT_APP_ID) return res.sendStatus(200);', 'unchecked'],
    [
      "if (process.env.SECRET && req.get('x-secret') !== process.env.SECRET) return res.sendStatus(401);",
      'skipped',
    ],
    [
      "if (process.env.NODE_ENV === 'production' && req.get('x-secret') !== process.env.SECRET) return res.sendStatus(401);",
      'unknown',
    ],
    // What a package is given may throw there.
    ['await verifyRequest(req);', 'unknown'],
    ["if (!(await db.hooks.findByToken(req.get('authorization')))) return res.sendStatus(401);", 'checked'],
    [
      "try { check(req.get('authorization')); } catch { return res.sendStatus(401); } function check(header) { if (header !== process.env.SECRET) throw new Error('no'); }",
      'checked',
    ],
  ])('%s: %s', (check, expected) => {
    expect(verification(check)).toBe(expected);
  });

  test('can be a middleware, before the route alone', () => {
    const guard =
      "const guard = (req, res, next) => { if (req.get('x-secret') !== process.env.SECRET) return res.sendStatus(401); next(); };";
    expect(verification('', guard, 'guard,')).toBe('checked');
    expect(verification('', `${guard}\napp.use('/webhook', guard);`)).toBe('checked');
    expect(verification('', `${guard}\napp.use('/other', guard);`)).toBe('unchecked');
    expect(verification('', "import auth from 'basic-auth-mw';", 'auth(),')).toBe('unknown');
    expect(verification('', '', 'express.json(),')).toBe('unchecked');
    const [late] = webhooksOf(
      `${guard}\napp.post('/webhook/cometchat', async (req, res) => { ${send} });\napp.use('/webhook', guard);`,
    );
    expect(late?.verification).toBe('unchecked');
  });
});

describe('who calls', () => {
  const vendorOf = (server: string): string | undefined => webhooksOf(server)[0]?.vendor;
  test.each([
    [`app.post('/webhook/cometchat', async (req, res) => { ${send} });`, 'cometchat'],
    [
      `app.post('/events', async (req, res) => { if (req.body.trigger === 'message_sent') ${send} });`,
      'cometchat',
    ],
    [`app.post('/events', async (req, res) => { if (req.body.trigger === 'paid') ${send} });`, undefined],
    [`app.post('/webhook/shop', async (req, res) => { ${send} });`, 'other'],
    [`app.post('/messages', async (req, res) => { ${send} });`, undefined],
    ["app.post('/webhook/shop', async (req, res) => { res.sendStatus(200); });", undefined],
  ])('%s: %s', (server, expected) => {
    expect(vendorOf(server)).toBe(expected);
  });
});
