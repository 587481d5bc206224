import type { Browser } from 'puppeteer-core';
import { UserError } from '../../errors.ts';
import type { PushService } from '../push-service.ts';
import { dispatchNotificationClick } from './dispatch-click.ts';
import { findBrowser } from './find-browser.ts';
import { launchBrowser } from './launch-browser.ts';
import { observePermission } from './observe-permission.ts';
import type { LaunchOptions, NotificationChoice, PermissionCall, TestBrowser } from './test-browser.ts';

const WAIT_MS = 10_000;
/** A click before the browser has taken note of the notification's id is lost; no person is that fast. */
const SETTLE_MS = 500;

/** Launches Chromium with a fresh profile, driven by CDP, with the push service as its own. */
export async function launchChromium(
  pushService: PushService,
  options: LaunchOptions = {},
): Promise<TestBrowser> {
  const executablePath = options.executablePath ?? findBrowser('chromium');
  // On Linux a notification goes to the desktop over D-Bus, so the desktop can be this process, which then clicks.
  const desktop = process.platform === 'linux' ? await startDesktop() : undefined;
  const browser = await launchBrowser({
    browser: 'chrome',
    executablePath,
    headless: !options.headful,
    // With it the push client never connects, and subscribe() can take the browser down.
    ignoreDefaultArgs: ['--disable-background-networking'],
    args: switches(pushService, options),
    env: { ...process.env, ...(desktop ? { DBUS_SESSION_BUS_ADDRESS: desktop.address } : {}) },
  }).catch(async (error: unknown) => {
    await desktop?.close();
    throw error;
  });
  const permissionCalls: PermissionCall[] = [];
  const answer = options.permission ?? 'allow';

  return {
    family: 'chromium',
    name: await browser.version(),
    permissionCalls,
    pages: () => browser.pages(),
    async newPage(url) {
      // The default context, because an incognito one may not subscribe.
      const page = await browser.newPage();
      const onCall = async (call: PermissionCall) => {
        permissionCalls.push(call);
        // A question without a gesture is left open, so that a page that needs the answer on load is seen to hang.
        if (call.permission === 'default' && call.gesture && answer !== 'ignore') {
          await setPermission(browser, call.url, answer);
        }
      };
      // Held, because the answer has to be stored before the question is asked.
      await observePermission(page, onCall, true);
      await page.goto(url);
      return page;
    },
    async clickNotification(page, choice) {
      if (!desktop) return dispatchNotificationClick(browser, page, choice);
      await desktop.click(choice);
      return { route: 'browser', asked: [] };
    },
    async close() {
      try {
        await browser.close();
      } finally {
        await desktop?.close();
      }
    },
  };
}

function switches(pushService: PushService, options: LaunchOptions): string[] {
  const { checkin, registration, mcs, spkiHash } = pushService.browserAddresses;
  return [
    `--gcm-checkin-url=${checkin}`,
    `--gcm-registration-url=${registration}`,
    `--gcm-mcs-endpoint=${mcs}`,
    // For the connection server alone: an app with a bad certificate still fails, as it does for its users.
    `--ignore-certificate-errors-spki-list=${spkiHash}`,
    '--disable-component-update',
    ...(options.network
      ? []
      : ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1']),
    // Chromium refuses to start as root with it.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
}

/** What pressing "Allow" or "Block" stores; the question itself is not open to automation. */
async function setPermission(browser: Browser, url: string, answer: 'allow' | 'block'): Promise<void> {
  await browser.defaultBrowserContext().setPermission(new URL(url).origin, {
    permission: { name: 'notifications' },
    state: answer === 'allow' ? 'granted' : 'denied',
  });
}

async function startDesktop() {
  const { startNotificationDaemon } = await import('../dbus/notification-daemon.ts');
  const daemon = await startNotificationDaemon();
  return {
    address: daemon.address,
    close: () => daemon.close(),
    async click({ title, action }: NotificationChoice): Promise<void> {
      for (const end = Date.now() + WAIT_MS; Date.now() < end; ) {
        const notification = daemon.shown.find((candidate) => candidate.title === title);
        const key = [...(notification?.actions ?? [])].find(
          ([id, label]) => (action === undefined && id === 'default') || label === action,
        )?.[0];
        if (notification && key !== undefined && Date.now() > notification.at + SETTLE_MS) {
          return daemon.invoke(notification.id, key);
        }
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
      const titles = daemon.shown.map((notification) => notification.title).join(', ');
      throw new UserError(`Chromium shows no notification "${title}".`, `It shows: ${titles || 'none'}.`);
    },
  };
}
