import { describe, expect, test } from 'vitest';
import { type PushNotification, parseNotification } from '../../../templates/server/notification.ts';
import { encodePayload } from '../../../templates/server/payload.ts';

describe('payloads', () => {
  const read = (given: object, appOrigin?: string): PushNotification => {
    const notification = parseNotification(given, appOrigin);
    if (typeof notification === 'string') throw new Error(notification);
    return notification;
  };

  const encode = (notification: PushNotification, appOrigin?: string): string => {
    const encoded = encodePayload(notification, appOrigin);
    if (encoded === undefined) throw new Error('The notification is too long.');
    return encoded;
  };

  test.each([
    ['ASCII', 'x'],
    ['two bytes', 'é'],
    ['three bytes', '界'],
    ['four bytes', '𝒳'],
    ['a family', '👩‍👩‍👧‍👦'],
    ['a flag', '🇫🇷'],
    ['a combined letter', 'e\u0301'],
    ['a quote, escaped', '"'],
    ['a control character, escaped', '\u0001'],
  ])('are cut between graphemes: %s', (_what, grapheme) => {
    for (const appOrigin of [undefined, 'https://app.pushwright.dev']) {
      const encoded = encode(read({ title: 'Hi', body: grapheme.repeat(3000) }), appOrigin);
      expect(Buffer.byteLength(encoded)).toBeLessThanOrEqual(2700);
      // Nothing that would still have fitted is left out.
      expect(Buffer.byteLength(encoded)).toBeGreaterThan(
        2700 - 2 * Buffer.byteLength(JSON.stringify(grapheme)),
      );
      const parsed = JSON.parse(encoded);
      const { body } = parsed.web_push === 8030 ? parsed.notification : parsed;
      expect(body).toMatch(/…$/);
      expect(body.slice(0, -1).replaceAll(grapheme, '')).toBe('');
    }
  });

  test('lose the icons before the title, and the title before the address', () => {
    const long = {
      kind: 'call',
      title: 't'.repeat(4000),
      body: 'b'.repeat(4000),
      url: `/${'u'.repeat(500)}`,
      icon: `/${'i'.repeat(500)}`,
      badge: `/${'g'.repeat(500)}`,
      callId: '界'.repeat(42),
      conversation: '界'.repeat(42),
      lang: 'en',
      dir: 'ltr',
      sentAt: 1_800_000_000_000,
      expiresAt: 1_800_000_000_000,
    };
    for (const appOrigin of [undefined, 'https://a-long-name-for-an-app.pushwright.dev:12345']) {
      const encoded = encode(read(long, appOrigin), appOrigin);
      expect(Buffer.byteLength(encoded)).toBeLessThanOrEqual(2700);
      const parsed = JSON.parse(encoded);
      const flat = parsed.web_push === 8030 ? parsed.notification.data : parsed;
      expect(flat).toMatchObject({
        url: long.url,
        callId: long.callId,
        title: expect.stringMatching(/^t+…$/),
      });
      expect(flat).not.toHaveProperty('icon');
      expect(flat).not.toHaveProperty('body');
    }
    const medium = encode(read({ ...long, title: 'Hi' }));
    expect(JSON.parse(medium)).toMatchObject({
      title: 'Hi',
      icon: long.icon,
      body: expect.stringMatching(/^b+…$/),
    });
  });

  test('have absolute URLs of the app as paths, and tags of their own for conversations and calls', () => {
    const origin = 'https://app.pushwright.dev';
    expect(read({ title: 'Hi', url: `${origin}/a?b#c` }, origin)).toMatchObject({
      url: '/a?b#c',
      kind: 'plain',
    });
    expect(read({ title: 'Hi', url: '/a/../b' })).toMatchObject({ url: '/b' });
    expect(read({ title: 'Hi', icon: 'https://cdn.dev/a.png' })).toMatchObject({
      icon: 'https://cdn.dev/a.png',
    });
    expect(read({ title: 'Hi', tag: 't' }).tag).toBe('t');
    expect(read({ title: 'Hi', kind: 'chat', conversation: '7', tag: 't' }).tag).toBe('chat-7');
    expect(read({ title: 'Hi', kind: 'call', callId: '7' }).tag).toBe('call-7');
    expect(read({ title: 'Hi', kind: 'call-ended', callId: '7' }).tag).toBe('call-7');
    expect(read({ title: 'Hi' }).tag).toBeUndefined();
  });

  test('are refused when an address alone is too long', () => {
    const encoded = read({ title: 'Hi', url: `/${'界'.repeat(170)}` });
    expect(encodePayload(encoded, 'https://app.pushwright.dev')).toBeUndefined();
    expect(Buffer.byteLength(encode(encoded))).toBeLessThanOrEqual(2700);
  });
});
