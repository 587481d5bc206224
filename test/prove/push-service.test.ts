import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type IncomingHttpHeaders, request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { connect as connectTls, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webpush from 'web-push';
import { WebSocket } from 'ws';
import { decodeMessage, decodeVarint, encodeMessage, encodeVarint } from '../../src/prove/protobuf.ts';
import { type PushService, startPushService } from '../../src/prove/push-service.ts';

const keys = webpush.generateVAPIDKeys();
const vapidDetails = { subject: 'mailto:push@example.com', ...keys };
let service: PushService;
let ca: string;

beforeAll(async () => {
  service = await startPushService();
  ca = await readFile(service.caFile, 'utf8');
});
afterAll(() => service.close());

/** Firefox's side of the conversation. */
async function connectFirefox(uaid?: string) {
  const socket = new WebSocket(service.browserAddresses.autopush, 'push-notification');
  const inbox: Record<string, unknown>[] = [];
  let wake = () => {};
  socket.on('message', (data) => {
    inbox.push(JSON.parse(String(data)));
    wake();
  });
  await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
  /** The next message of that type; an empty object, the answer to a ping, has none. */
  const receive = async (messageType?: string): Promise<Record<string, unknown>> => {
    for (;;) {
      const index = inbox.findIndex((message) => message.messageType === messageType);
      const [message] = index < 0 ? [] : inbox.splice(index, 1);
      if (message) return message;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const send = (message: object) => socket.send(JSON.stringify(message));
  send({ messageType: 'hello', uaid, broadcasts: {}, use_webpush: true });
  const hello = await receive('hello');
  return {
    hello,
    receive,
    send,
    async register(channelID: string, key: string | undefined = keys.publicKey) {
      send({ messageType: 'register', channelID, key });
      return (await receive('register')) as { pushEndpoint: string; status: number; channelID: string };
    },
    close: () => new Promise((resolve) => socket.once('close', resolve).close()),
  };
}

/** A tunnel through the proxy; `undefined` with the status when it is refused. */
function tunnel(target: string): Promise<{ status: number; socket: Socket }> {
  const { hostname, port } = new URL(service.proxyUrl);
  return new Promise((resolve, reject) => {
    request({ host: hostname, port, method: 'CONNECT', path: target })
      .once('connect', (response, socket) =>
        resolve({ status: response.statusCode ?? 0, socket: socket as Socket }),
      )
      .once('error', reject)
      .end();
  });
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Request {
  readonly method?: string;
  readonly headers?: Record<string, string | undefined>;
  readonly body?: Buffer;
}

/** A push as web-push makes it, with headers changed or (undefined) taken away, over HTTP/1.1. */
async function push(
  endpoint: string,
  { method = 'POST', headers = {}, body }: Request = {},
): Promise<Answer> {
  const url = new URL(endpoint);
  const details = webpush.generateRequestDetails({ endpoint, keys: browserKeys() }, 'hello', {
    vapidDetails,
    TTL: 60,
  });
  const merged = Object.entries({ ...details.headers, ...headers }).filter(
    ([, value]) => value !== undefined,
  );
  const payload = body ?? (details.body as Buffer);
  const { socket } = await tunnel(`${url.host}:443`);
  const secure = connectTls({ socket, servername: url.host, ca });
  return new Promise((resolve, reject) => {
    const outgoing = httpsRequest({
      method,
      path: url.pathname,
      createConnection: () => secure,
      headers: { ...Object.fromEntries(merged), host: url.host, 'Content-Length': String(payload.length) },
    });
    outgoing.once('error', reject);
    outgoing.once('response', async (response) => {
      let text = '';
      for await (const chunk of response) text += chunk;
      secure.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
    });
    outgoing.end(payload);
  });
}

/** A browser's half of the encryption; nothing here decrypts. */
function browserKeys() {
  const { publicKey } = webpush.generateVAPIDKeys();
  return { p256dh: publicKey, auth: Buffer.alloc(16, 1).toString('base64url') };
}

describe('Firefox’s protocol', () => {
  it('greets, registers, answers pings and takes a channel back', async () => {
    const firefox = await connectFirefox();
    expect(firefox.hello).toMatchObject({ messageType: 'hello', status: 200, use_webpush: true });
    const registered = await firefox.register('channel-1');
    expect(registered).toMatchObject({ messageType: 'register', channelID: 'channel-1', status: 200 });
    expect(registered.pushEndpoint).toMatch(
      /^https:\/\/updates\.push\.services\.mozilla\.com\/wpush\/v2\/gAAAAA/,
    );
    expect((await firefox.register('channel-1')).pushEndpoint).toBe(registered.pushEndpoint);
    firefox.send({});
    expect(await firefox.receive()).toEqual({});
    firefox.send({ messageType: 'unregister', channelID: 'channel-1', code: 200 });
    expect(await firefox.receive('unregister')).toMatchObject({ channelID: 'channel-1', status: 200 });
    expect((await push(registered.pushEndpoint)).status).toBe(410);
    await firefox.close();
  });

  it('takes a padded key for the same one', async () => {
    const firefox = await connectFirefox();
    const { pushEndpoint } = await firefox.register('padded', `${keys.publicKey}=`);
    expect((await push(pushEndpoint)).status).toBe(201);
    await firefox.close();
  });

  it('delivers, and hears what became of it, twice if need be', async () => {
    const firefox = await connectFirefox();
    const { pushEndpoint } = await firefox.register('channel-2');
    const since = service.events.length;
    expect((await push(pushEndpoint)).status).toBe(201);
    const message = await firefox.receive('notification');
    expect(message).toMatchObject({
      messageType: 'notification',
      channelID: 'channel-2',
      headers: { encoding: 'aes128gcm' },
    });
    expect(Buffer.from(String(message.data), 'base64url').length).toBeGreaterThan(100);
    firefox.send({
      messageType: 'ack',
      updates: [{ channelID: 'channel-2', version: message.version, code: 100 }],
    });
    firefox.send({ messageType: 'nack', version: message.version, code: 301 });
    await service.waitFor('acknowledged', 2_000, undefined, since);
    expect(await service.waitFor('nacked', 2_000, undefined, since)).toMatchObject({ code: 301 });
    await firefox.close();
  });

  it('keeps a message for a browser that is away, unless its TTL is zero or a newer one has its topic', async () => {
    const firefox = await connectFirefox();
    const { pushEndpoint } = await firefox.register('channel-3');
    await firefox.close();
    const since = service.events.length;
    await push(pushEndpoint, { headers: { TTL: '0' } });
    await push(pushEndpoint, { headers: { Topic: 'news' } });
    await push(pushEndpoint, { headers: { Topic: 'news' } });
    const dropped = service.events
      .slice(since)
      .flatMap((event) => (event.kind === 'dropped' ? [event.reason] : []));
    expect(dropped).toEqual(['ttl', 'topic']);
    const pushed = service.events.slice(since).filter((event) => event.kind === 'pushed');
    const back = await connectFirefox(String(firefox.hello.uaid));
    expect(back.hello.uaid).toBe(firefox.hello.uaid);
    expect(await back.receive('notification')).toMatchObject({ version: pushed[2]?.messageId });
    back.send({});
    expect(await back.receive()).toEqual({});
    await back.close();
  });

  it('gives a stranger’s id a new one', async () => {
    const firefox = await connectFirefox('somebody-elses');
    expect(firefox.hello.uaid).not.toBe('somebody-elses');
    await firefox.close();
  });
});

describe('the vendor', () => {
  let endpoint: string;
  let firefox: Awaited<ReturnType<typeof connectFirefox>>;
  beforeAll(async () => {
    firefox = await connectFirefox();
    endpoint = (await firefox.register('judged')).pushEndpoint;
  });
  afterAll(() => firefox.close());

  it('answers 201 with the message’s address', async () => {
    const answer = await push(endpoint);
    expect(answer).toMatchObject({ status: 201, headers: { ttl: '60' } });
    expect(answer.headers.location).toMatch(/^https:\/\/updates\.push\.services\.mozilla\.com\/m\//);
  });

  it.each([
    ['a GET', { method: 'GET' }, 405, 999],
    ['no TTL', { headers: { TTL: undefined } }, 400, 111],
    ['a TTL that is no whole number', { headers: { TTL: '1.5' } }, 400, 111],
    ['a negative TTL', { headers: { TTL: '-1' } }, 400, 111],
    ['a topic of 33 characters', { headers: { Topic: 'x'.repeat(33) } }, 400, 113],
    ['a topic with a dot', { headers: { Topic: 'a.b' } }, 400, 113],
    ['an urgency of its own', { headers: { Urgency: 'urgent' } }, 400, 110],
    ['the old encoding', { headers: { 'Content-Encoding': 'aesgcm' } }, 400, 110],
    ['no encoding', { headers: { 'Content-Encoding': undefined } }, 400, 110],
    ['a body that is not encrypted', { body: Buffer.from('{"title":"hello"}') }, 400, 110],
    ['4097 bytes', { body: Buffer.alloc(4097) }, 413, 104],
    ['no credentials', { headers: { Authorization: undefined } }, 401, 109],
  ] satisfies [string, Request, number, number][])('refuses %s', async (_what, request, status, errno) => {
    const since = service.events.length;
    const answer = await push(endpoint, request);
    expect(answer.status).toBe(status);
    expect(JSON.parse(answer.body)).toMatchObject({ code: status, errno });
    const rejected = await service.waitFor('rejected', 1_000, undefined, since);
    expect(rejected).toMatchObject({ host: 'updates.push.services.mozilla.com', status });
    expect(rejected.reason).toMatch(/\.$/);
  });

  it('accepts a push without a body', async () => {
    const headers = { 'Content-Encoding': undefined, 'Content-Type': undefined };
    expect((await push(endpoint, { headers, body: Buffer.alloc(0) })).status).toBe(201);
  });

  it('does not know an endpoint at another vendor’s host', async () => {
    const token = endpoint.slice(endpoint.lastIndexOf('/') + 1);
    const answer = await push(`https://fcm.googleapis.com/fcm/send/${token}`);
    expect(answer.status).toBe(404);
    expect(answer.body).toContain('valid push subscription endpoint');
  });

  it('orders are for one endpoint or for any, for as often as was said', async () => {
    const other = (await firefox.register('other')).pushEndpoint;
    service.answerNext({ status: 410, endpoint: other });
    service.answerNext({ status: 503, times: 2, retryAfter: 120 });
    expect((await push(endpoint)).status).toBe(503);
    expect((await push(other)).status).toBe(410);
    const second = await push(other);
    expect(second.status).toBe(503);
    expect(second.headers['retry-after']).toBe('120');
    expect(JSON.parse(second.body)).toMatchObject({ code: 503, errno: 201 });
    expect((await push(other)).status).toBe(201);
  });

  it('speaks HTTP/2 as well', async () => {
    const { host, pathname } = new URL(endpoint);
    const { socket } = await tunnel(`${host}:443`);
    const secure = connectTls({ socket, servername: host, ca, ALPNProtocols: ['h2'] });
    const session = connectHttp2(`https://${host}`, { createConnection: () => secure });
    const details = webpush.generateRequestDetails({ endpoint, keys: browserKeys() }, 'hello', {
      vapidDetails,
    });
    const headers = Object.fromEntries(
      Object.entries(details.headers).map(([name, value]) => [name.toLowerCase(), value]),
    );
    const stream = session.request({ ':method': 'POST', ':path': pathname, ...headers });
    const status = new Promise((resolve, reject) => {
      stream.once('response', (answer) => resolve(answer[':status'])).once('error', reject);
    });
    stream.end(details.body);
    expect(await status).toBe(201);
    session.destroy();
  });
});

describe('the proxy', () => {
  it.each([
    'example.com:443',
    'fcm.googleapis.com:80',
    'evil-fcm.googleapis.com.example:443',
    '127.0.0.1:22',
  ])('leads nowhere for %s', async (target) => {
    const since = service.events.length;
    const { status, socket } = await tunnel(target);
    socket.destroy();
    expect(status).toBe(502);
    expect(await service.waitFor('refused-host', 1_000, undefined, since)).toMatchObject({ host: target });
  });

  it('forwards no plain request', async () => {
    const { hostname, port } = new URL(service.proxyUrl);
    const status = await new Promise((resolve, reject) => {
      request({ host: hostname, port, path: 'http://example.com/' }, (response) =>
        resolve(response.resume().statusCode),
      )
        .once('error', reject)
        .end();
    });
    expect(status).toBe(502);
  });
});

/** Chromium's side: packets in, packets out. */
async function connectChromium(device: { id: string; token: string }, received: readonly string[] = []) {
  const { port } = new URL(service.browserAddresses.mcs);
  const socket: TLSSocket = connectTls({
    port: Number(port),
    host: '127.0.0.1',
    servername: 'localhost',
    ca,
  });
  const inbox: { tag: number; body: Buffer }[] = [];
  const waiting: ((packet: { tag: number; body: Buffer }) => void)[] = [];
  let buffer: Buffer = Buffer.alloc(0);
  let first = true;
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    if (first) {
      expect(buffer[0]).toBe(41);
      buffer = buffer.subarray(1);
      first = false;
    }
    for (let length = decodeVarint(buffer, 1); length; length = decodeVarint(buffer, 1)) {
      const end = length.end + Number(length.value);
      if (buffer.length < end) return;
      const packet = { tag: buffer[0] ?? -1, body: buffer.subarray(length.end, end) };
      buffer = buffer.subarray(end);
      const next = waiting.shift();
      if (next) next(packet);
      else inbox.push(packet);
    }
  });
  const send = (tag: number, body: Buffer, version = Buffer.alloc(0)) =>
    socket.write(Buffer.concat([version, Buffer.from([tag]), encodeVarint(body.length), body]));
  const receive = async () =>
    inbox.shift() ?? new Promise<{ tag: number; body: Buffer }>((resolve) => waiting.push(resolve));
  await new Promise((resolve, reject) => socket.once('secureConnect', resolve).once('error', reject));
  send(
    2,
    encodeMessage([
      [1, 'chrome-156'],
      [2, 'mcs.android.com'],
      [3, device.id],
      [4, device.id],
      [5, device.token],
      ...received.map((id) => [10, id] as const),
    ]),
    Buffer.from([41]),
  );
  const login = await receive();
  return { login, send, receive, close: () => socket.destroy() };
}

async function post(url: string, body: Buffer | URLSearchParams): Promise<Buffer> {
  const response = await fetch(url, {
    method: 'POST',
    body: body instanceof Buffer ? new Uint8Array(body) : body,
  });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

describe('Chromium’s protocol', () => {
  const subtype = 'wp:http://localhost:5173/#00000000-0000-0000-0000-000000000000-V2';
  let device: { id: string; token: string };
  let token: string;
  const form = (entries: Record<string, string> = {}) =>
    new URLSearchParams({
      app: 'org.chromium.linux',
      'X-subtype': subtype,
      device: device.id,
      sender: keys.publicKey,
      ...entries,
    });

  it('checks a device in and registers its subscription', async () => {
    const answer = decodeMessage(await post(service.browserAddresses.checkin, encodeMessage([[2, 0]])));
    expect(answer.number(1)).toBe(1);
    device = { id: answer.text(7) ?? '', token: answer.text(8) ?? '' };
    expect(BigInt(device.id)).toBeGreaterThan(0n);
    const text = (await post(service.browserAddresses.registration, form())).toString();
    token = text.replace('token=', '');
    expect(text).toBe(`token=${token}`);
    expect((await post(service.browserAddresses.registration, form())).toString()).toBe(text);
    const subscribed = await service.waitFor('subscribed', 1_000, (event) => event.token === token);
    expect(subscribed).toMatchObject({ browser: 'chromium', applicationServerKey: keys.publicKey });
    expect(subscribed.endpoint).toBe(`https://jmt17.google.com/fcm/send/${token}`);
  });

  it('logs in, delivers, and takes the stream acknowledgement', async () => {
    const chromium = await connectChromium(device);
    expect(chromium.login.tag).toBe(3);
    expect(decodeMessage(chromium.login.body).text(1)).toBe('chrome-156');
    const since = service.events.length;
    expect((await push(`https://jmt17.google.com/fcm/send/${token}`)).status).toBe(201);
    const { tag, body } = await chromium.receive();
    const stanza = decodeMessage(body);
    expect(tag).toBe(8);
    expect([stanza.text(3), stanza.text(5)]).toEqual([keys.publicKey, 'org.chromium.linux']);
    const appData = Object.fromEntries(
      [subtype, 'aes128gcm'].map((value, index) => [['subtype', 'content-encoding'][index], value]),
    );
    const entries = stanza.texts(7).map((entry) => decodeMessage(Buffer.from(entry)));
    expect(Object.fromEntries(entries.map((entry) => [entry.text(1), entry.text(2)]))).toEqual(appData);
    expect(stanza.bytes(21)?.length).toBeGreaterThan(100);
    // The login's answer is the first packet of the server's stream, this the second.
    chromium.send(
      7,
      encodeMessage([
        [2, 1],
        [3, 'ack'],
        [10, 2],
      ]),
    );
    expect(await service.waitFor('acknowledged', 2_000, undefined, since)).toMatchObject({
      token,
      code: 100,
    });
    chromium.send(0, encodeMessage([[2, 2]]));
    expect((await chromium.receive()).tag).toBe(1);
    chromium.close();
  });

  it('sends again after a reconnection what was not acknowledged, and only that', async () => {
    const lost = await connectChromium(device);
    await push(`https://jmt17.google.com/fcm/send/${token}`);
    await push(`https://jmt17.google.com/fcm/send/${token}`);
    const ids = [await lost.receive(), await lost.receive()].map(
      ({ body }) => decodeMessage(body).text(9) ?? '',
    );
    lost.close();
    const [first = '', second = ''] = ids;
    const back = await connectChromium(device, [first]);
    expect(decodeMessage((await back.receive()).body).text(9)).toBe(second);
    const acknowledged = await service.waitFor('acknowledged', 2_000, (event) => event.messageId === first);
    expect(acknowledged.token).toBe(token);
    back.send(
      7,
      encodeMessage([
        [2, 1],
        [3, 'ack'],
        [10, 2],
      ]),
    );
    await service.waitFor('acknowledged', 2_000, (event) => event.messageId === second);
    back.close();
  });

  it('asks a silent browser for a sign of life, then hangs up', async () => {
    const silent = await connectChromium(device);
    await push(`https://jmt17.google.com/fcm/send/${token}`);
    const since = service.events.length;
    expect((await silent.receive()).tag).toBe(8);
    expect((await silent.receive()).tag).toBe(0);
    expect(await service.waitFor('disconnected', 10_000, undefined, since)).toMatchObject({
      browser: 'chromium',
    });
  });

  it('takes a subscription back', async () => {
    await post(service.browserAddresses.registration, form({ delete: 'true' }));
    await service.waitFor('unsubscribed', 1_000, (event) => event.token === token);
    const answer = await push(`https://jmt17.google.com/fcm/send/${token}`);
    expect(answer).toMatchObject({ status: 410, body: 'push subscription has unsubscribed or expired.\n' });
  });

  it('hangs up on what is not MCS', async () => {
    const { port } = new URL(service.browserAddresses.mcs);
    const socket = connectTls({ port: Number(port), host: '127.0.0.1', servername: 'localhost', ca });
    await new Promise((resolve) => socket.once('secureConnect', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => {});
    socket.write('GET / HTTP/1.1\r\n\r\n');
    await closed;
  });
});

describe('the log', () => {
  it('says what was seen instead of what was waited for', async () => {
    await expect(service.waitFor('nacked', 50, () => false)).rejects.toMatchObject({
      message: 'The push service saw no "nacked" within 50 ms.',
      advice: expect.stringContaining('connected'),
    });
  });
});

it('leaves nothing behind', async () => {
  const other = await startPushService();
  const socket = new WebSocket(other.browserAddresses.autopush, 'push-notification');
  await new Promise((resolve) => socket.once('open', resolve));
  const closed = new Promise((resolve) => socket.once('close', resolve));
  await other.close();
  await closed;
  expect(existsSync(other.caFile)).toBe(false);
  await expect(fetch(other.browserAddresses.checkin, { method: 'POST' })).rejects.toThrow();
});
