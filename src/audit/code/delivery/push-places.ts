import type { Problem } from '../../rule.ts';
import { placeOf } from '../place-of.ts';
import type { Delivery } from './delivery.ts';

/** One problem for each send that something can be said about, with the way to it. */
export function* pushPlaces<Push extends { readonly delivery: Delivery }>(
  pushes: readonly Push[],
  judge: (push: Push) => string | undefined,
): Iterable<Problem> {
  const seen = new Set<unknown>();
  for (const push of pushes) {
    const { send, start } = push.delivery;
    if (seen.has(send.node)) continue;
    const message = judge(push);
    if (message === undefined) continue;
    seen.add(send.node);
    const from = start.node && placeOf(start.module, start.node);
    const at = placeOf(send.module, send.node);
    yield {
      message,
      certainty: 'proven',
      at,
      ...(from && {
        trail: [
          { path: from.path, line: from.line, text: 'this code sends it' },
          { path: at.path, line: at.line, text: 'the push goes out' },
        ],
      }),
    };
  }
}
