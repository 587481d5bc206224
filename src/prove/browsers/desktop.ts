import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../errors.ts';
import { startNotificationDaemon } from '../dbus/notification-daemon.ts';
import type { NotificationChoice } from './test-browser.ts';

/** The desktop that Chromium shows its notifications on, with a person who looks and clicks. */
export interface Desktop {
  /** For the browser's DBUS_SESSION_BUS_ADDRESS. */
  readonly address: string;
  titles(): string[];
  /** Whether a notification is on display, and the browser had the time to note that of it and of all others. */
  hasSettled(title: string): boolean;
  /** Throws a UserError when there is nothing to click. */
  click(choice: NotificationChoice): Promise<void>;
  close(): Promise<void>;
}

const WAIT_MS = 10_000;

/**
 * Until the browser has taken note of the desktop's answer, a click is lost to it, and getNotifications() takes the notification
 * for one that somebody has closed, and forgets it. No person is as fast as that.
 */
const SETTLE_MS = 500;

/** Starts one on a bus of its own; Linux only. */
export async function startDesktop(): Promise<Desktop> {
  const daemon = await startNotificationDaemon();
  const find = (title: string) => daemon.shown.find((shown) => shown.title === title);
  const isQuiet = () => daemon.shown.every((shown) => Date.now() > shown.at + SETTLE_MS);
  const titles = () => daemon.shown.map((shown) => shown.title);
  return {
    address: daemon.address,
    titles,
    hasSettled: (title) => find(title) !== undefined && isQuiet(),
    async click({ title, action }) {
      for (const end = Date.now() + WAIT_MS; Date.now() < end; await sleep(50)) {
        const notification = find(title);
        const key = [...(notification?.actions ?? [])].find(([id, label]) =>
          action === undefined ? id === 'default' : label === action,
        )?.[0];
        if (notification && key !== undefined && isQuiet()) return daemon.invoke(notification.id, key);
      }
      const clickable = action === undefined ? `"${title}"` : `"${title}" with a button "${action}"`;
      throw new UserError(
        `Chromium shows no notification ${clickable}.`,
        `It shows: ${titles().join(', ') || 'none'}.`,
      );
    },
    close: () => daemon.close(),
  };
}
