import type { Rule } from '../rule.ts';
import { envFileNotIgnored } from './env-file-not-ignored.ts';
import { insecureOrigin } from './insecure-origin.ts';
import { manifestMissing } from './manifest-missing.ts';
import { privateKeyCommitted } from './private-key-committed.ts';
import { privateKeyInClient } from './private-key-in-client.ts';
import { privateKeyInPublicEnv } from './private-key-in-public-env.ts';
import { suppressionUnused } from './suppression-unused.ts';

/** The catalogue, in the order in which reports show it. */
export const rules: readonly Rule[] = [
  // Keys and secrets
  privateKeyInClient,
  privateKeyInPublicEnv,
  privateKeyCommitted,
  envFileNotIgnored,
  // Service worker
  // Client
  // Push server
  // App
  manifestMissing,
  insecureOrigin,
  // Chat provider
  // The run itself
  suppressionUnused,
];
