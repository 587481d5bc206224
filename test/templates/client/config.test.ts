import { describe, expect, test } from 'vitest';
import { copyTemplate } from '../../../src/plan/template.ts';

interface Where {
  readonly workerScope: string;
  readonly workerUrl: string | undefined;
  readonly apiBase: string;
}

interface PageOptions {
  /** Where the page was loaded. */
  readonly loaded: string;
  /** Where the router has gone since. */
  readonly now?: string;
  /** `href` of a base element. */
  readonly element?: string;
}

const origin = 'https://app.example';

/** What a config module says in a page, or on a server, where there is none. */
function whereIn(template: string, env: Record<string, string | undefined>, page?: PageOptions): Where {
  const text = copyTemplate(`frameworks/${template}`, { language: 'js' })
    .replaceAll('import.meta.env', 'env')
    .replaceAll('process.env', 'env')
    .replaceAll('export const ', 'var ');
  const { loaded = '/', now = loaded, element } = page ?? {};
  const location = new URL(now, origin);
  const document = page && {
    baseURI: new URL(element ?? now, location).href,
    querySelector: () => element ?? null,
  };
  const performance = { getEntriesByType: () => [{ name: new URL(loaded, origin).href }] };
  const read = new Function(
    'env',
    'document',
    'performance',
    'location',
    'window',
    `${text}; return { workerScope, workerUrl, apiBase };`,
  );
  return read(env, document, performance, location, { location });
}

const vite = ['vite/config.ts', 'vite/config.any-prefix.ts', 'vite/config.joined-worker.ts'];
const cra = ['cra/config.ts', 'cra/config.joined-worker.ts'];
const next = ['next/config.ts', 'next/config.joined-worker.ts'];
const deep: PageOptions = { loaded: '/app/', now: '/app/deep/route' };

/** The address of the app, and of all that is below it. */
function expectAt(scope: string, template: string, where: Where): void {
  const workerUrl = template.includes('joined') ? undefined : `${scope}sw.js`;
  expect(where).toEqual({ workerScope: scope, workerUrl, apiBase: `${scope}api/push` });
}

describe.each(vite)('%s', (template) => {
  test.each<[base: string, scope: string, page: PageOptions]>([
    ['/', '/', { loaded: '/deep/route' }],
    ['/app/', '/app/', { loaded: '/app/deep/route' }],
    ['./', '/app/', { loaded: '/app/' }],
    ['./', '/app/', deep],
    ['', '/app/', { loaded: '/app/index.html', now: '/app/deep/route' }],
    ['./', '/app/', { loaded: '/app/deep/route', element: '/app/' }],
    ['https://files.example/app/', '/', { loaded: '/' }],
  ])('base %j is %s in %o', (base, scope, page) => {
    expectAt(scope, template, whereIn(template, { BASE_URL: base }, page));
  });

  test('needs no page', () => {
    expectAt('/', template, whereIn(template, { BASE_URL: './' }));
  });
});

test.each(vite)(
  '%s brings the types of import.meta.env along, which no template of Vite names any more',
  (template) => {
    const text = copyTemplate(`frameworks/${template}`, { language: 'ts' });
    expect(text).toMatch(/^\/\/\/ <reference types="vite\/client" \/>\n/);
  },
);

describe.each(cra)('%s', (template) => {
  test.each<[url: string | undefined, scope: string, page: PageOptions]>([
    [undefined, '/', { loaded: '/deep/route' }],
    ['', '/', { loaded: '/deep/route' }],
    ['/app', '/app/', { loaded: '/app/deep/route' }],
    ['.', '/app/', deep],
    ['.', '/app/', { loaded: '/app/deep/route', element: '/app/' }],
    ['https://files.example/app', '/', { loaded: '/' }],
  ])('PUBLIC_URL %j is %s in %o', (url, scope, page) => {
    expectAt(scope, template, whereIn(template, { PUBLIC_URL: url }, page));
  });

  test('needs no page', () => {
    expectAt('/', template, whereIn(template, { PUBLIC_URL: '.' }));
  });
});

describe.each(next)('%s', (template) => {
  // A page in another language is at /fr/…, and the public files are not.
  test.each([
    [undefined, '/'],
    ['', '/'],
    ['/docs', '/docs/'],
  ])('basePath %j is %s', (base, scope) => {
    expectAt(
      scope,
      template,
      whereIn(template, { __NEXT_ROUTER_BASEPATH: base }, { loaded: '/docs/fr/page' }),
    );
  });
});
