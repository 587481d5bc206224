import { join } from 'node:path';
import pc from 'picocolors';
import { afterEach, describe, expect, test } from 'vitest';
import { auditRepository } from '../../src/audit/audit-repository.ts';
import { findParts } from '../../src/audit/find-parts.ts';
import type { AuditReport } from '../../src/audit/report.ts';
import { reportJson } from '../../src/audit/reporters/json.ts';
import { reportPretty } from '../../src/audit/reporters/pretty.ts';
import type { Rule } from '../../src/audit/rule.ts';
import { rules } from '../../src/audit/rules/index.ts';
import { readProject } from '../../src/project/read-project.ts';
import { generateVapidKeys } from '../../src/vapid/generate-keys.ts';
import { folderOf } from '../support/audit-of.ts';
import { removeTemporary } from '../support/copy-fixture.ts';

afterEach(removeTemporary);

const json = (value: object): string => JSON.stringify(value);
const page = '<!doctype html><title>a</title><script type="module" src="/src/main.ts"></script>';
const vitePackage = (name: string, dependencies: object = {}) =>
  json({ name, private: true, scripts: { dev: 'vite' }, dependencies, devDependencies: { vite: '^8.0.0' } });
const worker = `self.addEventListener('push', (event) => {
  event.waitUntil(self.registration.showNotification('New message', { tag: 'chat' }));
});
self.addEventListener('notificationclick', (event) => event.notification.close());
`;
/** An app that registers its worker and leaves everything else to what it imports. */
const viteApp = (folder: string, name: string, main: string, dependencies?: object) => ({
  [`${folder}/package.json`]: vitePackage(name, dependencies),
  [`${folder}/index.html`]: page,
  [`${folder}/src/main.ts`]: `navigator.serviceWorker.register('/sw.js');\n${main}`,
  [`${folder}/public/sw.js`]: worker,
});
const shared = {
  'packages/push/package.json': json({ name: '@acme/push', main: './src/index.ts' }),
  'packages/push/src/index.ts': `export async function ask(): Promise<string> {
  return Notification.requestPermission();
}
`,
};
const workspace = {
  'package.json': json({ name: 'acme', private: true, workspaces: ['apps/*', 'packages/*'] }),
};

function audit(files: Readonly<Record<string, string>>, catalogue: readonly Rule[] = rules): AuditReport {
  return auditRepository(readProject(folderOf(files)), catalogue, { version: '0' });
}

function found(report: AuditReport, rule: string): string[] {
  const result = report.results.find((each) => each.rule.id === rule);
  const problems = result !== undefined && 'problems' in result ? (result.problems ?? []) : [];
  return problems.map(({ at }) => `${at.path}:${at.line}`);
}

describe('the parts of a repository', () => {
  const partsOf = (files: Readonly<Record<string, string>>) =>
    findParts(readProject(folderOf(files))).map(({ folder, files }) => [folder, ...[...files].sort()]);

  test('are one where the root is the only app, whatever packages lie in it', () => {
    const parts = partsOf({
      ...Object.fromEntries(
        Object.entries(viteApp('app', 'app', '')).map(([path, text]) => [path.replace('app/', ''), text]),
      ),
      'server/package.json': json({ name: 'server', dependencies: { express: '5' } }),
      'server/index.js': "import webpush from 'web-push';",
    });
    expect(parts.map(([folder]) => folder)).toEqual(['.']);
  });

  test('are the app and the rest for a client beside a server', () => {
    const parts = partsOf({
      ...viteApp('client', 'client', ''),
      'server/package.json': json({ name: 'server' }),
      'server/index.js': "import webpush from 'web-push';",
    });
    expect(parts).toEqual([
      ['.', 'server/index.js', 'server/package.json'],
      ['client', 'client/index.html', 'client/package.json', 'client/public/sw.js', 'client/src/main.ts'],
    ]);
  });

  test('hold the packages that an app uses, through other packages too; an app without push is no part', () => {
    const parts = partsOf({
      ...workspace,
      ...viteApp('apps/web', 'web', "import '@acme/ui';", { '@acme/ui': '*' }),
      'apps/site/package.json': vitePackage('site'),
      'apps/site/index.html': page,
      'apps/site/src/main.ts': 'export {};',
      'packages/ui/package.json': json({ name: '@acme/ui', dependencies: { '@acme/push': '*' } }),
      'packages/ui/index.ts': "export * from '@acme/push';",
      ...shared,
    });
    expect(parts.map(([folder]) => folder)).toEqual(['.', 'apps/web']);
    expect(parts[1]).toContain('packages/push/src/index.ts');
    expect(parts[1]).toContain('packages/ui/index.ts');
    expect(parts[0]).toContain('apps/site/src/main.ts');
    expect(parts[0]).not.toContain('packages/push/src/index.ts');
  });

  test('leave what the rest uses itself in the rest as well', () => {
    const parts = partsOf({
      ...workspace,
      ...viteApp('apps/web', 'web', "import '@acme/push';", { '@acme/push': '*' }),
      'apps/api/package.json': json({ name: 'api', dependencies: { '@acme/push': '*' } }),
      'apps/api/index.ts': "import '@acme/push';",
      ...shared,
    });
    for (const part of parts) expect(part).toContain('packages/push/src/index.ts');
  });

  test('are found without a package.json of their own, and not in fixtures', () => {
    const parts = partsOf({
      'package.json': json({ name: 'nx', devDependencies: { vite: '8' } }),
      ...viteApp('fixtures/app', 'fixture', ''),
      'apps/web/project.json': '{}',
      'apps/web/vite.config.ts': "import { defineConfig } from 'vite';\nexport default defineConfig({});",
      'apps/web/index.html': page,
      'apps/web/src/main.ts': "navigator.serviceWorker.register('/sw.js');",
    });
    expect(parts.map(([folder]) => folder)).toEqual(['.', 'apps/web']);
  });
});

describe('one run from the root', () => {
  test('judges each app by its own framework, and names files by the folder that was asked about', () => {
    const report = audit({
      ...workspace,
      ...viteApp('apps/web', 'web', 'Notification.requestPermission();'),
      'apps/site/package.json': json({ name: 'site', dependencies: { next: '16.0.0', react: '19.0.0' } }),
      'apps/site/app/layout.tsx': 'export default function Layout({ children }) { return children; }',
      'apps/site/app/page.tsx': `'use client';
import { useEffect } from 'react';
export default function Page() {
  useEffect(() => { Notification.requestPermission(); }, []);
  return null;
}
`,
    });
    expect(report.project.apps?.map(({ path, framework }) => `${path} ${framework}`)).toEqual([
      'apps/site next-app',
      'apps/web vite',
    ]);
    expect(found(report, 'permission-without-gesture')).toEqual([
      'apps/site/app/page.tsx:4',
      'apps/web/src/main.ts:2',
    ]);
    const trail = report.results.flatMap((result) => {
      return result.rule.id === 'permission-without-gesture' && result.status === 'failed'
        ? result.problems.flatMap((problem) => (problem.trail ?? []).map(({ path }) => path))
        : [];
    });
    for (const path of trail) expect(path).toMatch(/^apps\//);
    expect(JSON.parse(reportJson(report)).project.apps).toHaveLength(2);
    expect(reportPretty(report, { colors: pc.createColors(false) })).toContain('apps/site: next-app');
  });

  test('judges shared code in the app that misuses it, and says it once', () => {
    const uses = { '@acme/push': '*' };
    const good =
      "import { ask } from '@acme/push';\ndocument.querySelector('button')?.addEventListener('click', () => ask());";
    const bad = "import { ask } from '@acme/push';\nask();";
    const clean = audit({
      ...workspace,
      ...shared,
      ...viteApp('apps/a', 'a', good, uses),
      ...viteApp('apps/b', 'b', good, uses),
    });
    expect(found(clean, 'permission-without-gesture')).toEqual([]);
    const one = audit({
      ...workspace,
      ...shared,
      ...viteApp('apps/a', 'a', good, uses),
      ...viteApp('apps/b', 'b', bad, uses),
    });
    expect(found(one, 'permission-without-gesture')).toEqual(['packages/push/src/index.ts:2']);
    const both = audit({
      ...workspace,
      ...shared,
      ...viteApp('apps/a', 'a', bad, uses),
      ...viteApp('apps/b', 'b', bad, uses),
    });
    expect(found(both, 'permission-without-gesture')).toEqual(['packages/push/src/index.ts:2']);
    expect(both.summary.errors).toBe(found(both, 'permission-without-gesture').length);
  });

  test('proves a key pair whose halves stand in different apps, once', () => {
    const { publicKey, privateKey } = generateVapidKeys();
    const report = audit({
      ...viteApp('client', 'client', `export const vapidPublicKey = '${publicKey}';`),
      'server/package.json': json({ name: 'server' }),
      'server/index.js': `import webpush from 'web-push';\nwebpush.setVapidDetails('mailto:a@b.dev', '', '${privateKey}');`,
    });
    expect(found(report, 'private-key-committed')).toEqual(['server/index.js:2']);
    expect(reportJson(report)).toContain('it derives to the public key at client/src/main.ts:2');
    expect(reportJson(report)).not.toContain('../');
    expect(reportJson(report)).not.toContain(privateKey.slice(0, 6));
  });

  test('reads the env files of an app for that app alone, and those of the root for all', () => {
    const { privateKey } = generateVapidKeys();
    const apps = { ...viteApp('apps/web', 'web', ''), ...viteApp('apps/admin', 'admin', '') };
    const prefixed = 'vite.config.ts';
    const config =
      "import { defineConfig } from 'vite';\nexport default defineConfig({ envPrefix: 'APP_' });";
    const report = audit({
      ...workspace,
      ...apps,
      [`apps/admin/${prefixed}`]: config,
      'apps/web/.env': `VITE_VAPID_PRIVATE_KEY=${privateKey}\nAPP_VAPID_PRIVATE_KEY=${privateKey}`,
    });
    expect(found(report, 'private-key-in-public-env')).toEqual(['apps/web/.env:1']);
  });

  test('accepts a suppression that one of the apps needs, and reports one that nobody does', () => {
    const uses = { '@acme/push': '*' };
    const code = (body: string): string =>
      `export async function ask(): Promise<string> {\n  // pushwright-ignore-next-line permission-without-gesture -- kiosk\n  ${body}\n}\n`;
    const apps = {
      ...viteApp('apps/a', 'a', "import { ask } from '@acme/push';\nask();", uses),
      ...viteApp('apps/b', 'b', "import '@acme/push';", uses),
    };
    const path = 'packages/push/src/index.ts';
    const needed = audit({
      ...workspace,
      ...shared,
      ...apps,
      [path]: code('return Notification.requestPermission();'),
    });
    expect(found(needed, 'suppression-unused')).toEqual([]);
    expect(needed.summary.suppressed).toBe(1);
    const idle = audit({ ...workspace, ...shared, ...apps, [path]: code("return 'granted';") });
    expect(found(idle, 'suppression-unused')).toEqual([`${path}:2`]);
  });

  test('keeps what was found where a rule crashes in one app alone', () => {
    const [template] = rules as readonly [Rule];
    const picky: Rule = {
      ...template,
      id: 'picky',
      *check({ project }) {
        if (project.manifest?.name === 'b') throw new Error('lost');
        yield { message: 'Wrong.', certainty: 'proven', at: { path: 'index.html', line: 1, column: 1 } };
      },
    };
    const report = audit({ ...workspace, ...viteApp('apps/a', 'a', ''), ...viteApp('apps/b', 'b', '') }, [
      picky,
    ]);
    expect(report.summary).toMatchObject({ crashed: 1, errors: 2 });
    const pretty = reportPretty(report, { colors: pc.createColors(false) });
    expect(pretty).toContain('could not be checked');
    expect(pretty).toContain('apps/a/index.html:1:1');
  });
});

test('an app that is audited alone is judged with the packages of its workspace that it uses', () => {
  const root = folderOf({
    ...workspace,
    ...shared,
    ...viteApp('apps/web', 'web', "import { ask } from '@acme/push';\nask();", { '@acme/push': '*' }),
    'packages/other/package.json': json({ name: '@acme/other' }),
    'packages/other/index.ts': 'Notification.requestPermission();',
  });
  const report = auditRepository(readProject(join(root, 'apps/web')), rules, { version: '0' });
  expect(found(report, 'permission-without-gesture')).toEqual(['../../packages/push/src/index.ts:2']);
});
