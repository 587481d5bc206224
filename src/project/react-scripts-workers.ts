import { posix } from 'node:path';
import { dependencyRange } from './dependencies.ts';
import { mentions } from './mentions.ts';
import { isScript } from './parse.ts';
import type { Project, ServiceWorker } from './project.ts';

/** The workers of a Create React App, as its own helper module and its build deal with them. */
export interface ReactScriptsWorkers {
  readonly workers: readonly ServiceWorker[];
  /** A call of the helper's `unregister`, which takes away any worker of the page, whoever registered it. */
  readonly unregisteredIn: string | undefined;
  /** The module that registers the worker which react-scripts before 4 generates: nothing can be brought into that one. */
  readonly generatedFor: string | undefined;
}

/** Names that the templates gave to the module that registers: version 3 and before, then 4 and later. */
const helper = /(?:^|\/)serviceWorker(?:Registration)?(?:\.[jt]sx?)?$/;

/** What react-scripts 4 and later build to /service-worker.js when it is there. https://create-react-app.dev/docs/making-a-progressive-web-app */
const sources = ['js', 'ts', 'mjs', 'tsx', 'jsx'].map((extension) => `src/service-worker.${extension}`);

/** @param found what the repository shows without knowing of react-scripts */
export function judgeWorkers(project: Project, found: readonly ServiceWorker[]): ReactScriptsWorkers {
  const registeredIn = callOf(project, 'register');
  const source = sources.find((path) => project.files.has(path));
  const served = found.find(
    ({ path }) => posix.basename(path) === 'service-worker.js' && path.startsWith('/'),
  );
  const others = found
    .filter(({ path }) => path !== served?.path && path !== source)
    .filter(({ registeredAt }) => registeredAt === undefined || !isIdle(registeredAt.path, registeredIn));
  const registeredAt =
    served?.registeredAt !== undefined && !isIdle(served.registeredAt.path, registeredIn)
      ? served.registeredAt
      : undefined;
  const isGenerated = source === undefined && isBefore4(project);
  const own: ServiceWorker[] =
    registeredAt === undefined || served === undefined || isGenerated
      ? []
      : [
          {
            ...served,
            ...(source === undefined ? {} : { path: source, kind: 'workbox' as const }),
            registeredAt,
          },
        ];
  return {
    workers: [...own, ...others],
    unregisteredIn: callOf(project, 'unregister'),
    generatedFor: registeredAt !== undefined && isGenerated ? (registeredIn ?? registeredAt.path) : undefined,
  };
}

/** The helper only registers when somebody calls it. */
function isIdle(path: string, registeredIn: string | undefined): boolean {
  return helper.test(path) && registeredIn === undefined;
}

/** The module that imports the helper and calls one of its functions. */
function callOf(project: Project, name: 'register' | 'unregister'): string | undefined {
  return project.files
    .list()
    .filter((path) => isScript(path) && path.startsWith('src/') && !helper.test(path))
    .filter((path) => mentions(project.files, path, ['serviceWorker']))
    .find((path) => {
      const text = withoutComments(project.files.text(path) ?? '');
      return [...text.matchAll(/import\s+([^;'"]+?)\s+from\s+['"]([^'"]+)['"]/g)].some(
        ([, names = '', from = '']) => {
          if (!helper.test(from)) return false;
          const whole = /^(?:\*\s+as\s+)?(\w+)$/.exec(names)?.[1];
          return whole === undefined
            ? new RegExp(`\\b${name}\\b`).test(names) && new RegExp(`(?<![.\\w])${name}\\s*\\(`).test(text)
            : new RegExp(`\\b${whole}\\.${name}\\s*\\(`).test(text);
        },
      );
    });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\/|(?<![:'"`])\/\/.*$/gm, '');
}

function isBefore4(project: Project): boolean {
  return /^\D*[0-3](?:\.|$)/.test(dependencyRange(project.manifest, 'react-scripts') ?? '5');
}
