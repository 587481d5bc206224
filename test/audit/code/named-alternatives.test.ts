import { expect, test } from 'vitest';
import { namedAlternatives } from '../../../src/audit/code/worker/named-alternatives.ts';

test('a joined path names what it can be', () => {
  expect(namedAlternatives('payload.url')).toEqual(['payload.url']);
  expect(namedAlternatives('(payload.url || "/a || (b")')).toEqual(['payload.url', '"/a || (b"']);
  expect(namedAlternatives('((notification.data && notification.data.url) ?? "/")')).toEqual([
    'notification.data.url',
    '"/"',
  ]);
  expect(namedAlternatives('either(payload.url, either(template@3, "/\\""))')).toEqual([
    'payload.url',
    'template@3',
    '"/\\""',
  ]);
});

test('a path that goes on behind its bracket is one of its own', () => {
  expect(namedAlternatives('(payload.a || payload.b).url')).toEqual(['(payload.a || payload.b).url']);
  expect(namedAlternatives('(payload.a + "x"@7)')).toEqual(['(payload.a + "x"@7)']);
});
