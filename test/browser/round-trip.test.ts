import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import webpush from 'web-push';
import { launchChromium } from '../../src/prove/browsers/chromium.ts';
import { dispatchNotificationClick } from '../../src/prove/browsers/dispatch-click.ts';
import { launchFirefox } from '../../src/prove/browsers/firefox.ts';
import type { LaunchOptions } from '../../src/prove/browsers/test-browser.ts';
import { type PushService, startPushService } from '../../src/prove/push-service.ts';
import { type ProofNotification, runScenario, type ScenarioResult } from '../../src/prove/scenario.ts';
import { scenarioSteps } from '../../src/prove/scenario-steps.ts';
import { type MinimalApp, type MinimalAppOptions, startMinimalApp, WORKER } from '../prove/minimal-app.ts';
import { sendPush } from '../prove/send-push.ts';

const keys = webpush.generateVAPIDKeys();
const launchers = { firefox: launchFirefox, chromium: launchChromium };
const allSteps = scenarioSteps.map(({ id }) => id);

let service: PushService;
beforeAll(async () => {
  service = await startPushService();
});
afterAll(() => service?.close());

/** What an application server does with one notification: a push to everything it has stored. */
async function sendToAll(app: MinimalApp, notification: ProofNotification): Promise<void> {
  for (const [endpoint, rest] of app.subscriptions) {
    await sendPush(service, { endpoint, ...rest }, JSON.stringify(notification), {
      vapidDetails: { subject: 'mailto:push@example.com', ...keys },
    });
  }
}

interface Walk extends Partial<MinimalAppOptions>, LaunchOptions {
  readonly waitMs?: number;
  readonly send?: (app: MinimalApp, notification: ProofNotification) => Promise<void>;
}

async function walk(family: 'firefox' | 'chromium', options: Walk = {}): Promise<ScenarioResult> {
  const app = await startMinimalApp({ publicKey: keys.publicKey, ...options });
  const browser = await launchers[family](service, options).catch(async (error) => {
    await app.close();
    throw error;
  });
  try {
    return await runScenario({
      browser,
      pushService: service,
      appUrl: app.url,
      publicKey: keys.publicKey,
      ...(options.waitMs === undefined ? {} : { waitMs: options.waitMs }),
      send: (notification) => (options.send ?? sendToAll)(app, notification),
    });
  } finally {
    await browser.close();
    await app.close();
  }
}

/** The ids of the steps that were reached, the last one with its detail. */
function outcome(result: ScenarioResult) {
  const last = result.steps.at(-1);
  return { ok: result.ok, last: last?.step, detail: last?.detail };
}

describe.each(['firefox', 'chromium'] as const)('%s', (family) => {
  it('walks from the first load to after the logout', async () => {
    const result = await walk(family);
    expect(result.steps.filter((step) => !step.ok)).toEqual([]);
    expect(result.steps.map(({ step }) => step)).toEqual(allSteps);
    expect(result.ok).toBe(true);
  });

  it('fails an app that asks on load', async () => {
    const result = await walk(family, { onLoad: 'Notification.requestPermission();' });
    expect(outcome(result)).toMatchObject({ ok: false, last: 'no-prompt-on-load' });
  });

  it('fails an app whose user blocks the question', async () => {
    const result = await walk(family, { permission: 'block' });
    expect(outcome(result)).toMatchObject({ ok: false, last: 'enable' });
    expect(outcome(result).detail).toContain('The permission was denied');
  });
});

describe('an app that fails later', () => {
  it('fails a worker that shows something else', async () => {
    const worker = WORKER.replace('showNotification(data.title', "showNotification('New message'");
    expect(worker).not.toBe(WORKER);
    const result = await walk('chromium', { waitMs: 6_000, worker });
    expect(outcome(result)).toMatchObject({ ok: false, last: 'notification-shown' });
    expect(outcome(result).detail).toContain('New message');
  });

  it('fails a click that leads elsewhere', async () => {
    const worker = WORKER.replace("event.notification.data?.url ?? '/'", "'/'");
    expect(worker).not.toBe(WORKER);
    expect(outcome(await walk('chromium', { waitMs: 6_000, worker }))).toMatchObject({
      ok: false,
      last: 'notification-clicked',
    });
  });

  it('fails a logout that the push server hears nothing of', async () => {
    const onLoad = `const tell = window.fetch;
      window.fetch = (path, options) => path === '/unsubscribe' ? Promise.resolve(new Response()) : tell(path, options);`;
    expect(outcome(await walk('chromium', { waitMs: 6_000, onLoad }))).toMatchObject({
      ok: false,
      last: 'next-push-reaches-nobody',
    });
  });

  it('fails a push server that the push service refuses', async () => {
    const send = async (app: MinimalApp, notification: ProofNotification) => {
      service.answerNext({ status: 429, retryAfter: 60 });
      await sendToAll(app, notification);
    };
    expect(outcome(await walk('chromium', { waitMs: 6_000, send }))).toMatchObject({
      ok: false,
      last: 'push-accepted',
    });
  });
});

it('a worker that throws is reported by Firefox', async () => {
  const worker = WORKER.replace("let data = { title: 'No data', body: '' };", "throw new Error('broken');");
  expect(worker).not.toBe(WORKER);
  const result = await walk('firefox', { worker });
  expect(outcome(result)).toMatchObject({ ok: false, last: 'notification-shown' });
  expect(outcome(result).detail).toContain('code 301');
});

it('a worker that fails after it has shown the notification is reported too', async () => {
  const worker = WORKER.replace('data }));', "data }).then(() => { throw new Error('broken'); }));");
  expect(worker).not.toBe(WORKER);
  const result = await walk('firefox', { worker });
  expect(result.ok).toBe(false);
  expect(outcome(result).detail).toContain('code 302');
});

it('an app that subscribes with another key than it should is found out', async () => {
  const app = await startMinimalApp({ publicKey: webpush.generateVAPIDKeys().publicKey });
  const browser = await launchFirefox(service);
  try {
    const { publicKey } = keys;
    const options = { browser, pushService: service, appUrl: app.url, publicKey, send: async () => {} };
    const result = outcome(await runScenario(options));
    expect(result).toEqual({ ok: false, last: 'subscribed', detail: expect.stringContaining(publicKey) });
  } finally {
    await browser.close();
    await app.close();
  }
});

it('a dispatched click says which URL the worker asked for', async () => {
  const app = await startMinimalApp({ publicKey: keys.publicKey });
  const browser = await launchChromium(service);
  try {
    const page = await browser.newPage(app.url);
    await page.click('[data-pushwright="enable"]');
    await page.waitForSelector('[data-pushwright-state="on"]', { timeout: 60_000 });
    const url = new URL('/chat/7', app.url).href;
    await page.evaluate(
      `navigator.serviceWorker.ready.then((registration) => registration.showNotification('Seven', { data: { url: ${JSON.stringify(url)} } }))`,
    );
    const report = await dispatchNotificationClick(page.browser(), page, { title: 'Seven' });
    expect(report).toEqual({ route: 'dispatched', asked: [app.url] });
    await page.waitForFunction(`location.href === ${JSON.stringify(url)}`, { timeout: 5_000 });
  } finally {
    await browser.close();
    await app.close();
  }
});
