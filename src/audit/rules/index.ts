import type { Rule } from '../rule.ts';
import { callNeverCancelled } from './call-never-cancelled.ts';
import { callNotificationFades } from './call-notification-fades.ts';
import { clickAlwaysOpens } from './click-always-opens.ts';
import { clickUrlUnvalidated } from './click-url-unvalidated.ts';
import { deadSubscriptionKept } from './dead-subscription-kept.ts';
import { envFileNotIgnored } from './env-file-not-ignored.ts';
import { featureDetectionMissing } from './feature-detection-missing.ts';
import { fetchBeforeNotification } from './fetch-before-notification.ts';
import { foregroundSuppressed } from './foreground-suppressed.ts';
import { foregroundUnhandled } from './foreground-unhandled.ts';
import { gestureLost } from './gesture-lost.ts';
import { insecureOrigin } from './insecure-origin.ts';
import { keyPairMismatch } from './key-pair-mismatch.ts';
import { logoutKeepsSubscription } from './logout-keeps-subscription.ts';
import { manifestIncomplete } from './manifest-incomplete.ts';
import { manifestMissing } from './manifest-missing.ts';
import { manifestNotLinked } from './manifest-not-linked.ts';
import { notificationClickMissing } from './notification-click-missing.ts';
import { notificationConstructor } from './notification-constructor.ts';
import { notificationOptionsThrow } from './notification-options-throw.ts';
import { notificationTagMissing } from './notification-tag-missing.ts';
import { permissionWithoutGesture } from './permission-without-gesture.ts';
import { privateKeyCommitted } from './private-key-committed.ts';
import { privateKeyInClient } from './private-key-in-client.ts';
import { privateKeyInPublicEnv } from './private-key-in-public-env.ts';
import { publicKeyWrongPrefix } from './public-key-wrong-prefix.ts';
import { pushDataUnguarded } from './push-data-unguarded.ts';
import { pushHandlerMissing } from './push-handler-missing.ts';
import { pushPayloadIgnored } from './push-payload-ignored.ts';
import { pushShowsNothing } from './push-shows-nothing.ts';
import { pushWithoutWaitUntil } from './push-without-wait-until.ts';
import { selfSignedDevCertificate } from './self-signed-dev-certificate.ts';
import { subscribeOptionsMissing } from './subscribe-options-missing.ts';
import { subscribeTrustsBody } from './subscribe-trusts-body.ts';
import { subscriptionChangeThrows } from './subscription-change-throws.ts';
import { subscriptionChangeUnhandled } from './subscription-change-unhandled.ts';
import { subscriptionKeyNotCompared } from './subscription-key-not-compared.ts';
import { subscriptionNotSent } from './subscription-not-sent.ts';
import { subscriptionResponseUnchecked } from './subscription-response-unchecked.ts';
import { suppressionUnused } from './suppression-unused.ts';
import { workerConflict } from './worker-conflict.ts';
import { workerIntercepted } from './worker-intercepted.ts';
import { workerMissing } from './worker-missing.ts';
import { workerNotRegistered } from './worker-not-registered.ts';
import { workerUnreachable } from './worker-unreachable.ts';

/** The catalogue, in the order in which reports show it. */
export const rules: readonly Rule[] = [
  // Keys and secrets
  privateKeyInClient,
  privateKeyInPublicEnv,
  privateKeyCommitted,
  envFileNotIgnored,
  keyPairMismatch,
  publicKeyWrongPrefix,
  // Service worker
  workerMissing,
  workerNotRegistered,
  workerUnreachable,
  workerIntercepted,
  workerConflict,
  pushHandlerMissing,
  pushWithoutWaitUntil,
  pushShowsNothing,
  pushPayloadIgnored,
  pushDataUnguarded,
  fetchBeforeNotification,
  foregroundUnhandled,
  foregroundSuppressed,
  notificationTagMissing,
  callNotificationFades,
  notificationOptionsThrow,
  notificationClickMissing,
  clickAlwaysOpens,
  clickUrlUnvalidated,
  callNeverCancelled,
  subscriptionChangeUnhandled,
  subscriptionChangeThrows,
  // Client
  permissionWithoutGesture,
  gestureLost,
  featureDetectionMissing,
  subscribeOptionsMissing,
  subscriptionNotSent,
  subscriptionResponseUnchecked,
  subscriptionKeyNotCompared,
  logoutKeepsSubscription,
  notificationConstructor,
  // Push server
  deadSubscriptionKept,
  subscribeTrustsBody,
  // App
  manifestMissing,
  manifestIncomplete,
  manifestNotLinked,
  insecureOrigin,
  selfSignedDevCertificate,
  // Chat provider
  // The run itself
  suppressionUnused,
];
