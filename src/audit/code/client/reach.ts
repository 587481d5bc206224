import type { CallExpression, Node } from 'oxc-parser';
import type { TrailStep } from '../../rule.ts';
import { type FunctionNode, isClass, isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, stepAt, type Unit } from '../bindings/units.ts';
import type { Through, Use, Uses } from '../follow/uses.ts';
import type { ModuleGraph } from '../modules/modules.ts';
import { extensionOf } from '../modules/scripts-in-files.ts';
import { judgeGuards, type Surroundings } from '../values/conditions.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { guardsAt } from '../values/guards.ts';
import { calleeName } from '../values/known-calls.ts';
import { isAboutSession } from '../values/session-names.ts';
import { givenFor } from './given-values.ts';

/** One way in which the code at a place comes to run. */
export interface Origin {
  readonly kind: 'gesture' | 'automatic' | 'unknown';
  /** From what starts it to the place, the place itself left out. */
  readonly trail: readonly TrailStep[];
  /** Every step is known, from what the browser or the framework starts. */
  readonly complete: boolean;
}

/** Answers what makes a place run. */
export interface Reach {
  origins(place: Place): readonly Origin[];
  /** What makes a function run. */
  originsOfFunction(place: Place<FunctionNode>): readonly Origin[];
  /** The same for an expression whose value is a function that asks when called: `onClick={Notification.requestPermission}`. */
  originsOfValue(place: Place): readonly Origin[];
}

const most = 12;
const deepest = 30;

export function createReach({
  uses,
  evaluator,
  graph,
  anyCondition = false,
}: {
  uses: Uses;
  evaluator: Evaluator;
  graph: ModuleGraph;
  /** Conditions on the way are taken to hold: for code that is no prompt, a settled permission keeps nothing from running. */
  anyCondition?: boolean;
}): Reach {
  const known = new Map<Node, readonly Origin[]>();
  const open = new Set<Node>();

  /** Setter calls with a value of the wanted truth: all from gestures, or some that come by themselves. */
  const stateOrigin: Surroundings['stateOrigin'] = (setter, wanted) => {
    const binding = setter.unit.bindings.lookup(setter.node);
    if (binding === undefined || open.has(setter.node)) return 'unknown';
    open.add(setter.node);
    // Whoever has signed in once is signed in again whenever the app opens.
    let isSession = isAboutSession(binding.name);
    let result: ReturnType<Surroundings['stateOrigin']> = 'unknown';
    const kinds = new Set<Origin['kind']>();
    for (const use of uses.ofBinding(setter.unit, binding)) {
      if (use.kind !== 'runs') {
        kinds.add(use.kind === 'gesture' ? 'gesture' : 'automatic');
        continue;
      }
      const call = use.place.node;
      if (call.type === 'CallExpression' && call.arguments[0]?.type === 'Literal') {
        const { value } = call.arguments[0];
        if ((typeof wanted === 'string' ? value : Boolean(value)) !== wanted) continue;
      }
      if (call.type === 'CallExpression' && comesFromPush(call, use.place.unit)) isSession = false;
      for (const origin of origins(use.place, use.through)) kinds.add(origin.kind);
    }
    if (kinds.has('automatic')) result = 'open';
    else if (kinds.has('gesture') && !kinds.has('unknown')) result = wanted && isSession ? 'open' : 'gesture';
    open.delete(setter.node);
    return result;
  };

  const surroundings: Surroundings = { stateOrigin, given: (parameter) => givenFor(parameter, uses) };

  /** A token that a push service has given is no session's. */
  const comesFromPush = (call: CallExpression, unit: Unit): boolean =>
    call.arguments.some((node) =>
      evaluator
        .evaluate({ unit, node })
        .some(
          (value) =>
            value.node.type === 'CallExpression' &&
            /^(?:getToken|subscribe|getSubscription|requestPermission)$/.test(calleeName(value.node) ?? ''),
        ),
    );

  const origins = (place: Place, through: Through = [], depth = 0): readonly Origin[] => {
    const verdict = anyCondition ? 'open' : judgeGuards(guardsAt(place), evaluator, surroundings);
    if (verdict === 'never') return [];
    if (verdict === 'gesture') return [{ kind: 'gesture', trail: [], complete: false }];
    const around = ancestor(place, isFunction);
    const found =
      around === undefined ? topLevel(place) : ofFunction({ unit: place.unit, node: around }, through, depth);
    // A condition that nobody can judge may be the very thing that keeps it from running by itself.
    return verdict === 'open'
      ? found
      : found.map((origin) => (origin.kind === 'automatic' ? { ...origin, kind: 'unknown' } : origin));
  };

  const ofFunction = (place: Place<FunctionNode>, through: Through, depth: number): readonly Origin[] => {
    const way = through.find(({ owner }) => owner === place.node);
    if (way !== undefined) {
      const renders = way.site.node.type === 'JSXOpeningElement';
      const text = renders ? 'the element is shown' : 'calls it';
      const before = through.filter((other) => other !== way);
      return fromUses(
        [{ kind: renders ? 'renders' : 'runs', place: way.site, text, through: before }],
        depth,
      );
    }
    const cached = through.length === 0 ? known.get(place.node) : undefined;
    if (cached !== undefined) return cached;
    if (open.has(place.node) || depth > deepest) return [];
    open.add(place.node);
    const found = fromUses(uses.ofFunction(place, through), depth);
    open.delete(place.node);
    if (open.size === 0 && through.length === 0) known.set(place.node, found);
    return found;
  };

  const fromUses = (list: readonly Use[], depth: number): readonly Origin[] => {
    const found: Origin[] = [];
    const add = (origin: Origin) => {
      const key = `${origin.kind}:${origin.trail[0]?.path}:${origin.trail[0]?.line}`;
      const same = found.some(
        (other) => `${other.kind}:${other.trail[0]?.path}:${other.trail[0]?.line}` === key,
      );
      if (!same && found.length < most) found.push(origin);
    };
    for (const use of list) {
      const step = stepAt(use.place, use.text);
      switch (use.kind) {
        case 'gesture':
          add({ kind: 'gesture', trail: [step], complete: true });
          break;
        case 'mounted':
          if (graph.has(use.place.unit.path))
            add({ kind: 'automatic', trail: [step], complete: graph.known });
          break;
        case 'automatic': {
          // What starts by itself still has to be set up by code that runs: an effect in a component that is shown.
          const before = origins(use.place, use.through, depth + 1);
          for (const origin of before) {
            if (origin.kind === 'gesture')
              add({ kind: 'gesture', trail: [...origin.trail, step], complete: origin.complete });
            else
              add({
                kind: 'automatic',
                trail: [step],
                complete: origin.kind === 'automatic' && origin.complete,
              });
          }
          break;
        }
        case 'runs':
        case 'renders':
          for (const origin of origins(use.place, use.through, depth + 1)) {
            const shown = use.kind === 'renders' && origin.kind === 'automatic';
            add({ ...origin, trail: shown ? [step] : [...origin.trail, step] });
          }
          break;
      }
    }
    return found.length > 0 || list.length > 0 ? found : [{ kind: 'unknown', trail: [], complete: false }];
  };

  /** Code that runs when its module does. */
  const topLevel = (place: Place): readonly Origin[] => {
    const { unit } = place;
    if (unit.part === 'frontmatter' || !graph.isClient(unit.path)) return [];
    // A class's field runs when the class is instantiated.
    const owner = ancestor(place, isClass);
    if (owner !== undefined && !isStatic(place)) {
      if (open.has(owner)) return [];
      open.add(owner);
      const found = fromUses(uses.ofClass({ unit, node: owner }), 0);
      open.delete(owner);
      return found;
    }
    const complete = graph.known && graph.entries.get(unit.path)?.kind !== 'guess';
    const extension = extensionOf(unit.path);
    const text =
      extension === 'vue' || extension === 'svelte'
        ? 'the component’s script runs when it is created'
        : extension === 'astro' || extension === 'html'
          ? 'the script runs when the page loads'
          : 'the module runs when the page loads';
    return [{ kind: 'automatic', trail: [stepAt(place, text)], complete }];
  };

  return {
    origins: (place) => origins(place),
    originsOfFunction: (place) => ofFunction(place, [], 0),
    originsOfValue: (place) => fromUses(uses.ofValue(place), 0),
  };
}

/** Whether a place belongs to the class itself, not to its instances. */
function isStatic(place: Place): boolean {
  for (let at: Node | undefined = place.node; at !== undefined; at = place.unit.bindings.parent(at)) {
    if (at.type === 'StaticBlock' || at.type === 'Decorator') return true;
    if (at.type === 'PropertyDefinition' || at.type === 'MethodDefinition') return at.static;
    if (isClass(at)) return true;
  }
  return false;
}
