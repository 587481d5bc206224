import { isPublicKey, parsePrivateKey, publicKeyOf } from '../vapid/key-pair.ts';
import { findEnvFiles, readEnvFile } from './env-files.ts';
import type { Project } from './project.ts';

/** The VAPID keys that an app has already, as far as its env files show. */
export interface FoundKeys {
  /** In unpadded base64url; derived when only the private key stands there. Undefined when there is no key at all. */
  readonly publicKey: string | undefined;
  /** A secret: never print it. Undefined when only the public key is in this repository. */
  readonly privateKey: string | undefined;
  /** Where a key stands, `.env.local (VAPID_PRIVATE_KEY)`: names alone. */
  readonly places: readonly string[];
  /** Where a public key should stand and something else does, `.env.local (VITE_VAPID_PUBLIC_KEY)`: a placeholder. */
  readonly placeholders: readonly string[];
  /** Names of all variables that an env file other than an example sets to something. */
  readonly variables: ReadonlySet<string>;
}

/**
 * Looks for a VAPID pair in the env files of a folder, by the names that variables have and the keys that they hold.
 * Files for one mode alone (`.env.production`) count as well: their keys have subscribers too.
 */
export function findVapidKeys(project: Project, envDir: string | false): FoundKeys {
  const places: string[] = [];
  const placeholders: string[] = [];
  const variables = new Set<string>();
  let publicKey: string | undefined;
  let privateKey: string | undefined;
  for (const { path, isExample } of findEnvFiles(project, envDir)) {
    if (isExample) continue;
    for (const [name, value] of readEnvFile(project, path)) {
      if (value.trim() === '') continue;
      variables.add(name);
      const scalar = isPrivateName(name) ? parsePrivateKey(value) : undefined;
      if (scalar !== undefined) {
        privateKey ??= scalar;
        places.push(`${path} (${name})`);
      } else if (isPublicName(name) && isPublicKey(value.trim())) {
        publicKey ??= value.trim();
        places.push(`${path} (${name})`);
      } else if (name.endsWith('VAPID_PUBLIC_KEY')) {
        placeholders.push(`${path} (${name})`);
      }
    }
  }
  // A pair belongs together: of two keys that do not, the private one signs, so its own public key is the right one.
  if (privateKey !== undefined) publicKey = publicKeyOf(privateKey);
  return { publicKey, privateKey, places, placeholders, variables };
}

/** Most apps write VAPID into the name; a public key under another one could belong to any service. */
function isPublicName(name: string): boolean {
  return name.includes('VAPID') && !name.includes('PRIVATE');
}

function isPrivateName(name: string): boolean {
  return name.includes('VAPID') && name.includes('PRIVATE');
}
