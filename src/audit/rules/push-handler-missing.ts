import { placeOf } from '../code/place-of.ts';
import { findSubscribers } from '../code/worker/worker-subscribers.ts';
import { isWhollySeen, workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const pushHandlerMissing: Rule = {
  id: 'push-handler-missing',
  group: 'worker',
  title: 'The service worker does not listen for push messages',
  severity: 'error',
  why: 'A browser starts the worker for a push message and delivers it only to listeners that its script has added by the end of its first run: without one nobody ever sees a notification.',
  fix: "Call self.addEventListener('push', …) at the top level of the worker's script, outside of other handlers and before anything is awaited.",
  example: `self.addEventListener('push', (event) => {
  event.waitUntil(showFromPush(event.data));
});`,
  docs: 'https://w3c.github.io/ServiceWorker/#service-worker-lifetime',
  appliesTo: ({ code }) =>
    workersInUse(code).some(({ scripts }) => scripts.length > 0) && findSubscribers(code).length > 0,
  *check({ code }) {
    const workers = workersInUse(code);
    const listens = workers.some(
      (worker) =>
        !isWhollySeen(worker) ||
        worker.service.kind === 'firebase' ||
        worker.listeners.some(({ event, timing }) => event === 'push' && timing === 'synchronous'),
    );
    if (listens) return;
    const late = workers.flatMap((worker) => worker.listeners.filter(({ event }) => event === 'push'));
    for (const { module, node, timing } of late) {
      const when =
        timing === 'late'
          ? 'after the first run of the script is over'
          : 'only while another event is handled';
      const message = `This push listener is added ${when}, so a push message that starts the worker is lost.`;
      yield { at: placeOf(module, node), certainty: 'proven', message };
    }
    const worker = workers.find(
      ({ service }) => service.registeredAt !== undefined && service.kind !== 'msw',
    );
    if (late.length > 0 || worker === undefined) return;
    yield {
      at: { path: worker.path, line: 1, column: 1 },
      certainty: 'proven',
      message:
        'The app subscribes to push, and its service worker has no push listener: messages arrive and nothing is shown.',
      trail: [
        ...findSubscribers(code)
          .slice(0, 1)
          .map(({ module, node }) => {
            const { path, line } = placeOf(module, node);
            return { path, line, text: 'the app subscribes' };
          }),
        ...(worker.service.registeredAt
          ? [{ ...worker.service.registeredAt, text: 'and registers this worker' }]
          : []),
      ],
    };
  },
};
