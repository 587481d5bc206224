import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createReader, marshal, splitSignature } from '../../src/prove/dbus/marshal.ts';
import { type Message, MessageType, readMessage, writeMessage } from '../../src/prove/dbus/message.ts';
import { startNotificationDaemon } from '../../src/prove/dbus/notification-daemon.ts';

describe('marshalling', () => {
  it('cuts signatures into complete types', () => {
    expect(splitSignature('susssasa{sv}i')).toEqual(['s', 'u', 's', 's', 's', 'as', 'a{sv}', 'i']);
    expect(splitSignature('a(ib)(s(yy))')).toEqual(['a(ib)', '(s(yy))']);
    expect(() => splitSignature('a!')).toThrow(RangeError);
  });

  it('aligns as the specification asks', () => {
    // A byte, then an integer: three bytes of padding between them.
    expect(marshal('yu', [1, 2]).toString('hex')).toBe('0100000002000000');
    // The length of an array of structs does not count the padding to their boundary of eight.
    expect(marshal('a(y)', [[[7]]]).toString('hex')).toBe('010000000000000007');
  });

  it('reads back what it wrote', () => {
    const hints = [
      ['urgency', { signature: 'y', value: 1 }],
      ['desktop-entry', { signature: 's', value: 'chromium' }],
      ['nested', { signature: 'a(si)', value: [['x', -5]] }],
    ];
    const values = ['Chromium', 0, 'Grüße', ['default', 'Activate'], hints, -1, true];
    const signature = 'susasa{sv}ib';
    const bytes = marshal(signature, values);
    expect(createReader(bytes, true).read(signature)).toEqual(values);
  });

  it('reads big-endian peers, and images as one piece', () => {
    expect(createReader(Buffer.from('00000002000000016100', 'hex'), false).read('us')).toEqual([2, 'a']);
    const image = marshal('ay', [[1, 2, 3]]);
    expect(createReader(image, true).read('ay')).toEqual([Buffer.from([1, 2, 3])]);
  });

  it('refuses what ends too early', () => {
    expect(() => createReader(Buffer.from([5, 0, 0, 0, 0x61]), true).read('s')).toThrow(RangeError);
  });
});

describe('the notification daemon', () => {
  const closing: (() => Promise<void> | void)[] = [];
  afterEach(async () => {
    for (const close of closing.splice(0).reverse()) await close();
  });

  /** A program on the bus: calls a method and resolves to the next message for it. */
  async function connectClient(address: string) {
    const socket = connect(address.replace('unix:path=', ''));
    closing.push(() => void socket.destroy());
    const inbox: Message[] = [];
    let wake = () => {};
    let buffer: Buffer = Buffer.alloc(0);
    let serial = 0;
    await new Promise<void>((resolve) => {
      socket.once('data', (line) => {
        expect(String(line)).toMatch(/^OK [0-9a-f]{32}\r\n$/);
        socket.write('BEGIN\r\n');
        resolve();
      });
      socket.write('\0AUTH EXTERNAL 30\r\n');
    });
    socket.on('data', (chunk: Buffer) => {
      buffer = Buffer.concat([buffer, chunk]);
      for (let next = readMessage(buffer); next; next = readMessage(buffer)) {
        buffer = next.rest;
        inbox.push(next.message);
      }
      wake();
    });
    const receive = async (...types: number[]) => {
      for (;;) {
        const index = inbox.findIndex((message) => types.includes(message.type));
        const [message] = index < 0 ? [] : inbox.splice(index, 1);
        if (message) return message;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    };
    const call = async (destination: string, member: string, signature = '', body: unknown[] = []) => {
      serial += 1;
      const fields = { path: '/', member, destination, ...(signature ? { signature } : {}) };
      const bytes = writeMessage({ type: MessageType.call, serial, fields, body });
      // Our writer asks for no reply, as a server should; a caller wants one.
      bytes[2] = 0;
      socket.write(bytes);
      return receive(MessageType.return, MessageType.error);
    };
    return { call, receive };
  }

  it('takes a notification, closes it, and says that it was clicked', async () => {
    const daemon = await startNotificationDaemon();
    closing.push(() => daemon.close());
    const client = await connectClient(daemon.address);
    const name = 'org.freedesktop.Notifications';
    expect((await client.call('org.freedesktop.DBus', 'Hello')).body).toEqual([':1.1']);
    expect((await client.call('org.freedesktop.DBus', 'NameHasOwner', 's', [name])).body).toEqual([true]);
    expect((await client.call('org.freedesktop.DBus', 'NameHasOwner', 's', ['org.example'])).body).toEqual([
      false,
    ]);
    expect((await client.call(name, 'GetCapabilities')).body[0]).toContain('actions');
    const shown = ['Chromium', 0, '', 'Title', 'Body', ['default', 'Activate', '0', 'Accept'], [], -1];
    expect((await client.call(name, 'Notify', 'susssasa{sv}i', shown)).body).toEqual([1]);
    expect(daemon.shown).toMatchObject([{ id: 1, title: 'Title', body: 'Body' }]);
    expect(daemon.shown[0]?.actions.get('0')).toBe('Accept');
    daemon.invoke(1, 'default');
    expect(await client.receive(MessageType.signal)).toMatchObject({
      interface: name,
      member: 'ActionInvoked',
      body: [1, 'default'],
    });
    await client.call(name, 'CloseNotification', 'u', [1]);
    expect(await client.receive(MessageType.signal)).toMatchObject({
      member: 'NotificationClosed',
      body: [1, 3],
    });
    expect(daemon.shown).toEqual([]);
  });

  it('knows nobody else on the bus', async () => {
    const daemon = await startNotificationDaemon();
    closing.push(() => daemon.close());
    const client = await connectClient(daemon.address);
    expect((await client.call('org.example', 'Anything')).type).toBe(MessageType.error);
    expect((await client.call('org.freedesktop.Notifications', 'Inhibit')).type).toBe(MessageType.error);
  });
});
