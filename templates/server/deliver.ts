import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from './config.ts';
import { parseEndpoint } from './endpoint.ts';
import { errorName, log } from './log.ts';
import { type Answer, type Reaction, reactTo, retryDelay } from './outcomes.ts';
import { createPushAgent } from './push-agent.ts';
import { createPushRequest, type Message } from './push-request.ts';
import type { Store } from './store.ts';
import type { Subscription } from './subscription.ts';

/** Requests in flight to one push service. */
const perOrigin = 20;
/** Longest time for one request, from connecting to the last byte, ms. */
const timeLimit = 10_000;
/** Deliveries waiting, in flight or between attempts; beyond it new ones are refused instead of filling the memory. */
const maxPending = 10_000;

export interface Deliverer {
  /** Queues the message for one browser; the outcome shows in the log and in the store. */
  deliver(subscription: Subscription, message: Message): void;
  /** False while so much is pending that nothing more should be queued. */
  hasRoom(): boolean;
  /** Takes nothing more between attempts and waits for what is on its way, at most `limit` ms. */
  drain(limit: number): Promise<void>;
}

interface Delivery {
  readonly subscription: Subscription;
  readonly message: Message;
  attempts: number;
}

/** What `AbortSignal` can do that TypeScript's types for browsers tell only since 5.5. */
interface SignalJoiner {
  any(signals: AbortSignal[]): AbortSignal;
}

interface Lane {
  readonly waiting: Delivery[];
  active: number;
}

/** Sends pushes. Each push service has a lane of its own, so that one that hangs does not hold back the others. */
export function createDeliverer(config: Config, store: Store): Deliverer {
  const agent = createPushAgent(config.proxy);
  const post = createPushRequest(config, agent);
  const lanes = new Map<string, Lane>();
  const waitingForRetry = new Map<Delivery, NodeJS.Timeout>();
  /** Push services that have taken a push signed with this server's key. */
  const keyWorks = new Set<string>();
  const stopping = new AbortController();
  const signals = AbortSignal as unknown as SignalJoiner;
  let draining = false;
  let pending = 0;

  function enqueue(delivery: Delivery): void {
    const { origin } = new URL(delivery.subscription.endpoint);
    const lane = lanes.get(origin) ?? { waiting: [], active: 0 };
    lanes.set(origin, lane);
    lane.waiting.push(delivery);
    if (lane.active < perOrigin) void run(origin, lane);
  }

  async function run(origin: string, lane: Lane): Promise<void> {
    lane.active++;
    for (let next = lane.waiting.shift(); next !== undefined; next = lane.waiting.shift()) {
      await attempt(next, origin).catch((error: unknown) =>
        finish(next, origin, 'failed', { error: errorName(error) }),
      );
    }
    lane.active--;
    if (lane.active === 0) lanes.delete(origin);
  }

  async function attempt(delivery: Delivery, origin: string): Promise<void> {
    const { subscription, message } = delivery;
    if (message.expiresAt <= Date.now()) return finish(delivery, origin, 'expired');
    // Again, and not only when it was stored: the list may have become shorter since.
    if (parseEndpoint(subscription.endpoint, config.allowedEndpoints) === undefined) {
      return finish(delivery, origin, 'not-allowed');
    }
    delivery.attempts++;
    const signal = signals.any([AbortSignal.timeout(timeLimit), stopping.signal]);
    let answer: Answer | undefined;
    let reaction: Reaction = 'retry';
    let detail: Record<string, string | number>;
    try {
      answer = await post(subscription, message, signal);
      reaction = reactTo(answer);
      detail = { status: answer.status };
    } catch (error) {
      detail = { error: signal.aborted ? 'timeout' : errorName(error) };
    }
    if (reaction === 'accepted') keyWorks.add(origin);
    if (reaction === 'purge' || (reaction === 'purge-if-key-works' && keyWorks.has(origin))) {
      await store.purge(subscription.id);
      return finish(delivery, origin, 'purged', detail);
    }
    if (reaction !== 'retry') {
      return finish(delivery, origin, reaction === 'purge-if-key-works' ? 'other-key' : reaction, detail);
    }
    const delay = retryDelay(delivery.attempts, answer?.retryAfter, message.expiresAt - Date.now());
    if (delay === undefined || draining) return finish(delivery, origin, 'given-up', detail);
    const retry = () => {
      waitingForRetry.delete(delivery);
      enqueue(delivery);
    };
    waitingForRetry.set(delivery, setTimeout(retry, delay));
  }

  function finish(
    delivery: Delivery,
    origin: string,
    result: string,
    detail: Readonly<Record<string, string | number>> = {},
  ): void {
    pending--;
    log('push', { service: new URL(origin).host, result, attempts: delivery.attempts, ...detail });
  }

  return {
    deliver(subscription, message) {
      pending++;
      enqueue({ subscription, message, attempts: 0 });
    },
    hasRoom: () => !draining && pending < maxPending,
    async drain(limit) {
      draining = true;
      for (const [delivery, timer] of waitingForRetry) {
        clearTimeout(timer);
        finish(delivery, new URL(delivery.subscription.endpoint).origin, 'given-up');
      }
      waitingForRetry.clear();
      const deadline = Date.now() + limit;
      while (pending > 0 && Date.now() < deadline) await sleep(20);
      stopping.abort();
      // What was aborted still has to be counted and logged.
      while (pending > 0 && Date.now() < deadline + 1000) await sleep(20);
      agent.destroy();
    },
  };
}
