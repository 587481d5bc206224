import { type Mutation, one } from './mutation.ts';

const worker = 'public/sw.js';
const client = 'src/push.ts';
const server = 'server/index.js';
const notify = 'server/notify.js';

/** Vite and React in the browser, Express on the server, a chat of its own. */
export const viteExpress: readonly Mutation[] = [
  // Keys and secrets
  one(
    'private-key-in-public-env',
    'the private key gets a public prefix',
    '.env',
    'VAPID_SUBJECT=',
    'VITE_VAPID_PRIVATE_KEY=$VAPID_PRIVATE_KEY\nVAPID_SUBJECT=',
  ),
  one(
    'public-key-wrong-prefix',
    'the variable loses its prefix',
    client,
    'VITE_VAPID_PUBLIC_KEY',
    'VAPID_PUBLIC_KEY',
  ),
  one('env-file-not-ignored', 'the env file is no longer ignored', '.gitignore', '.env\n', ''),
  // Service worker
  {
    rule: 'worker-missing',
    how: 'the registration names another file',
    edits: [{ file: 'src/main.tsx', from: "'/sw.js'", to: "'/service-worker.js'" }],
  },
  one(
    'push-handler-missing',
    'the listener is for another event',
    worker,
    "'push', (event)",
    "'message', (event)",
  ),
  one(
    'push-without-wait-until',
    'the promise floats',
    worker,
    'event.waitUntil(show(read(event.data)));',
    'show(read(event.data));',
  ),
  one(
    'push-shows-nothing',
    'another kind of message',
    worker,
    "  const windows = await self.clients.matchAll({ type: 'window' });\n  const isVisible",
    "  if (message.type === 'typing') return;\n  const windows = await self.clients.matchAll({ type: 'window' });\n  const isVisible",
  ),
  one(
    'push-payload-ignored',
    'an empty push is left out',
    worker,
    'event.waitUntil(show(read(event.data)));',
    'if (event.data) event.waitUntil(show(read(event.data)));',
  ),
  one(
    'push-data-unguarded',
    'the payload is parsed without a net',
    worker,
    'event.waitUntil(show(read(event.data)));',
    'event.waitUntil(show(event.data?.json() ?? {}));',
  ),
  one(
    'fetch-before-notification',
    'the text comes from the server',
    worker,
    'async function show(message) {',
    "async function show(message) {\n  await fetch('/api/unread');",
  ),
  one(
    'foreground-suppressed',
    'nothing is shown to an open window',
    worker,
    '  return self.registration.showNotification(message.title',
    '  if (isVisible) return;\n  return self.registration.showNotification(message.title',
    ['push-shows-nothing'],
  ),
  one(
    'notification-tag-missing',
    'nothing can replace the notification of a call',
    worker,
    '      tag: `call-${message.id}`,\n      requireInteraction',
    '      requireInteraction',
  ),
  one(
    'call-notification-fades',
    'a call is gone after seconds',
    worker,
    '      requireInteraction: true,\n',
    '',
  ),
  one(
    'notification-options-throw',
    'renotify without a tag',
    worker,
    "    tag: `chat-${message.conversation ?? 'all'}`,\n",
    '    renotify: true,\n',
  ),
  one(
    'notification-click-missing',
    'nobody listens for clicks',
    worker,
    "'notificationclick'",
    "'notificationclose'",
  ),
  {
    rule: 'click-always-opens',
    how: 'a window is opened whatever is open',
    edits: [
      {
        file: worker,
        from: "  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });\n  const client = windows.find((candidate) => new URL(candidate.url).origin === url.origin);\n  if (!client) return",
        to: '  return',
      },
      {
        file: worker,
        from: "  await client.focus();\n  client.postMessage({ type: 'open', path: url.pathname });\n",
        to: '',
      },
    ],
  },
  one(
    'call-never-cancelled',
    'a call that is over goes on ringing',
    worker,
    "  if (message.type === 'call-ended') {\n    const shown = await self.registration.getNotifications({ tag: `call-${message.id}` });\n    for (const notification of shown) notification.close();\n    return self.registration.showNotification('Missed call', {\n      body: message.from ?? '',\n      tag: `missed-${message.id}`,\n    });\n  }\n",
    '',
  ),
  one(
    'subscription-change-throws',
    'the old subscription is taken for granted',
    worker,
    'const options = old?.options ??',
    'const options = old.options ??',
  ),
  // Client
  {
    rule: 'permission-without-gesture',
    how: 'the page asks when it loads',
    edits: [
      { file: 'src/main.tsx', from: '.then(resubscribe)', to: '.then(enablePush)' },
      { file: 'src/main.tsx', from: '{ resubscribe }', to: '{ enablePush }' },
    ],
  },
  one('subscribe-options-missing', 'no userVisibleOnly', client, '    userVisibleOnly: true,\n', ''),
  one(
    'subscription-response-unchecked',
    'nobody looks at the answer',
    client,
    '  if (!response.ok) throw new Error(`The server answered ${response.status}.`);\n',
    '',
  ),
  {
    rule: 'subscription-key-not-compared',
    how: 'an old key stays',
    edits: [
      {
        file: client,
        from: '  if (subscription && !hasKey(subscription)) {\n    await subscription.unsubscribe();\n    subscription = null;\n  }\n',
        to: '',
      },
      {
        file: client,
        from: '  const key = subscription.options.applicationServerKey;\n  return key !== null && textOf(new Uint8Array(key)) === publicKey;',
        to: '  return subscription.endpoint !== textOf(new Uint8Array(8));',
      },
    ],
  },
  one('logout-keeps-subscription', 'logout forgets nothing', 'src/session.ts', '  await forgetPush();\n', ''),
  one(
    'notification-constructor',
    'the page shows one itself',
    'src/app.tsx',
    'enablePush().then(setState,',
    "enablePush().then((next) => { setState(next); new Notification('On'); },",
  ),
  // Push server
  one(
    'dead-subscription-kept',
    'a 404 is a failure like any other',
    notify,
    'error.statusCode === 404 || ',
    '',
  ),
  {
    rule: 'subscribe-trusts-body',
    how: 'the user is in the body',
    edits: [
      {
        file: server,
        from: 'await save(request.session.userId, subscription);',
        to: 'await save(request.body.user, subscription);',
      },
      {
        file: server,
        from: "'/api/push/subscribe', express.json({ limit: '8kb' }), signedIn,",
        to: "'/api/push/subscribe', express.json({ limit: '8kb' }),",
      },
    ],
  },
  one(
    'webhook-unverified',
    'anybody may call',
    server,
    "  if (!isSigned(request.body, request.get('x-chat-signature'))) return response.sendStatus(401);\n",
    '',
  ),
  one(
    'webhook-unverified',
    'a wrong signature is only logged',
    server,
    "request.get('x-chat-signature'))) return response.sendStatus(401);",
    "request.get('x-chat-signature'))) console.warn('Somebody else calls.');",
  ),
  one(
    'webhook-verification-weak',
    'the signature is compared as text',
    'server/webhook.js',
    'return given.length === expected.length && timingSafeEqual(given, expected);',
    "return given.length > 0 && signature === expected.toString('hex');",
  ),
  one(
    'webhook-verification-weak',
    'what is signed is written again',
    'server/webhook.js',
    '.update(body)',
    '.update(JSON.stringify(body))',
  ),
  one(
    'webhook-verification-weak',
    'an empty key will do',
    'server/webhook.js',
    "process.env.CHAT_WEBHOOK_SECRET;\nif (!secret) throw new Error('CHAT_WEBHOOK_SECRET is missing.');",
    "process.env.CHAT_WEBHOOK_SECRET ?? '';",
  ),
  one('ring-outlives-call', 'an hour', server, '{ TTL: 30,', '{ TTL: 3600,'),
  one('ring-outlives-call', 'not kept at all', server, '{ TTL: 30,', '{ TTL: 0,'),
  one('ring-urgency-missing', 'as urgent as anything', server, "urgency: 'high', ", ''),
  one('topic-missing', 'no topic', server, ", topic: 'incomingcall' ", ''),
  one('topic-invalid', 'a space', server, "'incomingcall'", "'incoming call'"),
  one(
    'credential-in-payload',
    'the chat’s key goes along',
    server,
    'from: request.session.name',
    'from: request.session.name, key: process.env.CHAT_AUTH_KEY',
  ),
  // App
  one('manifest-incomplete', 'a browser tab', 'public/manifest.json', 'standalone', 'browser'),
  one(
    'manifest-not-linked',
    'no link',
    'index.html',
    '    <link rel="manifest" href="/manifest.json" />\n',
    '',
  ),
  one(
    'self-signed-dev-certificate',
    'basic-ssl',
    'vite.config.ts',
    'export default defineConfig({ plugins: [react()] })',
    "import ssl from '@vitejs/plugin-basic-ssl';\nexport default defineConfig({ plugins: [react(), ssl()] })",
  ),
];
