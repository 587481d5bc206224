import type { Page } from 'puppeteer-core';
import type { BrowserFamily } from '../event-log.ts';

/** What the person in front of the browser does when a page asks to send notifications. */
export type PermissionAnswer =
  /** Nothing: the question stays open. */
  | 'ignore'
  /** Presses "Allow" when it is asked. */
  | 'allow'
  /** Presses "Block" when it is asked. */
  | 'block';

export interface LaunchOptions {
  /** Default 'allow'. */
  readonly permission?: PermissionAnswer;
  /** The browser's program; default: found. */
  readonly executablePath?: string;
  /** A window on the screen; default false. */
  readonly headful?: boolean;
  /** Lets the browser reach other hosts than loopback, for an app that cannot start without; default false. */
  readonly network?: boolean;
}

/** A page asked for permission, or called something that asks for it. */
export interface PermissionCall {
  readonly call: 'Notification.requestPermission' | 'PushManager.subscribe';
  /** Whether a person had just clicked or typed: https://html.spec.whatwg.org/#transient-activation */
  readonly gesture: boolean;
  /** `Notification.permission` at that moment. */
  readonly permission: string;
  readonly url: string;
}

export interface NotificationChoice {
  readonly title: string;
  /** The action button; default: the notification itself. */
  readonly action?: string;
}

/** How a notification was clicked. */
export type ClickRoute =
  /** The browser's own notification was clicked, its own click handling ran. */
  | 'browser'
  /** A `notificationclick` event was dispatched in the worker, where the browser refuses focus() and openWindow(). */
  | 'dispatched';

export interface ClickReport {
  readonly route: ClickRoute;
  /** Windows that the worker asked to open or focus; filled on the 'dispatched' route only. */
  readonly asked: readonly string[];
}

/** What is on display, as far as one title is concerned. */
export interface NotificationReport {
  /** The one with that title, as `registration.getNotifications()` gives it back; undefined while there is none. */
  readonly found: { readonly title: string; readonly body: string } | undefined;
  /** Titles of everything on display. */
  readonly titles: readonly string[];
}

/** A real browser with a throw-away profile, subscribed to the loopback push service. */
export interface TestBrowser {
  readonly family: BrowserFamily;
  /** Name and version, as the browser says it. */
  readonly name: string;
  newPage(url: string): Promise<Page>;
  pages(): Promise<Page[]>;
  /** Every call that asks for permission, in order, from all pages opened here. */
  readonly permissionCalls: readonly PermissionCall[];
  /** Looks for a notification, once. Ask here and not in the page: a question at the wrong moment makes Chromium forget one. */
  lookForNotification(page: Page, title: string): Promise<NotificationReport>;
  /** Clicks a notification that is being shown. Throws a UserError when there is none with that title. */
  clickNotification(page: Page, choice: NotificationChoice): Promise<ClickReport>;
  close(): Promise<void>;
}
