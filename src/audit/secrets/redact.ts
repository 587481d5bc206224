import { parsePrivateKey } from '../../vapid/key-pair.ts';

/** Shorter pieces stand in ordinary words too. */
const SHORTEST_PIECE = 8;

/**
 * Makes the function that cuts secrets to their first four characters wherever they stand in a text: private keys in
 * each encoding, whole or in part; other secrets when they stand there whole.
 */
export function createRedactor(secrets: Iterable<string>): (text: string) => string {
  const keys = new Set<string>();
  const lists = new Set<string>();
  const others = new Set<string>();
  for (const secret of secrets) {
    const scalar = parsePrivateKey(secret);
    if (scalar === undefined) {
      if (secret.length >= SHORTEST_PIECE) others.add(secret);
      continue;
    }
    const bytes = Buffer.from(scalar, 'base64url');
    const hex = bytes.toString('hex');
    for (const form of [scalar, bytes.toString('base64').replace(/=+$/, ''), hex, hex.toUpperCase()])
      keys.add(form);
    lists.add(listOf([...bytes]));
  }
  const isKey = (piece: string): boolean => {
    for (const key of keys) if (key.includes(piece) || piece.includes(key)) return true;
    return false;
  };
  const isListed = (piece: string): boolean => {
    const list = listOf(
      piece
        .split(/[\s,]+/)
        .filter(Boolean)
        .map(Number),
    );
    for (const key of lists) if (key.includes(list) || list.includes(key)) return true;
    return false;
  };
  return (text) => {
    let open = text;
    for (const secret of others) open = open.replaceAll(secret, cut(secret));
    return keys.size === 0
      ? open
      : open
          .replace(/[A-Za-z0-9_+/-]{8,}/g, (piece) => (isKey(piece) ? cut(piece) : piece))
          .replace(numbers, (piece) => (isListed(piece) ? cut(piece) : piece));
  };
}

/** Four numbers or more in a row. */
const numbers = /(?:\b(?:0x[\da-f]{1,2}|\d{1,3})\b[\s,]*){4,}/gi;

function listOf(bytes: readonly number[]): string {
  return `,${bytes.join(',')},`;
}

function cut(text: string): string {
  return `${text.slice(0, 4)}…`;
}
