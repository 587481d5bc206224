import type { Page } from 'puppeteer-core';
import type { PermissionCall } from './test-browser.ts';

const BINDING = '__pushwrightPermissionCall';

/**
 * Reports every call of a page that asks for the notification permission, from before its first script runs. The page gets the
 * browser's own result. With `hold` its call goes on only when `onCall` has settled; without, at once, in the same turn.
 */
export async function observePermission(
  page: Page,
  onCall: (call: PermissionCall) => Promise<void>,
  hold: boolean,
): Promise<void> {
  await page.exposeFunction(BINDING, onCall);
  await page.evaluateOnNewDocument(installObserver, BINDING, hold);
}

/** Runs in the page. */
function installObserver(binding: string, hold: boolean): void {
  // The library of this project's own code has no DOM in it.
  // biome-ignore lint/suspicious/noExplicitAny: the page's globals
  const page = globalThis as any;
  const wrap = (owner: Record<string, unknown> | undefined, name: string, call: string) => {
    const original = owner?.[name];
    if (!owner || typeof original !== 'function') return;
    owner[name] = function (this: unknown, ...values: unknown[]) {
      const reported: Promise<void> = page[binding]({
        call,
        gesture: page.navigator.userActivation?.isActive ?? false,
        permission: page.Notification?.permission ?? 'absent',
        url: String(page.location.href),
      });
      const goOn = () => original.apply(this, values);
      // The page is not to suffer from an observer that failed.
      const done = reported.catch(() => {});
      return hold ? done.then(goOn) : goOn();
    };
  };
  wrap(page.Notification, 'requestPermission', 'Notification.requestPermission');
  wrap(page.PushManager?.prototype, 'subscribe', 'PushManager.subscribe');
}
