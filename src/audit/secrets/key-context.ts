import { isPlaceholder } from './env-file.ts';
import { namesPrivateKey } from './public-prefix.ts';
import type { KeyForm } from './secret-model.ts';
import type { Sighting } from './sightings.ts';

/** The bare word is left out: every second file calls `push` of an array. */
const vapidWords =
  /vapid|application_?server_?key|web[-_ ]?push|push[-_]?(?:key|private|public|notif|sub|service|server)/i;
const vapidPath = /vapid|web-?push/i;
/** What a browser's own public key is called, in a subscription or in the tests of an encryption library. */
const browserKeyName =
  /(?:p256dh|ua_?pub\w*|receiver\w*|subscriber\w*|user_?agent\w*)["'`]?\s*[:=]\s*["'`]?$/i;

/** `const VAPID_PRIVATE_KEY = '…'`, `"vapidPrivateKey": "…"`, `VAPID_PRIVATE_KEY=…`, `privateKey = new Uint8Array([…])`: the name directly before the value. */
export function isNamedPrivate({ before, candidate, file }: Sighting): boolean {
  if (file.served === 'built' || isPlaceholder(candidate.value)) return false;
  const start = candidate.form === 'bytes' ? before.replace(/(?:new\s+)?[\w$.]+\(\s*$/, '') : before;
  const name = /([\w$.-]+)["'`\]]*\s*(?::\s*\w+\s*)?(?:[:=]|\?\?|\|\|)\s*["'`]?$/.exec(start)?.[1];
  return (
    name !== undefined && namesPrivateKey(name) && /\d/.test(candidate.value) && /[A-Z]/.test(candidate.value)
  );
}

/** PEM and the `d` of a JSON Web Key say themselves that they are private keys. */
export function isSelfDescribed({ candidate, before }: Sighting): boolean {
  return candidate.form === 'pem' || /(?:^|[\s{,"'])d["']?\s*:\s*["']$/.test(before);
}

/** Whether a name around it says that it is for VAPID. */
export function isNamedVapid(sighting: Sighting): boolean {
  return (
    !isNamedBrowserKey(sighting) && (vapidWords.test(sighting.around) || vapidPath.test(sighting.file.path))
  );
}

function isNamedBrowserKey({ before }: Sighting): boolean {
  return browserKeyName.test(before);
}

/**
 * Whether a pair is an application server's. Raw 32 and 65 bytes are how VAPID writes keys; PEM and JWK are how everybody
 * else does, so those must be named.
 * @param form the public half's
 */
export function isVapidPair(
  scalars: readonly Sighting[],
  points: readonly Sighting[],
  form: KeyForm | undefined,
): boolean {
  if (points.length > 0 && points.every(isNamedBrowserKey)) return false;
  if ([...scalars, ...points].some(isNamedVapid)) return true;
  const isRaw = ({ candidate }: Sighting): boolean => ['base64url', 'bytes'].includes(candidate.form);
  return (
    form !== 'jwk' && scalars.some(isRaw) && points.some((point) => isRaw(point) && !isNamedBrowserKey(point))
  );
}
