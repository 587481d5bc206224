import { describe, expect, it } from 'vitest';
import { decodeMessage, decodeVarint, encodeMessage, encodeVarint } from '../../src/prove/protobuf.ts';

const hex = (bytes: Buffer) => bytes.toString('hex');

describe('protobuf', () => {
  // https://protobuf.dev/programming-guides/encoding/ gives 150 as 96 01 and "testing" as 12 07 74…
  it('writes what the format’s own examples show', () => {
    expect(hex(encodeVarint(150))).toBe('9601');
    expect(hex(encodeMessage([[1, 150]]))).toBe('089601');
    expect(hex(encodeMessage([[2, 'testing']]))).toBe('120774657374696e67');
    expect(hex(encodeVarint(-2))).toBe('feffffffffffffffff01');
  });

  it('reads back numbers, 64-bit numbers, text, bytes, repeated and unknown fields', () => {
    const inner = encodeMessage([[1, 'key']]);
    const message = decodeMessage(
      encodeMessage([
        [1, true],
        [3, 1_795_000_000_000],
        [7, { fixed64: 0x0123_4567_89ab_cdefn }],
        [10, 'one'],
        [10, 'two'],
        [11, undefined],
        [21, inner],
        [99, 'ignored'],
      ]),
    );
    expect(message.number(1)).toBe(1);
    expect(message.number(3)).toBe(1_795_000_000_000);
    expect(message.text(7)).toBe(String(0x0123_4567_89ab_cdefn));
    expect(message.texts(10)).toEqual(['one', 'two']);
    expect(message.text(10)).toBe('two');
    expect(message.number(11)).toBeUndefined();
    expect(message.bytes(21)).toEqual(inner);
    expect(message.texts(12)).toEqual([]);
  });

  it('knows an unfinished varint from a broken one', () => {
    expect(decodeVarint(Buffer.from([0x96]), 0)).toBeUndefined();
    expect(decodeVarint(Buffer.from([0x96, 0x01, 0xff]), 0)).toEqual({ value: 150n, end: 2 });
    expect(() => decodeVarint(Buffer.alloc(11, 0xff), 0)).toThrow(RangeError);
  });

  it.each([
    ['cut off in a field', '1207746573'],
    ['cut off in a varint', '0896'],
    ['with a group', '0b0c'],
  ])('refuses a message %s', (_what, bytes) => {
    expect(() => decodeMessage(Buffer.from(bytes, 'hex'))).toThrow(RangeError);
  });
});
