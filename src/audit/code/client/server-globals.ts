import type { Node } from 'oxc-parser';
import type { TrailStep } from '../../rule.ts';
import { type FunctionNode, isClass, isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, stepAt, type Unit } from '../bindings/units.ts';
import type { Uses } from '../follow/uses.ts';
import { bare } from '../literals.ts';
import { guardsAt } from '../values/guards.ts';
import { calleeName } from '../values/known-calls.ts';
import { isServerPart, type ServerRendered } from './server-rendered.ts';

/** A name that only browsers have, read where the server evaluates the code. */
export interface ServerGlobal {
  readonly place: Place;
  /** As written: `window`, `navigator.serviceWorker.ready`. */
  readonly name: string;
  readonly trail: readonly TrailStep[];
}

/** Names that no JavaScript runtime on a server has. */
const names = ['window', 'document', 'Notification'];

/**
 * Browser globals that a module reads while it is loaded or while a component is rendered, with no condition around them. One a
 * module: the first ends the rendering.
 */
export function findServerGlobals(
  unit: Unit,
  { uses, rendered }: { uses: Uses; rendered: ServerRendered },
): ServerGlobal[] {
  if (!isServerPart({ unit, node: unit.bindings.program })) return [];
  for (const { node, name } of candidates(unit)) {
    const place: Place = { unit, node };
    if (isConditional(place)) continue;
    const trail = whileRendering(place, uses, 0);
    if (trail === undefined) continue;
    const way = rendered.path(unit.path);
    if (way === undefined) return [];
    const entry = way[0] as string;
    const step = { path: entry, line: 1, text: `the server renders ${entry}` };
    return [{ place, name, trail: [step, ...trail] }];
  }
  return [];
}

function candidates(unit: Unit): { node: Node; name: string }[] {
  const found: { node: Node; name: string }[] = [];
  const { globals, parent } = unit.bindings;
  for (const name of names) {
    for (const node of globals.get(name) ?? []) {
      const up = parent(node);
      const asked = up?.type === 'UnaryExpression' && up.operator === 'typeof';
      if (!asked && !up?.type.startsWith('TS')) found.push({ node, name });
    }
  }
  for (const node of globals.get('navigator') ?? []) {
    // Node.js has a navigator, without a service worker.
    const worker = parent(node);
    const member = worker && parent(worker);
    if (worker?.type !== 'MemberExpression' || worker.object !== node || worker.optional) continue;
    if (worker.property.type !== 'Identifier' || worker.property.name !== 'serviceWorker') continue;
    if (member?.type === 'MemberExpression' && member.object === worker && !member.optional)
      found.push({ node, name: 'navigator.serviceWorker' });
  }
  return found.sort((a, b) => a.node.start - b.node.start);
}

/** A condition may be the very thing that keeps it from the server; a `catch` takes the error. */
function isConditional(place: Place): boolean {
  const { parent } = place.unit.bindings;
  if (guardsAt(place).length > 0) return true;
  for (let node = place.node, up = parent(node); up !== undefined; up = parent(node)) {
    if (up.type === 'TryStatement' && up.block === node) return true;
    if (
      up.type === 'JSXElement' &&
      /ClientOnly|NoSsr|NoSSR|BrowserOnly|Suspense/.test(tagName(place.unit, up))
    )
      return true;
    if (isFunction(up)) return false;
    node = up;
  }
  return false;
}

function tagName(unit: Unit, element: Extract<Node, { type: 'JSXElement' }>): string {
  return unit.text.slice(element.openingElement.name.start, element.openingElement.name.end);
}

/** How rendering comes to a place; undefined when it does not, or only under a condition. */
function whileRendering(place: Place, uses: Uses, depth: number): readonly TrailStep[] | undefined {
  if (depth > 6) return undefined;
  const around = ancestor(place, isFunction);
  if (around === undefined) {
    // An instance's field waits for the instance.
    if (ancestor(place, isClass) !== undefined) return undefined;
    return [];
  }
  const owner: Place<FunctionNode> = { unit: place.unit, node: around };
  const caller = place.unit.bindings.parent(around);
  if (caller?.type === 'CallExpression' && runsItsArgument(caller, around)) {
    const here: Place = { unit: place.unit, node: caller };
    return isConditional(here) ? undefined : whileRendering(here, uses, depth + 1);
  }
  for (const use of uses.ofFunction(owner)) {
    if (isConditional(use.place)) continue;
    if (use.kind === 'mounted' || use.kind === 'renders') {
      const above = use.kind === 'mounted' ? [] : whileRendering(use.place, uses, depth + 1);
      if (above !== undefined) return [...above, stepAt(use.place, use.text)];
    } else if (use.kind === 'runs' && isDirectCall(use.place.node)) {
      const above = whileRendering(use.place, uses, depth + 1);
      if (above !== undefined && above.length > 0) return [...above, stepAt(use.place, use.text)];
    }
  }
  return undefined;
}

/** A hook that runs what it is given while the component renders. */
function runsItsArgument(call: Extract<Node, { type: 'CallExpression' }>, given: Node): boolean {
  const name = calleeName(call);
  return (name === 'useState' || name === 'useMemo') && call.arguments[0] === given;
}

/** Timers and promises come after the rendering. */
function isDirectCall(node: Node): boolean {
  if (node.type !== 'CallExpression') return false;
  const callee = bare(node.callee);
  return callee.type === 'Identifier' && !/^(?:set|request|queue)/.test(callee.name);
}
