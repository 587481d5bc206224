import { createECDH, createPrivateKey, ECDH } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generateVapidKeys } from '../../src/vapid/generate-keys.ts';
import type { VapidKeyPair } from '../../src/vapid/key-pair.ts';

/** Forms that a fixture may ask for: `PUSHWRIGHT-PRIVATE-KEY-1-PEM-SEC1`. */
type Form = keyof typeof plantedForms;

/** How each placeholder is written out. */
export const plantedForms = {
  '': (key: Buffer) => key.toString('base64url'),
  '-BASE64': (key: Buffer) => key.toString('base64'),
  '-BYTES': (key: Buffer) => [...key].join(', '),
  '-HEX': (key: Buffer) => key.toString('hex'),
  '-JWK-D': (key: Buffer) => key.toString('base64url'),
  '-JWK-X': (key: Buffer) => key.subarray(1, 33).toString('base64url'),
  '-JWK-Y': (key: Buffer) => key.subarray(33).toString('base64url'),
  '-PEM-SEC1': (key: Buffer) => pem(key, 'sec1'),
  '-PEM-PKCS8': (key: Buffer) => pem(key, 'pkcs8'),
  '-PEM-PKCS8-LINE': (key: Buffer) => pem(key, 'pkcs8').replaceAll('\n', '\\n'),
} as const;

// Longer names first, or the shorter ones would win.
const names = Object.keys(plantedForms).sort((a, b) => b.length - a.length);
const placeholder = new RegExp(`PUSHWRIGHT-(PRIVATE|PUBLIC)-KEY-(\\d)(${names.join('|')})`, 'g');

/**
 * Replaces the placeholders in every file of a folder by freshly generated pairs, so that no private key is ever
 * committed; the same number is the same pair within the folder.
 * @param pairs where they are kept, for texts that come later
 * @returns every text that would give one of the private keys away
 */
export function plantKeys(folder: string, pairs = new Map<string, VapidKeyPair>()): string[] {
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    // Latin-1 keeps every byte of files that are no text.
    const text = readFileSync(path, 'latin1');
    const planted = plantInText(text, pairs);
    if (planted !== text) writeFileSync(path, planted, 'latin1');
  }
  return [...pairs.values()].flatMap(({ privateKey }) => tellingParts(privateKey));
}

/** A text with keys in the place of its placeholders; pairs that are new are added. */
export function plantInText(text: string, pairs: Map<string, VapidKeyPair>): string {
  return text.replace(placeholder, (_match, half: string, number: string, form: Form) => {
    const pair = pairs.get(number) ?? generateVapidKeys();
    pairs.set(number, pair);
    return plantedForms[form](
      Buffer.from(half === 'PRIVATE' ? pair.privateKey : pair.publicKey, 'base64url'),
    );
  });
}

/** Pieces of a private key in each encoding, too long to stand anywhere by chance. */
export function tellingParts(privateKey: string): string[] {
  const bytes = Buffer.from(privateKey, 'base64url');
  const whole = [
    privateKey,
    bytes.toString('base64'),
    bytes.toString('hex'),
    [...bytes].join(', '),
    pem(bytes, 'sec1').split('\n')[1] ?? '',
    pem(bytes, 'pkcs8').split('\n')[2] ?? '',
  ];
  return whole
    .flatMap((text) => [text.slice(0, 8), text.slice(16, 26)])
    .filter((part) => !/^M[HI]/.test(part));
}

function pem(scalar: Buffer, type: 'sec1' | 'pkcs8'): string {
  const ecdh = createECDH('prime256v1');
  ecdh.setPrivateKey(scalar);
  const point = ECDH.convertKey(ecdh.getPublicKey(), 'prime256v1') as Buffer;
  const jwk = {
    kty: 'EC',
    crv: 'P-256',
    d: scalar.toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  };
  return createPrivateKey({ key: jwk, format: 'jwk' }).export({ format: 'pem', type }).toString().trimEnd();
}
