import { positionAt } from './position-at.ts';

export type JsonResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly line: number; readonly column: number };

/** Parses JSON (a byte order mark is allowed); where it is broken, line and column from 1. */
export function readJson(text: string): JsonResult {
  const start = text.startsWith('\uFEFF') ? 1 : 0;
  try {
    return { ok: true, value: JSON.parse(start === 0 ? text : text.slice(1)) };
  } catch {
    // Engines word the position differently or leave it out, so it is found by reading once more.
    return { ok: false, ...positionAt(text, findJsonError(text, start)) };
  }
}

const whitespace = new Set([' ', '\t', '\n', '\r']);

/** Offset of the first character that JSON does not allow, by the grammar of RFC 8259. */
function findJsonError(text: string, start: number): number {
  let at = start;
  const skip = () => {
    while (whitespace.has(text[at] ?? '')) {
      at++;
    }
  };
  const fail = (): never => {
    throw new JsonError(at);
  };
  const word = (expected: string) => {
    for (const letter of expected) {
      if (text[at] !== letter) {
        fail();
      }
      at++;
    }
  };
  const string = () => {
    word('"');
    while (text[at] !== '"') {
      if (at >= text.length || (text[at] as string) < ' ') {
        fail();
      }
      if (text[at] === '\\') {
        at++;
        if (text[at] === 'u') {
          const digits = /^u[\da-fA-F]{0,4}/.exec(text.slice(at, at + 5))?.[0].length ?? 1;
          at += digits - 1;
          if (digits < 5) {
            at++;
            fail();
          }
        } else if (!'"\\/bfnrt'.includes(text[at] ?? '-')) {
          fail();
        }
      }
      at++;
    }
    at++;
  };
  const list = (close: string, item: () => void) => {
    at++;
    skip();
    if (text[at] === close) {
      at++;
      return;
    }
    for (;;) {
      skip();
      item();
      skip();
      if (text[at] === close) {
        at++;
        return;
      }
      word(',');
    }
  };
  let depth = 0;
  const value = () => {
    skip();
    const first = text[at] ?? '';
    // What is broken below so many levels is not worth the call stack: the place is near enough.
    if (++depth > 1000) {
      fail();
    }
    if (first === '{') {
      list('}', () => {
        string();
        skip();
        word(':');
        value();
      });
    } else if (first === '[') {
      list(']', value);
    } else if (first === '"') {
      string();
    } else if (first === 't' || first === 'f' || first === 'n') {
      word({ t: 'true', f: 'false', n: 'null' }[first]);
    } else {
      const number = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/.exec(text.slice(at, at + 400))?.[0] ?? '';
      if (number === '') {
        fail();
      }
      at += number.length;
    }
    depth--;
  };
  try {
    value();
    skip();
  } catch (error) {
    if (!(error instanceof JsonError)) {
      throw error;
    }
  }
  return Math.min(at, text.length);
}

class JsonError extends Error {
  readonly at: number;

  constructor(at: number) {
    super(`JSON is broken at offset ${at}`);
    this.at = at;
  }
}
