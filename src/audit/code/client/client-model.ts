import type { Location } from '../../rule.ts';
import type { Place } from '../bindings/units.ts';
import type { ModuleGraph } from '../modules/modules.ts';
import type { DeadIsland } from './dead-islands.ts';
import type { Delivery } from './deliveries.ts';
import type { EarlyRegistration } from './early-registrations.ts';
import type { FeatureMention } from './features.ts';
import type { LostGesture } from './lost-gestures.ts';
import type { MessageListener } from './message-listeners.ts';
import type { NotificationConstructor } from './notification-constructors.ts';
import type { PromptCall } from './prompts.ts';
import type { Origin } from './reach.ts';
import type { Renewal } from './renewals.ts';
import type { ServerGlobal } from './server-globals.ts';
import type { SubscribeOptions } from './subscribe-options.ts';
import type { Ending } from './unsubscribes.ts';

/** Filled in by the client model's builder: what runs in pages. */
export interface ClientModel {
  /** Modules that reach the browser: what the entry pages import, workers left out. */
  readonly modules: readonly string[];
  /** The import graph that `modules` comes from. */
  readonly graph: ModuleGraph;
  /** Calls that show the permission prompt, with what makes them run. */
  readonly prompts: readonly Prompt[];
  /** Prompts that a gesture starts and a request to the network delays. */
  readonly lostGestures: readonly LostGesture[];
  /** Calls that subscribe this browser to pushes, renewals included. */
  readonly subscriptions: readonly Subscription[];
  /** What becomes of the subscriptions that pages make. */
  readonly deliveries: readonly Delivery[];
  /** Some subscription, wherever a page or a worker has it from, may reach a server. */
  readonly delivers: boolean;
  /** Some page reads which server key a subscription was made with. */
  readonly readsServerKeys: boolean;
  /** Uses of what not every browser has, and the checks for it. */
  readonly features: readonly FeatureMention[];
  /** A framework evaluates modules that use push on the server, to render pages. */
  readonly rendersPushOnServer: boolean;
  /** Browser globals that such modules read there. */
  readonly serverGlobals: readonly ServerGlobal[];
  /** Components with push that Astro shows without their script. */
  readonly deadIslands: readonly DeadIsland[];
  /** A chat provider's SDK is used in pages. */
  readonly logsInWithProvider: boolean;
  readonly earlyRegistrations: readonly EarlyRegistration[];
  /** Where pages may listen to their worker's messages. */
  readonly messageListeners: readonly MessageListener[];
  readonly notificationConstructors: readonly NotificationConstructor[];
  /** Where sessions end, with what becomes of the push subscription there. */
  readonly logouts: readonly Logout[];
  /** A page that loads, or somebody who comes back to it, has the subscription sent to the server again. */
  readonly renewal: Renewal;
  /** A subscription is given up by itself when nobody is signed in: by a listener or an effect, wherever the logout is. */
  readonly endsWhenSignedOut: boolean;
  /** Environment variables that browser code reads by a name that fits. Files in which nothing fits are not parsed. */
  envReads(name: RegExp): readonly EnvRead[];
}

export interface Prompt {
  readonly call: PromptCall;
  readonly at: Location;
  readonly origins: readonly Origin[];
  /** The answer is looked at, and nothing that a person could notice comes of a refusal. */
  readonly ignoresRefusal: boolean;
}

export interface Subscription {
  /** `web-push`: `pushManager.subscribe`. `fcm`: Firebase's `getToken`. */
  readonly kind: 'web-push' | 'fcm';
  readonly at: Location;
  readonly place: Place;
  /** Options of `pushManager.subscribe`; all unknown for `fcm`. */
  readonly options: SubscribeOptions;
  /** The `getSubscription()` whose answer is used instead, when there is one. */
  readonly unlessPresent: Place | undefined;
}

export interface Logout {
  /** What it is, in words: `supabase.auth.signOut()`, `<form> to /logout`. */
  readonly text: string;
  /** An authentication library or an address says so, not only a function's name. */
  readonly certain: boolean;
  readonly at: Location;
  readonly origins: readonly Origin[];
  readonly ending: Ending;
}

export interface EnvRead {
  readonly name: string;
  /** Where it is read from: `import.meta.env`, `process.env`. */
  readonly object: 'import.meta.env' | 'process.env';
  readonly at: Location;
  /** Another value stands in when it is missing (`?? '…'`), or the code looks first whether `process` exists. */
  readonly hasFallback: boolean;
  /** Whether the reading code itself is known to run in the browser, not only its module. */
  readonly inBrowser: boolean;
}
