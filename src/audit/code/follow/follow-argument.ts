import type { Node } from 'oxc-parser';
import { type ClassNode, isClass, isFunction } from '../bindings/bindings.ts';
import type { Place } from '../bindings/units.ts';
import { propertyValue, stringValue } from '../literals.ts';
import {
  calleeName,
  eventNature,
  feedOf,
  mountHooks,
  passesThrough,
  runsWith,
} from '../values/known-calls.ts';
import { type Call, called, constructs, type Follow, type Path, store } from './follow.ts';
import { dispatchedAction, listenerOf } from './follow-events.ts';
import { routeOption, routerMakers } from './follow-routes.ts';
import { looksLikeComponent } from './looks-like-component.ts';
import { componentAround } from './shown-names.ts';

/** The value is handed to a call: to a function of the repository, or to a library's that is known. */
export function argument(follow: Follow, place: Place, call: Call, index: number, path: Path): void {
  if (intoOwnFunction(follow, place, call, index, path)) return;
  const name = calleeName(call);
  if (name === undefined) return;
  if (path.length === 0 && runByLibrary(follow, place, call, name, index)) return;
  handedBack(follow, place, call, name, index, path);
}

/** Whether the call is of a function or class of the repository: its parameter is followed. */
function intoOwnFunction(follow: Follow, { unit }: Place, call: Call, index: number, path: Path): boolean {
  let found = false;
  for (const target of follow.evaluator.evaluate({ unit, node: call.callee })) {
    const definition = isClass(target.node) ? constructorOf(target.node) : target.node;
    if (isFunction(target.node) || isClass(target.node)) found = true;
    if (!isFunction(definition)) continue;
    const parameter = definition.params[index] as Node | undefined;
    const last = definition.params.at(-1) as Node | undefined;
    follow.into(definition, { unit, node: call }, () => {
      if (last?.type === 'RestElement' && index >= definition.params.length - 1) {
        follow.pattern(target.unit, last.argument, [String(index - definition.params.length + 1), ...path]);
      } else if (parameter !== undefined) follow.pattern(target.unit, parameter, path);
    });
  }
  return found;
}

const listeners = new Set(['addEventListener', 'useEventListener', 'on', 'once', 'one', 'bind', 'live']);
const lazyComponents = new Set(['lazy', 'dynamic', 'loadable', 'defineAsyncComponent', 'lazyRouteComponent']);
const appStarts = new Set(['createApp', 'createSSRApp', 'mount', 'hydrate']);
const storeMakers = new Set(['create', 'createStore', 'createWithEqualityFn']);

/** Whether the call is known to run the function that it is given; then that use is added. */
function runByLibrary(follow: Follow, place: Place, call: Call, name: string, index: number): boolean {
  const here: Place = { unit: place.unit, node: call };
  const link = runsWith(call) ?? (name === 'useMemo' ? 'useMemo runs it' : undefined);
  if (link !== undefined) {
    follow.add('runs', here, link);
    return true;
  }
  if (index === 0 && mountHooks.has(name)) {
    follow.add('automatic', here, `${name} runs when ${componentAround(here)} mounts`);
    return true;
  }
  const feed = feedOf(call);
  const event =
    listeners.has(name) && index > 0 && feed === undefined ? stringValue(call.arguments[0]) : undefined;
  const nature = event === undefined ? undefined : eventNature(event);
  if (nature !== undefined) {
    follow.add(nature, here, `the ${event} event runs it`);
    return true;
  }
  if (feed !== undefined) {
    follow.add('automatic', here, feed);
    return true;
  }
  if (name === 'ready' || ((name === '$' || name === 'jQuery') && index === 0)) {
    follow.add('automatic', here, 'it runs when the page is ready');
    return true;
  }
  if (listenerOf(follow, place, call, name, index)) return true;
  if (name === 'watch' && index === 1 && runsAtOnce(call)) {
    follow.add('automatic', here, 'watch runs it at once');
    return true;
  }
  // jQuery's `.click(handler)`.
  if (index === 0 && call.callee.type === 'MemberExpression' && eventNature(name) === 'gesture') {
    follow.add('gesture', here, `${name}() runs it`);
    return true;
  }
  if (appStarts.has(name)) {
    follow.add('mounted', here, 'the app is mounted');
    return true;
  }
  return false;
}

/** Calls that give the value back, as it is or as a part of something. */
function handedBack(follow: Follow, place: Place, call: Call, name: string, index: number, path: Path): void {
  const here: Place = { unit: place.unit, node: call };
  const [first, ...rest] = path;
  if (index === 0 && passesThrough(name)) follow.value(here, path);
  else if (name === 'useMemo') {
    if (first === called) follow.value(here, rest);
  } else if (name === 'useMutation' && path.length === 1) {
    for (const run of ['mutate', 'mutateAsync', 'trigger']) follow.value(here, [run]);
  } else if (name === 'useQuery' && first === 'queryFn' && path.length === 1) {
    follow.add('automatic', here, `useQuery runs it when ${componentAround(here)} mounts`);
  } else if (name === 'useRef') follow.value(here, ['current', ...path]);
  else if (name === 'ref') follow.value(here, ['value', ...path]);
  else if (routerMakers.has(name) && path.length > 0) routeOption(follow, here, path);
  else if ((name === 'createStore' || name === 'Store') && path.length === 2 && first === 'actions') {
    dispatchedAction(follow, path[1] as string);
  } else if (name === 'assign' || name === 'freeze') follow.value(here, path);
  else if (storeMakers.has(name)) {
    if (first === called) follow.value(here, [store, ...rest]);
  } else if (name === 'defineStore') {
    if (first === called || first === 'actions') follow.value(here, [called, ...rest]);
  } else if (name === 'createAsyncThunk') {
    if (path.length === 0) follow.value(here, [called]);
  } else if (lazyComponents.has(name)) {
    if (first === called) follow.value(here, rest[0] === 'default' ? rest.slice(1) : rest);
  } else if (appStarts.has(name)) follow.vueOption(place, path);
  else if (name === 'define' && index === 1 && first === constructs) {
    follow.add('automatic', here, 'the browser creates the element');
  } else if (path.length === 0 && looksLikeComponent(place, follow.evaluator)) {
    follow.add('mounted', here, `${name}() takes the component`);
  }
}

/** `{ immediate: true }`: https://vuejs.org/guide/essentials/watchers.html#eager-watchers */
function runsAtOnce(call: Call): boolean {
  const immediate = propertyValue(call.arguments[2], 'immediate');
  return immediate?.type === 'Literal' && immediate.value === true;
}

function constructorOf(node: ClassNode): Node | undefined {
  const found = node.body.body.find(
    (member) => member.type === 'MethodDefinition' && member.kind === 'constructor',
  );
  return found?.type === 'MethodDefinition' ? found.value : undefined;
}
