import type { Node } from 'oxc-parser';
import type { TrailStep } from '../../rule.ts';
import { callsBelow } from '../bindings/below.ts';
import { isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, stepAt } from '../bindings/units.ts';
import type { Uses } from '../follow/uses.ts';
import { bare } from '../literals.ts';
import { evaluatedBefore } from '../values/before.ts';
import { judgeGuards, type Surroundings } from '../values/conditions.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { guardsAt } from '../values/guards.ts';
import { calleeName } from '../values/known-calls.ts';
import { networkWait } from './network-waits.ts';
import type { PromptCall } from './prompts.ts';

/** A prompt that comes after a request to the network, though a gesture started it. */
export interface LostGesture {
  readonly call: PromptCall;
  /** The request that is waited for. */
  readonly wait: Place;
  /** From the gesture to the wait. */
  readonly trail: readonly TrailStep[];
}

interface Step {
  readonly place: Place;
  readonly wait: Place | undefined;
  readonly trail: readonly TrailStep[];
}

const most = 60;

/** Only a permission that is settled keeps a prompt away here. */
const nothingAround: Surroundings = { stateOrigin: () => 'unknown', given: () => [] };

/** Waits between a gesture and the prompts that it leads to; what asks twice on the way is judged by the first. */
export function findLostGestures(
  calls: readonly PromptCall[],
  { evaluator, uses }: { evaluator: Evaluator; uses: Uses },
): LostGesture[] {
  const asking = new Set<Node>(
    calls.filter(({ kind }) => kind !== 'subscribe').map(({ place }) => place.node),
  );
  const asks = (nodes: readonly Place[]) => callsBelow(nodes, evaluator).some(({ node }) => asking.has(node));

  return calls.flatMap((call): LostGesture[] => {
    if (call.byName) return [];
    const seen = new Set<Node>();
    const queue: Step[] = [{ place: call.place, wait: undefined, trail: [] }];
    for (let step = queue.shift(); step !== undefined && seen.size < most; step = queue.shift()) {
      const { place } = step;
      if (judgeGuards(guardsAt(place), evaluator, nothingAround) === 'never') continue;
      const before = evaluatedBefore(place).map((node): Place => ({ unit: place.unit, node }));
      // Calls only: what stands around them is walked with them.
      const made = before.filter(({ node }) => node.type === 'CallExpression');
      if (asks(made)) continue;
      const wait =
        step.wait ??
        before
          .filter(({ node }) => node.type === 'AwaitExpression')
          .map((awaited) => networkWait(awaited, evaluator))
          .find((found) => found !== undefined);
      const around = ancestor(place, isFunction);
      if (around === undefined || seen.has(around)) continue;
      seen.add(around);
      for (const use of uses.ofFunction({ unit: place.unit, node: around })) {
        const trail = [stepAt(use.place, use.text), ...step.trail];
        if (use.kind === 'gesture' && wait !== undefined) return [{ call, wait, trail }];
        if (use.kind !== 'runs') continue;
        const promise = chainOf(use.place.node);
        const chain = promise && { unit: use.place.unit, node: promise };
        if (chain !== undefined && asks([chain])) continue;
        queue.push({
          place: use.place,
          wait: wait ?? (chain && networkWait(chain, evaluator)),
          trail,
        });
      }
    }
    return [];
  });
}

/** The promise whose `then` runs a callback. */
function chainOf(node: Node): Node | undefined {
  if (node.type !== 'CallExpression' || calleeName(node) !== 'then') return undefined;
  const callee = bare(node.callee);
  return callee.type === 'MemberExpression' ? callee.object : undefined;
}
