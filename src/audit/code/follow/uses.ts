import type { Node } from 'oxc-parser';
import type { Binding, ClassNode, FunctionNode } from '../bindings/bindings.ts';
import type { Place, Unit } from '../bindings/units.ts';
import { constructs, type Follow, type Path } from './follow.ts';
import { argument } from './follow-argument.ts';
import { definition, member, property } from './follow-definition.ts';
import { attributeOf, element } from './follow-element.ts';
import { exports, globally, inTemplate, named } from './follow-name.ts';
import { pattern, value } from './follow-value.ts';
import { vueOption } from './follow-vue.ts';
import { findTemplateHandlers, type TemplateHandler } from './template-handlers.ts';

/** One way in which a function comes to run. */
export interface Use {
  /**
   * `runs`: with the code around the place (a call, a timer, a promise). `gesture`: when the user acts. `automatic`: by itself, once
   * the code around the place has run. `renders`: the place is an element of this component. `mounted`: a framework or a router
   * renders this component.
   */
  readonly kind: 'runs' | 'gesture' | 'automatic' | 'renders' | 'mounted';
  readonly place: Place;
  /** What happens there, in words. */
  readonly text: string;
  /** Calls that the function was handed through on its way here: going back through the same function leads to the same call. */
  readonly through: Through;
}

/** Which call (or element) a value came into a function by, innermost last. */
export type Through = readonly { readonly owner: FunctionNode; readonly site: Place }[];

/** Finds how functions come to run, across files. */
export interface Uses {
  ofFunction(place: Place<FunctionNode>, through?: Through): readonly Use[];
  /** How instances of a class come to be made: by `new`, by the browser for a custom element, or as a component that is shown. */
  ofClass(place: Place<ClassNode>): readonly Use[];
  /** The same for any expression whose value is a function. */
  ofValue(place: Place): readonly Use[];
  /** The same for a name whose value is a function. */
  ofBinding(unit: Unit, binding: Binding): readonly Use[];
}

/** Beyond these nobody writes code by hand; a search that gets there has lost its way. */
const longestPath = 10;
const mostWays = 6;
const mostVisits = 16;

/**
 * Follows function values forward, from where they are written to where they are called or handed over: through variables,
 * objects, hooks' results, contexts, props, stores, classes and modules. Hand-overs that nothing is known about lead nowhere.
 */
export function createUses(context: Pick<Follow, 'code' | 'units' | 'evaluator' | 'graph'>): Uses {
  const handlers = new Map<string, readonly TemplateHandler[]>();
  const results = new Map<Node, readonly Use[]>();
  const ids = new Map<Node, number>();

  const handlersOf = (path: string): readonly TemplateHandler[] => {
    let found = handlers.get(path);
    if (found === undefined) {
      const file = context.code.scripts(path);
      found = file === undefined ? [] : findTemplateHandlers(path, file);
      handlers.set(path, found);
    }
    return found;
  };
  const idOf = (node: Node): number => {
    const id = ids.get(node) ?? ids.size;
    ids.set(node, id);
    return id;
  };

  const search = (start: (follow: Follow) => void, from: Through = []): readonly Use[] => {
    const uses: Use[] = [];
    const seen = new Map<Node, Set<string>>();
    let through = from;
    const follow: Follow = {
      ...context,
      get through() {
        return through;
      },
      handlersOf,
      add: (kind, place, text) => uses.push({ kind, place, text, through }),
      enter(node, path) {
        if (path.length > longestPath) return false;
        const key = `${through.map(({ site }) => idOf(site.node)).join()}:${path.join('\0')}`;
        const keys = seen.get(node);
        if (keys === undefined) seen.set(node, new Set([key]));
        else if (keys.has(key) || keys.size > mostVisits) return false;
        else keys.add(key);
        return true;
      },
      going(way, next) {
        const before = through;
        through = way;
        next();
        through = before;
      },
      into(owner, site, next) {
        if (through.length < mostWays) {
          follow.going([...through.filter((way) => way.owner !== owner), { owner, site }], next);
        }
      },
      value: (place, path) => value(follow, place, path),
      pattern: (unit, target, path) => pattern(follow, unit, target, path),
      definition: (place, path) => definition(follow, place, path),
      member: (unit, node, path) => member(follow, unit, node, path),
      property: (unit, node, path) => property(follow, unit, node, path),
      named: (unit, binding, path) => named(follow, unit, binding, path),
      exports: (unit, name, path) => exports(follow, unit, name, path),
      inTemplate: (unit, name, path) => inTemplate(follow, unit, name, path),
      globally: (unit, name, path) => globally(follow, unit, name, path),
      argument: (place, call, index, path) => argument(follow, place, call, index, path),
      vueOption: (place, path) => vueOption(follow, place, path),
      element: (unit, node, path) => element(follow, unit, node, path),
      attributeOf: (place, tag, name, path) => attributeOf(follow, place, tag, name, path),
    };
    start(follow);
    return uses;
  };

  const none: Path = [];
  return {
    ofFunction(place, through = []) {
      const known = through.length === 0 ? results.get(place.node) : undefined;
      if (known !== undefined) return known;
      const found = search((follow) => follow.definition(place, none), through);
      if (through.length === 0) results.set(place.node, found);
      return found;
    },
    ofClass: (place) => search((follow) => follow.definition(place, [constructs])),
    ofValue: (place) => search((follow) => follow.value(place, none)),
    ofBinding: (unit, binding) => search((follow) => follow.named(unit, binding, none)),
  };
}
