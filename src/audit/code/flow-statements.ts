import type { Node, Statement } from 'oxc-parser';
import type { Flow } from './flow.ts';
import { compare } from './flow-expressions.ts';
import { type Completion, mergePaths, type Outcome, type State } from './flow-state.ts';
import {
  coversOf,
  opaque,
  originsOf,
  pathOf,
  type Scope,
  truthOf,
  undefinedValue,
  union,
  type Value,
} from './flow-values.ts';

/** Every way through a list of statements. */
export function run(flow: Flow, statements: readonly Statement[], state: State, scope: Scope): Completion[] {
  let live: Completion[] = [{ state, type: 'normal' }];
  const ended: Completion[] = [];
  for (const statement of statements) {
    const next = live.flatMap((completion) => execute(flow, statement, completion.state, scope));
    const merged = mergePaths(next, kindOf);
    flow.tick(merged.length);
    live = merged.filter(({ type }) => type === 'normal');
    ended.push(...merged.filter(({ type }) => type !== 'normal'));
    if (live.length === 0) break;
  }
  return mergePaths([...ended, ...live], kindOf);
}

function kindOf({ type, label }: Completion): string {
  return `${type} ${label ?? ''}`;
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
      return from(flow.evaluate(node.expression, state, scope), ({ state: after }) => [normal(after)]);
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
            return from(flow.evaluate(init, completion.state, scope), ({ state: after, value }) => [
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
  return mergePaths(completions, kindOf);
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
  return mergePaths(ended, kindOf);
}

/** A loop over known elements turn by turn, over anything else not at all or once. */
function iterate(
  flow: Flow,
  node: Node & { type: 'ForOfStatement' | 'ForInStatement' },
  value: Value,
  state: State,
  scope: Scope,
): Completion[] {
  const bound = (element: Value, at: State): State => {
    const target =
      node.left.type === 'VariableDeclaration' ? node.left.declarations[0]?.id : (node.left as Node);
    return target === undefined ? at : flow.bind(target, element, at, scope);
  };
  if (node.type === 'ForOfStatement' && value.kind === 'array' && value.exact && value.elements.length <= 8) {
    let live: State[] = [state];
    const ended: Completion[] = [];
    for (const element of value.elements) {
      const turns = live.flatMap((at) => flow.run(blockOf(node.body), bound(element, at), scope));
      live = [];
      for (const turn of mergePaths(turns, kindOf)) {
        if (turn.type === 'normal' || (turn.type === 'continue' && turn.label === undefined))
          live.push(turn.state);
        else if (turn.type === 'break' && turn.label === undefined) ended.push({ ...turn, type: 'normal' });
        else ended.push(turn);
      }
    }
    return mergePaths([...ended, ...live.map((at): Completion => ({ state: at, type: 'normal' }))], kindOf);
  }
  const element =
    value.kind === 'array' && value.elements[0] !== undefined
      ? value.elements[0]
      : opaque(`${pathOf(value)}[]`, originsOf(value), { covers: coversOf(value) });
  return once(flow, node.body, bound(element, state), scope, true, state);
}

function blockOf(body: Node): readonly Statement[] {
  return body.type === 'BlockStatement' ? body.body : [body as Statement];
}

/**
 * One turn of a loop, and none where that is possible. A turn that does what is looked for stands for the loop alone:
 * whether there is something to loop over is not for the code to say.
 */
function once(
  flow: Flow,
  body: Node,
  state: State,
  scope: Scope,
  mayBeEmpty: boolean,
  skipped = state,
): Completion[] {
  const turns = flow
    .run(blockOf(body), state, scope)
    .map(
      (completion): Completion =>
        (completion.type === 'break' || completion.type === 'continue') && completion.label === undefined
          ? { state: completion.state, type: 'normal' }
          : completion,
    );
  const acts = turns.some(
    ({ state: after }) => after.effects.size > state.effects.size || after.marks.size > state.marks.size,
  );
  const none: Completion[] = mayBeEmpty && !acts ? [{ state: skipped, type: 'normal' }] : [];
  return mergePaths([...turns, ...none], kindOf);
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
