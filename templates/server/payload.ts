import type { PushNotification } from './notification.ts';

/**
 * The most that goes into a push message. RFC 8291 §4 allows 3993 bytes; Firefox on Android gets its pushes through
 * a bridge whose documentation promises 2744.
 */
const maxBytes = 2700;

/**
 * The notification as JSON for the worker, at most 2700 bytes. Too long a body is cut between graphemes, then icon and
 * badge go, then the title is cut.
 * @param appOrigin makes it declarative too, for Safari 18.4 and later, which shows it without the worker
 *   (https://webkit.org/blog/16535/meet-declarative-web-push/); every other browser hands the same JSON to the worker
 * @returns undefined when it is too long even so: encoding makes addresses grow
 */
export function encodePayload(notification: PushNotification, appOrigin?: string): string | undefined {
  const encode = (value: PushNotification) =>
    JSON.stringify(appOrigin ? declarative(value, appOrigin) : value);
  const fits = (value: PushNotification) => Buffer.byteLength(encode(value)) <= maxBytes;
  const plain = { ...notification, icon: undefined, badge: undefined };
  const bare = { ...plain, body: undefined };
  for (const variant of [notification, plain]) {
    if (fits(variant)) return encode(variant);
    const body = cut(variant.body ?? '', (text) => fits({ ...variant, body: text }));
    if (body !== undefined) return encode({ ...variant, body });
  }
  const title = cut(notification.title, (text) => fits({ ...bare, title: text }));
  return title === undefined ? undefined : encode({ ...bare, title });
}

/** Relative URLs make Safari refuse the whole message, so all of them are absolute here. */
function declarative(flat: PushNotification, appOrigin: string) {
  // Its own worker has to take the ringing notification away: declarative pushes never reach it.
  if (flat.kind === 'call-ended') return flat;
  return {
    web_push: 8030,
    notification: {
      title: flat.title,
      body: flat.body,
      navigate: new URL(flat.url ?? '/', appOrigin).href,
      tag: flat.tag,
      icon: flat.icon && new URL(flat.icon, appOrigin).href,
      badge: flat.badge && new URL(flat.badge, appOrigin).href,
      lang: flat.lang,
      dir: flat.dir,
      silent: flat.silent,
      data: flat,
    },
  };
}

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The longest beginning that fits with an ellipsis behind it; undefined when not even one character does. */
function cut(text: string, fits: (text: string) => boolean): string | undefined {
  // What stands behind the limit cannot fit, however it is cut.
  const start = text.slice(0, maxBytes);
  const ends = Array.from(graphemes.segment(start), ({ index, segment }) => index + segment.length);
  let best: string | undefined;
  let low = 0;
  let high = ends.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const candidate = `${start.slice(0, ends[middle]).trimEnd()}…`;
    if (fits(candidate)) {
      best = candidate;
      low = middle + 1;
    } else high = middle - 1;
  }
  return best;
}
