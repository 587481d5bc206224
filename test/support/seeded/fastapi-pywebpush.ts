import { type Mutation, one } from './mutation.ts';

const send = 'app/push.py';
const page = 'static/main.js';

/** Plain pages in the browser, FastAPI and pywebpush on the server. */
export const fastapiPywebpush: readonly Mutation[] = [
  one(
    'python-claims-shared',
    'one dict for all push services',
    send,
    'vapid_claims=dict(CLAIMS)',
    'vapid_claims=CLAIMS',
  ),
  one(
    'python-claims-shared',
    'a refusal is asked whether it is true',
    send,
    '        status = error.response.status_code if error.response is not None else None\n        if status in (404, 410):\n',
    '        status = None\n        if error.response and error.response.status_code in (404, 410):\n',
  ),
  one('ttl-missing', 'pywebpush keeps nothing by default', send, '            ttl=600,\n', ''),
  one(
    'private-key-in-client',
    'the keys of both in a file that is served',
    page,
    'const hint =',
    "const keys = { public: 'PUSHWRIGHT-PUBLIC-KEY-1', private: 'PUSHWRIGHT-PRIVATE-KEY-1' };\nconst hint =",
    ['private-key-committed'],
  ),
  one(
    'permission-without-gesture',
    'the page asks as soon as the worker is there',
    page,
    '  .then(refresh)',
    '  .then(enable)',
    // Whoever is asked at each visit, and never renewed by itself.
  ),
  one(
    'denied-state-unhandled',
    'a refusal is never mentioned',
    page,
    "  } else if (Notification.permission === 'denied') {\n    say('Notifications are blocked in the settings of this site.');\n",
    '',
  ),
  one(
    'ios-guidance-missing',
    'iPhones are told nothing',
    page,
    "    const isIos = /iPhone|iPad/.test(navigator.userAgent);\n    say(isIos ? 'Tap Share, then “Add to Home Screen”.' : 'This browser has no notifications.');\n",
    "    say('This browser has no notifications.');\n",
  ),
  one(
    'gesture-lost',
    'the key is fetched between the click and the question',
    'static/push.js',
    '  const permission = await Notification.requestPermission();\n',
    "  await fetch('/api/push/key');\n  const permission = await Notification.requestPermission();\n",
  ),
  one(
    'legacy-push',
    'a sender id of Google’s old service',
    'static/manifest.json',
    '"start_url"',
    '"gcm_sender_id": "482910573846",\n  "start_url"',
  ),
  one(
    'manifest-not-linked',
    'no link',
    'static/index.html',
    '    <link rel="manifest" href="/manifest.json" />\n',
    '',
  ),
  one(
    'logout-keeps-subscription',
    'the button only ends the session',
    page,
    '  await disable().catch(() => {});\n',
    '',
  ),
  {
    rule: 'subscription-not-sent',
    how: 'it is only written to the console',
    edits: [
      {
        file: 'static/push.js',
        from: "  await send('/api/push/subscribe', subscription);\n",
        to: "  console.log('subscribed', JSON.stringify(subscription));\n",
      },
      {
        file: 'static/sw.js',
        from: 'given ?? (await self.registration.pushManager.getSubscription())',
        to: 'given',
      },
      {
        file: 'static/sw.js',
        from: "  await fetch('/api/push/subscribe', {\n    method: 'POST',\n    credentials: 'include',\n    headers: { 'Content-Type': 'application/json' },\n    body: JSON.stringify({ subscription }),\n  });\n",
        to: "  console.log('renewed', JSON.stringify(subscription));\n",
      },
    ],
    // Nor is one that the browser has renewed.
    also: ['subscription-change-unhandled'],
  },
];
