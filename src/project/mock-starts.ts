import type { Node } from 'oxc-parser';
import { isScript } from './parse.ts';
import { parseFile } from './parse-file.ts';
import { readPathMappings } from './path-mappings.ts';
import { folderOf, joinPosix } from './posix-path.ts';
import type { Project } from './project.ts';
import { descendants, keyName } from './syntax-tree.ts';

/** A call that starts the Mock Service Worker: `worker.start()`. */
export interface MockStart {
  readonly path: string;
  /** What `start` is called on: a name, or `setupWorker` for `setupWorker(…).start()`. */
  readonly name: string;
}

const tests = /(?:^|\/)(?:tests?|__tests__|e2e)\/|\.(?:test|spec|stories)\.\w+$/;

/**
 * Where the app starts its Mock Service Worker: calls of `start` on what `setupWorker` made, in the module that made it or
 * one that imports it.
 * @param worker file name of a worker to start it with
 * @returns the calls, and the module that names the worker already
 */
export function findMockStarts(
  project: Project,
  worker: string,
): { readonly starts: readonly MockStart[]; readonly done: string | undefined } {
  const scripts = project.files.list().filter((path) => isScript(path) && !tests.test(path));
  const textOf = (path: string): string => project.files.text(path) ?? '';
  const makers = new Map(
    scripts
      .filter((path) => textOf(path).includes('setupWorker'))
      .map((path) => [path, madeIn(nodesOf(project, path))] as const)
      .filter(([, names]) => names.length > 0),
  );
  const starts: MockStart[] = [];
  let done: string | undefined;
  for (const path of scripts.filter((each) => textOf(each).includes('.start('))) {
    const nodes = nodesOf(project, path);
    const imported = [...makers].filter(([maker]) => maker === path || imports(project, path, nodes, maker));
    const names = new Set(imported.flatMap(([, made]) => made));
    const found = nodes.flatMap((node) => startedIn(node)).filter((name) => names.has(name));
    starts.push(...found.map((name) => ({ path, name })));
    if (found.length > 0 && textOf(path).includes(worker)) done ??= path;
  }
  return { starts, done };
}

function nodesOf(project: Project, path: string): readonly Node[] {
  const parsed = parseFile(project, path);
  return parsed === undefined || parsed.errors.length > 0 ? [] : descendants(parsed.program);
}

/** Names of what `setupWorker(…)` returns, and itself for a call that is used in place. */
function madeIn(nodes: readonly Node[]): string[] {
  const isSetup = (node: Node | null | undefined): boolean =>
    node?.type === 'CallExpression' &&
    node.callee.type === 'Identifier' &&
    node.callee.name === 'setupWorker';
  const names = nodes.flatMap((node) =>
    node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && isSetup(node.init)
      ? [node.id.name]
      : [],
  );
  return nodes.some(isSetup) ? [...names, 'setupWorker'] : names;
}

/** What a call of `start` is made on. */
function startedIn(node: Node): string[] {
  if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return [];
  const { object, property, computed } = node.callee;
  if (keyName(property, computed) !== 'start') return [];
  if (object.type === 'Identifier') return [object.name];
  return object.type === 'CallExpression' && object.callee.type === 'Identifier' ? [object.callee.name] : [];
}

/** Whether a module names another one in an import of any form. */
function imports(project: Project, path: string, nodes: readonly Node[], target: string): boolean {
  const mapped = readPathMappings(project, path);
  const wanted = new Set([target, plain(target)]);
  return nodes.some(
    (node) =>
      node.type === 'Literal' &&
      typeof node.value === 'string' &&
      (node.value.startsWith('.') ? [joinPosix(folderOf(path), node.value)] : mapped(node.value)).some(
        (each) => wanted.has(each) || wanted.has(plain(each)),
      ),
  );
}

/** A module's path as it is imported: without its extension, a folder for its index. */
function plain(path: string): string {
  return path.replace(/\.[cm]?[jt]sx?$/, '').replace(/\/index$/, '');
}
