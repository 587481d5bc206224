import type { Audit } from '../audit.ts';
import type { Renewal } from '../code/client/renewals.ts';
import { placeOf } from '../code/place-of.ts';
import type { HandlerCall, WorkerListener, WorkerModel } from '../code/worker/worker-model.ts';
import { findSubscribers } from '../code/worker/worker-subscribers.ts';
import { isWhollySeen, workersInUse } from '../code/worker/worker-use.ts';
import type { Problem, Rule } from '../rule.ts';

export const subscriptionChangeUnhandled: Rule = {
  id: 'subscription-change-unhandled',
  group: 'worker',
  title: 'Nobody notices when the browser replaces the subscription',
  severity: 'warning',
  why: 'Push services renew and drop subscriptions: the server then sends to one that is dead, and the person, whose settings say that pushes are on, gets none.',
  fix: 'Send the new subscription from a pushsubscriptionchange listener, and, as Safari on iOS has no such event, the current one whenever a page loads.',
  example: `self.addEventListener('pushsubscriptionchange', (event) => {
  event.waitUntil(resubscribe(event.oldSubscription, event.newSubscription));
});`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/ServiceWorkerGlobalScope/pushsubscriptionchange_event',
  appliesTo: (audit) => ownWorkers(audit).length > 0,
  *check(audit) {
    const workers = ownWorkers(audit);
    if (workers.some((worker) => mayListenElsewhere(worker) || answers(worker))) return;
    const [listener] = workers.flatMap((worker) => listenersOf(worker, 'pushsubscriptionchange'));
    const [first] = workers.flatMap((worker) => listenersOf(worker, 'push'));
    const at = listener ?? first;
    if (at === undefined) return;
    // Pages take over where the event brings nothing.
    const { renewal } = audit.code.client;
    if (renewal !== 'never' && listener !== undefined && speaksOfTheNewOne(workers)) return;
    const what =
      listener === undefined
        ? 'The worker has no pushsubscriptionchange listener'
        : 'Where the event brings no subscription, this listener tells no server of a new one';
    yield {
      certainty: 'likely',
      at: placeOf(at.module, at.node),
      ...consequence(renewal, what),
    };
  },
};

function speaksOfTheNewOne(workers: readonly WorkerModel[]): boolean {
  return workers.some(({ scripts }) => scripts.some(({ text }) => text.includes('newSubscription')));
}

/** On iOS the pages are all there is, elsewhere they come late. */
function consequence(renewal: Renewal, what: string): Pick<Problem, 'message' | 'severity'> {
  switch (renewal) {
    case 'on-load':
      return {
        severity: 'info',
        message: `${what}: until a page loads and sends it again, pushes go to the one that is over.`,
      };
    case 'unknown':
      return {
        severity: 'info',
        message: `${what}: unless a page sends its subscription again, which nothing here is seen to do, pushes go to the one that is over.`,
      };
    case 'never':
      return {
        message: `${what}, and no page sends its subscription again when it loads: a renewed one never reaches the server.`,
      };
  }
}

/** Workers of an app that subscribes by itself; Firebase's SDK renews its own tokens. */
function ownWorkers({ code }: Audit): readonly WorkerModel[] {
  if (!findSubscribers(code).some(({ via }) => via === 'pushManager')) return [];
  return workersInUse(code).filter(
    ({ push, service }) =>
      service.kind !== 'firebase' && push.some(({ listener }) => listener.via !== 'firebase'),
  );
}

function listenersOf({ listeners }: WorkerModel, event: string): WorkerListener[] {
  return listeners.filter((listener) => listener.event === event);
}

/** Whoever writes a listener of his own leaves it to no package. */
function mayListenElsewhere(worker: WorkerModel): boolean {
  const isOwn = listenersOf(worker, 'pushsubscriptionchange').length > 0;
  return isOwn ? worker.service.kind === 'onesignal' : !isWhollySeen(worker);
}

const reports = new Set(['fetch', 'postMessage', 'unseen', 'registration.sync.register', 'indexedDB.open']);

/** Whether a listener does something with the change that leaves the worker. */
function answers(worker: WorkerModel): boolean {
  const runs = worker.runs('pushsubscriptionchange');
  if (runs.some(({ walked, failures }) => !walked || failures.length > 0)) return true;
  const leaves = ({ name }: HandlerCall): boolean => reports.has(name);
  return runs.some(({ calls }) => calls.some(leaves));
}
