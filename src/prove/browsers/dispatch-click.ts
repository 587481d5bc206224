import type { Browser, Page } from 'puppeteer-core';
import { UserError } from '../../errors.ts';
import type { ClickReport, NotificationChoice } from './test-browser.ts';

const WAIT_MS = 10_000;

/**
 * Dispatches `notificationclick` in the page's worker over CDP, where the browser's own notification cannot be reached.
 * The browser refuses focus() and openWindow() there, so what the worker asked for is recorded instead of done.
 */
export async function dispatchNotificationClick(
  browser: Browser,
  page: Page,
  { title, action }: NotificationChoice,
): Promise<ClickReport> {
  const { origin } = new URL(page.url());
  const session = await page.createCDPSession();
  try {
    // A worker stops after half a minute without events.
    await session.send('ServiceWorker.enable');
    const scopeURL = (await page.evaluate(
      'navigator.serviceWorker.ready.then((registration) => registration.scope)',
    )) as string;
    await session.send('ServiceWorker.startWorker', { scopeURL });
    const target = await browser.waitForTarget(
      (candidate) => candidate.type() === 'service_worker' && candidate.url().startsWith(origin),
      { timeout: WAIT_MS },
    );
    const worker = await target.worker();
    const asked = await worker?.evaluate(dispatchClick, title, action ?? '');
    if (!asked) {
      throw new UserError(`The worker has no notification "${title}".`, 'See what its push handler shows.');
    }
    return { route: 'dispatched', asked };
  } finally {
    await session.detach().catch(() => {});
  }
}

/** Runs in the worker: the URLs it asked for, or null without such a notification. */
async function dispatchClick(title: string, action: string): Promise<string[] | null> {
  // biome-ignore lint/suspicious/noExplicitAny: the worker's globals
  const worker = globalThis as any;
  const notifications = await worker.registration.getNotifications();
  const notification = notifications.find((candidate: { title: string }) => candidate.title === title);
  if (!notification) return null;

  const asked: string[] = [];
  const { openWindow } = worker.clients;
  const { focus, navigate } = worker.WindowClient.prototype;
  worker.clients.openWindow = async (url: string) => {
    asked.push(new worker.URL(url, worker.location.href).href);
    return null;
  };
  worker.WindowClient.prototype.focus = async function (this: { url: string }) {
    asked.push(this.url);
    return this;
  };
  worker.WindowClient.prototype.navigate = function (this: object, url: string) {
    asked.push(new worker.URL(url, worker.location.href).href);
    return navigate.call(this, url);
  };
  try {
    const event = new worker.NotificationEvent('notificationclick', { notification, action });
    const promises: Promise<unknown>[] = [];
    event.waitUntil = (promise: Promise<unknown>) => promises.push(Promise.resolve(promise));
    worker.dispatchEvent(event);
    for (const promise of promises) await promise;
    return asked;
  } finally {
    worker.clients.openWindow = openWindow;
    worker.WindowClient.prototype.focus = focus;
    worker.WindowClient.prototype.navigate = navigate;
  }
}
