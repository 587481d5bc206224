import type { Audit } from '../audit.ts';
import type { PrivateKey } from './secret-model.ts';

/** How it is known that a string is the private key, as the rest of a sentence about it. */
export function describeProof({ nameOf }: Audit, { proof, published, publicKeyAt }: PrivateKey): string {
  const derives =
    publicKeyAt && `it derives to the public key at ${nameOf(publicKeyAt.path)}:${publicKeyAt.line}`;
  switch (proof) {
    case 'published':
      return `the pair is published in ${published?.where}, so everybody has it`;
    case 'derivation':
      return derives ?? 'it derives to a public key of this repository';
    case 'value':
      return 'it is the value that an env file here names as the private key';
    case 'name':
      return 'it has the name and the form of one, though its public key is not in this repository';
  }
}
