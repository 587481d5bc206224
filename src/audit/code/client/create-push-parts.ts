import { lazy } from '../../../project/lazy.ts';
import type { Lazies } from '../../../project/lazy-object.ts';
import type { Project } from '../../../project/project.ts';
import { callsBelow } from '../bindings/below.ts';
import { isFunction } from '../bindings/bindings.ts';
import { ancestor, type Unit, type Units } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import type { Uses } from '../follow/uses.ts';
import type { ModuleGraph } from '../modules/modules.ts';
import type { Evaluator } from '../values/evaluate.ts';
import type { ClientModel, Subscription } from './client-model.ts';
import { findDeadIslands } from './dead-islands.ts';
import { findPresentSubscriptions, followDelivery } from './deliveries.ts';
import { findEarlyRegistrations, loginWords } from './early-registrations.ts';
import { featureWords, findFeatures } from './features.ts';
import { findLostGestures } from './lost-gestures.ts';
import { findMessageListeners, messageWords } from './message-listeners.ts';
import { findNotificationConstructors } from './notification-constructors.ts';
import { type PromptCall, withoutRepeats } from './prompts.ts';
import { readsServerKey } from './reuses.ts';
import { findServerGlobals } from './server-globals.ts';
import { createServerRendered } from './server-rendered.ts';
import { endsSubscription } from './unsubscribes.ts';

interface Context {
  readonly project: Project;
  readonly code: CodeModel;
  readonly units: Units;
  readonly evaluator: Evaluator;
  graph(): ModuleGraph;
  uses(): Uses;
  /** Modules of pages that mention one of the words. */
  unitsWith(words: readonly string[]): Unit[];
  calls(): readonly PromptCall[];
  subscriptions(): readonly Subscription[];
}

type Parts =
  | 'lostGestures'
  | 'readsServerKeys'
  | 'features'
  | 'notificationConstructors'
  | 'messageListeners'
  | 'rendersPushOnServer'
  | 'serverGlobals'
  | 'deadIslands'
  | 'logsInWithProvider'
  | 'earlyRegistrations'
  | 'deliveries'
  | 'delivers';

/** What pages do about push between the click and the server. */
export function createPushParts({
  project,
  code,
  units,
  evaluator,
  graph,
  uses,
  unitsWith,
  calls,
  subscriptions,
}: Context): Lazies<Pick<ClientModel, Parts>> {
  const lostGestures = lazy(() =>
    findLostGestures(withoutRepeats(calls().filter(({ kind }) => kind !== 'token')), {
      evaluator,
      uses: uses(),
    }),
  );
  const readsServerKeys = lazy(() =>
    unitsWith(['applicationServerKey']).some((unit) => readsServerKey(unit)),
  );
  const features = lazy(() => unitsWith(featureWords).flatMap((unit) => findFeatures(unit, evaluator)));
  const notificationConstructors = lazy(() =>
    unitsWith(['new Notification', 'new window.Notification', 'new self.Notification']).flatMap((unit) =>
      findNotificationConstructors(unit, evaluator),
    ),
  );
  const messageListeners = lazy(() =>
    unitsWith(messageWords).flatMap((unit) => findMessageListeners(unit, evaluator)),
  );
  const rendered = lazy(() => createServerRendered(project, { code, units, graph: graph() }));
  const pushUnits = lazy(() =>
    unitsWith([
      'serviceWorker',
      'PushManager',
      'pushManager',
      'Notification.',
      "'Notification'",
      '"Notification"',
    ]),
  );
  const serverGlobals = lazy(() =>
    pushUnits().flatMap((unit) => findServerGlobals(unit, { uses: uses(), rendered: rendered() })),
  );
  const deadIslands = lazy(() => findDeadIslands(code, { units, evaluator }));
  const earlyRegistrations = lazy(() => {
    const subscribes = new Set(subscriptions().map(({ place }) => place.node));
    return unitsWith(loginWords).flatMap((unit) => findEarlyRegistrations(unit, evaluator, subscribes));
  });
  const deliveries = lazy(() =>
    subscriptions().map(({ place }) => followDelivery(place, { evaluator, uses: uses() })),
  );
  const delivers = lazy(() => {
    if (deliveries().some(({ end }) => end !== 'kept')) return true;
    // Another page, or a worker, may send what is there already.
    const present = unitsWith(['getSubscription'])
      .flatMap((unit) => findPresentSubscriptions(unit))
      // Where it is given up, the server is told of its end.
      .filter((source) => {
        const around = ancestor(source, isFunction);
        const below = around ? callsBelow([{ unit: source.unit, node: around }], evaluator) : [];
        return !below.some((call) => endsSubscription(call, evaluator));
      });
    return (
      present.some((source) => followDelivery(source, { evaluator, uses: uses() }).end !== 'kept') ||
      code.workers.some(
        ({ scripts, unseen }) =>
          unseen.length > 0 || scripts.some(({ text }) => /getSubscription|pushManager/.test(text)),
      )
    );
  });

  return {
    lostGestures,
    readsServerKeys,
    features,
    notificationConstructors,
    messageListeners,
    rendersPushOnServer: () =>
      calls().length > 0 && pushUnits().some(({ path }) => rendered().path(path) !== undefined),
    serverGlobals,
    deadIslands,
    logsInWithProvider: () => unitsWith(loginWords).length > 0,
    earlyRegistrations,
    deliveries,
    delivers,
  };
}
