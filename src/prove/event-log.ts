import { UserError } from '../errors.ts';

/** What a loopback push service saw, in the order it saw it. Tokens are its own inventions, so they may be printed. */
export type PushEvent = { readonly at: number } & (
  | { readonly kind: 'connected' | 'disconnected'; readonly browser: BrowserFamily }
  | {
      readonly kind: 'subscribed';
      readonly browser: BrowserFamily;
      readonly token: string;
      readonly endpoint: string;
      readonly applicationServerKey: string | undefined;
    }
  | { readonly kind: 'unsubscribed'; readonly browser: BrowserFamily; readonly token: string }
  | {
      /** Accepted from an application server: answered 201. */
      readonly kind: 'pushed';
      readonly token: string;
      readonly messageId: string;
      readonly ttl: number;
      readonly urgency: string;
      readonly topic: string | undefined;
      /** The encrypted body, in bytes. */
      readonly size: number;
    }
  | { readonly kind: 'delivered'; readonly token: string; readonly messageId: string }
  | {
      /** 100 is an acknowledgement; Firefox sends other codes for what its worker did with the message. */
      readonly kind: 'acknowledged' | 'nacked';
      readonly token: string;
      readonly messageId: string;
      readonly code: number;
    }
  | {
      readonly kind: 'dropped';
      readonly token: string;
      readonly messageId: string;
      readonly reason: 'ttl' | 'topic' | 'unsubscribed';
    }
  | {
      readonly kind: 'rejected';
      readonly host: string;
      readonly token: string | undefined;
      readonly status: number;
      readonly reason: string;
    }
  /** A request for a host that this service does not play: answered 502, never forwarded. */
  | { readonly kind: 'refused-host'; readonly host: string }
);

export type BrowserFamily = 'firefox' | 'chromium';
export type PushEventKind = PushEvent['kind'];
/** The events of one kind; some kinds share a shape. */
export type PushEventOf<K extends PushEventKind, E = PushEvent> = E extends PushEvent
  ? K extends E['kind']
    ? E & { readonly kind: K }
    : never
  : never;

type Unstamped<E> = E extends PushEvent ? Omit<E, 'at'> : never;

export interface EventLog {
  readonly events: readonly PushEvent[];
  record(event: Unstamped<PushEvent>): void;
  /**
   * The first event of that kind which `matches`, at or after position `since` (default 0: what has happened already counts),
   * waiting up to `timeoutMs` milliseconds for it. Throws a UserError that lists what was seen instead.
   */
  waitFor<K extends PushEventKind>(
    kind: K,
    timeoutMs: number,
    matches?: (event: PushEventOf<K>) => boolean,
    since?: number,
  ): Promise<PushEventOf<K>>;
}

interface Waiter {
  readonly kind: PushEventKind;
  readonly matches: (event: PushEvent) => boolean;
  readonly resolve: (event: PushEvent) => void;
}

/** An append-only log that can be waited on. */
export function createEventLog(): EventLog {
  const events: PushEvent[] = [];
  const waiters = new Set<Waiter>();

  return {
    events,
    record(event) {
      const stamped = { ...event, at: Date.now() } as PushEvent;
      events.push(stamped);
      for (const waiter of [...waiters]) {
        if (waiter.kind === stamped.kind && waiter.matches(stamped)) waiter.resolve(stamped);
      }
    },
    waitFor<K extends PushEventKind>(
      kind: K,
      timeoutMs: number,
      matches: (event: PushEventOf<K>) => boolean = () => true,
      since = 0,
    ) {
      const test = (event: PushEvent) => event.kind === kind && matches(event as PushEventOf<K>);
      const seen = events.slice(since).find(test);
      if (seen) return Promise.resolve(seen as PushEventOf<K>);
      return new Promise<PushEventOf<K>>((resolve, reject) => {
        const timer = setTimeout(() => {
          waiters.delete(waiter);
          const kinds = events.slice(since).map((event) => event.kind);
          reject(
            new UserError(
              `The push service saw no "${kind}" within ${timeoutMs} ms.`,
              `It saw: ${kinds.length > 0 ? kinds.join(', ') : 'nothing'}.`,
            ),
          );
        }, timeoutMs);
        const waiter: Waiter = {
          kind,
          matches: test,
          resolve(event) {
            clearTimeout(timer);
            waiters.delete(waiter);
            resolve(event as PushEventOf<K>);
          },
        };
        waiters.add(waiter);
      });
    },
  };
}
