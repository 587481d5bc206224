import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { detectFramework } from '../../src/frameworks/index.ts';
import type { ManualOperation, Operation } from '../../src/plan/operation.ts';
import { planWorker } from '../../src/plan/worker/plan-worker.ts';
import { readProject } from '../../src/project/read-project.ts';
import { copyFixture, removeTemporary } from '../support/copy-fixture.ts';
import { writeTree } from '../support/write-tree.ts';

afterEach(removeTemporary);

function plan(root: string): Operation[] {
  const project = readProject(root);
  const layout = detectFramework(project)?.layout;
  if (layout === undefined) throw new Error('no app');
  return planWorker(project, layout);
}

const manual = (operations: readonly Operation[]): ManualOperation[] =>
  operations.filter((operation) => operation.kind === 'manual');

test('a worker of vite-plugin-pwa whose strategy cannot be told gets both steps', () => {
  const root = copyFixture('apps/vite-pwa');
  const config = join(root, 'vite.config.js');
  writeFileSync(config, readFileSync(config, 'utf8').replace("'injectManifest'", 'process.env.STRATEGY'));
  const [step, ...others] = manual(plan(root));
  expect(others).toEqual([]);
  expect(step).toMatchObject({ path: 'vite.config.js', needed: true });
  expect(step?.snippet).toMatch(/importScripts\('push-sw\.js'\)[\s\S]*workbox:/);
});

test('without a public folder nothing is written, and the step is short', () => {
  const root = writeTree(
    { 'vite.config.ts': 'export default { publicDir: false };\n' },
    copyFixture('apps/vite-vanilla-ts'),
  );
  const operations = plan(root);
  expect(operations).toHaveLength(1);
  expect(operations[0]).toMatchObject({ kind: 'manual', path: 'vite.config.ts', needed: true });
  expect(manual(operations)[0]?.snippet).toBe("publicDir: 'public',");
  expect(manual(operations)[0]?.reason).toContain('templates/worker/sw.js');
});

test('Firebase Messaging beside ours is worth a note, and no part of another worker is', () => {
  const root = copyFixture('apps/vite-vanilla-ts');
  const firebase =
    "importScripts('https://www.gstatic.com/firebasejs/10.0.0/firebase-messaging-compat.js');\n";
  writeTree({ 'public/firebase-messaging-sw.js': firebase }, root);
  const operations = plan(root);
  expect(operations.map(({ kind }) => kind)).toEqual(['manual', 'create']);
  const [note] = manual(operations);
  expect(note).toMatchObject({ path: 'public/firebase-messaging-sw.js' });
  expect(note?.needed).toBeUndefined();
  expect(note?.reason).toMatch(/twice/);

  const worker = "importScripts('fcm.js');\nself.addEventListener('fetch', () => {});\n";
  const main = "navigator.serviceWorker.register('/host.js');\n";
  rmSync(join(root, 'public/firebase-messaging-sw.js'));
  writeTree({ 'public/fcm.js': firebase, 'public/host.js': worker, 'src/register.ts': main }, root);
  expect(manual(plan(root)).map(({ path }) => path)).toEqual([]);
});

test('a worker that shows pushes by itself would show ours twice, and that is said', () => {
  const root = copyFixture('apps/vite-vanilla-ts');
  const main = "navigator.serviceWorker.register('/host.js');\n";
  const listens = "addEventListener('push', (event) => event.waitUntil(show(event.data)));\n";
  writeTree({ 'public/host.js': "importScripts('news.js');\n", 'src/register.ts': main }, root);
  const quiet = "self.addEventListener('notificationclick', () => {});\n";
  writeTree({ 'public/news.js': quiet }, root);
  expect(manual(plan(root))).toEqual([]);

  writeTree({ 'public/news.js': quiet + listens }, root);
  const [note, ...others] = manual(plan(root));
  expect(others).toEqual([]);
  expect(note).toMatchObject({ path: 'public/news.js', reason: expect.stringMatching(/twice/) });

  // What another site's worker does on its own scope is its own affair.
  rmSync(join(root, 'public/host.js'));
  writeTree({ 'public/docs/sw.js': listens, 'public/news.js': 'export {};\n' }, root);
  writeTree({ 'src/register.ts': "navigator.serviceWorker.register('/docs/sw.js');\n" }, root);
  expect(manual(plan(root))).toEqual([]);
});
