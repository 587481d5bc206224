import { createHash } from 'node:crypto';
import type { PublishedPair } from './secret-model.ts';

const rfc8291: PublishedPair = { kind: 'test-vector', where: 'RFC 8291' };
const draft: PublishedPair = { kind: 'test-vector', where: 'a draft of RFC 8291' };

/**
 * SHA-256 of private keys (the 32 bytes) that were published together with their public key. The keys themselves are not
 * kept: this file would otherwise be what the audit looks for.
 */
const published: Readonly<Record<string, PublishedPair>> = {
  '0603b2bb0f1e7fccf176bb08cc7dc9b44e8bc65ae795c651a274a159dbe6dc9e': rfc8291,
  '9fbfcf817a7303184e54fe1da707afd5e8b3805613b759c79215acba70c21f36': rfc8291,
  '0bce2a9c0b1b81f60d459e000aa1bea647e8b1abce5dca6f666a4cc3ab689b5f': draft,
  e9ce5b94bdf7c236e93047b939e0e9d9cf482485446212a75c70c57799389b40: draft,
  b70385660302dca892f74cdb6d75f73fd85e7564306616e1910970462f7110f0: {
    kind: 'test-vector',
    where: 'RFC 6979',
  },
  dc34e3f6e5e684ec43a74f42bc61c1ec6a1adc23106561b4754ca80d397115cf: {
    kind: 'tutorial',
    where: 'the Web Push Book and the tutorials that copied from it',
  },
};

/** Where a private key was published; undefined for one that nobody printed on purpose. */
export function publishedIn(scalar: string): PublishedPair | undefined {
  return published[createHash('sha256').update(Buffer.from(scalar, 'base64url')).digest('hex')];
}
