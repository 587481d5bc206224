import { createPublicKey } from 'node:crypto';
import { isPublicPoint, padScalar, scalarOfPem } from '../../vapid/key-pair.ts';
import { mayBeByteArray, readByteArray } from './byte-array.ts';
import type { KeyForm } from './secret-model.ts';

/** Something in a file that has the shape of a key half. Offsets count the characters of `decodeBytes`. */
export interface Candidate {
  /** The scalar as 43, the point as 87 characters of base64url. */
  readonly value: string;
  readonly offset: number;
  readonly form: KeyForm;
}

export interface Candidates {
  /** 32 bytes each: scalars, or coordinates of a JWK. Most are neither. */
  readonly scalars: readonly Candidate[];
  /** Points on the curve. */
  readonly points: readonly Candidate[];
}

const SHORTEST = 42;
const DASHES = Buffer.from('-----BEGIN ');
const alphabet = new Uint8Array(256);
for (const char of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-')
  alphabet[char.charCodeAt(0)] = 1;
/** Characters of base64 that part words elsewhere. */
const SEPARATOR = 2;
for (const char of '+/') alphabet[char.charCodeAt(0)] = SEPARATOR;
/** Lengths of the halves in base64url and hex. */
const lengths: ReadonlySet<number> = new Set([42, 43, 64, 87, 130]);
const L = 'L'.charCodeAt(0);

/** The last character of 32, 31 and 65 bytes in base64 leaves two or four bits unused, which an encoder writes as zero. */
const scalar32 = /^[A-Za-z0-9_\-+/]{42}[AEIMQUYcgkosw048]$/;
const scalar31 = /^[A-Za-z0-9_\-+/]{41}[AQgw]$/;
const point65 = /^B[A-P][A-Za-z0-9_\-+/]{84}[AEIMQUYcgkosw048]$/;
const hex = /^(?:[0-9a-f]+|[0-9A-F]+)$/;

/**
 * One character a byte, so that offsets stay true; UTF-16 (PowerShell's redirections) is turned into that first.
 * Undefined for what is no text: a NUL near the start, as git judges.
 */
export function decodeBytes(bytes: Uint8Array): Buffer | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const even = buffer.subarray(0, buffer.length & ~1);
  if (buffer[0] === 0xff && buffer[1] === 0xfe) return Buffer.from(even.toString('utf16le', 2), 'latin1');
  if (buffer[0] === 0xfe && buffer[1] === 0xff) {
    return Buffer.from(Buffer.from(even.subarray(2)).swap16().toString('utf16le'), 'latin1');
  }
  const start = buffer.subarray(0, 8000);
  if (!start.includes(0)) return buffer;
  // Every second byte of ASCII in UTF-16 is zero, and no other.
  return start.every((byte, at) => (byte === 0) === (at % 2 === 1))
    ? Buffer.from(even.toString('utf16le'), 'latin1')
    : undefined;
}

/**
 * Everything in the text that could be half of a key pair: base64url and base64, hex, PEM, lists of bytes. Quotes are not asked for,
 * because bundlers write back-ticks and env files nothing: what counts is that no further character of the alphabet follows.
 */
export function findCandidates(text: Buffer): Candidates {
  const scalars: Candidate[] = [];
  const points: Candidate[] = [];
  // A run of n characters covers at least one of every n-th position: most of the text is never looked at.
  for (let at = SHORTEST - 1; at < text.length; at += SHORTEST) {
    if (mayBeByteArray(text, at)) readList(text, at, scalars, points);
    if (alphabet[text[at] as number] === 0) continue;
    let start = at;
    while (start > 0 && alphabet[text[start - 1] as number] !== 0) start--;
    let end = at + 1;
    while (end < text.length && alphabet[text[end] as number] !== 0) end++;
    if (end - start >= SHORTEST) readRun(text, start, end, scalars, points);
    at = Math.max(at, end - 1);
  }
  readPems(text, scalars, points);
  return { scalars, points };
}

/** The list of bytes that a position lies in; one that is met again is added once. */
function readList(text: Buffer, at: number, scalars: Candidate[], points: Candidate[]): void {
  const found = readByteArray(text, at);
  if (found === undefined) return;
  const { bytes, start: offset } = found;
  const known = bytes.length === 32 ? scalars : points;
  if (known.at(-1)?.offset === offset || (bytes.length === 65 && !isPublicPoint(bytes))) return;
  known.push({ value: bytes.toString('base64url'), offset, form: 'bytes' });
}

function readRun(text: Buffer, start: number, end: number, scalars: Candidate[], points: Candidate[]): void {
  // Megabytes of inlined data are no key; base64 of a PEM file is under a thousand characters.
  if (end - start > 2048 || !mayHold(text, start, end)) return;
  const run = text.toString('latin1', start, end);
  readToken(run, start, scalars, points);
  if (run.startsWith('LS0tLS1CRUdJTi'))
    readPem(Buffer.from(run, 'base64').toString('latin1'), start, scalars, points);
  if (!/[+/]/.test(run)) return;
  // In `/keys/<key>` the slash is no part of the key.
  let from = start;
  for (const part of run.split(/[+/]/)) {
    readToken(part, from, scalars, points);
    from += part.length + 1;
  }
}

/** Whether the run, or a part of it between slashes, has a length that `readToken` knows, or begins as base64 of a PEM does. */
function mayHold(text: Buffer, start: number, end: number): boolean {
  if (text[start] === L || lengths.has(end - start)) return true;
  let from = start;
  for (let at = start; at < end; at++) {
    if (alphabet[text[at] as number] !== SEPARATOR) continue;
    if (lengths.has(at - from)) return true;
    from = at + 1;
  }
  return from !== start && lengths.has(end - from);
}

function readToken(token: string, offset: number, scalars: Candidate[], points: Candidate[]): void {
  switch (token.length) {
    case 42:
      if (scalar31.test(token))
        scalars.push({ value: padScalar(bytesOf(token)).toString('base64url'), offset, form: form(token) });
      break;
    case 43:
      if (scalar32.test(token)) scalars.push({ value: base64url(token), offset, form: form(token) });
      break;
    case 64:
      if (hex.test(token))
        scalars.push({ value: Buffer.from(token, 'hex').toString('base64url'), offset, form: 'hex' });
      break;
    case 87:
      if (point65.test(token) && isPublicPoint(bytesOf(token)))
        points.push({ value: base64url(token), offset, form: form(token) });
      break;
    case 130: {
      if (!token.startsWith('04') || !hex.test(token)) break;
      const bytes = Buffer.from(token, 'hex');
      if (isPublicPoint(bytes)) points.push({ value: bytes.toString('base64url'), offset, form: 'hex' });
      break;
    }
  }
}

function form(token: string): KeyForm {
  return /[+/]/.test(token) ? 'base64' : 'base64url';
}

function base64url(token: string): string {
  return token.replaceAll('+', '-').replaceAll('/', '_');
}

function bytesOf(token: string): Buffer {
  return Buffer.from(token, 'base64');
}

function readPems(text: Buffer, scalars: Candidate[], points: Candidate[]): void {
  for (let at = text.indexOf(DASHES); at !== -1; at = text.indexOf(DASHES, at + DASHES.length)) {
    readPem(text.toString('latin1', at, at + 1200), at, scalars, points);
  }
}

/** A PEM block as it stands in code: indented, in one line with `\n`, or as strings that are added up. */
function readPem(text: string, offset: number, scalars: Candidate[], points: Candidate[]): void {
  const block = /^-----BEGIN ((?:EC )?PRIVATE KEY|PUBLIC KEY)-----([\s\S]*?)-----END \1-----/.exec(text);
  if (block === null) return;
  const [, label = '', inner = ''] = block;
  const body = inner
    .replace(/\\r|\\n/g, '')
    .replace(/["'`]\s*\+\s*["'`]/g, '')
    .replace(/[^A-Za-z0-9+/=]/g, '');
  const pem = `-----BEGIN ${label}-----\n${body.replace(/.{64}/g, '$&\n')}\n-----END ${label}-----\n`;
  if (label === 'PUBLIC KEY') {
    const point = pointOfPem(pem);
    if (point !== undefined) points.push({ value: point, offset, form: 'pem' });
  } else {
    const scalar = scalarOfPem(pem);
    if (scalar !== undefined) scalars.push({ value: scalar.toString('base64url'), offset, form: 'pem' });
  }
}

function pointOfPem(pem: string): string | undefined {
  try {
    const key = createPublicKey(pem);
    if (key.asymmetricKeyDetails?.namedCurve !== 'prime256v1') return undefined;
    const { x = '', y = '' } = key.export({ format: 'jwk' });
    const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
    return isPublicPoint(point) ? point.toString('base64url') : undefined;
  } catch {
    return undefined;
  }
}
