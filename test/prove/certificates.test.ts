import { createHash, createPublicKey, X509Certificate } from 'node:crypto';
import { connect, createServer, type TLSSocket } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { createCertificateAuthority } from '../../src/prove/certificates.ts';
import { der, integer, objectIdentifier } from '../../src/prove/der.ts';
import { listenOnLoopback } from '../../src/prove/loopback.ts';

describe('der', () => {
  it('uses the long form of a length only where it is needed', () => {
    expect(der(0x04, Buffer.alloc(127)).subarray(0, 2).toString('hex')).toBe('047f');
    expect(der(0x04, Buffer.alloc(128)).subarray(0, 3).toString('hex')).toBe('048180');
    expect(der(0x04, Buffer.alloc(300)).subarray(0, 4).toString('hex')).toBe('0482012c');
  });

  it('writes integers without needless bytes and never negative', () => {
    expect(integer(Buffer.from([0, 0, 5])).toString('hex')).toBe('020105');
    expect(integer(Buffer.from([0x80])).toString('hex')).toBe('02020080');
    expect(integer(Buffer.from([0])).toString('hex')).toBe('020100');
  });

  it('writes object identifiers', () => {
    // sha256WithRSAEncryption: RFC 8017, appendix C.
    expect(objectIdentifier('1.2.840.113549.1.1.11').toString('hex')).toBe('06092a864886f70d01010b');
  });
});

describe('certificate authority', () => {
  const authority = createCertificateAuthority();
  const ca = new X509Certificate(authority.pem);
  const leaf = new X509Certificate(authority.credentialsFor('updates.push.services.mozilla.com').cert);
  const closing: (() => void)[] = [];
  afterEach(() => {
    for (const close of closing.splice(0)) close();
  });

  it('signs certificates for the host that was asked for', () => {
    expect(ca.ca).toBe(true);
    expect(leaf.ca).toBe(false);
    expect(leaf.checkIssued(ca)).toBe(true);
    expect(leaf.verify(ca.publicKey)).toBe(true);
    expect(leaf.checkHost('updates.push.services.mozilla.com')).toBe('updates.push.services.mozilla.com');
    expect(leaf.checkHost('fcm.googleapis.com')).toBeUndefined();
    expect(leaf.keyUsage).toEqual(['1.3.6.1.5.5.7.3.1']);
  });

  it('is made anew each time and lasts a day', () => {
    expect(createCertificateAuthority().pem).not.toBe(authority.pem);
    const hours = (Date.parse(ca.validTo) - Date.parse(ca.validFrom)) / 3_600_000;
    expect(hours).toBe(25);
  });

  it('names the key that Chromium may pin', () => {
    const spki = createPublicKey(leaf.publicKey.export({ type: 'spki', format: 'pem' }));
    const bytes = spki.export({ type: 'spki', format: 'der' });
    expect(authority.leafSpkiHash).toBe(createHash('sha256').update(bytes).digest('base64'));
  });

  const handshake = async (host: string, ca?: string) => {
    const server = createServer({
      ...authority.credentialsFor('localhost'),
      SNICallback: (name, done) => done(null, authority.contextFor(name)),
    });
    const port = await listenOnLoopback(server);
    closing.push(() => server.close());
    return new Promise<TLSSocket>((resolve, reject) => {
      const socket = connect({ port, host: '127.0.0.1', servername: host, ca });
      closing.push(() => socket.destroy());
      socket.once('secureConnect', () => resolve(socket));
      socket.once('error', reject);
    });
  };

  it('is trusted by a client that was given it', async () => {
    const socket = await handshake('fcm.googleapis.com', authority.pem);
    expect(socket.authorized).toBe(true);
  });

  it('is trusted by nobody else', async () => {
    await expect(handshake('fcm.googleapis.com')).rejects.toThrow(/self-signed|unable to/);
  });

  it('makes certificates for addresses', () => {
    const own = new X509Certificate(authority.credentialsFor('127.0.0.1').cert);
    expect(own.checkIP('127.0.0.1')).toBe('127.0.0.1');
  });
});
