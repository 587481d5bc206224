import type { Node, Program } from 'oxc-parser';
import { parseFile } from './parse-file.ts';
import type { Project, ServiceWorker } from './project.ts';
import { descendants, isFunction, keyName } from './syntax-tree.ts';

/** What a script's own text says about it being a service worker. */
export interface WorkerFile {
  readonly kind: ServiceWorker['kind'];
  /** Handlers and globals that only service workers have; false for a script that merely might be one. */
  readonly isCertain: boolean;
  /** It listens for `push` itself. */
  readonly hasPushListener: boolean;
  /** Specifiers of its imports and URLs of its `importScripts`. */
  readonly imports: readonly string[];
}

/** First line of the worker that init writes. */
export const workerMarker = '// pushwright worker';

/** Events that are dispatched to a service worker and to nothing else: https://w3c.github.io/ServiceWorker/, https://w3c.github.io/push-api/. */
const workerEvents = new Set([
  'install',
  'activate',
  'push',
  'pushsubscriptionchange',
  'notificationclick',
  'notificationclose',
  'periodicsync',
]);

/** What a script has to hold, at least one of it, to be worth parsing. */
const workerWords = [
  'ServiceWorkerGlobalScope',
  'notificationclick',
  'pushsubscriptionchange',
  'skipWaiting',
  '__WB_MANIFEST',
  '__SW_MANIFEST',
  'importScripts',
  'self.onpush',
];

/** Events whose names are words of other meanings too: only worth parsing where somebody listens for them. */
const commonEvents = /addEventListener\(\s*['"`](?:push|install|activate)['"`]/;

/** Names that by convention belong to a service worker. */
export const workerNames =
  /(?:^|\/)(?:(?:push-)?sw|service-?worker|(?:push|notification)-?(?:sw|worker)|firebase-messaging-sw|mockServiceWorker|OneSignalSDK(?:Updater)?Worker|ngsw-worker)\.[cm]?[jt]s$/i;

/** Workbox's own code, split off by its build and loaded by the worker. */
const workboxChunk = /(?:^|\/)workbox-[\da-f]{6,}\.js$/;

const files = new WeakMap<Project, Map<string, WorkerFile | undefined>>();

/** Judges a script by its text; undefined when nothing in it speaks for a service worker. */
export function readWorkerFile(project: Project, path: string): WorkerFile | undefined {
  const known = files.get(project) ?? new Map<string, WorkerFile | undefined>();
  files.set(project, known);
  if (!known.has(path)) {
    known.set(path, read(project, path));
  }
  return known.get(path);
}

function read(project: Project, path: string): WorkerFile | undefined {
  if (workboxChunk.test(path) || !mayBeWorker(project, path)) {
    return undefined;
  }
  const module = parseFile(project, path);
  if (module === undefined) {
    return undefined;
  }
  const { program, text } = module;
  const imports = importsOf(program);
  const code = workerCode(program);
  const isCertain = code.size > 0;
  const kind = kindOf(path, text, imports);
  const speaks = isCertain || imports.loads || (workerNames.test(path) && kind !== 'hand-written');
  return speaks ? { kind, isCertain, hasPushListener: code.has('push'), imports: imports.all } : undefined;
}

function mayBeWorker(project: Project, path: string): boolean {
  return (
    workerNames.test(path) ||
    project.files.mentions(path, workerWords) ||
    (project.files.mentions(path, ['addEventListener']) && commonEvents.test(project.files.text(path) ?? ''))
  );
}

interface Imports {
  readonly all: readonly string[];
  /** There is an `importScripts` call, which web workers of any kind may make. */
  readonly loads: boolean;
}

function importsOf(program: Program): Imports {
  const all: string[] = [];
  let loads = false;
  for (const node of descendants(program)) {
    if (node.type === 'ImportDeclaration' && node.importKind !== 'type') {
      all.push(node.source.value);
    } else if (node.type === 'CallExpression' && calleeName(node) === 'importScripts') {
      loads = true;
      for (const arg of node.arguments) {
        if (arg.type === 'Literal' && typeof arg.value === 'string') {
          all.push(arg.value);
        } else if (arg.type === 'TemplateLiteral') {
          all.push(arg.quasis.map((quasi) => quasi.value.raw).join(''));
        }
      }
    }
  }
  return { all, loads };
}

/** What a service worker alone has: the events that it listens for, and the list of files that a build puts in. */
function workerCode(program: Program): ReadonlySet<string> {
  const global = workerGlobals(program);
  const found = new Set<string>();
  // Bundled workers wrap everything in one function that runs at once, or in a callback of their loader.
  for (const node of descendants(program)) {
    const event = listenedFor(node, global);
    if (event !== undefined && workerEvents.has(event)) {
      found.add(event);
    }
    if (node.type === 'MemberExpression' && isGlobal(node.object, global)) {
      const name = keyName(node.property, node.computed);
      if (name === '__WB_MANIFEST' || name === '__SW_MANIFEST') {
        found.add(name);
      }
    }
  }
  return found;
}

/** The event of `addEventListener('push', …)` or `self.onpush = …`. */
function listenedFor(node: Node, global: ReadonlySet<string>): string | undefined {
  if (node.type === 'AssignmentExpression' && node.left.type === 'MemberExpression') {
    const name = keyName(node.left.property, node.left.computed);
    return isGlobal(node.left.object, global) && name?.startsWith('on') ? name.slice(2) : undefined;
  }
  if (node.type !== 'CallExpression') {
    return undefined;
  }
  const [event, handler] = node.arguments;
  const { callee } = node;
  const onGlobal =
    callee.type === 'Identifier'
      ? callee.name === 'addEventListener'
      : callee.type === 'MemberExpression' &&
        keyName(callee.property, callee.computed) === 'addEventListener' &&
        isGlobal(callee.object, global);
  return onGlobal && handler !== undefined && event?.type === 'Literal' && typeof event.value === 'string'
    ? event.value
    : undefined;
}

/** Names of the worker's global object: `self`, and constants that stand for it in TypeScript. */
function workerGlobals(program: Program): ReadonlySet<string> {
  const names = new Set(['self', 'globalThis']);
  for (const node of descendants(program, (at) => !isFunction(at))) {
    if (
      node.type === 'VariableDeclarator' &&
      node.init &&
      node.id.type === 'Identifier' &&
      isGlobal(node.init, names)
    ) {
      names.add(node.id.name);
    }
  }
  return names;
}

function isGlobal(node: Node, names: ReadonlySet<string>): boolean {
  switch (node.type) {
    case 'Identifier':
      return names.has(node.name);
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSTypeAssertion':
    case 'TSNonNullExpression':
    case 'TSSatisfiesExpression':
      return isGlobal(node.expression, names);
    default:
      return false;
  }
}

function calleeName(node: Extract<Node, { type: 'CallExpression' }>): string | undefined {
  const { callee } = node;
  if (callee.type === 'Identifier') {
    return callee.name;
  }
  return callee.type === 'MemberExpression' &&
    callee.object.type === 'Identifier' &&
    callee.object.name === 'self'
    ? keyName(callee.property, callee.computed)
    : undefined;
}

function kindOf(path: string, text: string, imports: Imports): ServiceWorker['kind'] {
  const name = path.slice(path.lastIndexOf('/') + 1);
  const from = (word: string) => imports.all.some((specifier) => specifier.toLowerCase().includes(word));
  if (text.startsWith(workerMarker)) {
    return 'pushwright';
  }
  if (/^mockServiceWorker\./.test(name) || text.includes('Mock Service Worker')) {
    return 'msw';
  }
  if (/^OneSignalSDK/.test(name) || from('onesignal')) {
    return 'onesignal';
  }
  if (/^firebase-messaging-sw\./.test(name) || from('firebase/messaging') || from('firebase-messaging')) {
    return 'firebase';
  }
  if (name === 'ngsw-worker.js') {
    return 'unknown';
  }
  if (from('serwist')) {
    return 'serwist';
  }
  // A built worker keeps no imports, but names the library's modules.
  return from('workbox') || text.includes('workbox:core') || text.includes('"./workbox-')
    ? 'workbox'
    : 'hand-written';
}
