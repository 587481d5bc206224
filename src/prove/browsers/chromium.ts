import type { Browser } from 'puppeteer-core';
import type { PushService } from '../push-service.ts';
import { type Desktop, startDesktop } from './desktop.ts';
import { dispatchNotificationClick } from './dispatch-click.ts';
import { findBrowser } from './find-browser.ts';
import { launchBrowser } from './launch-browser.ts';
import { observePermission } from './observe-permission.ts';
import { readReport } from './read-report.ts';
import type { LaunchOptions, PermissionCall, TestBrowser } from './test-browser.ts';

/** Launches Chromium with a fresh profile, driven by CDP, with the push service as its own. */
export async function launchChromium(
  pushService: PushService,
  options: LaunchOptions = {},
): Promise<TestBrowser> {
  const executablePath = options.executablePath ?? findBrowser('chromium');
  // On Linux a notification goes to the desktop over D-Bus, so the desktop can be this process, which then clicks.
  const desktop: Desktop | undefined = process.platform === 'linux' ? await startDesktop() : undefined;
  const browser = await launchBrowser({
    browser: 'chrome',
    executablePath,
    headless: !options.headful,
    // Two file descriptors instead of a port that anybody on the machine could connect to.
    pipe: true,
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
    async lookForNotification(page, title) {
      if (!desktop || desktop.hasSettled(title)) return readReport(page, title);
      return { found: undefined, titles: desktop.titles() };
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
