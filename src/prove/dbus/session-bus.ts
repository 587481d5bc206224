import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { closeServer, trackSockets } from '../loopback.ts';
import { type Message, MessageType, readMessage, writeMessage } from './message.ts';

const BUS = 'org.freedesktop.DBus';

/** The answer to a method call: a signature and its values, or the name of an error. */
export type Reply =
  | { readonly signature: string; readonly values: readonly unknown[] }
  | { readonly error: string };

/** One service on the bus. */
export interface BusService {
  /** Well-known name: `org.freedesktop.Notifications`. */
  readonly name: string;
  call(member: string, values: readonly unknown[]): Reply | undefined;
}

export interface SessionBus {
  /** For DBUS_SESSION_BUS_ADDRESS. */
  readonly address: string;
  /** Tells every program on the bus. */
  signal(
    from: { path: string; interface: string; member: string },
    signature: string,
    values: unknown[],
  ): void;
  close(): Promise<void>;
}

/**
 * A session bus of our own with one service on it, so that a browser's notifications reach this process instead of a desktop.
 * https://dbus.freedesktop.org/doc/dbus-specification.html
 */
export async function startSessionBus(service: BusService): Promise<SessionBus> {
  const folder = await mkdtemp(path.join(tmpdir(), 'pushwright-bus-'));
  const file = path.join(folder, 'bus');
  const clients = new Set<Socket>();
  let names = 0;
  let serial = 0;
  const nextSerial = () => {
    serial += 1;
    return serial;
  };

  const server = createServer((socket) => {
    names += 1;
    const name = `:1.${names}`;
    socket.on('error', () => socket.destroy());
    socket.on('close', () => clients.delete(socket));
    authenticate(socket, (rest) => {
      clients.add(socket);
      let buffer = rest;
      const read = () => {
        for (let next = readMessage(buffer); next; next = readMessage(buffer)) {
          buffer = next.rest;
          answer(socket, name, next.message);
        }
      };
      socket.on('data', (chunk: Buffer) => {
        buffer = Buffer.concat([buffer, chunk]);
        read();
      });
      read();
    });
  });
  trackSockets(server);

  function answer(socket: Socket, name: string, message: Message): void {
    if (message.type !== MessageType.call || !message.replyExpected) return;
    const reply = replyTo(name, message);
    const head = { replySerial: message.serial, destination: name };
    const sender = message.destination ?? BUS;
    const failed = 'error' in reply;
    socket.write(
      writeMessage({
        type: failed ? MessageType.error : MessageType.return,
        serial: nextSerial(),
        fields: failed
          ? { ...head, sender, errorName: reply.error }
          : { ...head, sender, ...(reply.signature === '' ? {} : { signature: reply.signature }) },
        body: failed ? [] : reply.values,
      }),
    );
  }

  function replyTo(name: string, { destination, member = '', body }: Message): Reply {
    if (destination === service.name) {
      return service.call(member, body) ?? { error: `${BUS}.Error.UnknownMethod` };
    }
    if (destination !== BUS) return { error: `${BUS}.Error.ServiceUnknown` };
    const owned = body[0] === service.name || body[0] === BUS;
    switch (member) {
      case 'Hello':
        return { signature: 's', values: [name] };
      case 'AddMatch':
      case 'RemoveMatch':
        return { signature: '', values: [] };
      case 'RequestName':
      case 'ReleaseName':
        return { signature: 'u', values: [1] };
      case 'NameHasOwner':
        return { signature: 'b', values: [owned] };
      case 'GetNameOwner':
        return owned ? { signature: 's', values: [body[0]] } : { error: `${BUS}.Error.NameHasNoOwner` };
      case 'ListNames':
      case 'ListActivatableNames':
        return { signature: 'as', values: [[BUS, service.name]] };
      case 'StartServiceByName':
        // Already running.
        return owned ? { signature: 'u', values: [2] } : { error: `${BUS}.Error.ServiceUnknown` };
      default:
        return { error: `${BUS}.Error.UnknownMethod` };
    }
  }

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(file, resolve);
  });
  return {
    address: `unix:path=${file}`,
    signal(from, signature, values) {
      const fields = { ...from, sender: service.name, signature };
      const bytes = writeMessage({ type: MessageType.signal, serial: nextSerial(), fields, body: values });
      for (const client of clients) client.write(bytes);
    },
    async close() {
      await closeServer(server);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The text handshake before the first message. The socket lies in a folder that only this user can enter. */
function authenticate(socket: Socket, done: (rest: Buffer) => void): void {
  let buffer: Buffer = Buffer.alloc(0);
  const onData = (chunk: Buffer) => {
    buffer = Buffer.concat([buffer, chunk]);
    if (buffer[0] === 0) buffer = buffer.subarray(1);
    for (let end = buffer.indexOf('\r\n'); end >= 0; end = buffer.indexOf('\r\n')) {
      const line = buffer.toString('latin1', 0, end);
      buffer = buffer.subarray(end + 2);
      if (line === 'BEGIN') {
        socket.off('data', onData);
        return done(buffer);
      }
      // 32 hexadecimal digits are what a server's id looks like; nobody asks for this one again.
      if (line.startsWith('AUTH EXTERNAL')) socket.write(`OK ${'0'.repeat(32)}\r\n`);
      else if (line === 'AUTH') socket.write('REJECTED EXTERNAL\r\n');
      else socket.write('ERROR\r\n');
    }
  };
  socket.on('data', onData);
}
