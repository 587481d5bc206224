import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import type { ServerModel } from '../../../src/audit/code/server/server-model.ts';
import { createAudit } from '../../../src/audit/create-audit.ts';
import { readProject } from '../../../src/project/read-project.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function serverOf(path: string, text: string): ServerModel {
  const folder = mkdtempSync(join(tmpdir(), 'pushwright-breadth-'));
  folders.push(folder);
  const files = { 'package.json': '{ "name": "app", "type": "module" }', [path]: text };
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return createAudit(readProject(folder)).code.server;
}

const head = "import webpush from 'web-push';\nimport { db } from 'some-db';\n";
const store = (subscription: string) =>
  `await db.savePushSubscription({ subscription: ${subscription}.subscription, userId: ${subscription}.userId });`;
const send = (subscription: string) => `await webpush.sendNotification(${subscription}.subscription, 'x');`;
/** A handler's statements: what the request brings is stored, and pushed to. */
const both = (body: string) => `const body = ${body}; ${store('body')} ${send('body')}`;

const shapes: readonly (readonly [name: string, path: string, text: string])[] = [
  ['Express', 'server.js', `${head}app.post('/subscribe', async (req, res) => { ${both('req.body')} });`],
  [
    'an Express router in a function',
    'routes.js',
    `${head}export default (app) => { app.post('/subscribe', async (req, res) => { ${both('req.body')} }); };`,
  ],
  ['Hono', 'src/index.ts', `${head}app.post('/subscribe', async (c) => { ${both('await c.req.json()')} });`],
  [
    'Fastify with options before the handler',
    'server.js',
    `${head}fastify.post('/subscribe', { schema }, async (request, reply) => { ${both('request.body')} });`,
  ],
  [
    'Fastify’s route',
    'server.js',
    `${head}fastify.route({ method: 'POST', url: '/subscribe', handler: async (request, reply) => { ${both('request.body')} } });`,
  ],
  ['Koa', 'server.js', `${head}router.post('/subscribe', async (ctx) => { ${both('ctx.request.body')} });`],
  [
    'Elysia with options behind the handler',
    'server.ts',
    `${head}app.post('/subscribe', async ({ body: given }) => { ${both('given')} }, { body: schema });`,
  ],
  [
    'a Next route',
    'app/api/subscribe/route.ts',
    `${head}export async function POST(request: Request) { ${both('await request.json()')} }`,
  ],
  [
    'a Next route that is exported later',
    'app/api/subscribe/route.ts',
    `${head}async function handler(request: Request) { ${both('await request.json()')} }\nexport { handler as POST };`,
  ],
  [
    'pages/api',
    'pages/api/subscribe.ts',
    `${head}export default async function handler(req, res) { ${both('req.body')} }`,
  ],
  [
    'pages/api with an export of its own',
    'pages/api/subscribe.ts',
    `${head}const handler = async (req, res) => { ${both('req.body')} };\nexport default wrapped(handler);`,
  ],
  [
    'a Server Action',
    'app/actions.ts',
    `'use server';\n${head}export async function subscribe(subscription, userId) { await db.savePushSubscription({ subscription, userId }); await webpush.sendNotification(subscription, 'x'); }`,
  ],
  [
    'a Server Action in a component',
    'app/page.tsx',
    `${head}export default function Page() { async function subscribe(subscription, userId) { 'use server'; await db.savePushSubscription({ subscription, userId }); await webpush.sendNotification(subscription, 'x'); } return subscribe; }`,
  ],
  [
    'a React Router action',
    'app/routes/subscribe.tsx',
    `${head}export async function action({ request }) { ${both('await request.json()')} }`,
  ],
  [
    'a Remix action',
    'app/routes/api.subscribe.tsx',
    `${head}export const action = async ({ request }) => { ${both('await request.json()')} };`,
  ],
  [
    'an Astro endpoint',
    'src/pages/api/subscribe.ts',
    `${head}export const POST = async ({ request }) => { ${both('await request.json()')} };`,
  ],
  [
    'a SvelteKit endpoint',
    'src/routes/api/subscribe/+server.ts',
    `${head}export async function POST({ request }) { ${both('await request.json()')} }`,
  ],
  [
    'a SvelteKit form action',
    'src/routes/push/+page.server.ts',
    `${head}export const actions = { subscribe: async ({ request }) => { ${both('await request.json()')} } };`,
  ],
  [
    'Nuxt',
    'server/api/subscribe.post.ts',
    `${head}export default defineEventHandler(async (event) => { ${both('await readBody(event)')} });`,
  ],
  [
    'Nest',
    'src/push.controller.ts',
    `${head}@Controller('push')\nexport class PushController { @Post('subscribe') async subscribe(@Body() body: any) { ${store('body')} ${send('body')} } }`,
  ],
  [
    'a Cloudflare Worker',
    'src/worker.ts',
    `${head}export default { async fetch(request, env) { ${both('await request.json()')} } };`,
  ],
  [
    'Deno',
    'main.ts',
    `import webpush from 'npm:web-push';\nimport { db } from 'some-db';\nDeno.serve(async (request) => { ${both('await request.json()')} });`,
  ],
  [
    'a Supabase function',
    'supabase/functions/subscribe/index.ts',
    `import webpush from 'npm:web-push@3.6.7';\nimport { db } from 'some-db';\nserve(async (request) => { ${both('await request.json()')} });`,
  ],
  [
    'a TanStack server function',
    'src/push.ts',
    `${head}export const subscribe = createServerFn({ method: 'POST' }).handler(async ({ body: given }) => { ${both('given')} });`,
  ],
];

describe('a route that stores what it is given, and sends to it', () => {
  test.each(shapes)('is found in %s', (_name, path, text) => {
    const { sends, stores } = serverOf(path, text);
    expect(stores.map(({ node, module }) => module.text.slice(node.start, node.end))).toHaveLength(1);
    expect(stores[0]?.authenticated).toBe(false);
    expect(stores[0]?.owner?.path).toMatch(/userId/);
    expect(sends).toHaveLength(1);
    expect(sends[0]?.calls().length).toBeGreaterThan(0);
    expect(sends[0]?.fromRequest()).toBe(true);
  });
});

const each = "for (const row of await db.all()) await webpush.sendNotification(row, 'x').catch(() => {});";
const jobs: readonly (readonly [name: string, path: string, text: string])[] = [
  [
    'a Worker’s schedule',
    'src/worker.ts',
    `${head}export default { async scheduled(event, env) { ${each} } };`,
  ],
  ['a Worker’s queue', 'src/worker.ts', `${head}export default { async queue(batch, env) { ${each} } };`],
  [
    'node-cron',
    'cron.js',
    `${head}import cron from 'node-cron';\ncron.schedule('* * * * *', async () => { ${each} });`,
  ],
  [
    'BullMQ',
    'worker.js',
    `${head}import { Worker } from 'bullmq';\nnew Worker('push', async (job) => { ${each} });`,
  ],
  [
    'Nest’s schedule',
    'src/push.service.ts',
    `${head}export class PushService { @Cron('* * * * *') async run() { ${each} } }`,
  ],
  [
    'Inngest',
    'inngest/push.ts',
    `${head}import { inngest } from './client';\nexport const push = inngest.createFunction({ id: 'push' }, { event: 'push' }, async () => { ${each} });`,
  ],
  ['Deno.cron', 'main.ts', `${head}Deno.cron('push', '* * * * *', async () => { ${each} });`],
];

describe('a job that sends', () => {
  test.each(jobs)('is found in %s', (_name, path, text) => {
    const [send] = serverOf(path, text).sends;
    expect(send?.onStatus(410)).toBe('kept');
    expect(send?.fromRequest()).toBe(false);
  });
});

test('web-push that a module of the app hands on is web-push', () => {
  const folder = mkdtempSync(join(tmpdir(), 'pushwright-breadth-'));
  folders.push(folder);
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'lib.js'), "import webpush from 'web-push';\nexport { webpush };");
  writeFileSync(
    join(folder, 'push.js'),
    "import { webpush } from './lib.js';\nexport const push = (row) => webpush.sendNotification(row, 'x');",
  );
  expect(createAudit(readProject(folder)).code.server.sends).toHaveLength(1);
});
