import type { CodeModel } from '../code/code-model.ts';
import { placeOf } from '../code/place-of.ts';
import { postedMessages } from '../code/worker/posted-messages.ts';
import type { WorkerModel } from '../code/worker/worker-model.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const messageListenerMissing: Rule = {
  id: 'message-listener-missing',
  group: 'client',
  title: 'The worker’s messages reach no page, or reach it several times',
  severity: 'warning',
  why: 'A click on a notification focuses the app and then nothing happens, because no page listens to what the worker says.',
  fix: 'Listen on navigator.serviceWorker, not on window, and take the listener away when the component goes.',
  example: `navigator.serviceWorker.addEventListener('message', onMessage);
return () => navigator.serviceWorker.removeEventListener('message', onMessage);`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/ServiceWorkerContainer/message_event',
  appliesTo: ({ code }) => pushWorkers(code).some((worker) => postedMessages(worker).length > 0),
  *check({ code }) {
    const { messageListeners } = code.client;
    for (const { place, piles } of messageListeners) {
      if (!piles) continue;
      yield {
        message:
          'Each run of this effect adds one more listener and none is taken away: a message of the worker is handled several times.',
        certainty: 'likely',
        at: placeOf(place.unit.module, place.node),
      };
    }
    if (messageListeners.length > 0) return;
    const reported = new Set<string>();
    for (const worker of pushWorkers(code)) {
      for (const { module, node } of postedMessages(worker)) {
        if (reported.has(module.path)) continue;
        reported.add(module.path);
        yield {
          message: 'The worker sends this to its windows, and no page listens on navigator.serviceWorker.',
          // Pages that are not in the repository may listen; after navigate() the message is but a second try.
          certainty: code.client.graph.known && !module.text.includes('.navigate(') ? 'proven' : 'likely',
          at: placeOf(module, node),
        };
      }
    }
  },
};

/** A worker that mocks requests or keeps a cache talks to pages of its own library. */
function pushWorkers(code: CodeModel): WorkerModel[] {
  return workersInUse(code).filter(({ listeners }) =>
    listeners.some(({ event }) => event === 'push' || event === 'notificationclick'),
  );
}
