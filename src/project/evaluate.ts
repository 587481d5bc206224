import type { Node } from 'oxc-parser';
import { evaluateExpression } from './evaluate-expression.ts';
import { exportedNode } from './exported.ts';
import { functionScope, type ModuleScope, type Scope } from './scope.ts';
import { either, type StaticValue, unknown } from './static-value.ts';
import { descendants, isFunction } from './syntax-tree.ts';

/** What evaluation may know beside the syntax tree. */
export interface Surroundings {
  /** Absolute POSIX path of the project's root: what `process.cwd()` is when package scripts run. */
  readonly root: string;
  /** Values of `import.meta.env.BASE_URL`, `process.env.PUBLIC_URL` and the like, by that name. */
  readonly variables?: ReadonlyMap<string, string>;
  /** The scope of another file of the project that an import leads to. */
  load?(from: string, specifier: string): ModuleScope | undefined;
}

/** Reads expressions without running anything: whatever is not certain is unknown. */
export interface Evaluator {
  evaluate(node: Node, scope: Scope): StaticValue;
  /** What a function gives back when its arguments are not known; one of the values of all its returns. */
  call(value: StaticValue): StaticValue;
  /** What a file exports under a name; `default` is also `module.exports`. */
  exported(module: ModuleScope, name: string): StaticValue;
  readonly around: Surroundings;
}

const maximumDepth = 80;

export function createEvaluator(around: Surroundings): Evaluator {
  const running = new Set<Node>();

  /** A value that needs itself, or nesting beyond reason, is not known. */
  const guarded = (node: Node, compute: () => StaticValue): StaticValue => {
    if (running.has(node) || running.size > maximumDepth) {
      return unknown;
    }
    running.add(node);
    try {
      return compute();
    } finally {
      running.delete(node);
    }
  };

  const evaluator: Evaluator = {
    around,
    evaluate: (node, scope) => guarded(node, () => evaluateExpression(node, scope, evaluator)),
    call: (value) =>
      value.kind === 'function'
        ? guarded(value.node, () => returned(value.node, value.scope, evaluator))
        : unknown,
    exported(module, name) {
      const node = exportedNode(module.program, name);
      return node === undefined ? unknown : evaluator.evaluate(node, module.scope);
    },
  };
  return evaluator;
}

function returned(node: Node, around: Scope, evaluator: Evaluator): StaticValue {
  const { body } = node as { body?: Node };
  if (body === undefined) {
    return unknown;
  }
  const scope = functionScope(node, around);
  if (body.type !== 'BlockStatement') {
    return evaluator.evaluate(body, scope);
  }
  const values: StaticValue[] = [];
  for (const child of descendants(body, (at) => !isFunction(at))) {
    if (child.type === 'ReturnStatement' && child.argument) {
      values.push(evaluator.evaluate(child.argument, scope));
    }
  }
  return values.length === 0 ? unknown : either(values);
}
