import { posix } from 'node:path';
import { dependencyRange } from '../dependencies.ts';
import { isScript } from '../parse.ts';
import type { Project, ServiceWorker } from '../project.ts';

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

/** What react-scripts 4 and later build to service-worker.js when it is there. https://create-react-app.dev/docs/making-a-progressive-web-app */
const sources = ['js', 'ts', 'mjs', 'tsx', 'jsx'].map((extension) => `src/service-worker.${extension}`);

/** @param found what the repository shows without knowing of react-scripts */
export function judgeWorkers(project: Project, found: readonly ServiceWorker[]): ReactScriptsWorkers {
  const registeredIn = callOf(project, 'register');
  const isIdle = ({ registeredAt }: ServiceWorker): boolean =>
    registeredAt !== undefined && helper.test(registeredAt.path) && registeredIn === undefined;
  const source = sources.find((path) => project.files.has(path));
  const isBuilt = ({ path }: ServiceWorker): boolean =>
    path === source || (path.startsWith('/') && posix.basename(path) === 'service-worker.js');
  const built = found.find(
    (worker) => isBuilt(worker) && worker.registeredAt !== undefined && !isIdle(worker),
  );
  const isGenerated = source === undefined && isBefore4(project);
  // The helper hands the address from one function to another: what it registers beside the built one is that again.
  const isAgain = ({ path, registeredAt }: ServiceWorker): boolean =>
    built !== undefined && path === '' && registeredAt !== undefined && helper.test(registeredAt.path);
  const others = found.filter(
    (worker) => !isBuilt(worker) && !isIdle(worker) && !isAgain(worker) && !isStray(project, worker),
  );
  // The helper only registers when somebody calls it, and what is built and never registered controls nothing.
  return {
    workers: built === undefined || isGenerated ? others : [built, ...others],
    unregisteredIn: callOf(project, 'unregister'),
    generatedFor:
      built?.registeredAt !== undefined && isGenerated
        ? (registeredIn ?? built.registeredAt.path)
        : undefined,
  };
}

/** A copy of the template's source in the public folder, where nothing builds it: no browser runs its imports. */
function isStray(project: Project, { path, registeredAt }: ServiceWorker): boolean {
  const text = project.files.text(path) ?? '';
  return (
    registeredAt === undefined &&
    path.startsWith('public/') &&
    /^import\s[^;]*?\sfrom\s+['"][^./]/m.test(text)
  );
}

/** The module that imports the helper and calls one of its functions. */
function callOf(project: Project, name: 'register' | 'unregister'): string | undefined {
  return project.files
    .list()
    .filter((path) => isScript(path) && path.startsWith('src/') && !helper.test(path))
    .filter((path) => project.files.mentions(path, ['serviceWorker']))
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
