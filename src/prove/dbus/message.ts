import { createReader, marshal } from './marshal.ts';

/** https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol-types */
export const MessageType = { call: 1, return: 2, error: 3, signal: 4 } as const;
const NO_REPLY_EXPECTED = 1;
const FIXED_HEADER_BYTES = 16;

const Field = {
  path: 1,
  interface: 2,
  member: 3,
  errorName: 4,
  replySerial: 5,
  destination: 6,
  sender: 7,
  signature: 8,
} as const;

type FieldName = keyof typeof Field;
const SIGNATURES: Record<FieldName, string> = {
  path: 'o',
  interface: 's',
  member: 's',
  errorName: 's',
  replySerial: 'u',
  destination: 's',
  sender: 's',
  signature: 'g',
};

export interface Message {
  readonly type: number;
  readonly serial: number;
  readonly replyExpected: boolean;
  readonly path?: string;
  readonly interface?: string;
  readonly member?: string;
  readonly destination?: string;
  readonly body: readonly unknown[];
}

/** The first message of the buffer and the bytes after it; undefined while it is incomplete. */
export function readMessage(buffer: Buffer): { message: Message; rest: Buffer } | undefined {
  if (buffer.length < FIXED_HEADER_BYTES) return undefined;
  const littleEndian = buffer[0] === 0x6c;
  const uint32 = (at: number) => (littleEndian ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at));
  const headerEnd = Math.ceil((FIXED_HEADER_BYTES + uint32(12)) / 8) * 8;
  const end = headerEnd + uint32(4);
  if (buffer.length < end) return undefined;

  const [fields] = createReader(buffer.subarray(0, headerEnd), littleEndian, 12).read('a(yv)') as [
    [number, { value: unknown }][],
  ];
  const known = new Map(fields.map(([code, variant]) => [code, variant.value]));
  const text = (name: FieldName) => known.get(Field[name]) as string | undefined;
  return {
    rest: buffer.subarray(end),
    message: {
      type: buffer[1] ?? 0,
      serial: uint32(8),
      replyExpected: ((buffer[2] ?? 0) & NO_REPLY_EXPECTED) === 0,
      path: text('path'),
      interface: text('interface'),
      member: text('member'),
      destination: text('destination'),
      body: createReader(buffer.subarray(headerEnd, end), littleEndian).read(text('signature') ?? ''),
    },
  };
}

export interface OutgoingMessage {
  readonly type: number;
  readonly serial: number;
  readonly fields: Readonly<Partial<Record<FieldName, string | number>>>;
  /** Values of `fields.signature`. */
  readonly body?: readonly unknown[];
}

export function writeMessage({ type, serial, fields, body = [] }: OutgoingMessage): Buffer {
  const payload = marshal(String(fields.signature ?? ''), body);
  const entries = Object.entries(fields).map(([name, value]) => {
    const field = name as FieldName;
    return [Field[field], { signature: SIGNATURES[field], value }];
  });
  const header = marshal('yyyyuua(yv)', [0x6c, type, NO_REPLY_EXPECTED, 1, payload.length, serial, entries]);
  const padding = Buffer.alloc((8 - (header.length % 8)) % 8);
  return Buffer.concat([header, padding, payload]);
}
