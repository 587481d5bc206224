import { type AstroLink, addAstroHead } from '../../src/plan/edits/add-astro-head.ts';
import { addGitignore } from '../../src/plan/edits/add-gitignore.ts';
import { addHtmlHead } from '../../src/plan/edits/add-html-head.ts';
import { addImportScripts } from '../../src/plan/edits/add-import-scripts.ts';
import { addViteProxy } from '../../src/plan/edits/add-vite-proxy.ts';
import type { EditResult } from '../../src/plan/edits/edit-result.ts';
import { mountCall } from '../../src/plan/edits/mount-call.ts';
import { mountInAstro } from '../../src/plan/edits/mount-in-astro.ts';
import { mountReact } from '../../src/plan/edits/mount-react.ts';
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
  'add-import-scripts': (text) => addImportScripts(text, 'push-sw.js'),
};

function linkOf(rel: 'manifest' | 'apple-touch-icon', base: string): AstroLink {
  const file = rel === 'manifest' ? 'manifest.json' : 'icons/apple-touch-icon.png';
  // biome-ignore lint/suspicious/noTemplateCurlyInString: source code of a template
  return { rel, href: base === '{' ? '{`${import.meta.env.BASE_URL}/' + file + '`}' : `${base}/${file}` };
}
