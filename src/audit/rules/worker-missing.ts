import { mayBeServedByOthers } from '../app/served-by-others.ts';
import { mayGenerateWorker } from '../app/worker-generators.ts';
import type { Audit } from '../audit.ts';
import { stringValue } from '../code/literals.ts';
import { placeOf } from '../code/place-of.ts';
import { calleeName } from '../code/values/known-calls.ts';
import { walk } from '../code/walk.ts';
import { findSubscribers } from '../code/worker/worker-subscribers.ts';
import type { Problem, Rule } from '../rule.ts';

export const workerMissing: Rule = {
  id: 'worker-missing',
  group: 'worker',
  title: 'There is no service worker where the app registers one',
  severity: 'error',
  why: 'The registration fails, with an error about the MIME type where a single-page app answers every path with its page, and without a worker no browser subscribes or shows anything.',
  fix: 'Put the worker into the folder that is served as it is (public/sw.js) and register it under the path it is served at, base included.',
  example: "await navigator.serviceWorker.register('/sw.js'); // public/sw.js",
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/ServiceWorkerContainer/register',
  appliesTo: ({ code }) => findSubscribers(code).length > 0,
  *check(audit) {
    const { code, project } = audit;
    if (code.workers.some(({ path }) => path === '') || mayGenerateWorker(project)) return;
    const subscribers = findSubscribers(code);
    for (const { path, service } of code.workers) {
      const inFolder = addressInFolder(audit, service.registeredAt);
      if (inFolder !== undefined) {
        yield {
          at: inFolder.at,
          certainty: 'proven',
          message: `The app registers ${inFolder.url}, and what lies in that folder is served without the folder’s name.`,
        };
        continue;
      }
      // A leading slash: a URL that no file answers to.
      const { registeredAt } = service;
      if (!path.startsWith('/') || service.kind !== 'unknown' || registeredAt === undefined) continue;
      const aside = findAside(audit, path);
      if (aside === undefined && isMade(audit, path)) continue;
      yield {
        at: { path: registeredAt.path, line: registeredAt.line, column: 1 },
        certainty: aside === undefined ? 'proven' : 'likely',
        message:
          aside === undefined
            ? `The app registers ${path}, and no file of the repository is served there.`
            : `The app registers ${path}, and ${audit.nameOf(aside)} lies in no folder that is served: the app’s is ${audit.nameOf(String(audit.framework?.layout.publicDir))}.`,
        trail: subscribers.slice(0, 1).map(({ module, node }) => {
          const at = placeOf(module, node);
          return { path: at.path, line: at.line, text: 'the app subscribes, which takes that worker' };
        }),
      };
    }
    const firebase = subscribers.find(({ registersDefault }) => registersDefault);
    if (firebase !== undefined && !isThere(audit, 'firebase-messaging-sw')) yield firebaseProblem(firebase);
    const [first] = subscribers;
    if (first?.via !== 'pushManager' || code.workers.length > 0 || audit.framework === undefined) return;
    if (project.files.list().some((path) => /(?:^|\/)(?:sw|.*service-?worker.*)\.[cm]?[jt]s$/i.test(path)))
      return;
    if (code.mentioning(['.register(']).some((path) => project.files.text(path)?.includes('serviceWorker')))
      return;
    yield {
      at: placeOf(first.module, first.node),
      certainty: 'likely',
      message:
        'The app subscribes to push, and the repository neither has a service worker nor registers one.',
    };
  },
};

function firebaseProblem({
  module,
  node,
}: {
  module: Parameters<typeof placeOf>[0];
  node: { start: number };
}): Problem {
  return {
    at: placeOf(module, node),
    certainty: 'proven',
    message: 'getToken registers /firebase-messaging-sw.js, and the repository has no such file.',
  };
}

/** `register('/public/sw.js')`, where public/sw.js is served at /sw.js. */
function addressInFolder(
  { code, project, framework }: Audit,
  registeredAt: { readonly path: string; readonly line: number } | undefined,
): { readonly url: string; readonly at: Problem['at'] } | undefined {
  const folder = framework?.layout.publicDir;
  const module = registeredAt && code.module(registeredAt.path);
  if (typeof folder !== 'string' || folder === '.' || module === undefined) return undefined;
  let found: { url: string; at: Problem['at'] } | undefined;
  walk(module.program, {
    enter(node) {
      const [first] = node.type === 'CallExpression' ? node.arguments : [];
      if (node.type !== 'CallExpression' || first === undefined || calleeName(node) !== 'register') return;
      const url = stringValue(first);
      const at = placeOf(module, node);
      if (url === undefined || at.line !== registeredAt?.line || !url.startsWith(`/${folder}/`)) return;
      if (project.files.list().includes(`${folder}${url}`)) return;
      if (project.files.list().includes(url.slice(1))) found ??= { url, at };
    },
  });
  return found;
}

/**
 * The file that was meant, in a folder that looks as if it were served and is not: the app's own is another one, nothing in
 * the repository serves or copies it, and no other file could be built into the worker.
 */
function findAside(audit: Audit, url: string): string | undefined {
  const { project, framework } = audit;
  const { publicDir, unknown } = framework?.layout ?? {};
  if (typeof publicDir !== 'string' || unknown?.some((field) => field === 'publicDir' || field === 'root'))
    return undefined;
  const name = url.slice(url.lastIndexOf('/') + 1);
  const stem = name.replace(/\.[^.]*$/, '');
  const [file, ...rest] = filesCalled(audit, stem);
  if (file === undefined || rest.length > 0 || !file.endsWith(url)) return undefined;
  const folder = file.slice(0, -url.length);
  if (!/(?:^|\/)(?:public|static)$/.test(folder) || folder === publicDir) return undefined;
  if (project.git.isIgnored(`${publicDir}${url}`) || isSpokenOf(audit, name)) return undefined;
  return mayBeServedByOthers(audit, folder) ? undefined : file;
}

/** Whether a build step or a server may answer the URL: something else speaks of the file, or git ignores it. */
function isMade(audit: Audit, url: string): boolean {
  const { project, framework } = audit;
  const name = url.slice(url.lastIndexOf('/') + 1);
  if (isThere(audit, name.replace(/\.[^.]*$/, ''))) return true;
  const folder = framework?.layout.publicDir;
  if (typeof folder === 'string' && project.git.isIgnored(`${folder}${url}`)) return true;
  return isSpokenOf(audit, name);
}

/** Whether a script, a configuration or a server's code names the file. */
function isSpokenOf({ project }: Audit, name: string): boolean {
  return project.files.list().some((path) => {
    const maker =
      /(^|\/)(package\.json|Dockerfile|Makefile)$|\.sh$/.test(path) ||
      /(^|\/)(?:vite|rollup|rolldown|webpack|esbuild|rspack|rsbuild|astro|gulpfile|svelte|nuxt)[\w.-]*\.[cm]?[jt]s$/.test(
        path,
      ) ||
      /(^|\/)(?:scripts?|tools|build|server|api|workers?)\/.*\.[cm]?[jt]s$/.test(path);
    return maker && project.files.text(path)?.includes(name) === true;
  });
}

function isThere(audit: Audit, stem: string): boolean {
  return filesCalled(audit, stem).length > 0;
}

function filesCalled({ project }: Audit, stem: string): string[] {
  return project.files
    .list()
    .filter(
      (path) => path.replace(/^.*\//, '').replace(/\.[^.]*$/, '') === stem && /\.[cm]?[jt]sx?$/.test(path),
    );
}
