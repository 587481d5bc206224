import type { Rule } from '../rule.ts';
import { cometchatDashboard } from './cometchat-dashboard.ts';
import { cometchatDoublePush } from './cometchat-double-push.ts';
import { connectycubeDashboard } from './connectycube-dashboard.ts';
import { connectycubeEnvironment } from './connectycube-environment.ts';
import { connectycubeSubscriptionShape } from './connectycube-subscription-shape.ts';
import { credentialInPayload } from './credential-in-payload.ts';
import { deadSubscriptionKept } from './dead-subscription-kept.ts';
import { envFileNotIgnored } from './env-file-not-ignored.ts';
import { insecureOrigin } from './insecure-origin.ts';
import { logoutKeepsSubscription } from './logout-keeps-subscription.ts';
import { manifestMissing } from './manifest-missing.ts';
import { missedCallFallback } from './missed-call-fallback.ts';
import { notificationClickMissing } from './notification-click-missing.ts';
import { permissionWithoutGesture } from './permission-without-gesture.ts';
import { privateKeyCommitted } from './private-key-committed.ts';
import { privateKeyInClient } from './private-key-in-client.ts';
import { privateKeyInPublicEnv } from './private-key-in-public-env.ts';
import { publicKeyWrongPrefix } from './public-key-wrong-prefix.ts';
import { pushHandlerMissing } from './push-handler-missing.ts';
import { pushShowsNothing } from './push-shows-nothing.ts';
import { pushWithoutWaitUntil } from './push-without-wait-until.ts';
import { ringOutlivesCall } from './ring-outlives-call.ts';
import { ringUrgencyMissing } from './ring-urgency-missing.ts';
import { senderNotified } from './sender-notified.ts';
import { subscribeTrustsBody } from './subscribe-trusts-body.ts';
import { suppressionUnused } from './suppression-unused.ts';
import { topicInvalid } from './topic-invalid.ts';
import { topicMissing } from './topic-missing.ts';
import { twoBrowserSmoke } from './two-browser-smoke.ts';
import { webhookLateAnswer } from './webhook-late-answer.ts';
import { webhookShapeWrong } from './webhook-shape-wrong.ts';
import { webhookUnverified } from './webhook-unverified.ts';
import { webhookVerificationWeak } from './webhook-verification-weak.ts';
import { workerMissing } from './worker-missing.ts';

/** The catalogue, in the order in which reports show it. */
export const rules: readonly Rule[] = [
  // Keys and secrets
  privateKeyInClient,
  privateKeyInPublicEnv,
  privateKeyCommitted,
  envFileNotIgnored,
  publicKeyWrongPrefix,
  credentialInPayload,
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
  subscribeTrustsBody,
  webhookUnverified,
  webhookVerificationWeak,
  webhookShapeWrong,
  webhookLateAnswer,
  senderNotified,
  ringOutlivesCall,
  ringUrgencyMissing,
  topicMissing,
  topicInvalid,
  // App
  manifestMissing,
  insecureOrigin,
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
