import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import { isIP } from 'node:net';
import { createSecureContext, type SecureContext } from 'node:tls';
import {
  bitString,
  boolean,
  integer,
  objectIdentifier,
  octetString,
  sequence,
  set,
  tagged,
  utcTime,
  utf8String,
} from './der.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const ECDSA_WITH_SHA256 = sequence(objectIdentifier('1.2.840.10045.4.3.2'));

/** A certificate authority that exists for one run. Its private key never leaves the process. */
export interface CertificateAuthority {
  /** The authority's own certificate, PEM. */
  readonly pem: string;
  /** Key and certificate chain for that host name or IPv4 address, PEM; made once a host. */
  credentialsFor(host: string): { readonly key: string; readonly cert: string };
  /** The same as a TLS context, for SNICallback. */
  contextFor(host: string): SecureContext;
  /** SHA-256 of the public key that every host certificate of this run uses, base64: what Chromium pins as an SPKI hash. */
  readonly leafSpkiHash: string;
}

/** Makes the authority and one key pair for all its host certificates (P-256, valid one day). RFC 5280. */
export function createCertificateAuthority(): CertificateAuthority {
  const authority = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leaf = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const leafSpki = leaf.publicKey.export({ type: 'spki', format: 'der' });
  const issuer = 'pushwright loopback push service (this run only)';
  const authorityDer = certificate({
    issuer,
    subject: issuer,
    publicKey: authority.publicKey,
    signingKey: authority.privateKey,
    extensions: [
      extension('2.5.29.19', true, sequence(boolean(true))),
      // keyCertSign and cRLSign.
      extension('2.5.29.15', true, bitString(Buffer.from([0x06]), 1)),
      extension('2.5.29.14', false, octetString(keyIdentifier(authority.publicKey))),
    ],
  });
  const pem = toPem(authorityDer);
  const key = leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  const issued = new Map<string, { key: string; cert: string; context: SecureContext }>();

  const issue = (host: string) => {
    const known = issued.get(host);
    if (known) return known;
    const leafDer = certificate({
      issuer,
      subject: host,
      publicKey: leaf.publicKey,
      signingKey: authority.privateKey,
      extensions: [
        extension('2.5.29.19', true, sequence()),
        // digitalSignature, and for server authentication only.
        extension('2.5.29.15', true, bitString(Buffer.from([0x80]), 7)),
        extension('2.5.29.37', false, sequence(objectIdentifier('1.3.6.1.5.5.7.3.1'))),
        extension('2.5.29.17', false, sequence(subjectAlternativeName(host))),
        // Strict verifiers, Python 3.13 among them, want to see whose key signed this.
        extension('2.5.29.35', false, sequence(tagged(0, false, keyIdentifier(authority.publicKey)))),
      ],
    });
    const cert = `${toPem(leafDer)}${pem}`;
    const made = { key, cert, context: createSecureContext({ key, cert }) };
    issued.set(host, made);
    return made;
  };

  return {
    pem,
    leafSpkiHash: createHash('sha256').update(leafSpki).digest('base64'),
    credentialsFor(host) {
      const { cert } = issue(host);
      return { key, cert };
    },
    contextFor: (host) => issue(host).context,
  };
}

interface CertificateRequest {
  readonly issuer: string;
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly signingKey: KeyObject;
  readonly extensions: readonly Buffer[];
}

function certificate({ issuer, subject, publicKey, signingKey, extensions }: CertificateRequest): Buffer {
  // The first bit stays clear so that the serial number is positive: RFC 5280 section 4.1.2.2.
  const serial = randomBytes(16);
  serial[0] = ((serial[0] ?? 0) & 0x7f) | 0x40;
  const body = sequence(
    tagged(0, true, integer(Buffer.from([2]))),
    integer(serial),
    ECDSA_WITH_SHA256,
    commonName(issuer),
    // An hour back, for a clock that was set while this ran.
    sequence(utcTime(new Date(Date.now() - DAY_MS / 24)), utcTime(new Date(Date.now() + DAY_MS))),
    commonName(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(3, true, sequence(...extensions)),
  );
  return sequence(body, ECDSA_WITH_SHA256, bitString(sign('sha256', body, signingKey)));
}

function commonName(name: string): Buffer {
  // 64 characters are the upper bound of a common name; clients look at the alternative names anyway.
  return sequence(set(sequence(objectIdentifier('2.5.4.3'), utf8String(name.slice(0, 64)))));
}

/** Any value that identifies the key will do: RFC 5280 section 4.2.1.2. */
function keyIdentifier(key: KeyObject): Buffer {
  return createHash('sha256')
    .update(key.export({ type: 'spki', format: 'der' }))
    .digest()
    .subarray(0, 20);
}

function extension(oid: string, critical: boolean, value: Buffer): Buffer {
  return sequence(objectIdentifier(oid), ...(critical ? [boolean(true)] : []), octetString(value));
}

function subjectAlternativeName(host: string): Buffer {
  if (isIP(host) === 4) return tagged(7, false, Buffer.from(host.split('.').map(Number)));
  return tagged(2, false, Buffer.from(host, 'ascii'));
}

function toPem(bytes: Buffer): string {
  const lines = bytes.toString('base64').match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`;
}
