import type { CallExpression, Expression, NewExpression, Node, Statement } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { FunctionNode } from '../bindings/bindings.ts';
import type { CodeModel } from '../code-model.ts';
import type { Completion, Outcome, State } from './flow-state.ts';
import type { Scope, Tokens, Value } from './flow-values.ts';

/**
 * Walks every path through a piece of code without running it: conditions that the code decides are decided, the
 * others are taken both ways. Calls are followed into functions of the repository, promises as far as what they wait for.
 */
export interface Flow {
  readonly code: Pick<CodeModel, 'module' | 'resolve'>;
  readonly host: Host;
  /** Functions being walked, outermost first. */
  readonly stack: Entered[];
  /** Collects how handlers end that are handed to the runtime at a module's top level; undefined: they run in line. */
  endings: Outcome[] | undefined;
  /** Places of tokens. */
  readonly sites: Map<string, Site>;
  evaluate(node: Node, state: State, scope: Scope): Outcome[];
  /** Evaluates what is only stored: alternatives that nothing but the value depends on stay together in it. */
  carry(node: Node, state: State, scope: Scope): Outcome[];
  /** The condition's outcomes: `value` is the constant true or false. */
  test(node: Node, state: State, scope: Scope): Outcome[];
  /** Both ways on from a value that is asked whether it is true, as far as each is possible. */
  choose(node: Node, outcome: Outcome, scope: Scope, text?: string): Outcome[];
  run(statements: readonly Statement[], state: State, scope: Scope): Completion[];
  call(callee: Value, values: readonly Value[], state: State, call: Call): Outcome[];
  /** What an identifier means. */
  lookup(name: string, state: State, scope: Scope): Value;
  member(object: Value, key: string | undefined, state: State): Value;
  /** `require('./x')` and `import('./x')`. */
  namespace(specifier: Value, scope: Scope): Value;
  moduleScope(module: ParsedModule): Scope;
  /** What a module exports under a name; undefined when nothing in the repository tells. */
  exported(module: ParsedModule, name: string): Value | undefined;
  /** Writes to a variable, a pattern or a property. */
  store(target: Node, value: Value, state: State, scope: Scope): State;
  bind(pattern: Node, value: Value, state: State, scope: Scope): State;
  /** Counts up, for ids and for the order of choices. */
  next(): number;
  /** A token for a place; the same place has the same token. */
  token(kind: string, node: Node, scope: Scope): string;
  /** Counts work. Throws `TooManyPaths` when the budget is spent. */
  tick(paths?: number): void;
  /** Gives the next piece of code the whole budget again. */
  refill(): void;
}

export interface Site {
  readonly module: ParsedModule;
  readonly node: Node;
  /** Functions that were being walked, outermost first. */
  readonly stack: readonly Entered[];
}

export interface Entered {
  readonly module: ParsedModule;
  readonly node: FunctionNode;
}

export interface Call {
  readonly node: CallExpression | NewExpression;
  readonly scope: Scope;
  /** Name of the method, or of the function. */
  readonly name: string;
  readonly receiver: Value | undefined;
  readonly isNew: boolean;
}

/** What the runtime provides, and what is looked for. */
export interface Host {
  /** The value of a name that no code declares. */
  global(name: string): Value | undefined;
  /** Origins of what a function gets that is handed to the runtime at a module's top level: a request. */
  readonly started?: Tokens;
  /** What calls into unseen code give back is named by the field that they are given too: `test(payload.room)`. */
  readonly namesFields?: boolean;
  /** Scopes of scripts whose own names are global to each other. */
  scripts?(): readonly Scope[];
  /** A property that the runtime gives a value, before anything else is tried. */
  member?(object: Value, key: string): Value | undefined;
  /** A call that means something to the host; undefined leaves it to the flow. */
  call?(callee: Value, values: readonly Value[], state: State, call: Call, flow: Flow): Outcome[] | undefined;
  /** A call into code that cannot be seen. */
  unseen?(callee: Value, values: readonly Value[], state: State, call: Call, flow: Flow): State;
  /** What the result of a call into unseen code is made from, given what its arguments are. */
  result?(origins: Tokens, call: Call): Tokens;
  /** `path = value` on something that is not a variable. */
  assign?(
    target: Value,
    key: string | undefined,
    value: Value,
    state: State,
    node: Node,
    scope: Scope,
    flow: Flow,
  ): State | undefined;
  /** A comparison that nothing can make true. */
  isNever?(value: Value): boolean;
  /** The error of asking nothing for a property. */
  missing?(node: Node, scope: Scope, flow: Flow): Value;
  /** The code goes on after it has waited. */
  resume?(waited: Tokens, state: State): State;
  /** Something is taken to be true or false at a condition; undefined when it cannot be. */
  assume?(value: Value, truth: boolean, state: State, at: Node, scope: Scope): State | undefined;
}

/** The code has more paths than it is worth walking: nothing is known about it. */
export class TooManyPaths extends Error {
  constructor() {
    super('More paths than are walked.');
    this.name = 'TooManyPaths';
  }
}

/** Continues every path that has not thrown. */
export function follow(outcomes: readonly Outcome[], next: (outcome: Outcome) => Outcome[]): Outcome[] {
  return outcomes.length === 1 && outcomes[0] && !outcomes[0].thrown
    ? next(outcomes[0])
    : outcomes.flatMap((outcome) => (outcome.thrown ? [outcome] : next(outcome)));
}

/** Whether evaluating the expression calls nothing, changes nothing and waits for nothing. */
export function isQuiet(node: Expression | Node): boolean {
  switch (node.type) {
    case 'Literal':
    case 'Identifier':
    case 'ThisExpression':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression':
    case 'MetaProperty':
      return true;
    case 'TemplateLiteral':
      return node.expressions.every(isQuiet);
    case 'MemberExpression':
      return isQuiet(node.object) && (!node.computed || isQuiet(node.property));
    case 'ObjectExpression':
      return node.properties.every((property) =>
        property.type === 'SpreadElement' ? isQuiet(property.argument) : isQuiet(property.value),
      );
    case 'ArrayExpression':
      return node.elements.every((element) => element === null || isQuiet(element));
    case 'SpreadElement':
    case 'UnaryExpression':
      return isQuiet(node.argument);
    case 'BinaryExpression':
    case 'LogicalExpression':
      return isQuiet(node.left) && isQuiet(node.right);
    case 'ConditionalExpression':
      return isQuiet(node.test) && isQuiet(node.consequent) && isQuiet(node.alternate);
    case 'ChainExpression':
    case 'ParenthesizedExpression':
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
    case 'TSTypeAssertion':
      return isQuiet(node.expression);
    default:
      return false;
  }
}
