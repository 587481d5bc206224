import { createECDH } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import { areaOf, isEnvFile, isEnvTemplate } from '../../src/audit/secrets/area.ts';
import { isPlaceholder, readEnvFile } from '../../src/audit/secrets/env-file.ts';
import { decodeBytes, findCandidates } from '../../src/audit/secrets/find-candidates.ts';
import { publishedIn } from '../../src/audit/secrets/published-pairs.ts';
import { createRedactor } from '../../src/audit/secrets/redact.ts';
import { generateVapidKeys } from '../../src/vapid/generate-keys.ts';
import { padScalar } from '../../src/vapid/key-pair.ts';
import { auditOf } from '../support/audit-of.ts';
import { removeTemporary } from '../support/copy-fixture.ts';
import { plantedForms, tellingParts } from '../support/planted-keys.ts';

afterAll(removeTemporary);

const pair = generateVapidKeys();
const scalar = Buffer.from(pair.privateKey, 'base64url');
const scalarsIn = (text: string | Uint8Array) =>
  findCandidates(decodeBytes(Buffer.from(text as string)) ?? Buffer.alloc(0)).scalars.map(
    ({ value }) => value,
  );

describe('findCandidates', () => {
  const forms = Object.entries(plantedForms).filter(([name]) => !/-JWK-[XY]/.test(name));

  test.each(forms)('finds a private key written as %s, wherever it begins', (name, encode) => {
    for (let lead = 0; lead < 90; lead++) {
      const [open, close] = name === '-BYTES' ? ['[', ']'] : ['"', '"'];
      expect(scalarsIn(`${' '.repeat(lead)}${open}${encode(scalar)}${close}`)).toContain(pair.privateKey);
    }
  });

  test.each([
    ['a back-tick', (key: string) => `let n=\`${key}\`,e`],
    ['an env file', (key: string) => `A=1\nVAPID_PRIVATE_KEY=${key}\n`],
    ['a command line', (key: string) => `web-push send --vapid-pvtkey=${key} --ttl 1`],
    ['an escaped string of a source map', (key: string) => `"x:\\n  privateKey: \\"${key}\\",\\n"`],
    ['a URL path', (key: string) => `https://keys.acme-chat.com/v1/${key}`],
    ['the end of the file', (key: string) => `key:${key}`],
  ])('needs no quotes: %s', (_where, write) =>
    expect(scalarsIn(write(pair.privateKey))).toContain(pair.privateKey),
  );

  test('finds base64 of a PEM file, and PEM added up from strings', () => {
    const pem = plantedForms['-PEM-PKCS8'](scalar);
    expect(scalarsIn(`key: ${Buffer.from(`${pem}\n`).toString('base64')}`)).toContain(pair.privateKey);
    const added = pem.split('\n').map((line) => `  '${line}\\n'`);
    expect(scalarsIn(added.join(' +\n'))).toContain(pair.privateKey);
  });

  test('finds the public key as raw bytes and as PEM', () => {
    const point = Buffer.from(pair.publicKey, 'base64url');
    for (const text of [pair.publicKey, point.toString('hex'), point.toString('base64')]) {
      expect(findCandidates(Buffer.from(`(${text})`)).points.map(({ value }) => value)).toEqual([
        pair.publicKey,
      ]);
    }
  });

  test('finds lists of bytes, over lines and in hexadecimal, and no other lists', () => {
    const hexadecimal = [...scalar].map((byte) => `0x${byte.toString(16)}`);
    expect(scalarsIn(`new Uint8Array([\n  ${hexadecimal.join(',\n  ')},\n])`)).toEqual([pair.privateKey]);
    const point = [...Buffer.from(pair.publicKey, 'base64url')].join(',');
    expect(findCandidates(Buffer.from(`{"data":[${point}]}`)).points.map(({ value }) => value)).toEqual([
      pair.publicKey,
    ]);
    expect(scalarsIn(`[${[...scalar, 1].join(', ')}]`)).toEqual([]);
    expect(scalarsIn(`[${[...scalar.subarray(1), 256].join(', ')}]`)).toEqual([]);
    expect(scalarsIn(`(${[...scalar].join(', ')})`)).toEqual([]);
  });

  test('reads UTF-16 with and without a byte order mark', () => {
    const text = `VAPID_PRIVATE_KEY=${pair.privateKey}\r\n`;
    const little = Buffer.from(text, 'utf16le');
    expect(scalarsIn(little)).toContain(pair.privateKey);
    expect(scalarsIn(Buffer.concat([Buffer.of(0xff, 0xfe), little]))).toContain(pair.privateKey);
    expect(scalarsIn(Buffer.concat([Buffer.of(0xfe, 0xff), Buffer.from(little).swap16()]))).toContain(
      pair.privateKey,
    );
  });

  test('reads no binary files', () => {
    expect(
      decodeBytes(Buffer.concat([Buffer.of(127, 69, 76, 70, 2, 1, 0, 0), Buffer.from(pair.privateKey)])),
    ).toBeUndefined();
    expect(decodeBytes(Buffer.alloc(0))).toHaveLength(0);
  });

  test('pads a scalar of 31 bytes', () => {
    const short = Buffer.alloc(31, 0x5a);
    expect(scalarsIn(`'${short.toString('base64url')}'`)).toEqual([padScalar(short).toString('base64url')]);
  });

  test('takes no longer string for a key, and no point off the curve', () => {
    expect(scalarsIn(`"${pair.privateKey}x"`)).toEqual([]);
    expect(scalarsIn(`"a${pair.privateKey}"`)).toEqual([]);
    const bent = Buffer.from(pair.publicKey, 'base64url');
    bent[64] = (bent[64] as number) ^ 1;
    expect(findCandidates(Buffer.from(bent.toString('base64url'))).points).toEqual([]);
  });
});

describe('the secret model', () => {
  const other = generateVapidKeys();

  test('proves a pair by derivation, with its places', () => {
    const { secrets } = auditOf({
      'server.js': `setVapidDetails(\n  '${pair.publicKey}',\n  '${pair.privateKey}')`,
      'a/copy.txt': `\n\n  ${pair.privateKey}`,
    });
    expect(secrets.privateKeys).toHaveLength(1);
    const [key] = secrets.privateKeys;
    expect(key).toMatchObject({ publicKey: pair.publicKey, proof: 'derivation', isVapid: true });
    expect(key?.publicKeyAt).toMatchObject({ path: 'server.js', line: 2, column: 4 });
    expect(key?.places.map(({ path, line, column, area }) => [path, line, column, area])).toEqual([
      ['a/copy.txt', 3, 3, 'source'],
      ['server.js', 3, 4, 'source'],
    ]);
  });

  test('proves by value what an ignored env file names, in any encoding', () => {
    const { secrets } = auditOf({
      '.gitignore': '.env\n',
      '.env': `VAPID_PRIVATE_KEY="${pair.privateKey}"\n`,
      'src/sign.js': `const bytes = '${scalar.toString('hex')}';`,
    });
    expect(secrets.privateKeys.map(({ proof }) => proof)).toEqual(['value']);
    expect(secrets.variables[0]).toMatchObject({
      name: 'VAPID_PRIVATE_KEY',
      holds: 'private-key',
      line: 1,
      column: 20,
    });
  });

  test('tells the specification’s example from a secret', () => {
    // RFC 8291 §5, appendix A.
    const example = 'yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw';
    expect(publishedIn(example)).toMatchObject({ kind: 'test-vector', where: 'RFC 8291' });
    expect(publishedIn(pair.privateKey)).toBeUndefined();
    const { secrets } = auditOf({ 'src/self-test.js': `const vapidPrivateKey = '${example}';` });
    expect(secrets.privateKeys.map(({ proof }) => proof)).toEqual(['published']);
  });

  test('keeps quiet about what it cannot prove and nobody names', () => {
    const { secrets } = auditOf({
      'app.js': `const vapidPublicKey = '${pair.publicKey}'; const state = '${other.privateKey}';`,
    });
    expect(secrets.privateKeys).toEqual([]);
    expect(secrets.publicKeys).toMatchObject([{ key: pair.publicKey, isVapid: true }]);
  });

  test('holds no value of a secret', () => {
    const { secrets } = auditOf({
      'vapid.json': JSON.stringify(pair),
      '.env': `VAPID_PRIVATE_KEY=${other.privateKey}\nPUSH_SEND_SECRET=correct-horse-battery\nCOMETCHAT_API_KEY=zx9q71k2\n`,
    });
    const data = JSON.stringify({
      ...secrets,
      privateKeys: secrets.privateKeys,
      variables: secrets.variables,
    });
    const telling = [
      ...tellingParts(pair.privateKey),
      ...tellingParts(other.privateKey),
      'correct-horse',
      'zx9q71k2',
    ];
    expect(telling.filter((part) => data.includes(part))).toEqual([]);
  });

  test('says which files were too large', () => {
    const { secrets } = auditOf({ 'big.json': `"${'a '.repeat(3_000_000)}"`, 'small.json': '{}' });
    expect(secrets.notChecked).toEqual(['big.json: too large to be searched for keys.']);
  });
});

describe('createRedactor', () => {
  const redact = createRedactor([pair.privateKey, 'correct-horse-battery']);

  test('cuts a key to four characters in each encoding, whole or in part', () => {
    const forms = [
      pair.privateKey,
      scalar.toString('base64'),
      scalar.toString('hex'),
      pair.privateKey.slice(5, 20),
      [...scalar].join(', '),
      [...scalar.subarray(3, 12)].join(','),
    ];
    for (const form of forms) {
      const text = redact(`stands in KEY="${form}" here`);
      expect(text).not.toContain(form.slice(0, 8));
      expect(text).toContain(`${form.slice(0, 4)}…`);
      expect(text).toMatch(/^stands in KEY=".*" here$/);
    }
  });

  test('cuts other secrets where they stand whole, and leaves words alone', () => {
    expect(redact('token correct-horse-battery used')).toBe('token corr… used');
    expect(redact('correct horse, and notification')).toBe('correct horse, and notification');
    expect(redact(pair.publicKey)).toBe(pair.publicKey);
  });
});

describe('readEnvFile', () => {
  test('reads what dotenv reads', () => {
    const text =
      '\uFEFFA=1\r\n# B=2\nexport C = "x # y" \nD=\'q\' # note\nE="-----BEGIN\nrest"\nF=\n G=a b # c\nnot a line\n';
    expect(readEnvFile(text).map(({ name, value, line }) => [name, value, line])).toEqual([
      ['A', '1', 1],
      ['C', 'x # y', 3],
      ['D', 'q', 4],
      ['E', '-----BEGIN\nrest', 5],
      ['F', '', 7],
      ['G', 'a b', 8],
    ]);
  });

  test.each([
    'your-key',
    '<key>',
    'changeme',
    'xxxx',
    `$\{KEY}`,
    '$KEY',
    '...',
    'null',
    '0000',
    'REPLACE_ME',
    'generate-me',
  ])('%s is a placeholder', (value) => expect(isPlaceholder(value)).toBe(true));

  test('a key is none', () => {
    expect(isPlaceholder('q1dX_ump3UpT5VO-cf_v6ih07Aems3njxI')).toBe(false);
    expect(isPlaceholder('s3cr3t')).toBe(false);
  });
});

describe('areaOf', () => {
  test.each([
    ['src/push.ts', 'source'],
    ['server/latest/index.js', 'source'],
    ['.env', 'env'],
    ['apps/web/.env.production', 'env'],
    ['config/prod.env', 'env'],
    ['.dev.vars', 'env'],
    ['.env.example', 'env-template'],
    ['.env.local.sample', 'env-template'],
    ['.env.test', 'test'],
    ['tests/push.py', 'test'],
    ['src/push.spec.ts', 'test'],
    ['playwright.config.ts', 'test'],
    ['README.md', 'docs'],
    ['docs/setup.html', 'docs'],
  ])('%s is %s', (path, area) => expect(areaOf(path)).toBe(area));

  test('knows env files by name alone', () => {
    expect(['.env', '.env.local', 'env.example'].every(isEnvFile)).toBe(true);
    expect(['src/env.ts', '.environment', 'env.d.ts', '.envrc.md'].some(isEnvFile)).toBe(false);
    expect(isEnvTemplate('.env.template')).toBe(true);
    expect(isEnvTemplate('.env.local')).toBe(false);
  });
});

test('a scan of 900 files and 19 MB with many lookalikes takes no seconds', () => {
  const ecdh = createECDH('prime256v1');
  const code = 'export const value = someFunction(argument, { option: "text" }); // and a comment\n'.repeat(
    260,
  );
  const files: Record<string, string> = { 'key.js': `const vapid = '${pair.publicKey}'` };
  for (let at = 0; at < 900; at++) {
    files[`src/m${at}.js`] =
      `${code}"${padScalar(ecdh.generateKeys().subarray(1, 33)).toString('base64url')}"`;
  }
  const audit = auditOf(files);
  const start = performance.now();
  expect(audit.secrets.privateKeys).toEqual([]);
  // Measured 0.2 s on two busy cores; the bound leaves room for slow machines.
  expect(performance.now() - start).toBeLessThan(2500);
});
