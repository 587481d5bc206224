import type { Page } from 'puppeteer-core';
import { readNotifications } from '../page-facts.ts';
import type { NotificationReport } from './test-browser.ts';

/** Asks the page's registration what is on display. */
export async function readReport(page: Page, title: string): Promise<NotificationReport> {
  const notifications = await page.evaluate(readNotifications);
  return {
    found: notifications.find((candidate) => candidate.title === title),
    titles: notifications.map((candidate) => candidate.title),
  };
}
