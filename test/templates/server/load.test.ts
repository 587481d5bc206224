import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { pushServerForEachTest } from './support/push-server.ts';
import { hosts, makeBrowser } from './support/push-services.ts';
import { waitFor } from './support/run-server.ts';

const push = pushServerForEachTest();

describe('load', () => {
  test('at most 20 requests to one push service are open at a time', async () => {
    let release = () => {};
    const released = new Promise<void>((done) => {
      release = done;
    });
    push.services.answer(hosts.fcm, () => released.then(() => ({ status: 201 })));
    for (const user of ['a', 'b', 'c', 'd']) {
      await push.subscribe(user, ...Array.from({ length: 15 }, () => makeBrowser()));
    }
    for (const user of ['a', 'b', 'c', 'd']) await push.send(user, { title: 'Hi' });
    await waitFor(() => push.services.mostOpen(hosts.fcm) >= 20);
    await sleep(300);
    release();
    expect(await push.results(60)).toEqual(Array(60).fill('accepted'));
    expect(push.services.mostOpen(hosts.fcm)).toBe(20);
    // Connections stay open between pushes.
    expect(push.services.tunnels.length).toBeLessThanOrEqual(25);
  });

  test('a push service that hangs does not hold back the others, and is let go after the time limit', async () => {
    await push.subscribe(
      'ada',
      ...Array.from({ length: 19 }, () => makeBrowser(hosts.windows)),
      makeBrowser(hosts.mozilla),
    );
    push.services.answer(hosts.windows, () => 'hang');
    for (let round = 0; round < 3; round++)
      await push.send('ada', { title: 'Hi', expiresAt: Date.now() + 8000 });
    // Theirs are the first to end: nothing of the other has by then.
    expect(await push.results(3)).toEqual(['accepted', 'accepted', 'accepted']);
    expect(await push.results(60, 20_000)).not.toContain('purged');
    expect(push.services.mostOpen(hosts.windows)).toBe(20);
    expect(push.server.events('push').filter(({ error }) => error === 'timeout')).toHaveLength(20);
    expect(push.server.rows()).toHaveLength(20);
  }, 40_000);

  test('SIGTERM lets what is on its way arrive and takes nothing new', async () => {
    await push.subscribe('ada', ...Array.from({ length: 20 }, () => makeBrowser()));
    push.services.answer(
      hosts.fcm,
      () => new Promise((done) => setTimeout(() => done({ status: 201 }), 700)),
    );
    await push.send('ada', { title: 'One' });
    await push.send('ada', { title: 'Two' });
    await waitFor(() => push.services.received.length >= 20);
    const ended = new Promise<number | null>((done) => push.server.process.on('exit', (code) => done(code)));
    push.server.process.kill('SIGTERM');
    await waitFor(() => push.server.events('stopping').length > 0);
    await expect(push.server.call('GET', '/healthz')).rejects.toThrow(/ECONNREFUSED/);
    expect(await ended).toBe(0);
    expect(push.services.received).toHaveLength(40);
    expect(await push.results(40)).toEqual(Array(40).fill('accepted'));
    expect(push.server.events('stopped')).toHaveLength(1);
  });
});
