import type { CallExpression, Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { isFunction } from '../bindings/bindings.ts';
import type { CodeModel } from '../code-model.ts';
import { createFlow } from '../flow/create-flow.ts';
import { type Flow, TooManyPaths } from '../flow/flow.ts';
import { declarationsIn } from '../flow/flow-declarations.ts';
import { mapAlternatives } from '../flow/flow-either.ts';
import { emptyState, mergePaths, type State } from '../flow/flow-state.ts';
import { opaque, originsOf, type Value } from '../flow/flow-values.ts';
import { keyName, stringValue } from '../literals.ts';
import { walk } from '../walk.ts';
import { runHandler } from './handler-run.ts';
import { createWorkerHost, type Registered, type WorkerHost } from './worker-host.ts';
import type { HandlerRun, PushHandling, WorkerListener, WorkerModel } from './worker-model.ts';
import { findPushPaths } from './worker-paths.ts';

export type WorkerScripts = Pick<
  WorkerModel,
  'scripts' | 'listeners' | 'notifications' | 'unseen' | 'push' | 'runs'
>;

/** Steps that a whole worker with its scripts is worth: bundled libraries run out of them, and are then left alone. */
const budget = 400_000;

/** Packages that worker scripts import and that do not handle push messages themselves. */
const handlesNoPush =
  /^(?:workbox-|serwist|firebase\/|@firebase\/|@serwist\/|idb|dexie|localforage|date-fns|zod|lodash|comlink|nanoid|uuid|i18next|virtual:|node:|\.|\/|@\/|~\/|#|\$)/;

/** Scripts of other origins that are known: Firebase's, which the kind of the worker tells, and Workbox's, which handle no push. */
const knownScripts = /^https:\/\/(?:www\.gstatic\.com\/firebasejs|storage\.googleapis\.com\/workbox-cdn)\//;

/**
 * Evaluates a worker's script as a browser would, up to the point where it waits for events: which listeners it has then,
 * and what its push listeners do on every path.
 * @param resolveScript the file that `importScripts` with a URL leads to
 * @param brought scripts that a build step adds with `importScripts`
 */
export function readWorker(
  code: Pick<CodeModel, 'module' | 'resolve'>,
  path: string | undefined,
  brought: readonly string[],
  resolveScript: (from: string, url: string) => string | undefined,
): WorkerScripts {
  const host = createWorkerHost();
  const flow = createFlow(code, host, budget);
  const scripts: ParsedModule[] = [];
  const unseen: string[] = [];
  const registered = new Map<Node, Registered>();
  host.scripts = () => scripts.map((script) => flow.moduleScope(script));
  host.onListener = (listener) => {
    const before = registered.get(listener.node);
    // A call that runs several times, such as a helper's or a loop's, is one listener for each event.
    if (before === undefined || before.event === listener.event) registered.set(listener.node, listener);
    else registered.set({ ...listener.node }, listener);
  };

  const load = (file: string, state: State): State[] => {
    const module = code.module(file);
    if (module === undefined) unseen.push(file);
    if (module === undefined || scripts.includes(module)) return [state];
    if (module.errors.length > 0) unseen.push(file);
    let states = [state];
    scripts.push(module);
    for (const { source, isType } of importsOf(module)) {
      const target = isType ? undefined : code.resolve(file, source);
      if (target !== undefined) states = states.flatMap((before) => load(target, before));
      else if (!isType && !handlesNoPush.test(source)) unseen.push(source);
    }
    return states.flatMap((before) => {
      const ends = flow.run(module.program.body as never, before, flow.moduleScope(module));
      return mergePaths(ends, ({ type }) => type).map((end) => end.state);
    });
  };

  host.onImport = (values, state) => {
    const from = scripts[0]?.path ?? path ?? '';
    return values.reduce<State[]>(
      (states, value) => {
        const url = value.kind === 'constant' && typeof value.value === 'string' ? value.value : undefined;
        const file = url === undefined ? undefined : resolveScript(from, url);
        if (file === undefined && !knownScripts.test(url ?? '')) unseen.push(url ?? 'importScripts');
        return file === undefined ? states : states.flatMap((before) => load(file, before));
      },
      [state],
    );
  };

  let states: State[] = [emptyState];
  try {
    for (const file of [...(path === undefined ? [] : [path]), ...brought])
      states = states.flatMap((state) => load(file, state));
  } catch (error) {
    if (!(error instanceof TooManyPaths)) throw error;
    unseen.push(path ?? '');
    states = [];
  }
  const kept = states.slice(0, 4).map((state) => settleVariables(state, scripts));
  const listeners = [...registered.values()].map((listener) => ({
    listener: describe(listener),
    registered: listener,
  }));
  const nested = states.length === 0 ? [] : findNested(scripts, registered);
  const push = listeners
    .filter(({ listener }) => listener.event === 'push')
    .map(({ listener, registered: found }) => handle(host, flow, listener, found, kept));
  const ran = new Map<string, readonly HandlerRun[]>();
  return {
    scripts,
    listeners: [...listeners.map(({ listener }) => listener), ...nested],
    notifications: scripts.flatMap(findNotifications),
    unseen: [...new Set(unseen)],
    push,
    runs(event) {
      let found = ran.get(event);
      if (found === undefined) {
        found = listeners
          .filter(({ listener }) => listener.event === event)
          .map(({ listener, registered: own }) => runHandler(flow, host, event, listener, own, kept));
        ran.set(event, found);
      }
      return found;
    },
  };
}

function handle(
  host: WorkerHost,
  flow: Flow,
  listener: WorkerListener,
  registered: Registered,
  states: readonly State[],
): PushHandling {
  flow.refill();
  const found = states.length === 0 ? undefined : findPushPaths(flow, host, registered, states);
  return found === undefined
    ? { listener, walked: false, paths: [], calls: [], questions: [] }
    : { listener, walked: true, ...found };
}

function importsOf(module: ParsedModule): { source: string; isType: boolean }[] {
  return module.program.body.flatMap((statement) => {
    if (statement.type === 'ImportDeclaration') {
      return [{ source: statement.source.value, isType: statement.importKind === 'type' }];
    }
    const exporting =
      statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportAllDeclaration';
    return exporting && statement.source
      ? [{ source: statement.source.value, isType: statement.exportKind === 'type' }]
      : [];
  });
}

/** By the time an event comes, other code may have written to the scripts' variables: what it could have is not known. */
function settleVariables(state: State, scripts: readonly ParsedModule[]): State {
  const heap = new Map(state.heap);
  for (const module of scripts) {
    const scope = `module:${module.path}`;
    const written = writtenInFunctions(module);
    const variables = new Map(heap.get(scope));
    for (const [name, value] of variables) {
      const declared = declarationsIn(module.program).get(name);
      const identity = `${module.path}#${name}`;
      if (written.has(name) && declared?.kind === 'variable') variables.set(name, opaque(identity));
      else
        variables.set(
          name,
          mapAlternatives(value, (one) => settleContents(one, identity)),
        );
    }
    heap.set(scope, variables);
  }
  return { ...state, heap };
}

function settleContents(value: Value, identity: string): Value {
  if (value.kind !== 'array') return value;
  const isFixed = value.elements.length > 0 && value.elements.every(({ kind }) => kind === 'constant');
  return isFixed ? value : opaque(identity, originsOf(value), { truth: true });
}

function writtenInFunctions(module: ParsedModule): Set<string> {
  const names = new Set<string>();
  walk(module.program, {
    enter(node, _parent, ancestors) {
      const target =
        node.type === 'AssignmentExpression'
          ? node.left
          : node.type === 'UpdateExpression'
            ? node.argument
            : undefined;
      if (target?.type === 'Identifier' && ancestors.some((ancestor) => isFunction(ancestor)))
        names.add(target.name);
    },
  });
  return names;
}

function describe(found: Registered): WorkerListener {
  const { module } = found.scope;
  const handler = found.handler.kind === 'function' ? found.handler : undefined;
  return {
    event: found.event,
    via: found.via,
    module,
    node: found.node,
    handler: handler?.node,
    handlerModule: handler?.scope.module ?? module,
    timing: found.late ? 'late' : 'synchronous',
  };
}

/** Listeners that are only registered while another event is handled. */
function findNested(
  scripts: readonly ParsedModule[],
  registered: ReadonlyMap<Node, Registered>,
): WorkerListener[] {
  const handlers = new Set<Node>();
  for (const { handler } of registered.values()) if (handler.kind === 'function') handlers.add(handler.node);
  const found: WorkerListener[] = [];
  for (const module of scripts) {
    walk(module.program, {
      enter(node, _parent, ancestors) {
        if (node.type !== 'CallExpression' || registered.has(node)) return;
        const [event, handler] = node.arguments;
        const { callee } = node;
        const method =
          callee.type === 'MemberExpression'
            ? keyName(callee)
            : callee.type === 'Identifier'
              ? callee.name
              : '';
        const ofWorker =
          callee.type === 'Identifier' ||
          (callee.type === 'MemberExpression' &&
            callee.object.type === 'Identifier' &&
            /^(?:self|globalThis)$/.test(callee.object.name));
        const name = stringValue(event as Node | undefined);
        if (method !== 'addEventListener' || !ofWorker || name === undefined) return;
        if (!ancestors.some((ancestor) => handlers.has(ancestor))) return;
        found.push({
          event: name,
          via: 'addEventListener',
          module,
          node,
          handler: isFunction(handler as Node) ? (handler as never) : undefined,
          handlerModule: module,
          timing: 'nested',
        });
      },
    });
  }
  return found;
}

function findNotifications(module: ParsedModule): { module: ParsedModule; node: CallExpression }[] {
  const found: { module: ParsedModule; node: CallExpression }[] = [];
  walk(module.program, {
    enter(node) {
      if (
        node.type === 'CallExpression' &&
        node.callee.type === 'MemberExpression' &&
        keyName(node.callee) === 'showNotification'
      ) {
        found.push({ module, node });
      }
    },
  });
  return found;
}
