import type { Page } from 'puppeteer-core';
import { UserError } from '../errors.ts';
import type { TestBrowser } from './browsers/test-browser.ts';
import type { PushEventOf } from './event-log.ts';
import type { PushService } from './push-service.ts';
import { type StepId, scenarioSteps } from './scenario-steps.ts';

const WAIT_MS = 15_000;

/** What the scenario asks the app's push server to send to its user. */
export interface ProofNotification {
  readonly title: string;
  readonly body: string;
  /** Where a click leads: a path of the app, with its query. */
  readonly url: string;
}

export interface ScenarioOptions {
  readonly browser: TestBrowser;
  readonly pushService: PushService;
  /** A page of the app that has the button and whose user is signed in. */
  readonly appUrl: string;
  /** Sends through the app's own push server; rejects when it refuses. */
  send(notification: ProofNotification): Promise<void>;
  /** Signs the user out; default: clicks `[data-pushwright="logout"]`. */
  logout?(page: Page): Promise<void>;
  /** The public key that the app should subscribe with; default: whatever it does subscribe with. */
  readonly publicKey?: string;
  /** How long each thing may take to happen, in ms; default 15 000. Subscribing gets four times that. */
  readonly waitMs?: number;
  /** Told of each step as it ends. */
  onStep?(result: StepResult): void;
}

export interface StepResult {
  readonly step: StepId;
  /** What the step shows, as a sentence. */
  readonly title: string;
  readonly ok: boolean;
  /** What was seen; after a failure also what to look at. */
  readonly detail: string;
  readonly ms: number;
}

export interface ScenarioResult {
  readonly browser: string;
  readonly ok: boolean;
  /** Up to the first that failed; the rest was not reached. */
  readonly steps: readonly StepResult[];
}

/** What the steps hand on to each other. */
export interface ScenarioState extends ScenarioOptions {
  readonly waitMs: number;
  readonly notification: ProofNotification;
  /** Where the click should lead, absolute. */
  readonly target: string;
  /** Where in the push service's log this walk begins. */
  readonly since: number;
  page?: Page;
  subscribed?: PushEventOf<'subscribed'>;
}

/** Walks one browser through the app, from the first load to after the logout. Closes neither the browser nor the service. */
export async function runScenario(options: ScenarioOptions): Promise<ScenarioResult> {
  const url = new URL(options.appUrl);
  url.searchParams.set('pushwright', 'prove');
  const state: ScenarioState = {
    ...options,
    waitMs: options.waitMs ?? WAIT_MS,
    since: options.pushService.events.length,
    notification: {
      title: 'pushwright prove',
      body: `Hello, ${options.browser.family}`,
      url: `${url.pathname}${url.search}`,
    },
    target: url.href,
  };
  const steps: StepResult[] = [];
  for (const { id, title, run } of scenarioSteps) {
    const start = performance.now();
    const outcome = await run(state).then(
      (detail) => ({ ok: true, detail }),
      (error: unknown) => ({ ok: false, detail: describe(error) }),
    );
    const result = { step: id, title, ...outcome, ms: Math.round(performance.now() - start) };
    steps.push(result);
    options.onStep?.(result);
    if (!result.ok) break;
  }
  const ok = steps.length === scenarioSteps.length && steps.every((step) => step.ok);
  return { browser: options.browser.name, ok, steps };
}

function describe(error: unknown): string {
  if (error instanceof UserError) return `${error.message} ${error.advice}`;
  return error instanceof Error ? error.message : String(error);
}
