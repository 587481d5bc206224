import { isRecord } from './subscription.ts';

/** What happened, for the worker's presentation and for how the push travels. */
export type Kind = 'plain' | 'chat' | 'call' | 'call-ended';

/** A notification as the app's backend gives it and as the worker gets it. */
export interface PushNotification {
  /** `plain` when left out. */
  readonly kind?: Kind | undefined;
  readonly title: string;
  /** Cut to what fits into a push message. */
  readonly body?: string | undefined;
  /** Where a click leads: a path of the app, or an absolute URL on its origin (needs PUSH_APP_ORIGIN). */
  readonly url?: string | undefined;
  /** A path of the app or an https URL. */
  readonly icon?: string | undefined;
  readonly badge?: string | undefined;
  /** A later notification with the same tag replaces this one. Conversations and calls have tags of their own. */
  readonly tag?: string | undefined;
  /** The conversation that a chat message belongs to. */
  readonly conversation?: string | undefined;
  /** The call that rings or has ended; required for both. */
  readonly callId?: string | undefined;
  /** When it happened, ms since 1970; now when left out. */
  readonly sentAt?: number | undefined;
  /** When it is of no more use, ms since 1970; shortens the time that the push service keeps it. */
  readonly expiresAt?: number | undefined;
  readonly silent?: boolean | undefined;
  /** Language of title and body (BCP 47). */
  readonly lang?: string | undefined;
  readonly dir?: 'auto' | 'ltr' | 'rtl' | undefined;
}

const kinds: readonly unknown[] = ['plain', 'chat', 'call', 'call-ended'];
const milliseconds = (value: unknown) => Number.isSafeInteger(value) && Number(value) > 0;
const text = (maxBytes: number) => (value: unknown) =>
  typeof value === 'string' && value.trim() !== '' && Buffer.byteLength(value) <= maxBytes;
// These travel uncut, so they are short, and free of what JSON would write in six bytes.
const identifier = (value: unknown) => text(128)(value) && !/\p{Cc}/u.test(String(value));

const fields: Readonly<Record<keyof PushNotification, (value: unknown) => boolean>> = {
  kind: (value) => kinds.includes(value),
  title: text(4096),
  body: (value) => typeof value === 'string',
  url: text(512),
  icon: text(512),
  badge: text(512),
  tag: identifier,
  conversation: identifier,
  callId: identifier,
  sentAt: milliseconds,
  expiresAt: milliseconds,
  silent: (value) => typeof value === 'boolean',
  lang: (value) => typeof value === 'string' && /^[A-Za-z0-9-]{2,35}$/.test(value),
  dir: (value) => value === 'auto' || value === 'ltr' || value === 'rtl',
};

/**
 * Reads a notification, its URLs and tag completed. A field that does not exist is refused: a mistyped one would
 * otherwise be lost in silence, and whole entities of a chat system, credentials included, would leave the house.
 * @param appOrigin origin that absolute URLs must be on
 * @returns a string that says what is wrong, without quoting values, when it is none
 */
export function parseNotification(value: unknown, appOrigin?: string): PushNotification | string {
  if (!isRecord(value)) return 'notification must be an object';
  for (const [name, content] of Object.entries(value)) {
    if (!Object.hasOwn(fields, name))
      return `notification has fields that do not exist; the ones that do are ${Object.keys(fields).join(', ')}`;
    if (!fields[name as keyof PushNotification](content)) return `notification.${name} is not valid`;
  }
  const given = value as Partial<PushNotification>;
  if (given.title === undefined) return 'notification.title is missing';
  const call = given.kind === 'call' || given.kind === 'call-ended';
  if (call && given.callId === undefined) return `notification.callId is required for kind ${given.kind}`;
  if (given.kind === 'call' && given.silent === true)
    return 'notification.silent does not go with a ringing call';

  const url = resolve(given.url, appOrigin, true);
  if (url === 'refused')
    return 'notification.url must be a path of the app, or an absolute URL on PUSH_APP_ORIGIN';
  const icon = resolve(given.icon, appOrigin, false);
  const badge = resolve(given.badge, appOrigin, false);
  if (icon === 'refused' || badge === 'refused')
    return 'notification.icon and badge must be paths of the app or https URLs';
  const tag = call
    ? `call-${given.callId}`
    : given.kind === 'chat' && given.conversation
      ? `chat-${given.conversation}`
      : given.tag;
  return { ...given, title: given.title, kind: given.kind ?? 'plain', url, icon, badge, tag };
}

/**
 * URLs of the app become paths of it; other https URLs stay as they are, or are refused where only the app's own will do.
 */
function resolve(
  value: string | undefined,
  appOrigin: string | undefined,
  ownOnly: boolean,
): string | undefined {
  if (value === undefined) return undefined;
  const absolute = URL.canParse(value);
  const base = appOrigin ?? 'https://app.invalid';
  if (!absolute && !(value.startsWith('/') && URL.canParse(value, base))) return 'refused';
  const url = new URL(value, base);
  // `//elsewhere` is a path by its look alone, so the origin decides.
  if (url.origin === base) return `${url.pathname}${url.search}${url.hash}`;
  return absolute && !ownOnly && url.protocol === 'https:' ? url.href : 'refused';
}
