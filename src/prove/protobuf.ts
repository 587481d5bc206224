/**
 * The part of the Protocol Buffers wire format that check-in and MCS use: varints, 64-bit fixed, length-delimited.
 * https://protobuf.dev/programming-guides/encoding/
 */

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** An unsigned integer as a base-128 varint. Negative numbers are written as their 64-bit two's complement. */
export function encodeVarint(value: number | bigint): Buffer {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest > 0n ? low | 0x80 : low);
  } while (rest > 0n);
  return Buffer.from(bytes);
}

/** The varint at `offset` and where it ends; undefined when the buffer stops in the middle of it. */
export function decodeVarint(buffer: Buffer, offset: number): { value: bigint; end: number } | undefined {
  let value = 0n;
  for (let index = 0; index < 10; index += 1) {
    const byte = buffer[offset + index];
    if (byte === undefined) return undefined;
    value |= BigInt(byte & 0x7f) << BigInt(7 * index);
    if ((byte & 0x80) === 0) return { value, end: offset + index + 1 };
  }
  throw new RangeError('A protobuf varint is longer than ten bytes.');
}

export type FieldValue = string | Buffer | number | bigint | boolean | { readonly fixed64: bigint };

/** One message from `[field number, value]` pairs, in that order; an undefined value leaves its field out. */
export function encodeMessage(fields: readonly (readonly [number, FieldValue | undefined])[]): Buffer {
  const parts: Buffer[] = [];
  for (const [number, value] of fields) {
    if (value === undefined) continue;
    if (typeof value === 'object' && 'fixed64' in value) {
      const bytes = Buffer.alloc(8);
      bytes.writeBigUInt64LE(BigInt.asUintN(64, value.fixed64));
      parts.push(encodeVarint((number << 3) | FIXED64), bytes);
    } else if (typeof value === 'string' || Buffer.isBuffer(value)) {
      const bytes = typeof value === 'string' ? Buffer.from(value) : value;
      parts.push(encodeVarint((number << 3) | BYTES), encodeVarint(bytes.length), bytes);
    } else {
      parts.push(encodeVarint((number << 3) | VARINT), encodeVarint(BigInt(value)));
    }
  }
  return Buffer.concat(parts);
}

/** A decoded message: every value of every field, in the order they came. */
export interface DecodedMessage {
  number(field: number): number | undefined;
  text(field: number): string | undefined;
  texts(field: number): string[];
  bytes(field: number): Buffer | undefined;
}

/** Reads one whole message. Throws a RangeError when it is cut off or uses a wire type that protobuf gave up. */
export function decodeMessage(buffer: Buffer): DecodedMessage {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let offset = 0;
  const varint = () => {
    const decoded = decodeVarint(buffer, offset);
    if (!decoded) throw new RangeError('A protobuf message ends in the middle of a varint.');
    offset = decoded.end;
    return decoded.value;
  };
  const take = (length: number) => {
    if (offset + length > buffer.length) throw new RangeError('A protobuf field is longer than its message.');
    offset += length;
    return buffer.subarray(offset - length, offset);
  };
  while (offset < buffer.length) {
    const key = Number(varint());
    const values = fields.get(key >>> 3) ?? [];
    fields.set(key >>> 3, values);
    const wire = key & 7;
    if (wire === VARINT) values.push(varint());
    else if (wire === FIXED64) values.push(take(8).readBigUInt64LE());
    else if (wire === FIXED32) values.push(BigInt(take(4).readUInt32LE()));
    else if (wire === BYTES) values.push(take(Number(varint())));
    else throw new RangeError(`A protobuf field has wire type ${wire}, which is not read here.`);
  }
  // The last one wins for a field that is not repeated, as the format asks.
  const last = (field: number) => fields.get(field)?.at(-1);
  const asText = (value: bigint | Buffer | undefined) =>
    Buffer.isBuffer(value) ? value.toString('utf8') : value?.toString();
  return {
    number: (field) => {
      const value = last(field);
      return typeof value === 'bigint' ? Number(value) : undefined;
    },
    text: (field) => asText(last(field)),
    texts: (field) => (fields.get(field) ?? []).map((value) => asText(value) ?? ''),
    bytes: (field) => {
      const value = last(field);
      return Buffer.isBuffer(value) ? value : undefined;
    },
  };
}
