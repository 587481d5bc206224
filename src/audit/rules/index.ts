import type { Rule } from '../rule.ts';
import { envFileNotIgnored } from './env-file-not-ignored.ts';
import { insecureOrigin } from './insecure-origin.ts';
import { logoutKeepsSubscription } from './logout-keeps-subscription.ts';
import { manifestMissing } from './manifest-missing.ts';
import { permissionWithoutGesture } from './permission-without-gesture.ts';
import { privateKeyCommitted } from './private-key-committed.ts';
import { privateKeyInClient } from './private-key-in-client.ts';
import { privateKeyInPublicEnv } from './private-key-in-public-env.ts';
import { publicKeyWrongPrefix } from './public-key-wrong-prefix.ts';
import { suppressionUnused } from './suppression-unused.ts';

/** The catalogue, in the order in which reports show it. */
export const rules: readonly Rule[] = [
  // Keys and secrets
  privateKeyInClient,
  privateKeyInPublicEnv,
  privateKeyCommitted,
  envFileNotIgnored,
  publicKeyWrongPrefix,
  // Service worker
  // Client
  permissionWithoutGesture,
  logoutKeepsSubscription,
  // Push server
  // App
  manifestMissing,
  insecureOrigin,
  // Chat provider
  // The run itself
  suppressionUnused,
];
