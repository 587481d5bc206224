import { excerpt, placeOf } from '../code/place-of.ts';
import type { PathStep, PushHandling, PushPath } from '../code/worker/worker-model.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const foregroundSuppressed: Rule = {
  id: 'foreground-suppressed',
  group: 'worker',
  title: 'No notification is shown while a window is open, in Safari too',
  severity: 'warning',
  why: 'Safari has no exception for a window in front: after three pushes that show nothing it takes the subscription away, and the person gets no more of them.',
  fix: 'Show the notification all the same, silent and closed again where the browser is not WebKit, and tell the page with postMessage.',
  example: `const windows = await clients.matchAll({ type: 'window' });
const inFront = windows.some((window) => window.focused);
for (const window of windows) window.postMessage(data);
await self.registration.showNotification(data.title, { tag: data.tag, silent: inFront });`,
  docs: 'https://webkit.org/blog/12945/meet-web-push/',
  appliesTo: ({ code }) =>
    workersInUse(code).some(({ push }) =>
      push.some(({ calls }) => calls.some(({ name }) => name === 'clients.matchAll')),
    ),
  *check({ code }) {
    for (const { push } of workersInUse(code)) {
      if (push.some((handling) => !handling.walked || !isSilentInFront(handling))) continue;
      const seen = new Set<unknown>();
      for (const { paths, listener } of push) {
        for (const path of paths) {
          const step = windowStep(path);
          if (step === undefined || seen.has(step.node)) continue;
          seen.add(step.node);
          const start = placeOf(listener.module, listener.node);
          yield {
            message: `When \`${step.text ?? excerpt(step.module, step.node)}\` is ${step.taken}, nothing is shown because a window is open, and Safari counts the push against the permission.`,
            certainty: path.steps.every(({ about }) => about.includes('clients') || about.includes('payload'))
              ? 'proven'
              : 'likely',
            at: placeOf(step.module, step.node),
            trail: [{ path: start.path, line: start.line, text: 'a push message comes' }],
          };
        }
      }
    }
  },
};

function isSilentInFront({ paths }: PushHandling): boolean {
  return paths.some((path) => windowStep(path) !== undefined);
}

/** The question about the app's windows that ends a path of a readable message without a notification, in every browser. */
function windowStep(path: PushPath): PathStep | undefined {
  if (path.message !== 'json' || path.shows || !path.certain || path.malformed) return undefined;
  if (path.steps.some(({ about }) => about.includes('browser'))) return undefined;
  return path.steps.findLast(({ about }) => about.includes('clients'));
}
