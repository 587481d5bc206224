import type { Page } from 'puppeteer-core';
import { expect } from 'vitest';

/** Runs in every page of a test before the page's own scripts, as `tools`. */
const source = `
globalThis.tools = {
  registration: () => navigator.serviceWorker.ready,
  async subscription() {
    return (await tools.registration()).pushManager.getSubscription();
  },
  async endpoint() {
    return (await tools.subscription())?.endpoint ?? null;
  },
  /** The subscription's application server key, byte by byte. */
  async key() {
    return [...new Uint8Array((await tools.subscription()).options.applicationServerKey)];
  },
  text: (selector) => document.querySelector(selector)?.textContent ?? null,
  state: () => document.querySelector('[data-pushwright-state]')?.getAttribute('data-pushwright-state') ?? null,
  /** What is on display once there is that much of it, or nothing more comes for twenty seconds. */
  async shown(count) {
    const registration = await tools.registration();
    let notifications = await registration.getNotifications();
    for (let tries = 0; notifications.length < count && tries < 200; tries++) {
      await new Promise((resolve) => setTimeout(resolve, 25));
      notifications = await registration.getNotifications();
    }
    return notifications.map((notification) => {
      const { title, body, tag, silent, requireInteraction, renotify, dir, lang, icon, badge, vibrate, data } = notification;
      const actions = notification.actions.map(({ action }) => action);
      return { title, body, tag, silent, requireInteraction, renotify, actions, dir, lang, icon, badge, vibrate, data };
    });
  },
  async clear() {
    for (const notification of await (await tools.registration()).getNotifications()) notification.close();
  },
};`;

export async function addPageTools(page: Page): Promise<void> {
  await page.evaluateOnNewDocument(source);
}

/** Evaluates an expression in the page; a promise is waited for. */
// biome-ignore lint/suspicious/noExplicitAny: whatever the page answers
export function inPage(page: Page, expression: string): Promise<any> {
  return page.evaluate(expression) as never;
}

/** Expects it to become so within half a minute: the machine may be busy with other things. */
export function eventually<T>(probe: () => T) {
  return expect.poll(probe, { timeout: 30_000, interval: 25 });
}
