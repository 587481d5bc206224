/**
 * D-Bus values on the wire, little- or big-endian, by signature:
 * https://dbus.freedesktop.org/doc/dbus-specification.html#message-protocol-marshaling
 * Written as strings, numbers, booleans, arrays (arrays and structs) and `Variant`; 64-bit integers are read as numbers.
 */
export interface Variant {
  readonly signature: string;
  readonly value: unknown;
}

const ALIGNMENT: Record<string, number> = {
  ...{ y: 1, g: 1, v: 1, n: 2, q: 2, b: 4, u: 4, i: 4, h: 4, s: 4, o: 4, a: 4 },
  ...{ x: 8, t: 8, d: 8, '(': 8, '{': 8 },
};

/** Cuts a signature into its complete types: `sa{sv}i` into `s`, `a{sv}`, `i`. */
export function splitSignature(signature: string): string[] {
  const types: string[] = [];
  for (let start = 0; start < signature.length; ) {
    let end = start;
    while (signature[end] === 'a') end += 1;
    let depth = 0;
    do {
      const letter = signature[end] ?? '';
      if (!(letter in ALIGNMENT) && letter !== ')' && letter !== '}') {
        throw new RangeError(`"${signature}" is not a D-Bus signature.`);
      }
      if (letter === '(' || letter === '{') depth += 1;
      if (letter === ')' || letter === '}') depth -= 1;
      end += 1;
    } while (depth > 0);
    types.push(signature.slice(start, end));
    start = end;
  }
  return types;
}

export interface Reader {
  read(signature: string): unknown[];
  readonly offset: number;
  align(to: number): void;
}

/** Reads from `offset` on; alignment counts from the start of the buffer, as a message asks. */
export function createReader(buffer: Buffer, littleEndian: boolean, offset = 0): Reader {
  const align = (to: number) => {
    offset = Math.ceil(offset / to) * to;
  };
  const advance = (length: number) => {
    if (offset + length > buffer.length) throw new RangeError('A D-Bus value ends too early.');
    offset += length;
    return offset - length;
  };
  const uint32 = () => {
    const at = advance(4);
    return littleEndian ? buffer.readUInt32LE(at) : buffer.readUInt32BE(at);
  };
  const text = (length: number) => {
    const at = advance(length + 1);
    return buffer.toString('utf8', at, at + length);
  };

  function readOne(type: string): unknown {
    const code = type[0] ?? '';
    align(ALIGNMENT[code] ?? 1);
    switch (code) {
      case 'y':
        return buffer[advance(1)];
      case 'b':
        return uint32() !== 0;
      case 'u':
      case 'h':
        return uint32();
      case 'i':
        return uint32() | 0;
      case 'n':
      case 'q': {
        const at = advance(2);
        const value = littleEndian ? buffer.readUInt16LE(at) : buffer.readUInt16BE(at);
        return code === 'n' && value > 0x7fff ? value - 0x1_0000 : value;
      }
      case 'x':
      case 't': {
        const at = advance(8);
        return Number(littleEndian ? buffer.readBigUInt64LE(at) : buffer.readBigUInt64BE(at));
      }
      case 'd': {
        const at = advance(8);
        return littleEndian ? buffer.readDoubleLE(at) : buffer.readDoubleBE(at);
      }
      case 's':
      case 'o':
        return text(uint32());
      case 'g':
        return text(buffer[advance(1)] ?? 0);
      case 'v': {
        const signature = text(buffer[advance(1)] ?? 0);
        return { signature, value: readOne(signature) } satisfies Variant;
      }
      case 'a': {
        const length = uint32();
        const element = type.slice(1);
        align(ALIGNMENT[element[0] ?? ''] ?? 1);
        const end = offset + length;
        // An image arrives as an array of bytes: taken as one piece.
        if (element === 'y') return buffer.subarray(advance(length), end);
        const values: unknown[] = [];
        while (offset < end) values.push(readOne(element));
        return values;
      }
      default:
        return splitSignature(type.slice(1, -1)).map(readOne);
    }
  }

  return {
    read: (signature) => splitSignature(signature).map(readOne),
    get offset() {
      return offset;
    },
    align,
  };
}

/** Writes values little-endian; `start` is where in the message the result will stand, for alignment. */
export function marshal(signature: string, values: readonly unknown[], start = 0): Buffer {
  const parts: Buffer[] = [];
  let offset = start;
  const push = (bytes: Buffer) => {
    parts.push(bytes);
    offset += bytes.length;
  };
  const align = (to: number) => push(Buffer.alloc((to - (offset % to)) % to));
  const uint32 = (value: number) => {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32LE(value >>> 0);
    push(bytes);
  };

  function writeOne(type: string, value: unknown): void {
    const code = type[0] ?? '';
    align(ALIGNMENT[code] ?? 1);
    if (code === 'y') {
      push(Buffer.from([Number(value)]));
    } else if (code === 'b' || code === 'u' || code === 'i') {
      uint32(Number(value));
    } else if (code === 's' || code === 'o') {
      const bytes = Buffer.from(`${value}\0`, 'utf8');
      uint32(bytes.length - 1);
      push(bytes);
    } else if (code === 'g') {
      const bytes = Buffer.from(`${value}\0`, 'ascii');
      push(Buffer.concat([Buffer.from([bytes.length - 1]), bytes]));
    } else if (code === 'v') {
      const variant = value as Variant;
      writeOne('g', variant.signature);
      writeOne(variant.signature, variant.value);
    } else if (code === 'a') {
      writeArray(type.slice(1), value as readonly unknown[]);
    } else if (code === '(' || code === '{') {
      const fields = value as readonly unknown[];
      for (const [index, field] of splitSignature(type.slice(1, -1)).entries())
        writeOne(field, fields[index]);
    } else {
      throw new RangeError(`D-Bus type "${code}" is not written here.`);
    }
  }

  function writeArray(element: string, items: readonly unknown[]): void {
    const alignment = ALIGNMENT[element[0] ?? ''] ?? 1;
    // The length does not count the padding before the first element.
    const first = Math.ceil((offset + 4) / alignment) * alignment;
    const body = marshal(element.repeat(items.length), items, first);
    uint32(body.length);
    align(alignment);
    push(body);
  }

  for (const [index, type] of splitSignature(signature).entries()) writeOne(type, values[index]);
  return Buffer.concat(parts);
}
