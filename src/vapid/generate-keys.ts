import { createECDH } from 'node:crypto';
import { padScalar, type VapidKeyPair } from './key-pair.ts';

/**
 * A fresh P-256 pair for VAPID (RFC 8292): 65 and 32 bytes in unpadded base64url, 87 and 43 characters, always.
 * The same shape as `web-push generate-vapid-keys --json`.
 */
export function generateVapidKeys(): VapidKeyPair {
  const ecdh = createECDH('prime256v1');
  const publicKey = ecdh.generateKeys('base64url', 'uncompressed');
  return { publicKey, privateKey: padScalar(ecdh.getPrivateKey()).toString('base64url') };
}
