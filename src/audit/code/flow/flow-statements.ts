import type { Node, Statement } from 'oxc-parser';
import type { Flow } from './flow.ts';
import { iterate, once } from './flow-loops.ts';
import { meet } from './flow-meet.ts';
import { compare } from './flow-operators.ts';
import { type Completion, completionKind, mergePaths, type Outcome, type State } from './flow-state.ts';
import { coversOf, opaque, type Scope, truthOf, undefinedValue, union, type Value } from './flow-values.ts';

/** Every way through a list of statements. */
export function run(flow: Flow, statements: readonly Statement[], state: State, scope: Scope): Completion[] {
  let live: Completion[] = [{ state, type: 'normal' }];
  const ended: Completion[] = [];
  for (const statement of statements) {
    const next = live.flatMap((completion) =>
      rejoin(execute(flow, statement, completion.state, scope), completion.state),
    );
    const merged = mergePaths(next, completionKind);
    flow.tick(merged.length);
    live = merged.filter(({ type }) => type === 'normal');
    ended.push(...merged.filter(({ type }) => type !== 'normal'));
    if (live.length === 0) break;
  }
  return mergePaths([...ended, ...live], completionKind);
}

/** One path again after a statement whose ways through it differ in nothing that is left of them. */
function rejoin(completions: Completion[], before: State): Completion[] {
  if (completions.length < 2 || completions.some(({ type }) => type !== 'normal')) return completions;
  const states = completions.map((completion) => completion.state);
  const state = meet(states, before, () => undefined);
  return state === undefined ? completions : [{ state, type: 'normal' }];
}

function execute(flow: Flow, node: Node, state: State, scope: Scope): Completion[] {
  flow.tick();
  const normal = (after: State): Completion => ({ state: after, type: 'normal' });
  const from = (outcomes: readonly Outcome[], next: (outcome: Outcome) => Completion[]): Completion[] =>
    outcomes.flatMap((outcome) =>
      outcome.thrown
        ? [{ state: outcome.state, type: 'throw' as const, value: outcome.value }]
        : next(outcome),
    );
  switch (node.type) {
    case 'ExpressionStatement':
      return from(flow.carry(node.expression, state, scope), ({ state: after }) => [normal(after)]);
    case 'VariableDeclaration':
      if (node.declare) return [normal(state)];
      return node.declarations.reduce<Completion[]>(
        (completions, { id, init }) =>
          completions.flatMap((completion) => {
            if (completion.type !== 'normal') return [completion];
            if (init === null) {
              return node.kind === 'var'
                ? [completion]
                : [normal(flow.bind(id, undefinedValue, completion.state, scope))];
            }
            const whole = id.type === 'Identifier' ? flow.carry : flow.evaluate;
            return from(whole(init, completion.state, scope), ({ state: after, value }) => [
              normal(flow.bind(id, value, after, scope)),
            ]);
          }),
        [normal(state)],
      );
    case 'ReturnStatement':
      if (!node.argument) return [{ state, type: 'return', value: undefinedValue }];
      return from(flow.evaluate(node.argument, state, scope), ({ state: after, value }) => [
        { state: after, type: 'return', value },
      ]);
    case 'ThrowStatement':
      return from(flow.evaluate(node.argument, state, scope), ({ state: after, value }) => [
        { state: after, type: 'throw', value },
      ]);
    case 'IfStatement': {
      const { consequent, alternate } = node;
      return from(flow.test(node.test, state, scope), ({ state: after, value }) => {
        if (truthOf(value)) return execute(flow, consequent, after, scope);
        return alternate ? execute(flow, alternate, after, scope) : [normal(after)];
      });
    }
    case 'BlockStatement':
    case 'StaticBlock':
      return flow.run(node.body as Statement[], state, scope);
    case 'TryStatement':
      return attempt(flow, node, state, scope);
    case 'SwitchStatement':
      return from(flow.evaluate(node.discriminant, state, scope), ({ state: after, value }) =>
        choose(flow, node, value, after, scope),
      );
    case 'ForOfStatement':
    case 'ForInStatement':
      return from(flow.evaluate(node.right, state, scope), ({ state: after, value }) =>
        iterate(
          flow,
          node,
          value,
          node.type === 'ForOfStatement' && node.await ? { ...after, late: true } : after,
          scope,
        ),
      );
    case 'ForStatement': {
      const begun = !node.init
        ? [normal(state)]
        : node.init.type === 'VariableDeclaration'
          ? execute(flow, node.init, state, scope)
          : from(flow.evaluate(node.init, state, scope), ({ state: after }) => [normal(after)]);
      return begun.flatMap((completion) =>
        completion.type === 'normal' ? once(flow, node.body, completion.state, scope, true) : [completion],
      );
    }
    case 'WhileStatement':
      return from(flow.evaluate(node.test, state, scope), ({ state: after, value }) =>
        truthOf(value) === false
          ? [normal(after)]
          : once(flow, node.body, after, scope, truthOf(value) === undefined),
      );
    case 'DoWhileStatement':
      return once(flow, node.body, state, scope, false);
    case 'LabeledStatement': {
      const { name } = node.label;
      return execute(flow, node.body, state, scope).map((completion) =>
        completion.label === name && (completion.type === 'break' || completion.type === 'continue')
          ? normal(completion.state)
          : completion,
      );
    }
    case 'BreakStatement':
      return [{ state, type: 'break', label: node.label?.name }];
    case 'ContinueStatement':
      return [{ state, type: 'continue', label: node.label?.name }];
    case 'ExportNamedDeclaration':
    case 'ExportDefaultDeclaration':
      return node.declaration?.type === 'VariableDeclaration'
        ? execute(flow, node.declaration, state, scope)
        : [normal(state)];
    default:
      return [normal(state)];
  }
}

function attempt(
  flow: Flow,
  node: Node & { type: 'TryStatement' },
  state: State,
  scope: Scope,
): Completion[] {
  const { handler, finalizer } = node;
  let completions = flow.run(node.block.body, state, scope);
  if (handler) {
    completions = completions.flatMap((completion) => {
      if (completion.type !== 'throw') return [completion];
      const error = completion.value ?? opaque('error');
      const caught = handler.param
        ? flow.bind(handler.param, error, completion.state, scope)
        : completion.state;
      return flow.run(handler.body.body, caught, scope);
    });
  }
  if (finalizer) {
    completions = completions.flatMap((completion) =>
      flow
        .run(finalizer.body, completion.state, scope)
        .map((last) => (last.type === 'normal' ? { ...completion, state: last.state } : last)),
    );
  }
  return mergePaths(completions, completionKind);
}

function choose(
  flow: Flow,
  node: Node & { type: 'SwitchStatement' },
  value: Value,
  state: State,
  scope: Scope,
): Completion[] {
  const ended: Completion[] = [];
  let waiting: State[] = [state];
  const text = (label: Node): string => {
    const source = scope.module.text;
    return `${source.slice(node.discriminant.start, node.discriminant.end)} === ${source.slice(label.start, label.end)}`;
  };
  const enter = (index: number, entered: State): void => {
    const rest = node.cases.slice(index).flatMap((other) => other.consequent);
    for (const completion of flow.run(rest, entered, scope)) {
      ended.push(
        completion.type === 'break' && completion.label === undefined
          ? { ...completion, type: 'normal' }
          : completion,
      );
    }
  };
  for (const [index, option] of node.cases.entries()) {
    const label = option.test;
    if (!label) continue;
    waiting = waiting.flatMap((at) =>
      flow.evaluate(label, at, scope).flatMap((given) => {
        if (given.thrown) return [];
        const matched = compare('===', value, given.value, label.start);
        return flow
          .choose(label, { state: given.state, value: matched }, scope, text(label))
          .flatMap((way) => {
            if (truthOf(way.value) !== true) return [way.state];
            enter(index, way.state);
            return [];
          });
      }),
    );
  }
  const otherwise = node.cases.findIndex((option) => option.test === null);
  for (const at of waiting) {
    if (otherwise === -1) ended.push({ state: at, type: 'normal' });
    else enter(otherwise, at);
  }
  return mergePaths(ended, completionKind);
}

/** How a call of a function ends: what it returns, or throws. */
export function returned(completion: Completion): Outcome {
  const { state, type, value = undefinedValue } = completion;
  if (type === 'throw') return { state, value, thrown: true };
  return { state, value: type === 'return' ? value : undefinedValue };
}

/** Everything that a value, returned from an async function, makes its caller wait for. */
export function settledWith(value: Value, state: State): Value {
  const covers = union(state.awaited, coversOf(value));
  if (value.kind === 'promise') return { ...value, covers };
  return {
    kind: 'promise',
    covers,
    rejected: false,
    value: value.kind === 'opaque' ? { ...value, covers: undefined } : value,
  };
}
