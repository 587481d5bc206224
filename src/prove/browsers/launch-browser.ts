import type { Browser, LaunchOptions as PuppeteerOptions } from 'puppeteer-core';
import { UserError } from '../../errors.ts';

/** A cold start on a busy machine takes longer than puppeteer's half a minute. */
const START_MS = 120_000;

/** Starts an installed browser through puppeteer-core, which is loaded only here. Throws a UserError when it does not start. */
export async function launchBrowser(
  options: PuppeteerOptions & { readonly executablePath: string },
): Promise<Browser> {
  const puppeteer = await import('puppeteer-core');
  try {
    return await puppeteer.launch({ timeout: START_MS, ...options });
  } catch (error) {
    // A connection that failed is thrown as an event, not as an Error.
    const { message = 'The connection to it failed.' } = error as { message?: string };
    const [happened = '', ...more] = message.split('\n');
    const words = more.filter((line) => line.trim() !== '').slice(-8);
    throw new UserError(
      `${options.executablePath} did not start: ${happened}`,
      words.length > 0 ? `It wrote:\n${words.join('\n')}` : 'Start it by hand to see why.',
    );
  }
}
