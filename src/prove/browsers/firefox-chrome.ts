import type { Browser } from 'puppeteer-core';
import { UserError } from '../../errors.ts';

/** The WebDriver BiDi connection that puppeteer holds; Firefox grants only one, so it has to be shared. */
interface BidiConnection {
  send(method: string, parameters: object): Promise<{ result: unknown }>;
}

interface EvaluateResult {
  readonly type: string;
  readonly result?: { readonly value?: unknown };
  readonly exceptionDetails?: { readonly text?: string };
}

type Plain = string | number | boolean;

/**
 * Calls a function in Firefox's own browser window, with the browser's privileges; needs `--remote-allow-system-access`.
 * https://firefox-source-docs.mozilla.org/remote/Security.html
 */
export async function evaluateInFirefox<A extends Plain[], R extends Plain>(
  browser: Browser,
  callback: (...values: A) => R | Promise<R>,
  ...values: A
): Promise<R> {
  const { connection } = browser as unknown as { connection: BidiConnection };
  const tree = await connection.send('browsingContext.getTree', { 'moz:scope': 'chrome', maxDepth: 0 });
  const { contexts } = tree.result as { contexts: { context: string; url: string }[] };
  const window = contexts.find((context) => context.url.endsWith('/browser.xhtml'));
  if (!window) throw new UserError('Firefox has no browser window open.', 'Open a page first.');
  const answer = await connection.send('script.callFunction', {
    functionDeclaration: callback.toString(),
    awaitPromise: true,
    target: { context: window.context },
    arguments: values.map((value) => ({ type: typeof value, value })),
  });
  const result = answer.result as EvaluateResult;
  if (result.type === 'exception') {
    throw new Error(`Firefox could not run a script in its window: ${result.exceptionDetails?.text}`);
  }
  return result.result?.value as R;
}
