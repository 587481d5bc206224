import { createServer, type TLSSocket } from 'node:tls';
import type { CertificateAuthority } from './certificates.ts';
import type { EventLog } from './event-log.ts';
import { closeServer, listenOnLoopback, trackSockets } from './loopback.ts';
import { type DecodedMessage, decodeMessage, decodeVarint, encodeMessage, encodeVarint } from './protobuf.ts';
import { DELIVERED, type PushMessage, type Subscriptions, type UserAgent } from './subscriptions.ts';

/** Tags and field numbers: https://source.chromium.org/chromium/chromium/src/+/main:google_apis/gcm/protocol/mcs.proto */
const VERSION = 41;
const Tag = {
  heartbeatPing: 0,
  heartbeatAck: 1,
  loginRequest: 2,
  loginResponse: 3,
  close: 4,
  iqStanza: 7,
  dataMessage: 8,
} as const;
const LAST_STREAM_ID = { [Tag.heartbeatPing]: 2, [Tag.heartbeatAck]: 2, [Tag.iqStanza]: 10 } as const;
const DATA_LAST_STREAM_ID = 11;

/** How long a written message may stay unacknowledged before the browser is asked, and then given up on, in ms. */
const ACK_WAIT_MS = 2_000;
const MAX_PACKET_BYTES = 64 * 1024;

/** Where a token's messages go inside one device. */
export interface Address {
  /** The application server key, base64url, or a legacy sender id. */
  readonly sender: string;
  /** `org.chromium.linux`, for instance. */
  readonly app: string;
  /** `wp:<origin>/#<guid>-V2`. */
  readonly subtype: string;
}

/** One Chromium profile, across its connections. */
export interface Device extends UserAgent {
  readonly addresses: Map<string, Address>;
}

/** The connection server that Chromium keeps a TLS stream to. */
export interface Mcs {
  /** For `--gcm-mcs-endpoint`. */
  readonly endpoint: string;
  device(id: string): Device;
  close(): Promise<void>;
}

interface Connection {
  send(tag: number, body: Buffer): number;
  readonly received: number;
  readonly socket: TLSSocket;
  /** Stream id of each data message written and not yet acknowledged. */
  readonly unacknowledged: Map<number, PushMessage>;
}

type OpenDevice = Device & { connection: Connection | undefined };

/** Speaks MCS, the stream protocol of Chromium's GCM client: version byte, then tag, varint length, protobuf. */
export async function startMcs(
  log: EventLog,
  subscriptions: Subscriptions,
  authority: CertificateAuthority,
): Promise<Mcs> {
  const devices = new Map<string, OpenDevice>();
  const server = createServer({
    SNICallback: (host, done) => done(null, authority.contextFor(host)),
    // A client that sends no server name gets this one.
    ...authority.credentialsFor('localhost'),
  });
  trackSockets(server);

  const device = (id: string): OpenDevice => {
    const known = devices.get(id);
    if (known) return known;
    const created: OpenDevice = {
      browser: 'chromium',
      addresses: new Map(),
      connection: undefined,
      deliver(message) {
        const address = this.addresses.get(message.token);
        if (!this.connection || this.connection.socket.destroyed || !address) return false;
        write(this.connection, address, message);
        return true;
      },
    };
    devices.set(id, created);
    return created;
  };

  function write(connection: Connection, address: Address, message: PushMessage): void {
    const id = connection.send(Tag.dataMessage, dataMessage(address, message, connection.received));
    connection.unacknowledged.set(id, message);
    setTimeout(() => {
      if (!connection.unacknowledged.has(id)) return;
      // A heartbeat makes the browser say what it has received.
      connection.send(Tag.heartbeatPing, encodeMessage([[2, connection.received]]));
      setTimeout(() => {
        // A connection that answers nothing is dead: dropping it makes the browser reconnect, and the message goes out again.
        if (connection.unacknowledged.has(id)) connection.socket.destroy();
      }, ACK_WAIT_MS).unref();
    }, ACK_WAIT_MS).unref();
  }

  function acknowledge(connection: Connection, upTo: number): void {
    for (const [id, message] of connection.unacknowledged) {
      if (id > upTo) continue;
      connection.unacknowledged.delete(id);
      subscriptions.settle(message.id, DELIVERED);
    }
  }

  function login(connection: Connection, request: DecodedMessage): OpenDevice {
    const loggedIn = device(request.text(3) ?? '');
    loggedIn.connection?.socket.destroy();
    loggedIn.connection = connection;
    connection.send(
      Tag.loginResponse,
      encodeMessage([
        [1, request.text(1) ?? ''],
        [8, Date.now()],
      ]),
    );
    log.record({ kind: 'connected', browser: 'chromium' });
    // The browser names what it got on an earlier connection but could not acknowledge there.
    const received = new Set(request.texts(10));
    for (const message of subscriptions.pendingFor(loggedIn)) {
      if (received.has(message.id)) subscriptions.settle(message.id, DELIVERED);
      else if (loggedIn.deliver(message)) {
        log.record({ kind: 'delivered', token: message.token, messageId: message.id });
      }
    }
    return loggedIn;
  }

  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('secureConnection', (socket) => {
    let owner: OpenDevice | undefined;
    const connection = openConnection(socket);
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      if (owner?.connection !== connection) return;
      owner.connection = undefined;
      log.record({ kind: 'disconnected', browser: 'chromium' });
    });
    readPackets(socket, (tag, body) => {
      connection.received += 1;
      const message = decodeMessage(body);
      if (tag === Tag.loginRequest) owner = login(connection, message);
      else if (tag === Tag.heartbeatPing) {
        connection.send(Tag.heartbeatAck, encodeMessage([[2, connection.received]]));
      } else if (tag === Tag.close) socket.end();
      const field = tag === Tag.dataMessage ? DATA_LAST_STREAM_ID : LAST_STREAM_ID[tag as 0 | 1 | 7];
      const upTo = field === undefined ? undefined : message.number(field);
      if (upTo !== undefined) acknowledge(connection, upTo);
    });
  });

  const port = await listenOnLoopback(server);
  return {
    endpoint: `https://localhost:${port}`,
    device,
    close: () => closeServer(server),
  };
}

function openConnection(socket: TLSSocket): Connection & { received: number } {
  let sent = 0;
  return {
    socket,
    received: 0,
    unacknowledged: new Map(),
    send(tag, body) {
      const version = sent === 0 ? Buffer.from([VERSION]) : Buffer.alloc(0);
      sent += 1;
      if (!socket.destroyed) {
        socket.write(Buffer.concat([version, Buffer.from([tag]), encodeVarint(body.length), body]));
      }
      return sent;
    },
  };
}

/** Cuts the stream into packets. A peer that does not speak MCS is disconnected. */
function readPackets(socket: TLSSocket, onPacket: (tag: number, body: Buffer) => void): void {
  let buffer: Buffer = Buffer.alloc(0);
  let versionSeen = false;
  socket.on('data', (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    try {
      if (!versionSeen && buffer.length > 0) {
        if (buffer[0] !== VERSION) throw new RangeError('Not an MCS stream.');
        versionSeen = true;
        buffer = buffer.subarray(1);
      }
      for (;;) {
        const tag = buffer[0];
        const length = tag === undefined ? undefined : decodeVarint(buffer, 1);
        if (tag === undefined || !length) return;
        if (length.value > MAX_PACKET_BYTES) throw new RangeError('An MCS packet is too large.');
        const end = length.end + Number(length.value);
        if (buffer.length < end) return;
        const body = buffer.subarray(length.end, end);
        buffer = buffer.subarray(end);
        onPacket(tag, body);
      }
    } catch {
      socket.destroy();
    }
  });
}

function dataMessage(address: Address, message: PushMessage, received: number): Buffer {
  const appData = (key: string, value: string) =>
    encodeMessage([
      [1, key],
      [2, value],
    ]);
  const encrypted = message.body.length > 0;
  return encodeMessage([
    [2, message.id],
    [3, address.sender],
    [5, address.app],
    [7, appData('subtype', address.subtype)],
    [7, encrypted ? appData('content-encoding', 'aes128gcm') : undefined],
    [9, message.id],
    [11, received],
    [17, message.ttl],
    [18, message.acceptedAt],
    [21, encrypted ? message.body : undefined],
    // Asks for the acknowledgement now instead of with the browser's next packet.
    [24, true],
  ]);
}
