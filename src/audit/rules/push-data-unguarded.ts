import { keyName } from '../code/literals.ts';
import { placeOf } from '../code/place-of.ts';
import type { PushHandling, Spot } from '../code/worker/worker-model.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Problem, Rule } from '../rule.ts';

export const pushDataUnguarded: Rule = {
  id: 'push-data-unguarded',
  group: 'worker',
  title: 'Reading the payload can throw',
  severity: 'warning',
  why: '`event.data` is null for a push without a payload, and json() throws on any other text: the handler ends there, without the notification that every push owes.',
  fix: 'Read the payload inside try, event.data with ?., and show a general notification when it fails.',
  example: `let data = {};
try {
  data = event.data?.json() ?? {};
} catch {
  data = { body: event.data?.text() };
}`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/PushMessageData/json',
  appliesTo: ({ code }) => workersInUse(code).some(({ push }) => push.length > 0),
  *check({ code }) {
    const seen = new Set<unknown>();
    for (const { push } of workersInUse(code)) {
      for (const handling of push) {
        for (const [spot, messages] of failuresOf(handling)) {
          if (seen.has(spot.node)) continue;
          seen.add(spot.node);
          yield problemOf(handling, spot, messages);
        }
      }
    }
  },
};

/** Where a message that is no JSON ends the handler with an error. What fails for JSON as well is not about the payload. */
function failuresOf({ paths }: PushHandling): Map<Spot, Set<string>> {
  const found = new Map<Spot, Set<string>>();
  const spots = new Map<unknown, Spot>();
  const always = new Set(
    paths.filter(({ message }) => message === 'json').map(({ failure }) => failure?.node),
  );
  for (const { message, shows, failure } of paths) {
    if (failure === undefined || shows || always.has(failure.node)) continue;
    const spot = spots.get(failure.node) ?? failure;
    spots.set(failure.node, spot);
    found.set(spot, (found.get(spot) ?? new Set()).add(message));
  }
  return found;
}

const readers = new Set(['json', 'text', 'arrayBuffer', 'blob', 'bytes']);

function problemOf(
  { listener }: PushHandling,
  { module, node }: Spot,
  messages: ReadonlySet<string>,
): Problem {
  const start = placeOf(listener.module, listener.node);
  const trail = [{ path: start.path, line: start.line, text: 'a push message comes' }];
  const at = placeOf(module, node);
  if (listener.via === 'firebase') {
    return {
      message:
        'When a message comes without this field, as the Firebase console sends it, or with one that is no JSON, this throws and nothing catches it: no notification is shown.',
      certainty: 'likely',
      at,
      trail,
    };
  }
  const isRead =
    node.type === 'CallExpression' || (node.type === 'MemberExpression' && readers.has(keyName(node) ?? ''));
  const when =
    messages.size > 1
      ? 'a push carries nothing, or text that is no JSON'
      : messages.has('empty')
        ? 'a push carries nothing'
        : 'a push carries text that is no JSON';
  return {
    message: `When ${when}, this throws and nothing catches it: no notification is shown.`,
    certainty: isRead ? 'proven' : 'likely',
    at,
    trail,
  };
}
