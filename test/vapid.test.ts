import { spawnSync } from 'node:child_process';
import { createECDH, createPublicKey, createVerify, type JsonWebKey } from 'node:crypto';
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import webpush from 'web-push';
import { generateVapidKeys } from '../src/vapid/generate-keys.ts';
import { isKeyPair, isPublicKey, padScalar, parsePrivateKey, publicKeyOf } from '../src/vapid/key-pair.ts';
import { checkSubject } from '../src/vapid/subject.ts';
import { plantedForms } from './support/planted-keys.ts';

describe('generateVapidKeys', () => {
  test('makes what web-push generate-vapid-keys --json prints', () => {
    const program = createRequire(import.meta.url).resolve('web-push/src/cli.js');
    const theirs = spawnSync(process.execPath, [program, 'generate-vapid-keys', '--json'], {
      encoding: 'utf8',
    });
    const shape = (pair: object) => Object.entries(pair).map(([name, value]) => [name, String(value).length]);
    expect(shape(generateVapidKeys())).toEqual(shape(JSON.parse(theirs.stdout)));
  });

  test('always makes 65 and 32 bytes of unpadded base64url', () => {
    for (let round = 0; round < 600; round++) {
      const { publicKey, privateKey } = generateVapidKeys();
      expect(publicKey).toMatch(/^B[A-Za-z0-9_-]{86}$/);
      expect(privateKey).toMatch(/^[A-Za-z0-9_-]{43}$/);
      expect(Buffer.from(privateKey, 'base64url')).toHaveLength(32);
    }
  });

  test('makes keys that web-push signs with, verifiably', () => {
    const { publicKey, privateKey } = generateVapidKeys();
    const { Authorization } = webpush.getVapidHeaders(
      'https://push.example.com',
      'mailto:ops@pushwright.dev',
      publicKey,
      privateKey,
      'aes128gcm',
    );
    const [, token = '', key] = /^vapid t=([^,]+), k=(.+)$/.exec(Authorization) ?? [];
    expect(key).toBe(publicKey);
    const [header, claims, signature = ''] = token.split('.');
    const point = Buffer.from(publicKey, 'base64url');
    const jwk: JsonWebKey = {
      kty: 'EC',
      crv: 'P-256',
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    };
    const verify = createVerify('SHA256').update(`${header}.${claims}`);
    const verifier = {
      key: createPublicKey({ key: jwk, format: 'jwk' }),
      dsaEncoding: 'ieee-p1363',
    } as const;
    expect(verify.verify(verifier, signature, 'base64url')).toBe(true);
  });
});

describe('key pairs', () => {
  const pair = generateVapidKeys();

  test('derives the public key', () => {
    expect(publicKeyOf(pair.privateKey)).toBe(pair.publicKey);
    expect(isKeyPair(pair)).toBe(true);
    expect(isKeyPair({ ...pair, privateKey: generateVapidKeys().privateKey })).toBe(false);
  });

  test('takes nothing for a key that is none', () => {
    const order = 'FFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551';
    for (const scalar of [
      Buffer.alloc(32),
      Buffer.alloc(32, 255),
      Buffer.from(order, 'hex'),
      Buffer.alloc(31, 1),
    ]) {
      expect(publicKeyOf(scalar.toString('base64url'))).toBeUndefined();
    }
    expect(publicKeyOf('your-private-key')).toBeUndefined();
    const bent = Buffer.from(pair.publicKey, 'base64url');
    bent[64] = (bent[64] as number) ^ 1;
    expect(isPublicKey(bent.toString('base64url'))).toBe(false);
    expect(isPublicKey(`${pair.publicKey}=`)).toBe(false);
    expect(isPublicKey(pair.publicKey)).toBe(true);
  });

  const whole = Object.entries(plantedForms).filter(([name]) => !/-JWK-[XY]|-BYTES/.test(name));
  test.each(whole)('reads a private key written as PUSHWRIGHT-PRIVATE-KEY%s', (_name, encode) => {
    expect(parsePrivateKey(encode(Buffer.from(pair.privateKey, 'base64url')))).toBe(pair.privateKey);
  });

  test('reads a JSON Web Key, and only of this curve', () => {
    const jwk = { kty: 'EC', crv: 'P-256', d: pair.privateKey };
    expect(parsePrivateKey(JSON.stringify(jwk))).toBe(pair.privateKey);
    expect(parsePrivateKey(JSON.stringify({ ...jwk, crv: 'secp256k1' }))).toBeUndefined();
    expect(parsePrivateKey('{')).toBeUndefined();
  });

  test('pads scalars that lost their leading zero', () => {
    const short = Buffer.alloc(31, 7);
    const ecdh = createECDH('prime256v1');
    ecdh.setPrivateKey(padScalar(short));
    const padded = parsePrivateKey(short.toString('base64url')) ?? '';
    expect(padded).toHaveLength(43);
    expect(publicKeyOf(padded)).toBe(ecdh.getPublicKey('base64url'));
  });
});

describe('checkSubject', () => {
  test.each([
    'mailto:ops@acme-chat.com',
    'https://acme-chat.com/contact',
    'MAILTO:a@b.co',
    'mailto:a@b.co?subject=push',
  ])('%s is fine', (subject) => expect(checkSubject(subject)).toBeUndefined());

  test.each([
    ['', 'empty'],
    ['mailto:<ops@acme-chat.com>', 'angle brackets'],
    ['mailto: ops@acme-chat.com', 'space'],
    ['ops@acme-chat.com', 'mailto:'],
    ['http://acme-chat.com', 'neither'],
    ['mailto:undefined', 'not a complete'],
    ['mailto:', 'not a complete'],
    ['https://', 'not a complete'],
    ['mailto:a@localhost', 'BadJwtToken'],
    ['https://localhost:3000', 'BadJwtToken'],
    ['mailto:a@nas.local', 'BadJwtToken'],
    ['mailto:a@x.invalid', 'BadJwtToken'],
    ['mailto:a@x.test', 'BadJwtToken'],
    ['https://192.168.0.4', 'BadJwtToken'],
    ['https://[::1]/', 'BadJwtToken'],
    ['mailto:a@intranet', 'BadJwtToken'],
    ['mailto:you@example.com', 'placeholder'],
    ['mailto:you@mail.example.org', 'placeholder'],
    ['mailto:you@shop.example', 'placeholder'],
  ])('%s is refused', (subject, part) => expect(checkSubject(subject)).toContain(part));
});
