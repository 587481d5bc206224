import type { MethodDefinition, Node, PropertyDefinition } from 'oxc-parser';
import type { Binding, ClassNode, FunctionNode } from '../bindings/bindings.ts';
import type { Place, Unit, Units } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import type { ModuleGraph } from '../modules/modules.ts';
import type { Evaluator } from '../values/evaluate.ts';
import type { TemplateHandler } from './template-handlers.ts';
import type { Through, Use } from './uses.ts';

/** Properties that lead from a value to what is followed, outermost first: `['push', 'enable']`, or one of the markers below. */
export type Path = readonly string[];

/** Markers in a path: the result of calling, an instance of a class, its constructor, a store's hook. */
export const called = '()';
export const instance = 'new()';
export const constructs = 'new';
export const store = 'store()';

export type Call = Extract<Node, { type: 'CallExpression' | 'NewExpression' }>;
export type Element = Extract<Node, { type: 'JSXOpeningElement' }>;

/** One search for the uses of a function. Each method follows the value from one kind of place, and adds the uses it comes to. */
export interface Follow {
  readonly code: CodeModel;
  readonly units: Units;
  readonly evaluator: Evaluator;
  readonly graph: ModuleGraph;
  /** Calls that the value came through into the function that it is followed in. */
  readonly through: Through;
  handlersOf(path: string): readonly TemplateHandler[];
  add(kind: Use['kind'], place: Place, text: string): void;
  /** False when the search has been there with the same path and the same calls. */
  enter(node: Node, path: Path): boolean;
  /** Follows with another way in, then goes on as before. */
  going(through: Through, next: () => void): void;
  /** Follows a value that a call or an element hands to a function of the repository. */
  into(owner: FunctionNode, site: Place, next: () => void): void;

  /** An expression. */
  value(place: Place, path: Path): void;
  /** A pattern that the value is bound to. */
  pattern(unit: Unit, target: Node, path: Path): void;
  /** A function or class where it is defined. */
  definition(place: Place<FunctionNode | ClassNode>, path: Path): void;
  /** A member of a class. */
  member(unit: Unit, node: MethodDefinition | PropertyDefinition, path: Path): void;
  /** A property of an object literal. */
  property(unit: Unit, node: Extract<Node, { type: 'Property' }>, path: Path): void;
  /** A name: its references, exports, and mentions in templates. */
  named(unit: Unit, binding: Binding, path: Path): void;
  /** What a module exports under a name. */
  exports(unit: Unit, name: string, path: Path): void;
  /** Handlers in the template of a component's own file. */
  inTemplate(unit: Unit, name: string, path: Path): void;
  /** A classic script's global name. */
  globally(unit: Unit, name: string, path: Path): void;
  /** An argument of a call. */
  argument(place: Place, call: Call, index: number, path: Path): void;
  /** Options of a Vue component. */
  vueOption(place: Place, path: Path): void;
  /** The name of a JSX element. */
  element(unit: Unit, node: Element, path: Path): void;
  /** An attribute of a JSX element. */
  attributeOf(place: Place, tag: Element, name: string, path: Path): void;
}
