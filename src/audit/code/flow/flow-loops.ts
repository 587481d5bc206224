import type { Node, Statement } from 'oxc-parser';
import type { Flow } from './flow.ts';
import { type Completion, completionKind, mergePaths, type State } from './flow-state.ts';
import { coversOf, opaque, originsOf, pathOf, type Scope, type Value } from './flow-values.ts';

/** A loop over known elements turn by turn, over anything else not at all or once. */
export function iterate(
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
      for (const turn of mergePaths(turns, completionKind)) {
        if (turn.type === 'normal' || (turn.type === 'continue' && turn.label === undefined))
          live.push(turn.state);
        else if (turn.type === 'break' && turn.label === undefined) ended.push({ ...turn, type: 'normal' });
        else ended.push(turn);
      }
    }
    return mergePaths(
      [...ended, ...live.map((at): Completion => ({ state: at, type: 'normal' }))],
      completionKind,
    );
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
export function once(
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
  return mergePaths([...turns, ...none], completionKind);
}
