import type { Rule } from '../rule.ts';
import { deadSubscriptionKept } from './dead-subscription-kept.ts';
import { endpointLogged } from './endpoint-logged.ts';
import { endpointNotAllowlisted } from './endpoint-not-allowlisted.ts';
import { envFileNotIgnored } from './env-file-not-ignored.ts';
import { insecureOrigin } from './insecure-origin.ts';
import { keysGeneratedAtRuntime } from './keys-generated-at-runtime.ts';
import { legacyPush } from './legacy-push.ts';
import { logoutKeepsSubscription } from './logout-keeps-subscription.ts';
import { manifestMissing } from './manifest-missing.ts';
import { notificationClickMissing } from './notification-click-missing.ts';
import { payloadOversized } from './payload-oversized.ts';
import { permissionWithoutGesture } from './permission-without-gesture.ts';
import { privateKeyCommitted } from './private-key-committed.ts';
import { privateKeyInClient } from './private-key-in-client.ts';
import { privateKeyInPublicEnv } from './private-key-in-public-env.ts';
import { publicKeyWrongPrefix } from './public-key-wrong-prefix.ts';
import { purgeOnAnyError } from './purge-on-any-error.ts';
import { pushHandlerMissing } from './push-handler-missing.ts';
import { pushShowsNothing } from './push-shows-nothing.ts';
import { pushWithoutWaitUntil } from './push-without-wait-until.ts';
import { pythonClaimsShared } from './python-claims-shared.ts';
import { relayOpen } from './relay-open.ts';
import { sendUnbounded } from './send-unbounded.ts';
import { subscribeTrustsBody } from './subscribe-trusts-body.ts';
import { suppressionUnused } from './suppression-unused.ts';
import { ttlMissing } from './ttl-missing.ts';
import { unsubscribeUnowned } from './unsubscribe-unowned.ts';
import { vapidSubjectInvalid } from './vapid-subject-invalid.ts';
import { workerMissing } from './worker-missing.ts';

/** The catalogue, in the order in which reports show it. */
export const rules: readonly Rule[] = [
  // Keys and secrets
  privateKeyInClient,
  privateKeyInPublicEnv,
  privateKeyCommitted,
  envFileNotIgnored,
  publicKeyWrongPrefix,
  keysGeneratedAtRuntime,
  vapidSubjectInvalid,
  // Service worker
  workerMissing,
  pushHandlerMissing,
  pushWithoutWaitUntil,
  pushShowsNothing,
  notificationClickMissing,
  // Client
  permissionWithoutGesture,
  logoutKeepsSubscription,
  // Push server
  deadSubscriptionKept,
  purgeOnAnyError,
  subscribeTrustsBody,
  unsubscribeUnowned,
  endpointNotAllowlisted,
  relayOpen,
  ttlMissing,
  sendUnbounded,
  payloadOversized,
  endpointLogged,
  legacyPush,
  pythonClaimsShared,
  // App
  manifestMissing,
  insecureOrigin,
  // Chat provider
  // The run itself
  suppressionUnused,
];
