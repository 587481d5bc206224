/** What a push service answered. */
export interface Answer {
  readonly status: number;
  /** Beginning of the body. */
  readonly body: string;
  /** The Retry-After header in ms from now. */
  readonly retryAfter: number | undefined;
}

export type Reaction =
  /** The push service has it; that the device lives is another matter (Apple takes pushes for dead ones too). */
  | 'accepted'
  /** This subscription will never work again: delete it. */
  | 'purge'
  /**
   * Made with another VAPID key. Delete it only when this server's key is known to work with that push service:
   * otherwise the key is what is wrong, and every subscription would go.
   */
  | 'purge-if-key-works'
  /** The server's keys, subject or headers are wrong: tell the operator, delete nothing. */
  | 'misconfigured'
  | 'retry'
  | 'refused';

interface Outcome {
  readonly status: number | readonly [from: number, to: number];
  /** Text that the body must contain. */
  readonly body?: string;
  readonly reaction: Reaction;
}

/** First match counts. */
const outcomes: readonly Outcome[] = [
  { status: [200, 299], reaction: 'accepted' },
  // RFC 8030 §7.3; FCM also answers 404 for subscriptions unused for long.
  { status: 404, reaction: 'purge' },
  { status: 410, reaction: 'purge' },
  // The exact words of Apple, Mozilla and FCM for a subscription of another key. Their other 400, 401 and 403, Apple's
  // BadJwtToken before all, say that this server is set up wrong.
  { status: 400, body: 'VapidPkHashMismatch', reaction: 'purge-if-key-works' },
  { status: 401, body: 'VAPID public key mismatch', reaction: 'purge-if-key-works' },
  {
    status: 403,
    body: 'do not correspond to the credentials used to create the subscriptions',
    reaction: 'purge-if-key-works',
  },
  { status: [400, 403], reaction: 'misconfigured' },
  // Windows says 406 where others say 429.
  { status: 406, reaction: 'retry' },
  { status: 408, reaction: 'retry' },
  { status: 429, reaction: 'retry' },
  { status: [500, 599], reaction: 'retry' },
];

/** What to do about an answer; redirects and everything unknown are given up, never followed. */
export function reactTo(answer: Answer): Reaction {
  const outcome = outcomes.find(({ status, body }) => {
    const [from, to] = typeof status === 'number' ? [status, status] : status;
    return answer.status >= from && answer.status <= to && (body === undefined || answer.body.includes(body));
  });
  return outcome?.reaction ?? 'refused';
}

const maxAttempts = 6;
const longestWait = 3_600_000;

/**
 * How long to wait before another attempt, ms; undefined when there is none to make. The push service's own Retry-After
 * counts, else 1 s doubled each time; both with jitter, so that what failed together does not return together.
 * @param attempts made so far
 * @param remaining ms until nobody wants the notification any more
 */
export function retryDelay(
  attempts: number,
  retryAfter: number | undefined,
  remaining: number,
): number | undefined {
  if (attempts >= maxAttempts) return undefined;
  const delay =
    retryAfter === undefined
      ? 1000 * 2 ** (attempts - 1) * (0.5 + Math.random() / 2)
      : retryAfter + 1000 * Math.random();
  return delay < Math.min(remaining, longestWait) ? delay : undefined;
}
