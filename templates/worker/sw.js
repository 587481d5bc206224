// pushwright worker 1
// Shows every push as a notification and, on a click, brings the right window to the front.
// A classic script: registered as it is, or brought into another worker with importScripts().
// The block keeps its names out of that worker's global scope.
{
  const self = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));

  /** The push server's routes; a server elsewhere is named where this is registered: sw.js?push-api=https://… */
  const api =
    new URLSearchParams(self.location.search).get('push-api') ??
    new URL('api/push', self.registration.scope).pathname;

  // WebKit counts a notification that is closed at once as none, and takes the permission away after three.
  const isWebKit = /AppleWebKit\//.test(navigator.userAgent) && !/Chrom(e|ium)\//.test(navigator.userAgent);

  /**
   * What a push says, flat. It comes from outside: every field may be missing or of another type.
   * @typedef {{ [field in 'kind' | 'title' | 'body' | 'url' | 'icon' | 'badge' | 'tag' | 'conversation' | 'callId' |
   *   'sentAt' | 'expiresAt' | 'silent' | 'lang' | 'dir' | 'app_badge']?: unknown }} Payload
   *
   * Options that browsers know and TypeScript's library does not, yet.
   * @typedef {NotificationOptions & { renotify?: boolean, timestamp?: number, vibrate?: number[], navigate?: string,
   *   actions?: { action: string, title: string }[] }} Options
   */

  /** @param {unknown} value @returns {value is Record<string, unknown>} */
  const isRecord = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

  /** At most 500 characters, never half of one. @param {unknown} value */
  const text = (value) => (typeof value === 'string' ? [...value.slice(0, 1000)].slice(0, 500).join('') : '');

  /** Milliseconds since 1970, from a number of them or a date in text; NaN for anything else. @param {unknown} value */
  const time = (value) => (typeof value === 'number' ? value : Date.parse(text(value)));

  /** An address of this app; its root when the address is missing, broken or somebody else's. @param {unknown} value */
  const ownUrl = (value) => {
    try {
      const url = new URL(text(value) || self.registration.scope, self.location.origin);
      if (url.origin === self.location.origin && /^https?:$/.test(url.protocol)) return url.href;
    } catch {
      // Not an address at all.
    }
    return self.registration.scope;
  };

  /**
   * Reads a push of any shape: our flat JSON, a declarative message (https://www.w3.org/TR/push-api/#declarative-push-message),
   * plain text, or nothing.
   * @param {PushEvent} event @returns {Payload}
   */
  const readPayload = (event) => {
    /** @type {unknown} */
    let value;
    try {
      value = event.data?.json();
    } catch {
      value = event.data?.text();
    }
    const whole = isRecord(value) ? value : {};
    // Safari hands a mutable declarative message over as a Notification object.
    const given = /** @type {{ notification?: Payload & { navigate?: unknown, data?: unknown } }} */ (event)
      .notification;
    const shown = given ?? (isRecord(whole.notification) ? whole.notification : undefined);
    if (shown) {
      const { title, body, icon, badge, tag, lang, dir, silent, navigate } = shown;
      const data = isRecord(shown.data) ? shown.data : {};
      const app_badge = whole.app_badge ?? shown.app_badge;
      const url = data.url ?? navigate;
      return {
        body,
        icon,
        badge,
        tag,
        lang,
        dir,
        silent,
        ...data,
        title: title ?? data.title,
        url,
        app_badge,
      };
    }
    if (isRecord(value)) return value;
    return { body: typeof value === 'object' || value === undefined ? '' : String(value) };
  };

  /** @param {Payload} payload @returns {{ title: string, options: Options }} */
  const describe = (payload) => {
    const url = ownUrl(payload.url);
    const conversation = text(payload.conversation);
    const tag = text(payload.tag);
    const callTag = text(payload.callId) ? `call-${text(payload.callId)}` : tag || 'call';
    const sentAt = time(payload.sentAt);
    const silent = payload.silent === true;
    const common = {
      body: text(payload.body),
      icon: text(payload.icon) || new URL('icons/icon-192.png', self.registration.scope).href,
      badge: text(payload.badge) || new URL('icons/badge-96.png', self.registration.scope).href,
      lang: text(payload.lang),
      dir: /** @type {NotificationDirection} */ (
        /^(ltr|rtl)$/.test(text(payload.dir)) ? payload.dir : 'auto'
      ),
      timestamp: sentAt > 0 ? sentAt : Date.now(),
      data: { ...payload, url, pushwright: 1 },
    };
    if (payload.kind === 'call' && !(time(payload.expiresAt) < Date.now())) {
      const hasActions = 'Notification' in self && /** @type {any} */ (Notification).maxActions >= 2;
      const actions = [
        { action: 'accept', title: 'Accept' },
        { action: 'decline', title: 'Decline' },
      ];
      return {
        title: text(payload.title) || 'Incoming call',
        options: {
          ...common,
          tag: callTag,
          renotify: true,
          requireInteraction: true,
          silent: false,
          vibrate: [500, 200, 500],
          actions: hasActions ? actions : [],
        },
      };
    }
    if (payload.kind === 'call') {
      const body = text(payload.title) || common.body;
      return { title: 'Missed call', options: { ...common, body, tag: callTag, silent } };
    }
    if (payload.kind === 'call-ended') {
      return {
        title: text(payload.title) || 'Missed call',
        options: { ...common, tag: callTag, silent },
      };
    }
    const title = text(payload.title) || 'New notification';
    if (payload.kind === 'chat') {
      const chatTag = conversation ? `chat-${conversation}` : tag || 'chat';
      return { title, options: { ...common, tag: chatTag, renotify: true, silent } };
    }
    return { title, options: { ...common, tag, renotify: tag !== '', silent } };
  };

  /** The app's windows, most recently used first; its home may be /docs, beside the scope /docs/. */
  const findWindows = async () => {
    const { pathname } = new URL(self.registration.scope);
    const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });
    return windows.filter((window) => `${new URL(window.url).pathname}/`.startsWith(pathname));
  };

  /**
   * Sends a message and waits for the page's answer; undefined when none comes in time.
   * @param {WindowClient} window @param {object} message @param {number} milliseconds
   * @returns {Promise<any>}
   */
  const ask = (window, message, milliseconds) =>
    new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      setTimeout(resolve, milliseconds);
      port1.onmessage = (event) => resolve(event.data);
      window.postMessage(message, [port2]);
    });

  /** Tells the open pages about a push; true when the person is looking at its conversation. @param {any} data */
  const tellPages = async (data) => {
    const message = { type: 'pushwright:push', notification: data };
    const windows = await findWindows();
    const reader =
      data.kind === 'chat' && data.conversation ? windows.find((window) => window.focused) : undefined;
    for (const window of windows) if (window !== reader) window.postMessage(message);
    // Asked each time: the browser stops the worker at will, and `url` stays where the page was loaded from.
    const answer = reader && (await ask(reader, message, 300));
    if (answer?.conversation) return answer.conversation === data.conversation;
    return answer?.url === data.url && data.url !== self.registration.scope;
  };

  /** Closes what is on display under a tag; true when there was something. @param {string | undefined} tag */
  const closeTagged = async (tag) => {
    const notifications = tag ? await self.registration.getNotifications({ tag }) : [];
    for (const notification of notifications) notification.close();
    return notifications.length > 0;
  };

  /** @param {PushEvent} event */
  const show = async (event) => {
    const payload = readPayload(event);
    const { title, options } = describe(payload);
    const isOnScreen = await tellPages(options.data).catch(() => false);
    if (isOnScreen) Object.assign(options, { silent: true, renotify: false });
    // The tag alone replaces the ringing everywhere but in Safari, which ignores tags.
    if (payload.kind === 'call-ended' && (await closeTagged(options.tag).catch(() => false)))
      options.silent = true;
    // Safari demands it back for a message that was declarative, and then opens it by itself.
    if ('notification' in event && event.notification) options.navigate = options.data.url;
    await self.registration
      .showNotification(title, options)
      .catch(() => self.registration.showNotification(title, { body: options.body, data: options.data }));
    if (isOnScreen && !isWebKit) await closeTagged(options.tag);
    const badge = Number(payload.app_badge ?? Number.NaN);
    if (badge >= 0 && 'setAppBadge' in navigator) await navigator.setAppBadge(badge).catch(() => {});
  };

  self.addEventListener('push', (event) => {
    event.waitUntil(show(event));
  });

  /** What a page that is only now being opened will be told when it says hello. @type {{ message: object, at: number } | undefined} */
  let pending;

  /** @param {any} data @param {string} action */
  const open = async (data, action) => {
    const windows = await findWindows();
    if (action === 'decline') {
      for (const window of windows) window.postMessage({ type: 'pushwright:decline', notification: data });
      return;
    }
    const url = ownUrl(data.url);
    const message = { type: 'pushwright:open', url, action, notification: data };
    const window =
      windows.find((candidate) => candidate.url === url) ??
      windows.find((candidate) => candidate.focused) ??
      windows.find((candidate) => candidate.visibilityState === 'visible') ??
      windows[0];
    if (!window) {
      pending = { message, at: Date.now() };
      await self.clients.openWindow(url);
      return;
    }
    // Focus first: navigating uses up the click.
    const focused = await window.focus().catch(() => window);
    const answer = await ask(focused, message, 1000);
    if (answer?.handled || window.url === url) return;
    // Rejects for a page that this worker does not control.
    await focused.navigate(url).catch(() => self.clients.openWindow(url));
  };

  self.addEventListener('notificationclick', (event) => {
    // In another project's worker, notifications of that worker are not ours to open.
    if (!event.notification.data?.pushwright) return;
    event.notification.close();
    event.waitUntil(open(event.notification.data, event.action));
  });

  const fetchPublicKey = async () => {
    const response = await fetch(`${api}/key`);
    if (!response.ok) throw new Error(`The push server answered ${response.status}.`);
    return (await response.text()).trim();
  };

  /**
   * Both subscriptions may be null: https://chromestatus.com/feature/5147683423256576
   * @param {{ oldSubscription?: PushSubscription | null, newSubscription?: PushSubscription | null }} event
   */
  const resubscribe = async ({ oldSubscription, newSubscription }) => {
    const { pushManager } = self.registration;
    try {
      const subscription =
        newSubscription ??
        (await pushManager.getSubscription()) ??
        (await pushManager.subscribe({
          userVisibleOnly: true,
          applicationServerKey: oldSubscription?.options?.applicationServerKey ?? (await fetchPublicKey()),
        }));
      const url = new URL(`${api}/subscribe`, self.location.origin).href;
      /** @type {RequestInit} */
      const request = {
        method: 'POST',
        credentials: 'include',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ subscription: subscription.toJSON(), oldEndpoint: oldSubscription?.endpoint }),
      };
      let response = await fetch(url, request);
      // A framework that wants a slash at the end redirects to it, and a redirect can turn a POST into a GET; one in
      // development may say that there is nothing without it.
      const wantsSlash = response.redirected ? response.url === `${url}/` : response.status === 404;
      if (wantsSlash) response = await fetch(`${url}/`, request);
      if (!response.ok) throw new Error(`The push server answered ${response.status}.`);
    } catch {
      // A page knows who is signed in: one that is open does it now, the others when they load.
      for (const window of await findWindows())
        window.postMessage({ type: 'pushwright:subscription-change' });
    }
  };

  self.addEventListener('pushsubscriptionchange', (event) => {
    event.waitUntil(resubscribe(event));
  });

  let claims = false;

  self.addEventListener('message', (event) => {
    // Only the page that registered this very file asks for it: another project's worker keeps its own pace.
    if (event.data?.type === 'pushwright:activate') {
      claims = true;
      // Refused until it is active: then the listener below does it.
      event.waitUntil(self.skipWaiting().then(() => self.clients.claim().catch(() => {})));
    }
    if (event.data?.type === 'pushwright:hello' && pending) {
      if (Date.now() - pending.at < 30_000) event.source?.postMessage(pending.message);
      pending = undefined;
    }
  });

  self.addEventListener('activate', (event) => {
    if (claims) event.waitUntil(self.clients.claim());
  });
}
