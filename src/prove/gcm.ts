import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { closeServer, listenOnLoopback, trackSockets } from './loopback.ts';
import type { Device, Mcs } from './mcs.ts';
import { encodeMessage } from './protobuf.ts';
import { newToken, type Subscriptions } from './subscriptions.ts';

/** The two HTTP services that Chromium asks before it opens its MCS connection. */
export interface Gcm {
  /** For `--gcm-checkin-url`. */
  readonly checkinUrl: string;
  /** For `--gcm-registration-url`. */
  readonly registrationUrl: string;
  close(): Promise<void>;
}

const MAX_FORM_BYTES = 64 * 1024;

/**
 * Check-in (an identity for the device) and registration (a token for a subscription), as Chromium's google_apis/gcm/engine
 * asks for them: https://source.chromium.org/chromium/chromium/src/+/main:google_apis/gcm/
 */
export async function startGcm(subscriptions: Subscriptions, mcs: Mcs): Promise<Gcm> {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const body = await readBody(request, MAX_FORM_BYTES);
    if (request.method !== 'POST' || body === undefined) return response.writeHead(400).end();
    if (path === '/checkin') {
      response.writeHead(200, { 'content-type': 'application/x-protobuf' });
      return response.end(checkin());
    }
    if (path === '/register') {
      response.writeHead(200, { 'content-type': 'text/plain' });
      return response.end(register(request, new URLSearchParams(body.toString('utf8'))));
    }
    return response.writeHead(404).end();
  });
  trackSockets(server);

  function checkin(): Buffer {
    // Positive as a signed 64-bit number, never zero: zero means "not checked in".
    const identity = () => (randomBytes(8).readBigUInt64LE() & 0x7fff_ffff_ffff_ffffn) | 1n;
    const androidId = identity();
    return encodeMessage([
      [1, true],
      [3, Date.now()],
      [7, { fixed64: androidId }],
      [8, { fixed64: identity() }],
    ]);
  }

  function register(request: IncomingMessage, form: URLSearchParams): string {
    const deviceId =
      form.get('device') ?? /AidLogin (\d+)/.exec(request.headers.authorization ?? '')?.[1] ?? '';
    const device = mcs.device(deviceId);
    const subtype = form.get('X-subtype') ?? '';
    if (form.get('delete') === 'true') {
      for (const [token, address] of device.addresses) {
        if (address.subtype === subtype) subscriptions.end(token);
      }
      // What follows the equals sign is not looked at; without it Chromium asks again later.
      return `token=${form.get('appid') ?? ''}`;
    }
    return `token=${subscribe(device, form, subtype)}`;
  }

  function subscribe(device: Device, form: URLSearchParams, subtype: string): string {
    const sender = form.get('sender') ?? '';
    const app = form.get('app') ?? '';
    // Only push subscriptions are ours; other features of the browser get a token that leads nowhere.
    if (!subtype.startsWith('wp:')) return `unused:${newToken(24)}`;
    for (const [token, address] of device.addresses) {
      const repeated = address.subtype === subtype && address.sender === sender;
      if (repeated && subscriptions.find(token)?.active) return token;
    }
    const token = `${newToken(8)}:APA91b${newToken(96)}`;
    device.addresses.set(token, { sender, app, subtype });
    subscriptions.add({
      token,
      // Chromium builds this URL itself; fcm.googleapis.com is what Chrome builds say.
      endpoint: `https://jmt17.google.com/fcm/send/${token}`,
      applicationServerKey: sender === '' ? undefined : sender,
      userAgent: device,
    });
    return token;
  }

  const port = await listenOnLoopback(server);
  return {
    checkinUrl: `http://127.0.0.1:${port}/checkin`,
    registrationUrl: `http://127.0.0.1:${port}/register`,
    close: () => closeServer(server),
  };
}

async function readBody(request: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size <= limit) chunks.push(chunk);
  }
  return size <= limit ? Buffer.concat(chunks) : undefined;
}
