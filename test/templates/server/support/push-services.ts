import { createECDH, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createCertificateAuthority } from '../../../../src/prove/certificates.ts';

/** What a push service was sent. */
export interface Received {
  readonly host: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  readonly at: number;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Record<string, string>;
  readonly body?: string;
}

type Respond = (request: Received) => ServiceAnswer | 'hang' | Promise<ServiceAnswer | 'hang'>;

export interface PushServices {
  /** For PUSH_PROXY. */
  readonly proxy: string;
  /** For NODE_EXTRA_CA_CERTS. */
  readonly certificate: string;
  readonly received: Received[];
  /** What tunnels were asked for, refused ones too. */
  readonly tunnels: { readonly target: string; readonly authorization: string | undefined }[];
  /** How a host answers; 201 until it is told otherwise. */
  answer(host: string, respond: Respond): void;
  /** The most requests that one host had unanswered at a time. */
  mostOpen(host: string): number;
  reset(): void;
  close(): Promise<void>;
}

export const hosts = {
  fcm: 'fcm.googleapis.com',
  mozilla: 'updates.push.services.mozilla.com',
  apple: 'web.push.apple.com',
  windows: 'wns2-par02p.notify.windows.com',
};

/**
 * All push services on loopback: a proxy whose CONNECT ends in a TLS server that has a certificate for each of them,
 * signed by an authority made for this run.
 */
export async function startPushServices(): Promise<PushServices> {
  const folder = mkdtempSync(join(tmpdir(), 'pushwright-ca-'));
  const certificate = join(folder, 'ca.pem');
  const authority = createCertificateAuthority();
  writeFileSync(certificate, authority.pem);

  const received: Received[] = [];
  const tunnels: PushServices['tunnels'] = [];
  const responders = new Map<string, Respond>();
  const open = new Map<string, number>();
  const most = new Map<string, number>();
  const sockets = new Set<Socket>();

  const services = createTlsServer(
    { SNICallback: (host, done) => done(null, authority.contextFor(host)) },
    async (request, response) => {
      const host = request.headers.host ?? '';
      const now = (open.get(host) ?? 0) + 1;
      open.set(host, now);
      most.set(host, Math.max(most.get(host) ?? 0, now));
      let isOpen = true;
      const leave = () => {
        if (isOpen) open.set(host, (open.get(host) ?? 1) - 1);
        isOpen = false;
      };
      response.on('close', leave);
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      const { url: path = '', headers } = request;
      const got = { host, path, headers, body: Buffer.concat(chunks), at: Date.now() };
      received.push(got);
      const answer = await (responders.get(host)?.(got) ?? { status: 201 });
      if (answer === 'hang') return;
      // Before the answer goes out: its receiver may send the next request before this end hears of the close.
      leave();
      response.writeHead(answer.status, answer.headers).end(answer.body);
    },
  );

  const proxy = createServer((_request, response) => response.writeHead(405).end());
  proxy.on('connect', (request, socket: Socket) => {
    const { 'proxy-authorization': authorization } = request.headers;
    tunnels.push({ target: request.url ?? '', authorization });
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    if (!Object.values(hosts).some((host) => request.url === `${host}:443`)) {
      socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    services.emit('connection', socket);
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo;

  return {
    proxy: `http://127.0.0.1:${port}`,
    certificate,
    received,
    tunnels,
    answer: (host, respond) => void responders.set(host, respond),
    mostOpen: (host) => most.get(host) ?? 0,
    reset() {
      received.length = 0;
      tunnels.length = 0;
      responders.clear();
      most.clear();
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => proxy.close(resolve));
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A browser as far as a push service and a server can tell: a subscription, and the keys that read what is sent to it. */
export function makeBrowser(host: string = hosts.fcm, token = randomBytes(16).toString('hex')) {
  const ecdh = createECDH('prime256v1');
  const p256dh = ecdh.generateKeys('base64url');
  const auth = randomBytes(16);
  const path = `/fcm/send/${token}`;
  return {
    path,
    endpoint: `https://${host}${path}`,
    subscription: {
      endpoint: `https://${host}${path}`,
      expirationTime: null,
      keys: { p256dh, auth: auth.toString('base64url') },
    },
    /** Decrypts with http_ece, another implementation of RFC 8188 and 8291 than the sender's caller. */
    read(received: Received): unknown {
      const ece = createRequire(import.meta.url)('http_ece') as {
        decrypt(body: Buffer, options: object): Buffer;
      };
      const plain = ece.decrypt(received.body, { version: 'aes128gcm', privateKey: ecdh, authSecret: auth });
      return JSON.parse(plain.toString('utf8'));
    },
  };
}
