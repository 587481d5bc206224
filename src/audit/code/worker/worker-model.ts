import type { CallExpression, Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { ServiceWorker } from '../../../project/project.ts';
import type { FunctionNode } from '../bindings/bindings.ts';
import type { OpaqueValue, Value } from '../flow/flow-values.ts';

/** One service worker: its own script and what it brings in, with its listeners and what they do. */
export interface WorkerModel {
  /** What reading the repository says about it: where it lies, who makes it, where it is registered. */
  readonly service: ServiceWorker;
  /** Its source file, the same as `service.path`; for a worker that no file of the repository is the source of, its URL path. */
  readonly path: string;
  /** Its script first, then what it imports and `importScripts` brings in, in the order of evaluation; empty without a source. */
  readonly scripts: readonly ParsedModule[];
  readonly listeners: readonly WorkerListener[];
  /** Every `showNotification` in its scripts, reached or not. */
  readonly notifications: readonly { readonly module: ParsedModule; readonly node: CallExpression }[];
  /** Why it may do more than its scripts show: `https://cdn.example/push.js`. Rules about something missing stay silent then. */
  readonly unseen: readonly string[];
  /** What each `push` listener does with a message. */
  readonly push: readonly PushHandling[];
  /** What the listeners of another event do; walked when it is asked for. */
  runs(event: 'notificationclick' | 'pushsubscriptionchange'): readonly HandlerRun[];
}

/** What a condition asks, on whichever path. */
export type Question = Pick<PathStep, 'asked' | 'equals' | 'about'>;

/** A place in a module. */
export interface Spot {
  readonly module: ParsedModule;
  readonly node: Node;
}

export interface HandlerRun {
  readonly listener: WorkerListener;
  /** False: the handler is not in the repository, or has more paths than are walked. */
  readonly walked: boolean;
  readonly calls: readonly HandlerCall[];
  readonly questions: readonly Question[];
  /** Errors that nobody catches: `pushsubscriptionchange` brings no subscriptions in these runs. */
  readonly failures: readonly Spot[];
  /** What a window's address is compared with and never is: `/`. */
  readonly neverEqual: readonly string[];
  /** Wherever it focuses a window, or leads one somewhere, it opens another one as well. */
  readonly opensBeside: boolean;
}

/** A call into the platform, or into code that cannot be seen, on one path through a handler. */
export interface HandlerCall extends Spot {
  /** `clients.openWindow`, `fetch`; `showNotification`, `client.focus`, `notification.close`, `postMessage`; `unseen`. */
  readonly name: string;
  readonly values: readonly Value[];
  /** Choices on the way, as in `PushPath`; one of the ways where several meet. */
  readonly steps: readonly PathStep[];
  /** Requests that the path has waited for. */
  readonly waited: readonly Spot[];
  /** Push handlers: what the message carried. */
  readonly message: 'json' | 'text' | 'empty';
}

export interface WorkerListener {
  /** `push`, `notificationclick`; undefined when the code computes it. */
  readonly event: string | undefined;
  readonly via: 'addEventListener' | 'property' | 'firebase';
  readonly module: ParsedModule;
  /** The registering call or assignment. */
  readonly node: Node;
  readonly handler: FunctionNode | undefined;
  /** The module that `handler` stands in. */
  readonly handlerModule: ParsedModule;
  /** `late`: after an await or in a callback. `nested`: only when another event comes. Both miss the event that starts the worker. */
  readonly timing: 'synchronous' | 'late' | 'nested';
}

export interface PushHandling {
  readonly listener: WorkerListener;
  /** False: the handler is not in the repository, or has more paths than are walked. `paths` is empty then. */
  readonly walked: boolean;
  readonly paths: readonly PushPath[];
  readonly calls: readonly HandlerCall[];
  readonly questions: readonly Question[];
}

/** One way through a push handler, up to the point where everything that it started has settled. */
export interface PushPath {
  /** What the push message carried. */
  readonly message: 'json' | 'text' | 'empty';
  /** `showNotification` was called. */
  readonly shows: boolean;
  /** False: a call into code that cannot be seen may have shown one. */
  readonly certain: boolean;
  /** The path needs a payload with a field missing or of another type. */
  readonly malformed: boolean;
  /** Conditions that the code leaves open and how they went, first one first. */
  readonly steps: readonly PathStep[];
  /** Notifications that the browser does not wait for. */
  readonly unwaited: readonly UnwaitedNotification[];
  /** Where an error is thrown that ends the path, and that nobody catches. */
  readonly failure?: Spot;
}

export interface PathStep {
  readonly module: ParsedModule;
  readonly node: Node;
  readonly taken: boolean;
  /** The condition, where the node alone does not say it: a `case`. */
  readonly text: string | undefined;
  /** What the condition is about: `payload`, `clients`, `permission`, `storage`, `network`. */
  readonly about: readonly string[];
  /** What is asked, negations taken off, and whether it held: `payload.type==="call"`. */
  readonly asked: string;
  readonly holds: boolean;
  /** The comparison with a constant that it is. */
  readonly equals: OpaqueValue['equals'];
}

export interface UnwaitedNotification {
  readonly module: ParsedModule;
  /** The `showNotification` call. */
  readonly node: Node;
  /** Functions on the way from the handler to the call, outermost first. */
  readonly through: readonly { readonly module: ParsedModule; readonly node: FunctionNode }[];
  /**
   * `never`: the handler never calls `waitUntil`. `floating`: what it waits for does not wait for this. `late`: `waitUntil`
   * itself is called after the event was dispatched.
   */
  readonly why: 'never' | 'floating' | 'late';
  /** The `waitUntil` call that comes too late. */
  readonly wait?: { readonly module: ParsedModule; readonly node: Node };
}
