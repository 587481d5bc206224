import { setTimeout as sleep } from 'node:timers/promises';
import type { Page } from 'puppeteer-core';
import { UserError } from '../errors.ts';
import type { PermissionCall } from './browsers/test-browser.ts';
import type { PushEventOf } from './event-log.ts';
import { readRegistration, readStates, readSubscription } from './page-facts.ts';
import type { ScenarioState } from './scenario.ts';

export type StepId =
  | 'open'
  | 'no-prompt-on-load'
  | 'worker-active'
  | 'enable'
  | 'subscribed'
  | 'push-accepted'
  | 'notification-shown'
  | 'notification-clicked'
  | 'logged-out'
  | 'next-push-reaches-nobody';

export interface ScenarioStep {
  readonly id: StepId;
  /** What it shows, as a sentence without a full stop. */
  readonly title: string;
  /** Resolves to what was seen; rejects when it is not so. */
  run(state: ScenarioState): Promise<string>;
}

/** A page that asks on load does so within this time, in ms. */
const QUIET_MS = 1_500;
/** Chromium starts its push client some seconds after the first subscribe(): this many times the usual wait. */
const SUBSCRIBE_FACTOR = 4;
/** The server answers 202 before it sends, so a push after the logout needs this long not to come. */
const SILENCE_MS = 2_500;
const ON = '[data-pushwright-state="on"]';
const DENIED = '[data-pushwright-state="denied"]';
const ENABLE = '[data-pushwright="enable"]';
const LOGOUT = '[data-pushwright="logout"]';

/** The walk, in order. Each step trusts those before it. */
export const scenarioSteps: readonly ScenarioStep[] = [
  {
    id: 'open',
    title: 'The app opens',
    async run(state) {
      state.page = await state.browser.newPage(state.appUrl);
      return `${state.browser.name} opened ${state.page.url()}.`;
    },
  },
  {
    id: 'no-prompt-on-load',
    title: 'Nothing asks for the permission on load',
    async run(state) {
      const page = opened(state);
      await sleep(QUIET_MS);
      const [call] = state.browser.permissionCalls;
      if (call) {
        throw new UserError(
          `${call.call} was called on load, without a click.`,
          'Browsers block or hide such a question: call it in the click handler of a button.',
        );
      }
      const permission = await page.evaluate('Notification.permission');
      if (permission !== 'default')
        throw new UserError(`The permission is "${permission}".`, 'Use a fresh profile.');
      return 'Notification.permission is still "default".';
    },
  },
  {
    id: 'worker-active',
    title: 'The service worker is active and its scope covers the page',
    async run(state) {
      const registration = await waitFor(() => opened(state).evaluate(readRegistration), state.waitMs);
      if (!registration) {
        throw new UserError(
          'No service worker became active for the page.',
          'Open the worker’s URL: it must answer with JavaScript, and its folder must cover the page.',
        );
      }
      return `${registration.script}, scope ${registration.scope}.`;
    },
  },
  {
    id: 'enable',
    title: 'A click on the button switches push on',
    async run(state) {
      const page = opened(state);
      await click(page, ENABLE, state.waitMs);
      const { permissionCalls: calls } = state.browser;
      const isEarly = (call: PermissionCall) => call.permission === 'default' && !call.gesture;
      const end = await waitFor(async () => {
        if (calls.some(isEarly)) return 'no-gesture';
        if (await page.$(ON)) return 'on';
        const isDenied = (await page.evaluate('Notification.permission')) === 'denied';
        // Firefox’s "Block" counts for this visit only, and leaves the page’s own word as the one sign of it.
        return isDenied || (await page.$(DENIED)) ? 'denied' : undefined;
      }, SUBSCRIBE_FACTOR * state.waitMs);
      if (end === 'no-gesture') {
        throw new UserError(
          `${calls.find(isEarly)?.call} was called when the click was no longer in effect.`,
          'Ask for the permission first in the click handler, before anything is awaited.',
        );
      }
      if (end !== 'on') {
        const states = await page.evaluate(readStates);
        throw new UserError(
          end === 'denied'
            ? 'The permission was denied.'
            : 'No element came to show data-pushwright-state="on".',
          `Shown: ${states.join(', ') || 'no state'}. Called: ${calls.map(({ call }) => call).join(', ') || 'nothing'}.`,
        );
      }
      return `Asked by ${calls[0]?.call ?? 'nothing'}, in the click.`;
    },
  },
  {
    id: 'subscribed',
    title: 'The push service has the subscription, with the app’s key',
    async run(state) {
      const event = await state.pushService.waitFor('subscribed', state.waitMs, undefined, state.since);
      const own = await opened(state).evaluate(readSubscription);
      const expected = state.publicKey ?? own?.key;
      if (own?.endpoint !== event.endpoint || event.applicationServerKey !== expected) {
        throw new UserError(
          'The browser’s subscription is not the one that the push service gave out, or has another key.',
          `The app should subscribe with ${expected}, it did with ${event.applicationServerKey ?? 'none'}.`,
        );
      }
      state.subscribed = event;
      return `${new URL(event.endpoint).host} gave out an endpoint for ${event.applicationServerKey?.slice(0, 8)}….`;
    },
  },
  {
    id: 'push-accepted',
    title: 'The push server’s request is accepted by the push service',
    async run(state) {
      const since = state.pushService.events.length;
      await state.send(state.notification);
      const answer = await waitFor(async () => sentTo(state, since)[0], state.waitMs);
      if (!answer) {
        throw new UserError(
          'The push server sent nothing to the push service.',
          'See whether it has stored the subscription, and its log.',
        );
      }
      if (answer.kind === 'rejected') {
        throw new UserError(`${answer.host} answered ${answer.status}.`, answer.reason);
      }
      const topic = answer.topic === undefined ? '' : `, topic ${answer.topic}`;
      return `${answer.size} bytes encrypted, TTL ${answer.ttl} s, urgency ${answer.urgency}${topic}.`;
    },
  },
  {
    id: 'notification-shown',
    title: 'The worker decrypts it and shows a notification',
    async run(state) {
      const { title, body } = state.notification;
      let titles: readonly string[] = [];
      const shown = await waitFor(async () => {
        assertWorkerDidNotFail(state);
        const report = await state.browser.lookForNotification(opened(state), title);
        titles = report.titles;
        return report.found?.body === body ? report.found : undefined;
      }, state.waitMs);
      if (!shown) {
        throw new UserError(
          `No notification "${title}" with the text "${body}" came.`,
          `The worker shows: ${titles.join(', ') || 'none'}.`,
        );
      }
      return `“${shown.title}”: ${shown.body}`;
    },
  },
  {
    id: 'notification-clicked',
    title: 'A click on the notification leads to its page',
    async run(state) {
      const url = state.target;
      const { title } = state.notification;
      const report = await state.browser.clickNotification(opened(state), { title });
      const there = await waitFor(async () => {
        if (report.asked.includes(url)) return 'asked for';
        for (const page of await state.browser.pages()) {
          if (page.url() !== url) continue;
          const focused = await page.evaluate('document.hasFocus()').catch(() => false);
          if (focused || report.route === 'dispatched') return 'focused';
        }
        return undefined;
      }, state.waitMs);
      if (!there) {
        const urls = (await state.browser.pages()).map((page) => page.url());
        throw new UserError(`No focused window shows ${url}.`, `The windows show: ${urls.join(', ')}.`);
      }
      // It may have failed after it showed the notification, and the report comes only when all is over.
      assertWorkerDidNotFail(state);
      return report.route === 'browser'
        ? 'The browser’s own notification was clicked; a focused window shows the URL.'
        : `A notificationclick event was dispatched; the URL was ${there}.`;
    },
  },
  {
    id: 'logged-out',
    title: 'Logging out ends the subscription',
    async run(state) {
      const page = opened(state);
      await (state.logout ?? ((open: Page) => click(open, LOGOUT, state.waitMs)))(page);
      const token = state.subscribed?.token;
      await state.pushService.waitFor('unsubscribed', state.waitMs, (event) => event.token === token);
      const gone = await waitFor(async () => (await page.evaluate(readSubscription)) === null, state.waitMs);
      if (!gone)
        throw new UserError('The browser still has a subscription.', 'Call unsubscribe() at logout.');
      return 'The browser has none any more, and the push service was told.';
    },
  },
  {
    id: 'next-push-reaches-nobody',
    title: 'The next push reaches nobody',
    async run(state) {
      const since = state.pushService.events.length;
      await state.send({ ...state.notification, title: 'pushwright prove, after the logout' });
      await sleep(SILENCE_MS);
      if (sentTo(state, since).length > 0) {
        throw new UserError(
          'After the logout the push server still sends to this browser.',
          'Tell it at logout: POST the endpoint to its unsubscribe route while the session lasts.',
        );
      }
      return 'The push server had nobody to send to.';
    },
  },
];

/** What Firefox says about its worker: https://searchfox.org/mozilla-central/source/dom/push/PushService.sys.mjs */
const NACKS: Record<number, string> = {
  300: 'The message could not be decrypted or was not expected.',
  301: 'The push handler threw.',
  302: 'The promise given to waitUntil() was rejected.',
};

/** What became of requests to this browser's endpoint, from position `since` of the log on. */
function sentTo(state: ScenarioState, since: number): (PushEventOf<'pushed'> | PushEventOf<'rejected'>)[] {
  return state.pushService.events
    .slice(since)
    .filter((event) => event.kind === 'pushed' || event.kind === 'rejected')
    .filter((event) => event.token === state.subscribed?.token);
}

function assertWorkerDidNotFail({ pushService, subscribed }: ScenarioState): void {
  for (const event of pushService.events) {
    if (event.kind !== 'nacked' || event.token !== subscribed?.token) continue;
    throw new UserError(
      `The worker failed: the browser reports code ${event.code} for the push.`,
      NACKS[event.code] ?? 'See the worker’s push handler.',
    );
  }
}

function opened({ page }: ScenarioState): Page {
  if (!page) throw new UserError('The app is not open.', 'The first step opens it.');
  return page;
}

async function click(page: Page, selector: string, timeout: number): Promise<void> {
  const element = await page.waitForSelector(selector, { visible: true, timeout }).catch(() => null);
  if (!element) {
    throw new UserError(
      `The page has no visible ${selector}.`,
      'Put the button on this page, or name another page.',
    );
  }
  await element.click();
}

/** The first value that is neither undefined, null nor false, asked for again and again. */
async function waitFor<T>(ask: () => Promise<T>, timeoutMs: number): Promise<T | undefined> {
  for (const end = Date.now() + timeoutMs; Date.now() < end; await sleep(100)) {
    // A navigation takes the page away in the middle of a question.
    const value = await ask().catch((error: unknown) => {
      if (error instanceof UserError) throw error;
    });
    if (value) return value;
  }
  return undefined;
}
