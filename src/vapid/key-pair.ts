import { createECDH, createPrivateKey, ECDH } from 'node:crypto';

/** A P-256 key pair in unpadded base64url: 65 bytes uncompressed point, 32 bytes scalar (RFC 8292 §3.2). */
export interface VapidKeyPair {
  readonly publicKey: string;
  readonly privateKey: string;
}

const CURVE = 'prime256v1';
const SCALAR_BYTES = 32;
const POINT_BYTES = 65;

/** The scalar left-padded to 32 bytes: OpenSSL drops leading zeros, and push services want all 32. */
export function padScalar(scalar: Uint8Array): Buffer {
  const padded = Buffer.alloc(SCALAR_BYTES);
  padded.set(scalar, SCALAR_BYTES - scalar.length);
  return padded;
}

/** The public key of a 32-byte scalar, as 65 bytes; undefined when the scalar is no P-256 private key (zero, or not below the order). */
export function publicPointOf(scalar: Uint8Array): Buffer | undefined {
  if (scalar.length !== SCALAR_BYTES) return undefined;
  const ecdh = createECDH(CURVE);
  try {
    ecdh.setPrivateKey(scalar);
  } catch {
    return undefined;
  }
  return ecdh.getPublicKey();
}

/** Whether these bytes are an uncompressed point on P-256. */
export function isPublicPoint(bytes: Uint8Array): boolean {
  if (bytes.length !== POINT_BYTES || bytes[0] !== 0x04) return false;
  try {
    ECDH.convertKey(bytes, CURVE);
    return true;
  } catch {
    return false;
  }
}

/**
 * The public key that belongs to a private key, both in unpadded base64url; undefined when the text is no private key
 * in that form (32 bytes between 1 and the order of P-256).
 */
export function publicKeyOf(privateKey: string): string | undefined {
  if (!/^[A-Za-z0-9_-]{43}$/.test(privateKey)) return undefined;
  return publicPointOf(Buffer.from(privateKey, 'base64url'))?.toString('base64url');
}

/** Whether the text is a public key as browsers take it: 65 bytes on the curve, unpadded base64url (W3C Push API §7.2). */
export function isPublicKey(publicKey: string): boolean {
  return /^[A-Za-z0-9_-]{87}$/.test(publicKey) && isPublicPoint(Buffer.from(publicKey, 'base64url'));
}

/** Whether the two belong together, both in unpadded base64url. */
export function isKeyPair(pair: VapidKeyPair): boolean {
  return publicKeyOf(pair.privateKey) === pair.publicKey;
}

/**
 * Reads a P-256 private key from any form that people keep it in: base64url or base64 with or without padding, hex,
 * a JSON Web Key, PEM (SEC1 or PKCS #8, line breaks as `\n` escapes too). Scalars of 31 bytes are padded.
 * @returns the scalar as 43 characters of base64url; undefined when it is none of these
 */
export function parsePrivateKey(text: string): string | undefined {
  const trimmed = text.trim();
  if (trimmed.startsWith('{')) return scalarOfJwk(trimmed);
  if (trimmed.includes('-----BEGIN')) return scalarOfPem(trimmed)?.toString('base64url');
  if (/^[0-9a-f]{64}$/i.test(trimmed)) return checked(Buffer.from(trimmed, 'hex'));
  // 41 to 43 characters are 31 or 32 bytes; shorter scalars are one in 65,536 and not worth a false answer.
  if (!/^[A-Za-z0-9_+/-]{41,43}={0,3}$/.test(trimmed)) return undefined;
  return checked(Buffer.from(trimmed.replace(/=+$/, ''), 'base64'));
}

/** The scalar inside a PEM private key; undefined when it cannot be read, is encrypted, or is not on P-256. */
export function scalarOfPem(pem: string): Buffer | undefined {
  try {
    const key = createPrivateKey(pem.replaceAll('\\r', '').replaceAll('\\n', '\n'));
    if (key.asymmetricKeyDetails?.namedCurve !== CURVE) return undefined;
    const { d } = key.export({ format: 'jwk' });
    return d === undefined ? undefined : padScalar(Buffer.from(d, 'base64url'));
  } catch {
    return undefined;
  }
}

function scalarOfJwk(text: string): string | undefined {
  try {
    const jwk: unknown = JSON.parse(text);
    if (typeof jwk !== 'object' || jwk === null || !('d' in jwk) || typeof jwk.d !== 'string')
      return undefined;
    if (!('crv' in jwk) || jwk.crv !== 'P-256') return undefined;
    return checked(Buffer.from(jwk.d, 'base64url'));
  } catch {
    return undefined;
  }
}

function checked(scalar: Buffer): string | undefined {
  if (scalar.length < SCALAR_BYTES - 1 || scalar.length > SCALAR_BYTES) return undefined;
  const padded = padScalar(scalar);
  return publicPointOf(padded) === undefined ? undefined : padded.toString('base64url');
}
