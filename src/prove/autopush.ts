import { createServer } from 'node:http';
import { type WebSocket, WebSocketServer } from 'ws';
import type { EventLog } from './event-log.ts';
import { closeServer, listenOnLoopback } from './loopback.ts';
import {
  DELIVERED,
  newToken,
  type PushMessage,
  type Subscription,
  type Subscriptions,
  type UserAgent,
} from './subscriptions.ts';

const ENDPOINT_ORIGIN = 'https://updates.push.services.mozilla.com';

/** The WebSocket side of Mozilla's push service. */
export interface Autopush {
  /** For Firefox's `dom.push.serverURL`: `ws://127.0.0.1:<port>/`. */
  readonly url: string;
  close(): Promise<void>;
}

/** One Firefox profile, across its connections. */
interface Profile extends UserAgent {
  readonly uaid: string;
  socket: WebSocket | undefined;
  /** Channel id to subscription token. */
  readonly channels: Map<string, string>;
}

interface Incoming {
  readonly messageType?: string;
  readonly uaid?: string;
  readonly channelID?: string;
  readonly key?: string;
  readonly code?: number;
  /** Of a nack; an ack has `updates`. */
  readonly version?: string;
  readonly updates?: readonly { channelID?: string; version?: string; code?: number }[];
}

/**
 * Speaks the autopush protocol to Firefox: hello, register, unregister, notification, ack, nack, ping, broadcast_subscribe.
 * https://mozilla-services.github.io/autopush-rs/architecture.html, messages as Firefox's PushServiceWebSocket sends them.
 */
export async function startAutopush(log: EventLog, subscriptions: Subscriptions): Promise<Autopush> {
  const profiles = new Map<string, Profile>();
  const http = createServer((_request, response) => response.writeHead(426).end());
  const server = new WebSocketServer({
    server: http,
    // Firefox asks for this subprotocol and closes the connection when it is not confirmed.
    handleProtocols: (protocols) => (protocols.has('push-notification') ? 'push-notification' : false),
  });

  server.on('connection', (socket) => {
    let profile: Profile | undefined;
    socket.on('error', () => socket.terminate());
    socket.on('close', () => {
      if (profile?.socket !== socket) return;
      profile.socket = undefined;
      log.record({ kind: 'disconnected', browser: 'firefox' });
    });
    socket.on('message', (data) => {
      const message = parse(String(data));
      if (!message) return socket.close(1003);
      // An empty object is a ping as well as its answer.
      if (message.messageType === undefined || message.messageType === 'ping') return socket.send('{}');
      if (message.messageType === 'hello') {
        profile = hello(socket, message.uaid);
        return;
      }
      if (!profile) return socket.close(1002);
      answer(profile, message);
    });
  });

  function hello(socket: WebSocket, uaid: string | undefined): Profile {
    // An unknown id gets a new one; Firefox then throws its old subscriptions away, as it must.
    const known = uaid === undefined ? undefined : profiles.get(uaid);
    const profile = known ?? newProfile();
    profiles.set(profile.uaid, profile);
    profile.socket?.terminate();
    profile.socket = socket;
    send(socket, {
      messageType: 'hello',
      uaid: profile.uaid,
      status: 200,
      use_webpush: true,
      broadcasts: {},
    });
    log.record({ kind: 'connected', browser: 'firefox' });
    for (const message of subscriptions.pendingFor(profile)) {
      if (profile.deliver(message)) {
        log.record({ kind: 'delivered', token: message.token, messageId: message.id });
      }
    }
    return profile;
  }

  function newProfile(): Profile {
    return {
      browser: 'firefox',
      uaid: newToken(24),
      socket: undefined,
      channels: new Map(),
      deliver(message) {
        const channelID = [...this.channels].find(([, token]) => token === message.token)?.[0];
        if (!this.socket || this.socket.readyState !== this.socket.OPEN || !channelID) return false;
        send(this.socket, notification(channelID, message));
        return true;
      },
    };
  }

  function answer(profile: Profile, message: Incoming): void {
    const socket = profile.socket;
    if (!socket) return;
    const channelID = message.channelID ?? '';
    if (message.messageType === 'register') {
      const subscription = register(profile, channelID, message.key);
      send(socket, {
        messageType: 'register',
        channelID,
        status: 200,
        pushEndpoint: subscription.endpoint,
      });
    } else if (message.messageType === 'unregister') {
      const token = profile.channels.get(channelID);
      if (token) subscriptions.end(token);
      profile.channels.delete(channelID);
      send(socket, { messageType: 'unregister', channelID, status: 200 });
    } else if (message.messageType === 'ack') {
      for (const { version, code } of message.updates ?? []) settle(version, code ?? DELIVERED);
    } else if (message.messageType === 'nack') {
      settle(message.version, message.code ?? 0);
    } else if (message.messageType === 'broadcast_subscribe') {
      send(socket, { messageType: 'broadcast', broadcasts: {} });
    }
  }

  function register(profile: Profile, channelID: string, key: string | undefined): Subscription {
    const known = subscriptions.find(profile.channels.get(channelID) ?? '');
    // Firefox repeats a register whose answer it did not see.
    if (known?.active) return known;
    const token = `gAAAAA${newToken(96)}`;
    profile.channels.set(channelID, token);
    const applicationServerKey = key === undefined ? undefined : withoutPadding(key);
    const version = applicationServerKey === undefined ? 'v1' : 'v2';
    const endpoint = `${ENDPOINT_ORIGIN}/wpush/${version}/${token}`;
    return subscriptions.add({ token, endpoint, applicationServerKey, userAgent: profile });
  }

  /** The version of a notification is the message's id. */
  function settle(version: string | undefined, code: number): void {
    if (version !== undefined) subscriptions.settle(version, code);
  }

  const port = await listenOnLoopback(http);
  return {
    url: `ws://127.0.0.1:${port}/`,
    async close() {
      for (const client of server.clients) client.terminate();
      server.close();
      await closeServer(http);
    },
  };
}

function notification(channelID: string, message: PushMessage): object {
  const head = { messageType: 'notification', channelID, version: message.id, ttl: message.ttl };
  if (message.body.length === 0) return head;
  return { ...head, data: message.body.toString('base64url'), headers: { encoding: 'aes128gcm' } };
}

function parse(text: string): Incoming | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function send(socket: WebSocket, message: object): void {
  if (socket.readyState === socket.OPEN) socket.send(JSON.stringify(message));
}

/** Base64url without padding, whatever flavour of base64 came. */
function withoutPadding(key: string): string {
  return Buffer.from(key, 'base64url').toString('base64url');
}
