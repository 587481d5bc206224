import { randomUUID } from 'node:crypto';
import { createSecureServer, type Http2ServerRequest, type Http2ServerResponse } from 'node:http2';
import type { Socket } from 'node:net';
import type { CertificateAuthority } from './certificates.ts';
import type { EventLog } from './event-log.ts';
import { checkPushRequest, MAX_BODY_BYTES } from './push-request.ts';
import type { Subscriptions } from './subscriptions.ts';
import { findVendor, type Vendor, type VendorAnswer } from './vendors.ts';

/** An answer ordered in advance, instead of what the request deserves. */
export interface OrderedAnswer {
  /** 404, 410, 429, 500, 502, 503 … */
  readonly status: number;
  /** How many requests get it; default 1. */
  readonly times?: number;
  /** Only for this endpoint; default any. */
  readonly endpoint?: string;
  /** Seconds or an HTTP date, for the Retry-After header. */
  readonly retryAfter?: number | string;
}

/** The vendors' HTTPS push services, on connections that a proxy hands over. */
export interface VendorServer {
  accept(socket: Socket): void;
  order(answer: OrderedAnswer): void;
  close(): void;
}

/**
 * Answers as the vendor whose host was asked for (RFC 8030): judges the request, then delivers it. HTTP/2 or HTTP/1.1, whichever
 * the application server prefers, with certificates of the run's own authority.
 */
export function createVendorServer(
  log: EventLog,
  subscriptions: Subscriptions,
  authority: CertificateAuthority,
): VendorServer {
  const orders: { answer: OrderedAnswer; left: number }[] = [];
  const sockets = new Set<Socket>();
  const server = createSecureServer({
    allowHTTP1: true,
    SNICallback: (host, done) => done(null, authority.contextFor(host)),
    ...authority.credentialsFor('localhost'),
  });
  // Neither ends the service: an aborted request and a client that does not trust the authority.
  server.on('sessionError', () => {});
  server.on('tlsClientError', (_error, socket) => socket.destroy());

  server.on('request', async (request, response) => {
    const host = hostOf(request);
    const vendor = findVendor(host);
    if (!vendor) return finish(response, { status: 421, body: '' });
    const body = await readBody(request).catch(() => undefined);
    if (!body) return;
    finish(response, judge(vendor, host, request, body));
  });

  function judge(vendor: Vendor, host: string, request: Http2ServerRequest, body: Buffer): VendorAnswer {
    const origin = `https://${host}`;
    const { pathname } = new URL(request.url, origin);
    const token = vendor.tokenOf(pathname);
    const ordered = takeOrder(`${origin}${pathname}`);
    if (ordered) {
      const answer = vendor.fail(ordered.status);
      log.record({ kind: 'rejected', host, token, status: ordered.status, reason: 'Answered so by order.' });
      const retry: Record<string, string> =
        ordered.retryAfter === undefined ? {} : { 'retry-after': String(ordered.retryAfter) };
      return { ...answer, headers: { ...answer.headers, ...retry } };
    }

    const subscription = token === undefined ? undefined : subscriptions.find(token);
    // A token is good at the host and path it was given out with, and nowhere else.
    const here = subscription?.endpoint === `${origin}${pathname}` ? subscription : undefined;
    const verdict = checkPushRequest(
      { method: request.method, headers: request.headers, body, origin },
      here,
    );
    if ('refusal' in verdict) {
      const answer = vendor.refuse(verdict);
      log.record({ kind: 'rejected', host, token, status: answer.status, reason: verdict.reason });
      return answer;
    }

    const messageId = randomUUID();
    const accepted = here?.token ?? '';
    log.record({ kind: 'pushed', token: accepted, messageId, size: body.length, ...verdict });
    // After the answer, as with a real service: 201 says accepted, not delivered.
    setImmediate(() =>
      subscriptions.push({
        id: messageId,
        token: accepted,
        body,
        ttl: verdict.ttl,
        topic: verdict.topic,
        acceptedAt: Date.now(),
      }),
    );
    return {
      status: 201,
      headers: { location: `${origin}/m/${messageId}`, ttl: String(verdict.ttl) },
      body: '',
    };
  }

  function takeOrder(endpoint: string): OrderedAnswer | undefined {
    const index = orders.findIndex(
      ({ answer }) => answer.endpoint === undefined || answer.endpoint === endpoint,
    );
    const order = orders[index];
    if (!order) return undefined;
    order.left -= 1;
    if (order.left <= 0) orders.splice(index, 1);
    return order.answer;
  }

  return {
    accept(socket) {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      server.emit('connection', socket);
    },
    order(answer) {
      orders.push({ answer, left: answer.times ?? 1 });
    },
    close() {
      for (const socket of sockets) socket.destroy();
    },
  };
}

function hostOf(request: Http2ServerRequest): string {
  const authority = request.headers[':authority'] ?? request.headers.host ?? '';
  return String(authority).replace(/:443$/, '').toLowerCase();
}

/** The body, up to one byte more than is allowed: enough to see that it is too large. */
async function readBody(request: Http2ServerRequest): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    size += chunk.length;
  }
  return Buffer.concat(chunks);
}

function finish(response: Http2ServerResponse, answer: VendorAnswer): void {
  response.writeHead(answer.status, { ...answer.headers, 'content-length': Buffer.byteLength(answer.body) });
  response.end(answer.body);
}
