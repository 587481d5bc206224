import { posix } from 'node:path';
import type { MethodDefinition, Node, PropertyDefinition } from 'oxc-parser';
import { type Binding, type ClassNode, type FunctionNode, isClass, isFunction } from './bindings.ts';
import type { CodeModel } from './code-model.ts';
import { type Evaluator, providerValue } from './evaluate.ts';
import {
  calleeName,
  eventNature,
  feedOf,
  handlerEvent,
  mountHooks,
  mountMethods,
  passesThrough,
  runsWith,
} from './known-calls.ts';
import { bare, keyName, memberPath, stringValue } from './literals.ts';
import type { ModuleGraph } from './modules.ts';
import { extensionOf, isMarkup } from './scripts-in-files.ts';
import { findTemplateHandlers, type TemplateHandler } from './template-handlers.ts';
import { ancestor, type Place, type Unit, type Units } from './units.ts';
import { walk } from './walk.ts';

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

/** Markers in a property path: the result of calling, an instance of a class, the constructor itself, a store hook. */
const called = '()';
const instance = 'new()';
const constructs = 'new';
const store = 'store()';

interface Context {
  readonly code: CodeModel;
  readonly units: Units;
  readonly evaluator: Evaluator;
  readonly graph: ModuleGraph;
}

/**
 * Follows function values forward, from where they are written to where they are called or handed over: through variables,
 * objects, hooks' results, contexts, props, stores, classes and modules. Hand-overs that nothing is known about lead nowhere.
 */
export function createUses({ code, units, evaluator, graph }: Context): Uses {
  const handlers = new Map<string, readonly TemplateHandler[]>();
  const results = new Map<Node, readonly Use[]>();

  const handlersOf = (path: string): readonly TemplateHandler[] => {
    let found = handlers.get(path);
    if (found === undefined) {
      const file = code.scripts(path);
      found = file === undefined ? [] : findTemplateHandlers(path, file);
      handlers.set(path, found);
    }
    return found;
  };

  const ids = new Map<Node, number>();
  const idOf = (node: Node): number => {
    const id = ids.get(node) ?? ids.size;
    ids.set(node, id);
    return id;
  };

  const search = (start: (follow: Follower) => void, through: Through = []): readonly Use[] => {
    const uses: Use[] = [];
    const seen = new Map<Node, Set<string>>();
    const follower = createFollower(uses, through, (node, path, way) => {
      const key = `${way.map(({ site }) => idOf(site.node)).join()}:${path.join('\0')}`;
      const keys = seen.get(node);
      if (keys === undefined) seen.set(node, new Set([key]));
      else if (keys.has(key) || keys.size > 16) return false;
      else keys.add(key);
      return true;
    });
    start(follower);
    return uses;
  };

  interface Follower {
    value(place: Place, path: readonly string[]): void;
    definition(place: Place<FunctionNode | ClassNode>, path: readonly string[]): void;
    named(unit: Unit, binding: Binding, path: readonly string[]): void;
  }

  const createFollower = (
    uses: Use[],
    start: Through,
    admit: (node: Node, path: readonly string[], through: Through) => boolean,
  ): Follower => {
    let through = start;
    const enter = (node: Node, path: readonly string[]) => admit(node, path, through);
    const add = (kind: Use['kind'], place: Place, text: string) => uses.push({ kind, place, text, through });
    /** Follows with another way in, then goes on as before. */
    const going = (way: Through, follow: () => void): void => {
      const before = through;
      through = way;
      follow();
      through = before;
    };
    const into = (owner: FunctionNode, site: Place, follow: () => void): void => {
      if (through.length > 6) return;
      going([...through.filter((way) => way.owner !== owner), { owner, site }], follow);
    };

    /** A function or class where it is defined: by its name, or as a value where it stands. */
    const definition = (place: Place<FunctionNode | ClassNode>, path: readonly string[]): void => {
      const { unit, node } = place;
      if (path.length > 10 || !enter(node, path)) return;
      const parent = unit.bindings.parent(node);
      const way = path[0] === called ? through.find(({ owner }) => owner === node) : undefined;
      if (way !== undefined) {
        const before = through.filter((other) => other !== way);
        if (way.site.node.type === 'CallExpression') going(before, () => value(way.site, path.slice(1)));
        return;
      }
      if (isClass(node)) inClass({ unit, node }, path);
      const declares = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration';
      if (node.id && (declares || parent?.type === 'ExportDefaultDeclaration')) {
        const binding = unit.bindings.lookup(node.id);
        if (binding !== undefined) named(unit, binding, path);
        return;
      }
      if (node.id) {
        const inner = unit.bindings.lookup(node.id);
        for (const reference of inner?.references ?? []) value({ unit, node: reference }, path);
      }
      if (
        parent?.type === 'MethodDefinition' ||
        (parent?.type === 'PropertyDefinition' && parent.value === node)
      ) {
        member(unit, parent, path);
      } else if (parent?.type === 'Property' && parent.value === node) {
        property(unit, parent, path);
      } else value(place, path);
    };

    /** A class's own uses of its members, and members that are called by themselves. */
    const inClass = (place: Place<ClassNode>, path: readonly string[]): void => {
      const [first, name, ...rest] = path;
      if (first !== instance || name === undefined) return;
      for (const access of thisAccesses(place.node, name)) value({ unit: place.unit, node: access }, rest);
    };

    const member = (
      unit: Unit,
      node: MethodDefinition | PropertyDefinition,
      path: readonly string[],
    ): void => {
      const owner = ancestor({ unit, node }, isClass);
      const name = keyName(node);
      if (owner === undefined || name === undefined) return;
      if (node.type === 'MethodDefinition' && (node.kind === 'get' || node.kind === 'set')) return;
      if (path.length === 0 && mountMethods.has(name)) {
        add('automatic', { unit, node }, `${name} runs when ${className(owner)} is mounted`);
        return;
      }
      if (path.length === 0 && name === 'render' && owner.superClass !== null) {
        definition({ unit, node: owner }, []);
        return;
      }
      const isConstructor = node.type === 'MethodDefinition' && node.kind === 'constructor';
      const next = isConstructor ? [constructs] : node.static ? [name, ...path] : [instance, name, ...path];
      definition({ unit, node: owner }, next);
    };

    const property = (
      unit: Unit,
      node: Extract<Node, { type: 'Property' }>,
      path: readonly string[],
    ): void => {
      const object = unit.bindings.parent(node);
      const name = keyName(node);
      if (object === undefined || name === undefined) return;
      if (object.type === 'ObjectPattern') return;
      for (const access of thisAccesses(object, name)) value({ unit, node: access }, path);
      value({ unit, node: object }, [name, ...path]);
    };

    const named = (unit: Unit, binding: Binding, path: readonly string[]): void => {
      if (!enter(binding.id, path)) return;
      for (const reference of binding.references) value({ unit, node: reference }, path);
      for (const [name, exported] of unit.bindings.exports) {
        if (exported.kind === 'binding' && exported.binding === binding) exports(unit, name, path);
      }
      if (unit.bindings.top.get(binding.name) === binding) {
        if (isMarkup(unit.path)) inTemplate(unit, binding.name, path);
        if (isPlainScript(unit)) globally(unit, binding.name, path);
      }
    };

    /** Template expressions of the unit's own file. */
    const inTemplate = (unit: Unit, name: string, path: readonly string[]): void => {
      for (const handler of handlersOf(unit.path)) {
        const mentioned = handler.mentions.some(
          (mention) =>
            mention.name === name &&
            (path.length === 0 || mention.path.slice(0, path.length).join('\0') === path.join('\0')),
        );
        if (mentioned && handler.nature !== undefined) {
          const place = { unit, node: { ...unit.bindings.program, start: handler.start } };
          add(handler.nature, place, `${handler.attribute} of <${handler.tag}> runs it`);
        }
      }
    };

    /** A classic script's own names are the page's: its other scripts and inline handlers see them. */
    const globally = (unit: Unit, name: string, path: readonly string[]): void => {
      const pages = isMarkup(unit.path)
        ? [unit.path]
        : graph.importers(unit.path).filter((page) => isMarkup(page));
      for (const page of pages) {
        const pageUnit = units.get(page);
        for (const handler of page === unit.path ? [] : handlersOf(page)) {
          if (handler.nature === undefined || !handler.mentions.some((mention) => mention.name === name))
            continue;
          const program = pageUnit?.bindings.program ?? unit.bindings.program;
          const place = { unit: pageUnit ?? unit, node: { ...program, start: pageUnit ? handler.start : 0 } };
          add(handler.nature, place, `${handler.attribute} of <${handler.tag}> runs it`);
        }
        for (const sibling of siblings(page, unit)) {
          for (const node of sibling.bindings.globals.get(name) ?? []) value({ unit: sibling, node }, path);
        }
      }
    };

    const exports = (unit: Unit, name: string, path: readonly string[]): void => {
      const entry = graph.entries.get(unit.path);
      if (name === 'default' && (entry?.kind === 'route' || entry?.kind === 'server-route')) {
        if (path.length === 0) {
          add(
            'mounted',
            { unit, node: unit.bindings.program },
            `the router shows ${componentName(unit.path)}`,
          );
        }
      }
      for (const importer of graph.importers(unit.path)) {
        for (const part of ['module', 'frontmatter'] as const) {
          const other = units.get(importer, part);
          if (other !== undefined) imports(other, unit, name, path);
        }
      }
    };

    const imports = (unit: Unit, from: Unit, name: string, path: readonly string[]): void => {
      const leads = (source: string) => code.resolve(unit.path, source) === from.path;
      for (const binding of unit.bindings.top.values()) {
        if (binding.import === undefined || !leads(binding.import.source)) continue;
        if (binding.import.name === name) {
          if (unit.part === 'frontmatter') island(unit, binding.name, path);
          named(unit, binding, path);
        } else if (binding.import.name === '*') named(unit, binding, [name, ...path]);
      }
      for (const [exported, source] of unit.bindings.exports) {
        if (source.kind !== 'from' || !leads(source.source)) continue;
        if (source.name === name) exports(unit, exported, path);
        else if (source.name === '*') exports(unit, exported, [name, ...path]);
      }
      if (name !== 'default' && unit.bindings.stars.some(leads)) exports(unit, name, path);
      for (const load of unit.bindings.loads) {
        if (leads(load.source)) value({ unit, node: load.node }, [name, ...path]);
      }
    };

    /** A component of the page that Astro sends to the browser. */
    const island = (unit: Unit, name: string, path: readonly string[]): void => {
      if (path.length > 0) return;
      for (const tag of code.scripts(unit.path)?.tags ?? []) {
        if (tag.name !== name || !tag.attributes.some((attribute) => attribute.name.startsWith('client:')))
          continue;
        add(
          'mounted',
          { unit, node: { ...unit.bindings.program, start: tag.start } },
          `the page shows <${name}>`,
        );
      }
    };

    /** One expression whose value, at the end of a property path, is what is followed. */
    const value = (place: Place, path: readonly string[]): void => {
      const { unit, node } = place;
      if (path.length > 10 || (!isFunction(node) && !isClass(node) && !enter(node, path))) return;
      const parent = unit.bindings.parent(node);
      if (parent === undefined) return;
      const on = (next: Node, rest: readonly string[] = path) => value({ unit, node: next }, rest);
      switch (parent.type) {
        case 'ParenthesizedExpression':
        case 'TSAsExpression':
        case 'TSSatisfiesExpression':
        case 'TSNonNullExpression':
        case 'TSTypeAssertion':
        case 'TSInstantiationExpression':
        case 'ChainExpression':
        case 'AwaitExpression':
        case 'LogicalExpression':
          on(parent);
          return;
        case 'ConditionalExpression':
          if (parent.test !== node) on(parent);
          return;
        case 'SequenceExpression':
          if (parent.expressions.at(-1) === node) on(parent);
          return;
        case 'VariableDeclarator':
          if (parent.init === node) pattern(unit, parent.id, path);
          return;
        case 'AssignmentPattern':
          if (parent.right === node) pattern(unit, parent.left, path);
          return;
        case 'AssignmentExpression':
          if (parent.right === node) assigned(unit, parent, path);
          return;
        case 'MemberExpression':
          if (parent.object === node) memberOf(unit, parent, path);
          return;
        case 'ReturnStatement':
        case 'ArrowFunctionExpression': {
          if (parent.type === 'ArrowFunctionExpression' && parent.body !== node) return;
          const owner =
            parent.type === 'ArrowFunctionExpression' ? parent : ancestor({ unit, node: parent }, isFunction);
          if (owner !== undefined) definition({ unit, node: owner }, [called, ...path]);
          return;
        }
        case 'Property':
          if (parent.value === node) property(unit, parent, path);
          return;
        case 'SpreadElement': {
          const container = unit.bindings.parent(parent);
          if (container?.type === 'ObjectExpression') on(container);
          return;
        }
        case 'ArrayExpression':
          on(parent, [String(parent.elements.indexOf(node as never)), ...path]);
          return;
        case 'PropertyDefinition':
          if (parent.value === node) member(unit, parent, path);
          return;
        case 'ClassDeclaration':
        case 'ClassExpression':
          if (parent.superClass === node) definition({ unit, node: parent }, path);
          return;
        case 'ExportDefaultDeclaration':
          if (unit.path.endsWith('.vue')) vueOption({ unit, node }, path);
          exports(unit, 'default', path);
          return;
        case 'JSXMemberExpression':
          if (path[0] === parent.property.name) on(parent, path.slice(1));
          return;
        case 'JSXOpeningElement':
          if (parent.name === node) element(unit, parent, path);
          return;
        case 'JSXExpressionContainer': {
          const holder = unit.bindings.parent(parent);
          if (holder?.type === 'JSXAttribute') {
            const tag = unit.bindings.parent(holder);
            const name = holder.name.type === 'JSXIdentifier' ? holder.name.name : undefined;
            if (tag?.type === 'JSXOpeningElement' && name !== undefined) attributeOf(place, tag, name, path);
          } else if (holder?.type === 'JSXElement' && isFunction(node)) {
            attributeOf(place, holder.openingElement, 'children', path);
          }
          return;
        }
        case 'JSXSpreadAttribute': {
          const tag = unit.bindings.parent(parent);
          const [name, ...rest] = path;
          if (tag?.type === 'JSXOpeningElement' && name !== undefined) attributeOf(place, tag, name, rest);
          return;
        }
        case 'CallExpression':
        case 'NewExpression':
          if (parent.callee === node) callOf(place, parent, path);
          else argument(place, parent, parent.arguments.indexOf(node as never), path);
          return;
        default:
      }
    };

    const pattern = (unit: Unit, target: Node, path: readonly string[]): void => {
      switch (target.type) {
        case 'Identifier': {
          const binding = unit.bindings.lookup(target);
          if (binding !== undefined) named(unit, binding, path);
          return;
        }
        case 'AssignmentPattern':
          pattern(unit, target.left, path);
          return;
        case 'ObjectPattern':
          for (const item of target.properties) {
            if (item.type === 'RestElement') pattern(unit, item.argument, path);
            else if (keyName(item) === path[0]) pattern(unit, item.value, path.slice(1));
          }
          return;
        case 'ArrayPattern': {
          const element = target.elements[Number(path[0])];
          if (element) pattern(unit, element, path.slice(1));
          return;
        }
        case 'RestElement':
          pattern(unit, target.argument, path);
          return;
        case 'TSParameterProperty':
          pattern(unit, target.parameter, path);
          return;
        default:
      }
    };

    const assigned = (
      unit: Unit,
      node: Extract<Node, { type: 'AssignmentExpression' }>,
      path: readonly string[],
    ): void => {
      const target = bare(node.left);
      if (target.type === 'Identifier') {
        const binding = unit.bindings.lookup(target);
        if (binding !== undefined) named(unit, binding, path);
        return;
      }
      if (target.type !== 'MemberExpression') {
        pattern(unit, target, path);
        return;
      }
      const name = keyName(target);
      if (name === undefined) return;
      const event = path.length === 0 ? handlerEvent(name) : undefined;
      const nature = event === undefined || /^on[A-Z]/.test(name) ? undefined : eventNature(event);
      if (nature !== undefined) {
        add(nature, { unit, node }, `${name} runs it`);
        return;
      }
      const object = bare(target.object);
      if (object.type === 'ThisExpression') {
        const owner = ancestor({ unit, node: object }, isClass);
        if (owner !== undefined) definition({ unit, node: owner }, [instance, name, ...path]);
      } else if (object.type === 'Identifier') {
        const binding = unit.bindings.lookup(object);
        if (binding !== undefined) named(unit, binding, [name, ...path]);
        else if (['window', 'globalThis', 'self'].includes(object.name)) globally(unit, name, path);
      }
    };

    const memberOf = (
      unit: Unit,
      node: Extract<Node, { type: 'MemberExpression' }>,
      path: readonly string[],
    ): void => {
      const name = keyName(node);
      const [first, ...rest] = path;
      const parent = unit.bindings.parent(node);
      const calledHere = parent?.type === 'CallExpression' && parent.callee === node;
      if (path.length === 0) {
        if (!calledHere) return;
        if (name === 'bind') value({ unit, node: parent }, path);
        else if (name === 'call' || name === 'apply')
          add('runs', { unit, node: parent }, `calls ${textOf(unit, node.object)}`);
        return;
      }
      if (first === store && name === 'getState') value({ unit, node }, [called, ...rest]);
      else if (name !== undefined && name === first) value({ unit, node }, rest);
      else if (name === 'then' && calledHere) {
        // `import('./push').then((push) => push.enable())`
        const [callback] = parent.arguments;
        if (isFunction(callback) && callback.params[0]) pattern(unit, callback.params[0] as Node, path);
      }
    };

    /** The value is what is called here. */
    const callOf = (
      place: Place,
      node: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>,
      path: readonly string[],
    ): void => {
      const { unit } = place;
      const [first, ...rest] = path;
      if (node.type === 'NewExpression') {
        if (first === constructs) add('runs', { unit, node }, `creates ${textOf(unit, node.callee)}`);
        else if (first === instance) value({ unit, node }, rest);
        return;
      }
      if (first === undefined) add('runs', { unit, node }, `calls ${textOf(unit, node.callee)}`);
      else if (first === called) value({ unit, node }, rest);
      else if (first === store) selected(unit, node, rest);
    };

    /** `useStore()` hands over the store, `useStore(selector)` what the selector picks. */
    const selected = (
      unit: Unit,
      node: Extract<Node, { type: 'CallExpression' }>,
      path: readonly string[],
    ): void => {
      const [selector] = node.arguments;
      if (selector === undefined) {
        value({ unit, node }, path);
        return;
      }
      const inner = selector.type === 'CallExpression' ? selector.arguments[0] : selector;
      if (!isFunction(inner)) return;
      const [parameter] = inner.params;
      for (const result of evaluator.returned({ unit, node: inner })) {
        const access = memberPath(result.node);
        const own = parameter?.type === 'Identifier' && access?.[0] === parameter.name;
        if (own && access.slice(1).every((name, index) => path[index] === name)) {
          value({ unit, node }, path.slice(access.length - 1));
        }
        if (result.node.type !== 'ObjectExpression' || parameter?.type !== 'Identifier') continue;
        for (const item of result.node.properties) {
          if (item.type !== 'Property') continue;
          const picked = memberPath(item.value);
          const key = keyName(item);
          if (key !== undefined && picked?.[0] === parameter.name && picked[1] === path[0]) {
            value({ unit, node }, [key, ...path.slice(1)]);
          }
        }
      }
    };

    /** The value is handed to a call. */
    const argument = (
      place: Place,
      call: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>,
      index: number,
      path: readonly string[],
    ): void => {
      const { unit } = place;
      const here: Place = { unit, node: call };
      const name = calleeName(call);
      const targets = evaluator.evaluate({ unit, node: call.callee });
      let ours = false;
      for (const target of targets) {
        const definitions = isClass(target.node) ? constructorOf(target.node) : target.node;
        if (isFunction(target.node) || isClass(target.node)) ours = true;
        if (!isFunction(definitions)) continue;
        const parameter = definitions.params[index] as Node | undefined;
        const last = definitions.params.at(-1) as Node | undefined;
        into(definitions, here, () => {
          if (last?.type === 'RestElement' && index >= definitions.params.length - 1) {
            pattern(target.unit, last.argument, [String(index - definitions.params.length + 1), ...path]);
          } else if (parameter !== undefined) pattern(target.unit, parameter, path);
        });
      }
      if (ours || name === undefined) return;
      const link = path.length === 0 ? runsWith(call) : undefined;
      const event = stringValue(call.arguments[0]);
      if (link !== undefined) add('runs', here, link);
      else if (path.length === 0 && index === 0 && mountHooks.has(name)) {
        add('automatic', here, `${name} runs when ${componentAround(here)} mounts`);
      } else if (path.length === 0 && name === 'useMemo') add('runs', here, 'useMemo runs it');
      else if (path[0] === called && name === 'useMemo') value(here, path.slice(1));
      else if (name === 'useMutation' && path.length === 1) {
        for (const run of ['mutate', 'mutateAsync', 'trigger']) value(here, [run]);
      } else if (name === 'useQuery' && path[0] === 'queryFn' && path.length === 1) {
        add('automatic', here, `useQuery runs it when ${componentAround(here)} mounts`);
      } else if (index === 0 && passesThrough(name)) value(here, path);
      else if (name === 'useRef' || name === 'ref')
        value(here, [name === 'ref' ? 'value' : 'current', ...path]);
      else if (name === 'assign' || name === 'freeze') value(here, path);
      else if (name === 'create' || name === 'createStore' || name === 'createWithEqualityFn') {
        if (path[0] === called) value(here, [store, ...path.slice(1)]);
      } else if (name === 'defineStore') {
        const rest = path[0] === called ? path.slice(1) : path[0] === 'actions' ? path.slice(1) : undefined;
        if (rest !== undefined) value(here, [called, ...rest]);
      } else if (name === 'createAsyncThunk') {
        if (path.length === 0) value(here, [called]);
      } else if (
        name === 'lazy' ||
        name === 'dynamic' ||
        name === 'loadable' ||
        name === 'defineAsyncComponent'
      ) {
        if (path[0] === called) value(here, path.slice(path[1] === 'default' ? 2 : 1));
      } else if (
        ['addEventListener', 'useEventListener', 'on', 'once', 'one', 'bind', 'live'].includes(name) &&
        event !== undefined &&
        eventNature(event) !== undefined &&
        feedOf(call) === undefined
      ) {
        if (path.length === 0 && index > 0) {
          const nature = eventNature(event);
          if (nature !== undefined) add(nature, here, `the ${event} event runs it`);
        }
      } else if (path.length === 0 && name === 'ready')
        add('automatic', here, 'it runs when the page is ready');
      else if (path.length === 0 && (name === '$' || name === 'jQuery') && index === 0) {
        add('automatic', here, 'it runs when the page is ready');
      } else if (
        path.length === 0 &&
        index === 0 &&
        eventNature(name) === 'gesture' &&
        call.callee.type === 'MemberExpression'
      ) {
        add('gesture', here, `${name}() runs it`);
      } else if (path.length === 0 && feedOf(call) !== undefined)
        add('automatic', here, feedOf(call) as string);
      else if (name === 'define' && index === 1 && path[0] === constructs) {
        add('automatic', here, 'the browser creates the element');
      } else if (name === 'createApp' || name === 'mount' || name === 'hydrate') {
        if (path.length === 0) add('mounted', here, 'the app is mounted');
        vueOption(place, path);
      } else if (path.length === 0 && looksLikeComponent(place))
        add('mounted', here, `${name}() takes the component`);
    };

    /** Members of a Vue component's options: https://vuejs.org/api/#options-api */
    const vueOption = (place: Place, path: readonly string[]): void => {
      const { unit } = place;
      const [first, second, ...rest] = path;
      if (first === undefined) return;
      if (path.length === 1 && mountMethods.has(first)) {
        add('automatic', place, `${first} runs when ${componentName(unit.path)} mounts`);
      } else if (path.length === 1 && first === 'setup') {
        add('automatic', place, `setup runs when ${componentName(unit.path)} is created`);
      } else if ((first === 'methods' || (first === 'setup' && second === called)) && second !== undefined) {
        const name = first === 'setup' ? rest[0] : second;
        if (name === undefined) return;
        inTemplate(unit, name, first === 'setup' ? rest.slice(1) : rest);
        const written = bare(place.node);
        const object =
          written.type === 'CallExpression' && written.arguments[0] ? written.arguments[0] : written;
        if (object.type === 'ObjectExpression') {
          for (const access of thisAccesses(object, name, true))
            value({ unit, node: access }, first === 'setup' ? rest.slice(1) : rest);
        }
      }
    };

    /** The value is a component (or a class) that stands as an element's name. */
    const element = (
      unit: Unit,
      node: Extract<Node, { type: 'JSXOpeningElement' }>,
      path: readonly string[],
    ): void => {
      const place = { unit, node };
      const [first, ...rest] = path;
      if (first === undefined) add('renders', place, `<${textOf(unit, node.name)}> is shown`);
      else if (first === constructs) add('renders', place, `<${textOf(unit, node.name)}> is created`);
      else if (first === instance && rest.length === 0)
        add('renders', place, `<${textOf(unit, node.name)}> is shown`);
    };

    /** The value is given to an element as an attribute. */
    const attributeOf = (
      place: Place,
      tag: Extract<Node, { type: 'JSXOpeningElement' }>,
      name: string,
      path: readonly string[],
    ): void => {
      const { unit } = place;
      const here: Place = { unit, node: tag };
      const tagName = textOf(unit, tag.name);
      if (tag.name.type === 'JSXIdentifier' && /^[a-z]/.test(tag.name.name)) {
        if (path.length > 0) return;
        const event = handlerEvent(name);
        const form = name === 'action' || name === 'formAction';
        if (form || (event !== undefined && eventNature(event) === 'gesture')) {
          add('gesture', place, `${name} of <${tagName}> runs it`);
        }
        return;
      }
      if (name === 'value') {
        const contexts = contextUses(unit, tag);
        if (contexts !== undefined) {
          for (const use of contexts) value(use, path);
          return;
        }
      }
      let ours = false;
      for (const target of evaluator.evaluate({ unit, node: tag.name })) {
        if (isFunction(target.node)) {
          ours = true;
          const [parameter] = target.node.params;
          const inside = target.unit;
          if (parameter !== undefined)
            into(target.node, here, () => pattern(inside, parameter as Node, [name, ...path]));
        } else if (isClass(target.node)) {
          ours = true;
          for (const access of thisAccesses(target.node, 'props')) {
            value({ unit: target.unit, node: access }, [name, ...path]);
          }
        }
      }
      if (ours || path.length > 0) return;
      if (
        /^on[A-Z]/.test(name) &&
        !/^on(?:Load|Error|Mount|Ready|Init|Message|Open|Close|End|Progress|Success|Timeout|Idle|View|Enter|Leave|Visible|Auth|Session)/.test(
          name,
        )
      ) {
        add('gesture', place, `${name} of <${tagName}> runs it`);
      } else if (name === 'action' || name === 'formAction')
        add('gesture', place, `${name} of <${tagName}> runs it`);
      else if (
        ['component', 'render', 'Component', 'as', 'children'].includes(name) &&
        looksLikeComponent(place)
      ) {
        add('renders', here, `<${tagName}> shows it`);
      }
    };

    /** Where a provider's value arrives; undefined when the element is no provider of this repository's context. */
    const contextUses = (
      unit: Unit,
      tag: Extract<Node, { type: 'JSXOpeningElement' }>,
    ): Place[] | undefined => {
      const name = tag.name.type === 'JSXMemberExpression' ? tag.name.object : tag.name;
      const binding = unit.bindings.lookup(name);
      if (binding === undefined || providerValue(unit, name) === undefined) return undefined;
      let home = { unit, binding };
      if (binding.import !== undefined) {
        const target = units.follow(unit, binding.import.source);
        const found = target && units.findExport(target, binding.import.name);
        if (found?.export.kind !== 'binding') return undefined;
        home = { unit: found.unit, binding: found.export.binding };
      }
      const { declaration } = home.binding;
      const init =
        declaration.type === 'VariableDeclarator' && declaration.init ? bare(declaration.init) : undefined;
      if (init?.type !== 'CallExpression' || calleeName(init) !== 'createContext') return undefined;
      const found: Place[] = [];
      const collect = (where: Unit, context: Binding) => {
        for (const reference of context.references) {
          const call = where.bindings.parent(reference);
          const consumes =
            call?.type === 'CallExpression' &&
            ['useContext', 'use', 'useContextSelector'].includes(calleeName(call) ?? '');
          if (consumes) found.push({ unit: where, node: call });
        }
      };
      collect(home.unit, home.binding);
      const exportNames = [...home.unit.bindings.exports].flatMap(([exported, item]) =>
        item.kind === 'binding' && item.binding === home.binding ? [exported] : [],
      );
      for (const importer of exportNames.length > 0 ? graph.importers(home.unit.path) : []) {
        const other = units.get(importer);
        for (const candidate of other?.bindings.top.values() ?? []) {
          const { import: imported } = candidate;
          if (imported === undefined || other === undefined || !exportNames.includes(imported.name)) continue;
          if (code.resolve(other.path, imported.source) === home.unit.path) collect(other, candidate);
        }
      }
      return found;
    };

    return { value, definition, named };
  };

  /** Other scripts of a page, and the page's own. */
  const siblings = (page: string, unit: Unit): Unit[] => {
    const scripts = [page, ...[...graph.client].filter((path) => graph.importers(path).includes(page))];
    return scripts.flatMap((path) => {
      const other = path === unit.path ? undefined : units.get(path);
      return other === undefined ? [] : [other];
    });
  };

  return {
    ofFunction(place, through = []) {
      const known = through.length === 0 ? results.get(place.node) : undefined;
      if (known !== undefined) return known;
      const found = search((follow) => follow.definition(place, []), through);
      if (through.length === 0) results.set(place.node, found);
      return found;
    },
    ofClass: (place) => search((follow) => follow.definition(place, [constructs])),
    ofValue: (place) => search((follow) => follow.value(place, [])),
    ofBinding: (unit, binding) => search((follow) => follow.named(unit, binding, [])),
  };

  function isPlainScript(unit: Unit): boolean {
    const { program } = unit.bindings;
    if (program.sourceType === 'module' && !isMarkup(unit.path)) return false;
    return !['vue', 'svelte', 'astro'].includes(extensionOf(unit.path));
  }

  function looksLikeComponent({ unit, node }: Place): boolean {
    return evaluator.evaluate({ unit, node }).some((target) => {
      if (isClass(target.node)) return target.node.superClass !== null;
      if (!isFunction(target.node)) return false;
      return evaluator
        .returned({ unit: target.unit, node: target.node })
        .some((result) => isElement(result.node));
    });
  }
}

/** JSX, as it is or by a condition. */
function isElement(node: Node): boolean {
  const value = bare(node);
  if (value.type === 'ConditionalExpression')
    return isElement(value.consequent) || isElement(value.alternate);
  if (value.type === 'LogicalExpression') return isElement(value.right);
  return value.type === 'JSXElement' || value.type === 'JSXFragment';
}

function constructorOf(node: ClassNode): Node | undefined {
  const found = node.body.body.find(
    (member) => member.type === 'MethodDefinition' && member.kind === 'constructor',
  );
  return found?.type === 'MethodDefinition' ? found.value : undefined;
}

/** Every `this.name` that means the class (or object) itself: functions with a `this` of their own are left out. */
function thisAccesses(owner: Node, name: string, deep = false): Node[] {
  const found: Node[] = [];
  walk(owner, {
    enter(node, parent) {
      if (node === owner) return undefined;
      if (node.type === 'MemberExpression' && node.object.type === 'ThisExpression' && keyName(node) === name)
        found.push(node);
      if (isClass(node)) return false;
      if (node.type === 'ObjectExpression' && !deep && isClass(owner)) return undefined;
      const own = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression';
      const method =
        parent?.type === 'MethodDefinition' ||
        parent?.type === 'PropertyDefinition' ||
        (parent?.type === 'Property' && (deep || !isClass(owner)));
      return own && !method ? false : undefined;
    },
  });
  return found;
}

/** Source text of a callee or tag, cut to one line. */
function textOf(unit: Unit, node: Node): string {
  const text = unit.text.slice(node.start, node.end).replace(/\s+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

function className(node: ClassNode): string {
  return node.id?.name ?? 'the class';
}

/** The component's name as its file tells it. */
function componentName(path: string): string {
  const name = posix.basename(path).replace(/\.[^.]+$/, '');
  return name === 'index' || name === 'page' ? posix.dirname(path) : name;
}

/** The component or hook around a place, by name. */
function componentAround(place: Place): string {
  let name: string | undefined;
  for (
    let at = place.unit.bindings.parent(place.node);
    at !== undefined;
    at = place.unit.bindings.parent(at)
  ) {
    if (!isFunction(at) && !isClass(at)) continue;
    const up = place.unit.bindings.parent(at);
    if (at.id) name = at.id.name;
    else if (up?.type === 'VariableDeclarator' && up.id.type === 'Identifier') name = up.id.name;
    else if (up?.type === 'CallExpression') {
      const holder = place.unit.bindings.parent(up);
      if (holder?.type === 'VariableDeclarator' && holder.id.type === 'Identifier') name = holder.id.name;
    }
  }
  if (name === undefined || /^use[A-Z]/.test(name))
    return name === undefined ? componentName(place.unit.path) : `the component that uses ${name}`;
  return name;
}
