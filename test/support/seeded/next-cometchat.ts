import { type Mutation, one } from './mutation.ts';

const worker = 'public/sw.js';
const env = '.env.local';
const client = 'src/lib/push/client.ts';
const support = 'src/lib/push/support.ts';
const key = 'src/lib/push/key.ts';
const usePush = 'src/components/push/use-push.ts';
const prompt = 'src/components/push/push-prompt.tsx';
const registration = 'src/components/push/register-worker.tsx';
const messages = 'src/components/push/worker-messages.tsx';
const session = 'src/components/chat-session.tsx';
const logout = 'src/components/logout-button.tsx';
const send = 'src/server/push/send.ts';
const ring = 'src/server/push/ring.ts';
const handle = 'src/server/cometchat/handle-event.ts';
const credentials = 'src/server/cometchat/credentials.ts';
const webhook = 'src/app/api/cometchat/webhook/route.ts';
const subscribe = 'src/app/api/push/subscribe/route.ts';
const unsubscribe = 'src/app/api/push/unsubscribe/route.ts';

const sendOne =
  "async function sendOne(subscription: StoredSubscription, body: string, delivery: Delivery): Promise<void> {\n  if (!isPushService(subscription.endpoint)) return;\n  try {\n    await webpush.sendNotification(subscription, body, { ...delivery, timeout: 10_000 });\n  } catch (error) {\n    if (!(error instanceof WebPushError)) throw error;\n    if (error.statusCode === 404 || error.statusCode === 410) {\n      await removeExpired(subscription.endpoint);\n      return;\n    }\n    console.warn('push refused', { host: new URL(subscription.endpoint).host, status: error.statusCode });\n  }\n}\n";

/** Next.js's App Router, CometChat's UI Kit for messages and calls, a push server in the route handlers. */
export const nextCometchat: readonly Mutation[] = [
  // Keys and secrets
  {
    rule: 'private-key-in-client',
    how: 'both keys in one file that the browser imports',
    edits: [
      {
        file: 'src/lib/push/vapid.ts',
        content:
          "export const vapidKeys = {\n  publicKey: 'PUSHWRIGHT-PUBLIC-KEY-1',\n  privateKey: 'PUSHWRIGHT-PRIVATE-KEY-1',\n};\n",
      },
      {
        file: key,
        from: 'const publicKey = process.env.NEXT_PUBLIC_VAPID_PUBLIC_KEY;',
        to: "import { vapidKeys } from './vapid';\n\nconst { publicKey } = vapidKeys;",
      },
    ],
  },
  one(
    'private-key-in-client',
    'the worker signs by itself',
    worker,
    "self.addEventListener('install'",
    "const privateKey = 'PUSHWRIGHT-PRIVATE-KEY-1';\n\nself.addEventListener('install'",
    // The worker is in git.
    ['private-key-committed'],
  ),
  one(
    'private-key-in-public-env',
    'the private key gets the prefix that the public one has',
    env,
    '\nVAPID_PRIVATE_KEY=',
    '\nNEXT_PUBLIC_VAPID_PRIVATE_KEY=PUSHWRIGHT-PRIVATE-KEY-1\nVAPID_PRIVATE_KEY=',
  ),
  one(
    'private-key-in-public-env',
    'the configuration bundles it',
    'next.config.ts',
    'reactStrictMode: true,',
    'reactStrictMode: true,\n  env: { VAPID_PRIVATE_KEY: process.env.VAPID_PRIVATE_KEY },',
  ),
  one(
    'private-key-committed',
    'the example holds the real key',
    '.env.example',
    '\nVAPID_PRIVATE_KEY=',
    '\nVAPID_PRIVATE_KEY=PUSHWRIGHT-PRIVATE-KEY-1',
  ),
  one(
    'private-key-committed',
    'a fallback for when the variable is missing',
    send,
    'const { NEXT_PUBLIC_VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY, VAPID_SUBJECT }',
    "const { NEXT_PUBLIC_VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY = 'PUSHWRIGHT-PRIVATE-KEY-1', VAPID_SUBJECT }",
  ),
  one(
    'env-file-not-ignored',
    'only .env itself is ignored',
    '.gitignore',
    '.env*\n!.env.example\n',
    '.env\n',
  ),
  one(
    'key-pair-mismatch',
    'one half of a new pair',
    env,
    'PUSHWRIGHT-PUBLIC-KEY-1',
    'PUSHWRIGHT-PUBLIC-KEY-2',
  ),
  one('public-key-wrong-prefix', 'no prefix', key, 'process.env.NEXT_PUBLIC_', 'process.env.'),
  one(
    'public-key-wrong-prefix',
    'the prefix of another framework',
    key,
    'process.env.NEXT_PUBLIC_',
    'process.env.REACT_APP_',
  ),
  one(
    'keys-generated-at-runtime',
    'a new pair at each start',
    send,
    'webpush.setVapidDetails(VAPID_SUBJECT, NEXT_PUBLIC_VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY);',
    'const keys = webpush.generateVAPIDKeys();\nwebpush.setVapidDetails(VAPID_SUBJECT, keys.publicKey, keys.privateKey);',
  ),
  one(
    'keys-generated-at-runtime',
    'a new pair when there is none',
    send,
    "  throw new Error('NEXT_PUBLIC_VAPID_PUBLIC_KEY, VAPID_PRIVATE_KEY and VAPID_SUBJECT have to be set.');\n}\nwebpush",
    "  const made = webpush.generateVAPIDKeys();\n  webpush.setVapidDetails('mailto:ops@team-chat.dev', made.publicKey, made.privateKey);\n} else webpush",
  ),
  one(
    'vapid-subject-invalid',
    'the address of the tutorial',
    env,
    'mailto:ops@team-chat.dev',
    'mailto:you@example.com',
  ),
  one(
    'vapid-subject-invalid',
    'an address without its scheme',
    env,
    'mailto:ops@team-chat.dev',
    'ops@team-chat.dev',
  ),
  one(
    'vapid-subject-invalid',
    'localhost',
    send,
    'webpush.setVapidDetails(VAPID_SUBJECT',
    "webpush.setVapidDetails('https://localhost:3000'",
  ),
  {
    rule: 'credential-in-payload',
    how: 'the callee’s browser gets a token',
    edits: [
      {
        file: ring,
        from: "{ type: 'call', sessionId,",
        to: "{ type: 'call', authToken: await createAuthToken(callerId), sessionId,",
      },
      {
        file: ring,
        from: 'import { sendTo }',
        to: "import { createAuthToken } from '../cometchat/rest';\nimport { sendTo }",
      },
    ],
  },
  {
    rule: 'credential-in-payload',
    how: 'the REST API key goes along for the answer',
    edits: [
      {
        file: handle,
        from: "      type: 'chat',\n",
        to: "      type: 'chat',\n      apiKey: process.env.COMETCHAT_REST_API_KEY,\n",
      },
    ],
  },
  // Service worker
  one(
    'worker-missing',
    'the registration names another file',
    registration,
    "'/sw.js'",
    "'/service-worker.js'",
  ),
  {
    rule: 'worker-missing',
    how: 'the worker was never committed',
    edits: [{ file: worker, gone: true }],
  },
  one(
    'worker-not-registered',
    'only while developing',
    registration,
    "if (!('serviceWorker' in navigator)) return;",
    "if (!('serviceWorker' in navigator) || process.env.NODE_ENV === 'production') return;",
  ),
  {
    rule: 'worker-not-registered',
    how: 'the component is nowhere any more',
    edits: [
      {
        file: 'src/app/layout.tsx',
        from: "import { RegisterWorker } from '@/components/push/register-worker';\n",
        to: '',
      },
      { file: 'src/app/layout.tsx', from: '        <RegisterWorker />\n', to: '' },
      { file: registration, gone: true },
    ],
  },
  one('worker-missing', 'the folder is in the address', registration, "'/sw.js'", "'/public/sw.js'"),
  one(
    'worker-unreachable',
    'ES modules in a classic worker',
    worker,
    '/* Push',
    "import { icon } from './icons.js';\n\n/* Push",
  ),
  one(
    'worker-intercepted',
    'the proxy is in front of everything but pages of Next',
    'src/proxy.ts',
    '|sw\\\\.js|manifest\\\\.webmanifest|icons/|favicon\\\\.ico',
    '|favicon\\\\.ico',
  ),
  {
    rule: 'worker-conflict',
    how: 'a second worker for the cache',
    // The proxy knows nothing of it.
    also: ['worker-intercepted'],
    edits: [
      {
        file: 'public/offline.js',
        content:
          "self.addEventListener('fetch', (event) => {\n  event.respondWith(fetch(event.request).catch(() => caches.match('/offline.html')));\n});\n",
      },
      {
        file: 'src/components/offline-support.tsx',
        content:
          "'use client';\n\nimport { useEffect } from 'react';\n\nexport function OfflineSupport() {\n  useEffect(() => {\n    if ('serviceWorker' in navigator) void navigator.serviceWorker.register('/offline.js');\n  }, []);\n  return null;\n}\n",
      },
      {
        file: 'src/app/layout.tsx',
        from: '        <RegisterWorker />\n',
        to: '        <RegisterWorker />\n        <OfflineSupport />\n',
      },
      {
        file: 'src/app/layout.tsx',
        from: 'import { RegisterWorker }',
        to: "import { OfflineSupport } from '@/components/offline-support';\nimport { RegisterWorker }",
      },
    ],
  },
  one(
    'push-handler-missing',
    'the listener waits for the activation',
    worker,
    "self.addEventListener('push', (event) => {\n  event.waitUntil(onPush(parse(event.data)));\n});",
    "self.addEventListener('activate', () => {\n  self.addEventListener('push', (event) => {\n    event.waitUntil(onPush(parse(event.data)));\n  });\n});",
  ),
  one(
    'push-handler-missing',
    'a misspelt event',
    worker,
    "self.addEventListener('push',",
    "self.addEventListener('onpush',",
  ),
  one(
    'push-without-wait-until',
    'the switch returns nothing',
    worker,
    '      return showCall(payload);',
    '      showCall(payload);\n      break;',
  ),
  one(
    'push-without-wait-until',
    'waitUntil comes after an await',
    worker,
    "self.addEventListener('push', (event) => {\n  event.waitUntil(onPush(parse(event.data)));",
    "self.addEventListener('push', async (event) => {\n  const cache = await caches.open('push');\n  await cache.put('/last', new Response(String(Date.now())));\n  event.waitUntil(onPush(parse(event.data)));",
  ),
  one(
    'push-without-wait-until',
    'an async listener takes its place',
    worker,
    "self.addEventListener('push', (event) => {\n  event.waitUntil(onPush(parse(event.data)));",
    "self.addEventListener('push', async (event) => {\n  await onPush(parse(event.data));",
  ),
  one(
    'push-without-wait-until',
    'the notification floats in the helper',
    worker,
    "  await self.registration.showNotification(title || 'Team Chat', {",
    "  self.registration.showNotification(title || 'Team Chat', {",
  ),
  one(
    'push-shows-nothing',
    'an unknown type',
    worker,
    '    default:\n      return showMessage(payload);\n',
    "    case 'chat':\n      return showMessage(payload);\n    default:\n      console.warn('Unknown push', payload.type);\n      return Promise.resolve();\n",
    // An empty push has no type either.
    ['push-payload-ignored'],
  ),
  one(
    'push-shows-nothing',
    'a late ring is dropped',
    worker,
    'if (expiresAt && Date.now() > expiresAt) return showMissed(sessionId, callerName);',
    'if (expiresAt && Date.now() > expiresAt) return;',
  ),
  one(
    'push-shows-nothing',
    'the end of a call only closes',
    worker,
    "  // Every push has to show something, or Safari takes the permission away.\n  if (missed) return showMissed(sessionId, callerName);\n  await self.registration.showNotification('Call ended', {\n    icon: '/icons/192.png',\n    tag: `ended-${sessionId}`,\n    silent: true,\n    data: { path: '/messages' },\n  });\n",
    '',
  ),
  one(
    'push-shows-nothing',
    'muted conversations',
    worker,
    '  const isReading = windows.some((client) => client.focused);',
    '  const isReading = windows.some((client) => client.focused);\n  const muted = await caches.match(`/muted/${conversationId}`);\n  if (muted) return;',
  ),
  one(
    'push-payload-ignored',
    'no data, no notification',
    worker,
    '  event.waitUntil(onPush(parse(event.data)));',
    '  if (!event.data) return;\n  event.waitUntil(onPush(parse(event.data)));',
  ),
  one(
    'push-payload-ignored',
    'what is no JSON is swallowed',
    worker,
    "self.addEventListener('push', (event) => {\n  event.waitUntil(onPush(parse(event.data)));\n});",
    "self.addEventListener('push', (event) => {\n  try {\n    event.waitUntil(onPush(event.data ? event.data.json() : {}));\n  } catch (error) {\n    console.error('Bad push', error);\n  }\n});",
  ),
  one(
    'push-data-unguarded',
    'data is taken for granted',
    worker,
    'onPush(parse(event.data))',
    'onPush(event.data.json())',
  ),
  one(
    'push-data-unguarded',
    'JSON.parse without a net',
    worker,
    '  try {\n    return data.json() ?? {};\n  } catch {\n    return {};\n  }',
    '  return JSON.parse(data.text());',
  ),
  one(
    'fetch-before-notification',
    'the number of unread messages comes first',
    worker,
    '  const isReading = windows.some((client) => client.focused);\n',
    "  const isReading = windows.some((client) => client.focused);\n  const response = await fetch('/api/unread').catch(() => undefined);\n  const { unread } = response?.ok ? await response.json() : { unread: 1 };\n  if (unread > 1) body = `${unread} new messages`;\n",
  ),
  {
    rule: 'foreground-unhandled',
    how: 'every message rings, whatever is on the screen',
    edits: [
      {
        file: worker,
        from: "async function showMessage({ title, body, conversationId, target }) {\n  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });\n  const isReading = windows.some((client) => client.focused);\n",
        to: 'async function showMessage({ title, body, conversationId, target }) {\n',
      },
      { file: worker, from: '    silent: isReading,\n', to: '' },
    ],
  },
  one(
    'foreground-suppressed',
    'nothing is shown to somebody who is reading',
    worker,
    '  const isReading = windows.some((client) => client.focused);\n',
    "  const isReading = windows.some((client) => client.focused);\n  if (isReading) {\n    for (const client of windows) client.postMessage({ type: 'refresh', conversationId });\n    return;\n  }\n",
    ['push-shows-nothing'],
  ),
  one(
    'notification-tag-missing',
    'messages pile up',
    worker,
    "    tag: `chat-${conversationId || 'all'}`,\n",
    '',
  ),
  one(
    'call-notification-fades',
    'a call is gone after seconds',
    worker,
    '    requireInteraction: true,\n',
    '',
  ),
  one(
    'call-notification-fades',
    'the page rings, the notification does not',
    worker,
    '    requireInteraction: true,\n    vibrate: [500, 200, 500],\n',
    '    requireInteraction: true,\n    silent: true,\n',
  ),
  one(
    'notification-options-throw',
    'silent, and yet it vibrates',
    worker,
    '    silent: true,\n',
    '    silent: true,\n    vibrate: [100],\n',
  ),
  one(
    'notification-options-throw',
    'renotify without a tag',
    worker,
    '    tag: `missed-${sessionId}`,\n',
    '    renotify: true,\n',
    // It is of a call, too, that something else cannot replace.
    ['notification-tag-missing'],
  ),
  one('notification-click-missing', 'a misspelt event', worker, "'notificationclick'", "'notificationClick'"),
  one(
    'click-always-opens',
    'one more window for each click',
    worker,
    "  const windows = await self.clients.matchAll({ type: 'window', includeUncontrolled: true });\n  const own = windows.filter((client) => new URL(client.url).origin === url.origin);\n  const client = own.find((candidate) => candidate.focused) ?? own[0];\n  if (!client) return self.clients.openWindow(url.href);\n  client.postMessage({ type: 'open', path: url.pathname + url.search });\n  return client.focus();\n",
    '  return self.clients.openWindow(url.href);\n',
  ),
  {
    rule: 'click-url-unvalidated',
    how: 'wherever the payload leads',
    edits: [
      {
        file: worker,
        from: "  // The payload is ours, but a link to elsewhere must never come out of it.\n  const url = target.origin === self.location.origin ? target : new URL('/messages', self.location.origin);\n",
        to: '  const url = target;\n',
      },
      {
        file: worker,
        from: 'async function showMessage({ title, body, conversationId, target })',
        to: 'async function showMessage({ title, body, conversationId, url })',
      },
      {
        file: worker,
        from: "data: { path: target ? `/messages?${target}` : '/messages' },",
        to: "data: { path: url ?? '/messages' },",
      },
    ],
  },
  {
    rule: 'call-never-cancelled',
    how: 'the worker does not know that calls end',
    edits: [{ file: worker, from: "    case 'call-ended':\n      return endCall(payload);\n", to: '' }],
  },
  {
    rule: 'subscription-change-unhandled',
    how: 'nobody looks after renewed subscriptions',
    edits: [
      {
        file: client,
        from: "/** After each login: browsers renew subscriptions without telling anybody, and the browser may have been somebody else's. */\nexport async function resumePush(): Promise<void> {\n  if (!isPushSupported() || Notification.permission !== 'granted') return;\n  const registration = await navigator.serviceWorker.ready;\n  if (await registration.pushManager.getSubscription()) await subscribe();\n}\n",
        to: '',
      },
      {
        file: worker,
        from: "self.addEventListener('pushsubscriptionchange', (event) => {\n  event.waitUntil(onSubscriptionChange(event));\n});\n",
        to: '',
      },
      {
        file: session,
        from: "        resumePush().catch((error: unknown) => console.error('Push could not be resumed.', error));\n",
        to: '',
      },
      { file: session, from: "import { resumePush } from '@/lib/push/client';\n", to: '' },
    ],
  },
  one(
    'subscription-change-throws',
    'the new subscription is taken for granted',
    worker,
    '  let subscription = newSubscription;\n  if (!subscription) {',
    "  let subscription = newSubscription;\n  console.info('Renewed', newSubscription.expirationTime);\n  if (!subscription) {",
  ),
  one(
    'subscription-change-throws',
    'the old subscription is taken for granted',
    worker,
    'const options = oldSubscription?.options;',
    'const options = oldSubscription.options;',
  ),
  // Client
  one(
    'permission-without-gesture',
    'an effect of the hook asks',
    usePush,
    '      (next) => isCurrent && setState(next),\n',
    "      async (next) => {\n        if (next === 'off') next = await enablePush();\n        if (isCurrent) setState(next);\n      },\n",
  ),
  {
    rule: 'permission-without-gesture',
    how: 'the login asks when it is through',
    edits: [
      {
        file: session,
        from: 'resumePush().catch(',
        to: 'enablePush().catch(',
      },
      { file: session, from: 'import { resumePush }', to: 'import { enablePush }' },
    ],
    // Whoever comes back is asked with the rest, and nothing is sent again that was there.
  },
  one(
    'permission-without-gesture',
    'subscribe() asks when nobody has looked at the permission',
    client,
    "  if (!isPushSupported() || Notification.permission !== 'granted') return;\n  const registration = await navigator.serviceWorker.ready;\n  if (await registration.pushManager.getSubscription()) await subscribe();",
    '  if (!isPushSupported()) return;\n  await subscribe();',
  ),
  {
    rule: 'permission-without-gesture',
    how: 'a timer of the banner asks',
    edits: [
      {
        file: prompt,
        from: '  const { state, error, enable } = usePush();\n',
        to: "  const { state, error, enable } = usePush();\n  useEffect(() => {\n    if (state !== 'off') return;\n    const timer = setTimeout(enable, 3000);\n    return () => clearTimeout(timer);\n  }, [state, enable]);\n",
      },
      {
        file: prompt,
        from: "import { usePush } from './use-push';",
        to: "import { useEffect } from 'react';\nimport { usePush } from './use-push';",
      },
    ],
  },
  one(
    'permission-without-gesture',
    'the registration asks at once',
    registration,
    ".register('/sw.js', { scope: '/', updateViaCache: 'none' }).catch(",
    ".register('/sw.js', { scope: '/', updateViaCache: 'none' }).then(() => Notification.requestPermission()).catch(",
  ),
  one(
    'gesture-lost',
    'the server is asked first',
    client,
    '  const permission = await Notification.requestPermission();',
    "  const allowed = await fetch('/api/push/allowed');\n  if (!allowed.ok) return 'off';\n  const permission = await Notification.requestPermission();",
  ),
  one(
    'feature-detection-missing',
    'only workers are asked for',
    support,
    "    'serviceWorker' in navigator &&\n    'PushManager' in window &&\n    'Notification' in window\n",
    "    'serviceWorker' in navigator\n",
  ),
  one(
    'ssr-unguarded',
    'a constant of the module',
    support,
    "export function isPushSupported(): boolean {\n  return (\n    typeof window !== 'undefined' &&\n    'serviceWorker' in navigator &&\n    'PushManager' in window &&\n    'Notification' in window\n  );\n}",
    "const supported = 'PushManager' in window && 'Notification' in window && 'serviceWorker' in navigator;\n\nexport function isPushSupported(): boolean {\n  return supported;\n}",
  ),
  one(
    'ssr-unguarded',
    'the first state reads the permission',
    usePush,
    "useState<PushState>('loading')",
    "useState<PushState>(Notification.permission === 'denied' ? 'denied' : 'loading')",
  ),
  one('subscribe-options-missing', 'no userVisibleOnly', client, '      userVisibleOnly: true,\n', ''),
  one('subscribe-options-missing', 'no key', client, '      applicationServerKey: serverKey(),\n', ''),
  one(
    'subscription-response-unchecked',
    'nobody looks at the answer',
    client,
    "  const response = await fetch(path, {\n    method: 'POST',\n    headers: { 'content-type': 'application/json' },\n    body: JSON.stringify(body),\n  });\n  if (!response.ok) throw new Error(`${path} answered ${response.status}.`);\n",
    "  await fetch(path, {\n    method: 'POST',\n    headers: { 'content-type': 'application/json' },\n    body: JSON.stringify(body),\n  });\n",
  ),
  {
    rule: 'subscription-key-not-compared',
    how: 'what is there will do',
    edits: [
      {
        file: client,
        from: '  if (current && !isForServer(current)) {\n    await current.unsubscribe();\n    current = null;\n  }\n',
        to: '',
      },
      { file: client, from: 'let current = await', to: 'const current = await' },
      {
        file: client,
        from: "import { isForServer, serverKey } from './key';",
        to: "import { serverKey } from './key';",
      },
      {
        file: key,
        from: '/** A subscription that was made with another key gets nothing from this server. */\nexport function isForServer(subscription: PushSubscription): boolean {\n  const { applicationServerKey } = subscription.options;\n  if (!applicationServerKey) return false;\n  const given = new Uint8Array(applicationServerKey);\n  const wanted = serverKey();\n  return given.length === wanted.length && given.every((byte, index) => byte === wanted[index]);\n}\n',
        to: '',
      },
    ],
  },
  one(
    'subscribe-before-login',
    'the login is still under way',
    session,
    '    logInToChat(uid).then(\n',
    '    resumePush().catch(() => undefined);\n    logInToChat(uid).then(\n',
  ),
  one(
    'logout-keeps-subscription',
    'logout forgets nothing',
    logout,
    '    await disablePush().catch(() => undefined);\n',
    '',
  ),
  one(
    'logout-keeps-subscription',
    'the server is told, the browser is not',
    client,
    "  try {\n    await post('/api/push/unsubscribe', { endpoint: subscription.endpoint });\n  } finally {\n    await subscription.unsubscribe();\n  }\n",
    "  await post('/api/push/unsubscribe', { endpoint: subscription.endpoint });\n",
  ),
  one(
    'logout-keeps-subscription',
    'the browser is told, the server is not',
    client,
    "  try {\n    await post('/api/push/unsubscribe', { endpoint: subscription.endpoint });\n  } finally {\n    await subscription.unsubscribe();\n  }\n",
    '  await subscription.unsubscribe();\n',
  ),
  {
    rule: 'logout-keeps-subscription',
    how: 'another button that logs out',
    edits: [
      {
        file: 'src/app/(chat)/settings/page.tsx',
        from: '      <PushSettings />\n',
        to: '      <PushSettings />\n      <LeaveButton />\n',
      },
      {
        file: 'src/app/(chat)/settings/page.tsx',
        from: 'import { PushSettings }',
        to: "import { LeaveButton } from '@/components/leave-button';\nimport { PushSettings }",
      },
      {
        file: 'src/components/leave-button.tsx',
        content:
          "'use client';\n\nimport { signOut } from 'next-auth/react';\n\nexport function LeaveButton() {\n  return <button onClick={() => signOut({ redirectTo: '/login' })}>Leave the team</button>;\n}\n",
      },
    ],
  },
  {
    rule: 'message-listener-missing',
    how: 'the window is listened to',
    edits: [
      {
        file: messages,
        from: '    const container = navigator.serviceWorker;\n    if (!container) return;\n',
        to: '',
      },
      {
        file: messages,
        from: "container.addEventListener('message', onMessage)",
        to: "window.addEventListener('message', onMessage)",
      },
      {
        file: messages,
        from: "container.removeEventListener('message', onMessage)",
        to: "window.removeEventListener('message', onMessage)",
      },
    ],
  },
  one(
    'message-listener-missing',
    'one more listener with each run',
    messages,
    "    return () => container.removeEventListener('message', onMessage);\n",
    '',
  ),
  one(
    'notification-constructor',
    'the page shows one itself',
    messages,
    "      if (event.data?.type === 'open'",
    "      if (event.data?.type === 'chat') new Notification(event.data.title, { body: event.data.body });\n      if (event.data?.type === 'open'",
  ),
  // Push server
  one(
    'dead-subscription-kept',
    'only 410 counts',
    send,
    'error.statusCode === 404 || error.statusCode === 410',
    'error.statusCode === 410',
  ),
  one(
    'dead-subscription-kept',
    'all failures are only counted',
    send,
    '    if (error.statusCode === 404 || error.statusCode === 410) {\n      await removeExpired(subscription.endpoint);\n      return;\n    }\n',
    '',
  ),
  one(
    'purge-on-any-error',
    'whoever fails is out',
    send,
    '    if (error.statusCode === 404 || error.statusCode === 410) {\n      await removeExpired(subscription.endpoint);\n      return;\n    }\n',
    '    await removeExpired(subscription.endpoint);\n',
  ),
  one(
    'purge-on-any-error',
    'everything from 400 on is out',
    send,
    'error.statusCode === 404 || error.statusCode === 410',
    'error.statusCode >= 400',
  ),
  {
    rule: 'subscribe-trusts-body',
    how: 'the browser says who it is',
    edits: [
      {
        file: subscribe,
        from: 'const body = z.object({\n',
        to: 'const body = z.object({\n  userId: z.string(),\n',
      },
      {
        file: subscribe,
        from: '  const session = await auth();\n  if (!session?.user?.id) return new Response(null, { status: 401 });\n',
        to: '',
      },
      { file: subscribe, from: "import { auth } from '@/auth';\n", to: '' },
      {
        file: subscribe,
        from: 'const { subscription, oldEndpoint } = parsed.data;',
        to: 'const { userId, subscription, oldEndpoint } = parsed.data;',
      },
      {
        file: subscribe,
        from: 'await saveSubscription(session.user.id, subscription);',
        to: 'await saveSubscription(userId, subscription);',
      },
      {
        file: subscribe,
        from: 'await removeSubscription(session.user.id, oldEndpoint);',
        to: 'await removeSubscription(userId, oldEndpoint);',
      },
    ],
  },
  {
    rule: 'subscribe-trusts-body',
    how: 'the user is in a header that nobody has signed',
    edits: [
      {
        file: subscribe,
        from: '  const session = await auth();\n  if (!session?.user?.id) return new Response(null, { status: 401 });\n',
        to: "  const userId = request.headers.get('x-user-id');\n  if (!userId) return new Response(null, { status: 401 });\n",
      },
      { file: subscribe, from: "import { auth } from '@/auth';\n", to: '' },
      {
        file: subscribe,
        from: 'await saveSubscription(session.user.id, subscription);',
        to: 'await saveSubscription(userId, subscription);',
      },
      {
        file: subscribe,
        from: 'await removeSubscription(session.user.id, oldEndpoint);',
        to: 'await removeSubscription(userId, oldEndpoint);',
      },
    ],
  },
  {
    rule: 'unsubscribe-unowned',
    how: 'everything of a user who is in the body',
    edits: [
      {
        file: unsubscribe,
        content:
          "import { z } from 'zod';\nimport { db } from '@/server/db';\n\nconst body = z.object({ userId: z.string() });\n\nexport async function POST(request: Request): Promise<Response> {\n  const parsed = body.safeParse(await request.json().catch(() => undefined));\n  if (!parsed.success) return new Response(null, { status: 400 });\n  await db.pushSubscription.deleteMany({ where: { userId: parsed.data.userId } });\n  return new Response(null, { status: 204 });\n}\n",
      },
    ],
  },
  {
    rule: 'endpoint-not-allowlisted',
    how: 'any address will do',
    edits: [
      { file: 'src/server/push/endpoints.ts', gone: true },
      { file: subscribe, from: 'z.string().max(2048).refine(isPushService)', to: 'z.url().max(2048)' },
      { file: subscribe, from: "import { isPushService } from '@/server/push/endpoints';\n", to: '' },
      { file: send, from: '  if (!isPushService(subscription.endpoint)) return;\n', to: '' },
      { file: send, from: "import { isPushService } from './endpoints';\n", to: '' },
    ],
  },
  {
    rule: 'relay-open',
    how: 'a route to try it out',
    edits: [
      {
        file: 'src/app/api/push/test/route.ts',
        content:
          "import webpush from 'web-push';\n\nexport async function POST(request: Request): Promise<Response> {\n  const { subscription } = await request.json();\n  webpush.setVapidDetails(\n    process.env.VAPID_SUBJECT!,\n    process.env.NEXT_PUBLIC_VAPID_PUBLIC_KEY!,\n    process.env.VAPID_PRIVATE_KEY!,\n  );\n  await webpush.sendNotification(subscription, JSON.stringify({ title: 'It works' }), { TTL: 60, timeout: 5000 });\n  return new Response(null, { status: 204 });\n}\n",
      },
    ],
    // Where a browser gives its own subscription, nobody stores it, and so nobody deletes it.
  },
  one(
    'webhook-unverified',
    'anybody may call',
    webhook,
    '  if (!isFromCometChat(request)) return new Response(null, { status: 401 });\n',
    '',
  ),
  one(
    'webhook-unverified',
    'the answer of the check is dropped',
    webhook,
    '  if (!isFromCometChat(request)) return new Response(null, { status: 401 });\n',
    '  isFromCometChat(request);\n',
  ),
  one(
    'webhook-verification-weak',
    'compared as text',
    credentials,
    "return timingSafeEqual(digest(request.headers.get('authorization') ?? ''), expected);",
    "return request.headers.get('authorization') === `Basic ${btoa(`${user}:${password}`)}`;",
  ),
  {
    rule: 'webhook-shape-wrong',
    how: 'the message is taken for data itself',
    edits: [
      {
        file: webhook,
        content:
          "import { after, type NextRequest } from 'next/server';\nimport { isFromCometChat } from '@/server/cometchat/credentials';\nimport { sendTo } from '@/server/push/send';\nimport { topicOf } from '@/server/push/topic';\n\nexport async function POST(request: NextRequest): Promise<Response> {\n  if (!isFromCometChat(request)) return new Response(null, { status: 401 });\n  const { trigger, data } = await request.json();\n  if (trigger === 'message_sent' && data.sender !== data.receiver) {\n    const body = String(data.data.text ?? '').slice(0, 120);\n    const payload = { type: 'chat', title: data.sender, body, conversationId: data.conversationId, target: '' } as const;\n    after(() => sendTo([data.receiver], payload, { TTL: 3600, urgency: 'normal', topic: topicOf(data.conversationId) }));\n  }\n  return new Response(null, { status: 200 });\n}\n",
      },
    ],
  },
  {
    rule: 'webhook-late-answer',
    how: 'CometChat waits for all pushes',
    edits: [
      {
        file: webhook,
        from: '  after(() => handleEvent(parsed.data));\n',
        to: '  await handleEvent(parsed.data);\n',
      },
      { file: webhook, from: 'import { after, type NextRequest }', to: 'import type { NextRequest }' },
    ],
  },
  one(
    'sender-notified',
    'a group is everybody in it',
    handle,
    'return uids.filter((uid) => uid !== sender);',
    'return uids;',
  ),
  one(
    'ttl-missing',
    'messages wait for four weeks',
    handle,
    "{ TTL: 24 * 60 * 60, urgency: 'normal',",
    "{ urgency: 'normal',",
  ),
  one(
    'ring-outlives-call',
    'milliseconds',
    ring,
    'TTL: ringSeconds, urgency',
    'TTL: ringSeconds * 1000, urgency',
  ),
  one('ring-outlives-call', 'five minutes', ring, 'const ringSeconds = 45;', 'const ringSeconds = 300;'),
  one(
    'ring-urgency-missing',
    'as urgent as a message',
    ring,
    "{ TTL: ringSeconds, urgency: 'high',",
    "{ TTL: ringSeconds, urgency: 'normal',",
  ),
  one(
    'topic-missing',
    'rings pile up',
    ring,
    "{ TTL: ringSeconds, urgency: 'high', topic: topicOf(sessionId) }",
    "{ TTL: ringSeconds, urgency: 'high' }",
  ),
  one(
    'topic-invalid',
    'a hash in hexadecimal is too long',
    'src/server/push/topic.ts',
    ".digest('base64url').slice(0, 32)",
    ".digest('hex')",
  ),
  one(
    'topic-invalid',
    'a colon',
    ring,
    "{ TTL: ringSeconds, urgency: 'high', topic: topicOf(sessionId) }",
    "{ TTL: ringSeconds, urgency: 'high', topic: `call:${topicOf(sessionId).slice(0, 20)}` }",
  ),
  {
    rule: 'send-unbounded',
    how: 'all at once, and the first failure is the last word',
    edits: [
      {
        file: send,
        from: 'await Promise.allSettled(\n    subscriptions.map((subscription) => limit(() => sendOne(subscription, body, delivery))),\n  );',
        to: 'await Promise.all(\n    subscriptions.map((subscription) =>\n      webpush.sendNotification(subscription, body, { ...delivery, timeout: 10_000 }),\n    ),\n  );',
      },
      {
        file: send,
        from: sendOne,
        to: '',
      },
    ],
  },
  one('send-unbounded', 'no timeout', send, '{ ...delivery, timeout: 10_000 }', 'delivery'),
  one(
    'payload-oversized',
    'the whole text',
    handle,
    "  const characters = [...(message.data.text ?? '')];\n  return characters.length > 120 ? `${characters.slice(0, 119).join('')}…` : characters.join('');",
    "  return message.data.text ?? '';",
  ),
  one(
    'endpoint-logged',
    'the whole error',
    send,
    "console.warn('push refused', { host: new URL(subscription.endpoint).host, status: error.statusCode });",
    "console.warn('push refused', error);",
  ),
  one(
    'endpoint-logged',
    'the endpoint',
    send,
    "console.warn('push refused', { host: new URL(subscription.endpoint).host, status: error.statusCode });",
    'console.warn(`push to ${subscription.endpoint} refused: ${error.statusCode}`);',
  ),
  one(
    'legacy-push',
    'the encryption of a draft',
    send,
    '{ ...delivery, timeout: 10_000 }',
    "{ ...delivery, contentEncoding: 'aesgcm', timeout: 10_000 }",
  ),
  // App
  {
    rule: 'manifest-missing',
    how: 'no manifest',
    edits: [{ file: 'src/app/manifest.ts', gone: true }],
  },
  one('manifest-incomplete', 'a browser tab', 'src/app/manifest.ts', "'standalone'", "'browser'"),
  one(
    'manifest-incomplete',
    'no icons',
    'src/app/manifest.ts',
    "    icons: [\n      { src: '/icons/192.png', sizes: '192x192', type: 'image/png' },\n      { src: '/icons/512.png', sizes: '512x512', type: 'image/png' },\n      { src: '/icons/maskable.png', sizes: '512x512', type: 'image/png', purpose: 'maskable' },\n    ],\n",
    '',
  ),
  {
    rule: 'manifest-not-linked',
    how: 'a file that no page names',
    // The proxy lets manifest.webmanifest pass, and no other.
    also: ['worker-intercepted'],
    edits: [
      { file: 'src/app/manifest.ts', gone: true },
      {
        file: 'public/manifest.json',
        content:
          '{\n  "name": "Team Chat",\n  "start_url": "/messages",\n  "display": "standalone",\n  "icons": [{ "src": "/icons/512.png", "sizes": "512x512", "type": "image/png" }]\n}\n',
      },
    ],
  },
  one(
    'insecure-origin',
    'development in the network',
    'package.json',
    '"next dev"',
    '"next dev -H 192.168.1.20"',
  ),
  {
    rule: 'insecure-origin',
    how: 'a push server without TLS',
    edits: [
      { file: '.env.production', content: 'NEXT_PUBLIC_PUSH_SERVER_URL=http://push.team-chat.dev\n' },
      {
        file: client,
        from: 'const response = await fetch(path, {',
        to: 'const response = await fetch(`${process.env.NEXT_PUBLIC_PUSH_SERVER_URL}${path}`, {',
      },
    ],
  },
  // Chat provider
  {
    rule: 'cometchat-double-push',
    how: 'Firebase’s token, too',
    edits: [
      {
        file: 'src/lib/fcm.ts',
        content:
          "import { CometChatNotifications } from '@cometchat/chat-sdk-javascript';\nimport { getMessaging, getToken } from 'firebase/messaging';\nimport { firebase } from './firebase';\n\nexport async function registerWithCometChat(): Promise<void> {\n  const registration = await navigator.serviceWorker.ready;\n  const token = await getToken(getMessaging(firebase), { serviceWorkerRegistration: registration });\n  await CometChatNotifications.registerPushToken(token, CometChatNotifications.PushPlatforms.FCM_WEB, 'fcm');\n}\n",
      },
      {
        file: 'src/lib/firebase.ts',
        content:
          "import { initializeApp } from 'firebase/app';\n\nexport const firebase = initializeApp({ projectId: 'team-chat', appId: '1:1:web:1', messagingSenderId: '1' });\n",
      },
      {
        file: client,
        from: "  await subscribe();\n  return 'on';",
        to: "  await subscribe();\n  await registerWithCometChat();\n  return 'on';",
      },
      {
        file: client,
        from: 'import { isForServer,',
        to: "import { registerWithCometChat } from '../fcm';\nimport { isForServer,",
      },
    ],
  },
  // The run itself
  one(
    'suppression-unused',
    'a reason that has gone',
    worker,
    "self.addEventListener('push', (event) => {",
    "// pushwright-ignore-next-line push-without-wait-until -- the helper waits\nself.addEventListener('push', (event) => {",
  ),
];
