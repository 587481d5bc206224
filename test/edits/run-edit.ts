import { type AstroLink, addAstroHead } from '../../src/plan/edits/add-astro-head.ts';
import { addDocumentLinks } from '../../src/plan/edits/add-document-links.ts';
import { addGitignore } from '../../src/plan/edits/add-gitignore.ts';
import { addHtmlHead } from '../../src/plan/edits/add-html-head.ts';
import { addImportScripts } from '../../src/plan/edits/add-import-scripts.ts';

import { addJsxHead } from '../../src/plan/edits/add-jsx-head.ts';
import { addModuleImport } from '../../src/plan/edits/add-module-import.ts';
import { addNextRewrites } from '../../src/plan/edits/add-next-rewrites.ts';
import { addPackageField } from '../../src/plan/edits/add-package-field.ts';
import { addPwaImportScripts } from '../../src/plan/edits/add-pwa-import-scripts.ts';
import { addRoute } from '../../src/plan/edits/add-route.ts';

import { addViteProxy } from '../../src/plan/edits/add-vite-proxy.ts';
import type { EditResult } from '../../src/plan/edits/edit-result.ts';
import { mountBesideOutlet } from '../../src/plan/edits/mount-beside-outlet.ts';
import { mountCall } from '../../src/plan/edits/mount-call.ts';
import { mountInApp } from '../../src/plan/edits/mount-in-app.ts';
import { mountInAstro } from '../../src/plan/edits/mount-in-astro.ts';
import { mountInLayout } from '../../src/plan/edits/mount-in-layout.ts';
import { mountReact } from '../../src/plan/edits/mount-react.ts';
import { openMatcher } from '../../src/plan/edits/open-matcher.ts';
import { type EnvVariable, setEnvVariables } from '../../src/plan/edits/set-env-variables.ts';

/** What a fixture may ask for other than the usual: its options.json. */
export interface FixtureOptions {
  readonly paths?: readonly string[];
  readonly patterns?: readonly string[];
  readonly variables?: readonly EnvVariable[];
  readonly heading?: string;
  readonly base?: string;
  readonly isAstro?: boolean;
  readonly kind?: 'island' | 'script';
  readonly links?: readonly ('manifest' | 'apple-touch-icon')[];
  readonly bundled?: boolean;
}

type Edit = (text: string, path: string, options: FixtureOptions) => EditResult;

const variables: readonly EnvVariable[] = [
  { name: 'VITE_VAPID_PUBLIC_KEY', value: 'BPublicKey-_1', comment: 'Public: goes into the bundle' },
  { name: 'VAPID_PRIVATE_KEY', value: 'private-_2' },
  { name: 'VAPID_SUBJECT', value: 'mailto:owner@example.com' },
];

/** Every edit by the name of its folder in fixtures/edits/. */
export const edits: Readonly<Record<string, Edit>> = {
  'mount-react': (text, path) =>
    mountReact(text, path, { component: 'PushListener', specifier: './push/push-listener' }),
  'mount-call': (text, path) => mountCall(text, path, { name: 'mountPush', specifier: './push/mount-push' }),
  'add-vite-proxy': (text, path, { paths = ['/api/push'], isAstro }) =>
    addViteProxy(text, path, { paths, target: 'http://localhost:8787', isAstro }),
  'add-html-head': (text, _, { base }) =>
    addHtmlHead(text, { manifest: '/manifest.json', appleTouchIcon: '/icons/apple-touch-icon.png', base }),
  'add-gitignore': (text, _, { patterns = ['.env.local'] }) =>
    addGitignore(text, patterns, 'Keys of this machine'),
  'set-env-variables': (text, _, { heading, variables: given = variables }) =>
    setEnvVariables(text, given, { heading }),
  'mount-in-astro': (text, path, { kind = 'island' }) =>
    mountInAstro(
      text,
      path,
      kind === 'island'
        ? { kind, name: 'PushListener', specifier: '../push/push-listener' }
        : { kind, name: 'mountPushOnPages', specifier: '../push/mount-pages' },
    ),
  'add-astro-head': (text, path, { base = '', links = ['manifest', 'apple-touch-icon'] }) =>
    addAstroHead(
      text,
      path,
      // Which of them are there, the caller has seen to: here, those that stand in the text.
      links.map((rel) => linkOf(rel, base)).filter(({ href }) => !text.includes(href)),
    ),
  'add-import-scripts': (text, path, { bundled }) =>
    addImportScripts(text, 'push-sw.js', bundled ? path : undefined),
  'add-pwa-import-scripts': (text, path) =>
    addPwaImportScripts(
      text,
      path,
      { modules: ['vite-plugin-pwa', '@vite-pwa/astro'], keys: ['workbox', 'importScripts'] },
      'push-sw.js',
    ),
  'add-bundled-import-scripts': (text, path) => addImportScripts(text, 'push-sw.js', path),
  'add-module-import': (text, path) => addModuleImport(text, path, '../public/push-sw.js'),
  'add-jsx-head': (text, path) =>
    addJsxHead(text, path, [
      { rel: 'manifest', href: '/app/manifest.json' },
      { rel: 'apple-touch-icon', href: '/app/icons/apple-touch-icon.png' },
    ]),
  'add-package-field': (text) => addPackageField(text, 'proxy', 'http://localhost:8787'),
  'add-route': (text, path) => addRoute(text, path, { pattern: 'api/push/*', file: 'routes/api.push.ts' }),
  'mount-beside-outlet': (text, path) =>
    mountBesideOutlet(text, path, { component: 'PushListener', specifier: './push/push-listener' }),
  'mount-in-layout': (text, path) =>
    mountInLayout(text, path, { component: 'PushListener', specifier: '../push/push-listener' }),
  'mount-in-app': (text, path) =>
    mountInApp(text, path, { component: 'PushListener', specifier: '../push/push-listener' }),
  'add-document-links': (text, path) =>
    addDocumentLinks(text, path, [
      { rel: 'manifest', href: '/manifest.json' },
      { rel: 'apple-touch-icon', href: '/icons/apple-touch-icon.png' },
    ]),
  'add-next-rewrites': (text, path) => addNextRewrites(text, path),
  'open-matcher': (text, path) => openMatcher(text, path, ['sw.js', 'api/push/']),
};

function linkOf(rel: 'manifest' | 'apple-touch-icon', base: string): AstroLink {
  const file = rel === 'manifest' ? 'manifest.json' : 'icons/apple-touch-icon.png';
  return { rel, href: base === '{' ? `{\`\${import.meta.env.BASE_URL}/${file}\`}` : `${base}/${file}` };
}
