import type { Rule } from '../rule.ts';
import { callNeverCancelled } from './call-never-cancelled.ts';
import { callNotificationFades } from './call-notification-fades.ts';
import { clickAlwaysOpens } from './click-always-opens.ts';
import { clickUrlUnvalidated } from './click-url-unvalidated.ts';
import { cometchatDashboard } from './cometchat-dashboard.ts';
import { cometchatDoublePush } from './cometchat-double-push.ts';
import { connectycubeDashboard } from './connectycube-dashboard.ts';
import { connectycubeEnvironment } from './connectycube-environment.ts';
import { connectycubeSubscriptionShape } from './connectycube-subscription-shape.ts';
import { credentialInPayload } from './credential-in-payload.ts';
import { deadSubscriptionKept } from './dead-subscription-kept.ts';
import { deniedStateUnhandled } from './denied-state-unhandled.ts';
import { endpointLogged } from './endpoint-logged.ts';
import { endpointNotAllowlisted } from './endpoint-not-allowlisted.ts';
import { envFileNotIgnored } from './env-file-not-ignored.ts';
import { featureDetectionMissing } from './feature-detection-missing.ts';
import { fetchBeforeNotification } from './fetch-before-notification.ts';
import { foregroundSuppressed } from './foreground-suppressed.ts';
import { foregroundUnhandled } from './foreground-unhandled.ts';
import { gestureLost } from './gesture-lost.ts';
import { insecureOrigin } from './insecure-origin.ts';
import { iosGuidanceMissing } from './ios-guidance-missing.ts';
import { keyPairMismatch } from './key-pair-mismatch.ts';
import { keysGeneratedAtRuntime } from './keys-generated-at-runtime.ts';
import { legacyPush } from './legacy-push.ts';
import { logoutKeepsSubscription } from './logout-keeps-subscription.ts';
import { manifestIncomplete } from './manifest-incomplete.ts';
import { manifestMissing } from './manifest-missing.ts';
import { manifestNotLinked } from './manifest-not-linked.ts';
import { messageListenerMissing } from './message-listener-missing.ts';
import { missedCallFallback } from './missed-call-fallback.ts';
import { notificationClickMissing } from './notification-click-missing.ts';
import { notificationConstructor } from './notification-constructor.ts';
import { notificationOptionsThrow } from './notification-options-throw.ts';
import { notificationTagMissing } from './notification-tag-missing.ts';
import { payloadOversized } from './payload-oversized.ts';
import { permissionWithoutGesture } from './permission-without-gesture.ts';
import { privateKeyCommitted } from './private-key-committed.ts';
import { privateKeyInClient } from './private-key-in-client.ts';
import { privateKeyInPublicEnv } from './private-key-in-public-env.ts';
import { publicKeyWrongPrefix } from './public-key-wrong-prefix.ts';
import { purgeOnAnyError } from './purge-on-any-error.ts';
import { pushDataUnguarded } from './push-data-unguarded.ts';
import { pushHandlerMissing } from './push-handler-missing.ts';
import { pushPayloadIgnored } from './push-payload-ignored.ts';
import { pushShowsNothing } from './push-shows-nothing.ts';
import { pushWithoutWaitUntil } from './push-without-wait-until.ts';
import { pythonClaimsShared } from './python-claims-shared.ts';
import { relayOpen } from './relay-open.ts';
import { ringOutlivesCall } from './ring-outlives-call.ts';
import { ringUrgencyMissing } from './ring-urgency-missing.ts';
import { selfSignedDevCertificate } from './self-signed-dev-certificate.ts';
import { sendUnbounded } from './send-unbounded.ts';
import { senderNotified } from './sender-notified.ts';
import { ssrUnguarded } from './ssr-unguarded.ts';
import { subscribeBeforeLogin } from './subscribe-before-login.ts';
import { subscribeOptionsMissing } from './subscribe-options-missing.ts';
import { subscribeTrustsBody } from './subscribe-trusts-body.ts';
import { subscriptionChangeThrows } from './subscription-change-throws.ts';
import { subscriptionChangeUnhandled } from './subscription-change-unhandled.ts';
import { subscriptionKeyNotCompared } from './subscription-key-not-compared.ts';
import { subscriptionNotSent } from './subscription-not-sent.ts';
import { subscriptionResponseUnchecked } from './subscription-response-unchecked.ts';
import { suppressionUnused } from './suppression-unused.ts';
import { topicInvalid } from './topic-invalid.ts';
import { topicMissing } from './topic-missing.ts';
import { ttlMissing } from './ttl-missing.ts';
import { twoBrowserSmoke } from './two-browser-smoke.ts';
import { unsubscribeUnowned } from './unsubscribe-unowned.ts';
import { vapidSubjectInvalid } from './vapid-subject-invalid.ts';
import { webhookLateAnswer } from './webhook-late-answer.ts';
import { webhookShapeWrong } from './webhook-shape-wrong.ts';
import { webhookUnverified } from './webhook-unverified.ts';
import { webhookVerificationWeak } from './webhook-verification-weak.ts';
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
  keysGeneratedAtRuntime,
  vapidSubjectInvalid,
  credentialInPayload,
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
  ssrUnguarded,
  subscribeOptionsMissing,
  subscriptionNotSent,
  subscriptionResponseUnchecked,
  subscriptionKeyNotCompared,
  subscribeBeforeLogin,
  logoutKeepsSubscription,
  messageListenerMissing,
  notificationConstructor,
  deniedStateUnhandled,
  // Push server
  deadSubscriptionKept,
  purgeOnAnyError,
  subscribeTrustsBody,
  unsubscribeUnowned,
  endpointNotAllowlisted,
  relayOpen,
  webhookUnverified,
  webhookVerificationWeak,
  webhookShapeWrong,
  webhookLateAnswer,
  senderNotified,
  ttlMissing,
  ringOutlivesCall,
  ringUrgencyMissing,
  topicMissing,
  topicInvalid,
  sendUnbounded,
  payloadOversized,
  endpointLogged,
  legacyPush,
  pythonClaimsShared,
  // App
  manifestMissing,
  manifestIncomplete,
  manifestNotLinked,
  insecureOrigin,
  selfSignedDevCertificate,
  iosGuidanceMissing,
  missedCallFallback,
  // Chat provider
  cometchatDashboard,
  cometchatDoublePush,
  connectycubeSubscriptionShape,
  connectycubeEnvironment,
  connectycubeDashboard,
  twoBrowserSmoke,
  // The run itself
  suppressionUnused,
];
