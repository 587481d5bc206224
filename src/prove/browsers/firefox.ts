import { UserError } from '../../errors.ts';
import type { PushService } from '../push-service.ts';
import { findBrowser } from './find-browser.ts';
import { evaluateInFirefox } from './firefox-chrome.ts';
import { launchBrowser } from './launch-browser.ts';
import { observePermission } from './observe-permission.ts';
import { readReport } from './read-report.ts';
import type { LaunchOptions, PermissionCall, TestBrowser } from './test-browser.ts';

const WAIT_MS = 10_000;

/** Launches Firefox with a fresh profile, driven by WebDriver BiDi, with the push service as its own. */
export async function launchFirefox(
  pushService: PushService,
  options: LaunchOptions = {},
): Promise<TestBrowser> {
  const browser = await launchBrowser({
    browser: 'firefox',
    executablePath: options.executablePath ?? findBrowser('firefox'),
    headless: !options.headful,
    // The permission question and the notification are the browser's own windows, closed to a page's script.
    args: ['--remote-allow-system-access'],
    extraPrefsFirefox: preferences(pushService, options),
  });
  const permissionCalls: PermissionCall[] = [];
  const answer = options.permission ?? 'allow';

  return {
    family: 'firefox',
    name: await browser.version(),
    permissionCalls,
    pages: () => browser.pages(),
    async newPage(url) {
      const page = await browser.newPage();
      const onCall = async (call: PermissionCall) => {
        permissionCalls.push(call);
        if (call.permission !== 'default' || !call.gesture || answer === 'ignore') return;
        await evaluateInFirefox(browser, pressPermissionButton, answer, WAIT_MS);
      };
      // Not held: the question appears only after the page's call goes on.
      await observePermission(page, onCall, false);
      await page.goto(url);
      return page;
    },
    lookForNotification: readReport,
    async clickNotification(_page, { title, action }) {
      if (action) {
        throw new UserError(
          'Firefox draws its own notifications without buttons.',
          'Click the notification.',
        );
      }
      const clicked = await evaluateInFirefox(browser, clickAlert, title, WAIT_MS);
      if (clicked !== 'clicked') {
        throw new UserError(`Firefox shows no notification "${title}".`, `It shows: ${clicked || 'none'}.`);
      }
      return { route: 'browser', asked: [] };
    },
    close: () => browser.close(),
  };
}

function preferences(pushService: PushService, options: LaunchOptions): Record<string, unknown> {
  const offline = {
    // Everything but loopback goes to a port where nobody listens.
    'network.proxy.type': 1,
    'network.proxy.http': '127.0.0.1',
    'network.proxy.http_port': 9,
    'network.proxy.ssl': '127.0.0.1',
    'network.proxy.ssl_port': 9,
    'network.proxy.allow_hijacking_localhost': false,
  };
  return {
    'dom.push.enabled': true,
    'dom.push.connection.enabled': true,
    'dom.push.serverURL': pushService.browserAddresses.autopush,
    'dom.push.testing.allowInsecureServerURL': true,
    // Without a desktop session the system's notifications are not there, and showNotification() rejects.
    'alerts.useSystemBackend': false,
    ...(options.network ? {} : offline),
  };
}

/** Runs in a browser window: presses a button of the permission question as soon as it is shown, until it is gone. */
async function pressPermissionButton(answer: string, waitMs: number): Promise<boolean> {
  // biome-ignore lint/suspicious/noExplicitAny: the browser's privileged globals
  const chrome = globalThis as any;
  let pressed = false;
  for (const end = Date.now() + waitMs; Date.now() < end; ) {
    const question = chrome.document.querySelector('#web-notifications-notification');
    if (!question && pressed) return true;
    const button = answer === 'allow' ? question?.button : question?.secondaryButton;
    button?.click();
    pressed ||= button !== undefined;
    await new Promise((resolve) => chrome.setTimeout(resolve, 50));
  }
  return false;
}

/** Runs in a browser window: 'clicked', or the titles that are shown instead. */
async function clickAlert(title: string, waitMs: number): Promise<string> {
  // biome-ignore lint/suspicious/noExplicitAny: the browser's privileged globals
  const chrome = globalThis as any;
  let titles: string[] = [];
  for (const end = Date.now() + waitMs; Date.now() < end; ) {
    titles = [];
    // Each notification is a window of its own.
    for (const alert of chrome.Services.wm.getEnumerator('alert:alert')) {
      if (alert.document.readyState !== 'complete') continue;
      const shown = alert.document.getElementById('alertTitleLabel')?.value ?? '';
      titles.push(shown);
      if (shown !== title) continue;
      const box = alert.document.getElementById('alertBox');
      box.click();
      // A click before the window is ready goes nowhere; the window marks one that it took, or closes.
      if (alert.closed || box.getAttribute('clicked') === 'true') return 'clicked';
    }
    await new Promise((resolve) => chrome.setTimeout(resolve, 50));
  }
  return titles.join(', ');
}
