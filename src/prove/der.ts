/** The part of DER (ITU-T X.690) that a certificate is written in. */

/** One element: tag byte, definite length, the concatenated contents. */
export function der(tag: number, ...contents: readonly Uint8Array[]): Buffer {
  const content = Buffer.concat(contents);
  if (content.length < 0x80) return Buffer.concat([Buffer.from([tag, content.length]), content]);
  const length: number[] = [];
  for (let rest = content.length; rest > 0; rest >>>= 8) length.unshift(rest & 0xff);
  return Buffer.concat([Buffer.from([tag, 0x80 | length.length, ...length]), content]);
}

export const sequence = (...contents: readonly Uint8Array[]) => der(0x30, ...contents);
export const set = (...contents: readonly Uint8Array[]) => der(0x31, ...contents);
export const octetString = (...contents: readonly Uint8Array[]) => der(0x04, ...contents);
export const utf8String = (text: string) => der(0x0c, Buffer.from(text, 'utf8'));
export const boolean = (value: boolean) => der(0x01, Buffer.from([value ? 0xff : 0]));
/** Context-specific tag `number`; `constructed` for explicit tagging. */
export const tagged = (number: number, constructed: boolean, ...contents: readonly Uint8Array[]) =>
  der(0x80 | (constructed ? 0x20 : 0) | number, ...contents);

/** A non-negative integer, big-endian; a zero byte keeps it positive, and DER allows no needless one. */
export function integer(bytes: Uint8Array): Buffer {
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const digits = bytes.subarray(start);
  return der(0x02, ...((digits[0] ?? 0) & 0x80 ? [Buffer.from([0]), digits] : [digits]));
}

/** A bit string; `unused` low bits of the last byte do not count. */
export const bitString = (bytes: Uint8Array, unused = 0) => der(0x03, Buffer.from([unused]), bytes);

/** An object identifier from its dotted form. */
export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
  const bytes: number[] = [first * 40 + second];
  for (const arc of rest) {
    const digits = [arc & 0x7f];
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) {
      digits.unshift((high & 0x7f) | 0x80);
    }
    bytes.push(...digits);
  }
  return der(0x06, Buffer.from(bytes));
}

/** A moment as UTCTime, which RFC 5280 section 4.1.2.5 requires until the year 2049. */
export function utcTime(date: Date): Buffer {
  const digits = date.toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`, 'ascii'));
}
