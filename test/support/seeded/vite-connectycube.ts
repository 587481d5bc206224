import { type Mutation, one } from './mutation.ts';

const push = 'src/push/push.ts';
const session = 'src/chat/session.ts';

/** Vite and React, no server: ConnectyCube has the keys and sends. */
export const viteConnectycube: readonly Mutation[] = [
  {
    rule: 'private-key-in-public-env',
    how: 'define takes it into the bundle',
    edits: [
      {
        file: 'vite.config.ts',
        from: 'plugins: [react()] }',
        to: 'plugins: [react()], define: { __VAPID_PRIVATE_KEY__: JSON.stringify(process.env.VAPID_PRIVATE_KEY) } }',
      },
      {
        file: '.env.local',
        from: 'VITE_VAPID_PUBLIC_KEY=',
        to: 'VAPID_PRIVATE_KEY=PUSHWRIGHT-PRIVATE-KEY-1\nVITE_VAPID_PUBLIC_KEY=',
      },
    ],
  },
  one(
    'permission-without-gesture',
    'the switch asks by itself',
    'src/ui/push-switch.tsx',
    '  if (failed)',
    "  useEffect(() => {\n    if (status === 'off') void handleClick();\n  }, []);\n\n  if (failed)",
  ),
  {
    rule: 'permission-without-gesture',
    how: 'an effect asks as soon as somebody is signed in',
    edits: [
      {
        file: 'src/ui/app.tsx',
        from: '  return user ?',
        to: '  useEffect(() => {\n    if (user) void enablePush();\n  }, [user]);\n  return user ?',
      },
      {
        file: 'src/ui/app.tsx',
        from: 'import { useSession }',
        to: "import { enablePush } from '../push/push';\nimport { useSession }",
      },
    ],
  },
  one(
    'logout-keeps-subscription',
    'the store only ends the session',
    session,
    "    await disablePush().catch((error: unknown) => console.warn('Push was not turned off.', error));\n",
    '',
  ),
  one(
    'logout-keeps-subscription',
    'ConnectyCube alone is told',
    push,
    '  await subscription?.unsubscribe();\n',
    '',
  ),
  one(
    'connectycube-subscription-shape',
    'the channel as the guide writes it',
    push,
    'notification_channel: ConnectyCube.NotificationChannel.WEB',
    "notification_channels: 'web'",
  ),
  {
    rule: 'connectycube-subscription-shape',
    how: 'the keys beside their object',
    edits: [
      {
        file: push,
        from: "  const { endpoint, keys } = subscription.toJSON();\n  if (!endpoint || !keys) throw new Error('The browser gave a subscription without keys.');\n",
        to: '  const data = subscription.toJSON() as Record<string, string>;\n',
      },
      {
        file: push,
        from: '      web_endpoint: endpoint,\n      web_auth: keys.auth,\n      web_p256dh: keys.p256dh,\n',
        to: '      web_endpoint: data.endpoint,\n      web_auth: data.auth,\n      web_p256dh: data.p256dh,\n',
      },
    ],
  },
  one(
    'connectycube-environment',
    'development for ever',
    'src/push/environment.ts',
    "import.meta.env.PROD ? 'production' : 'development'",
    "'development'",
  ),
  {
    rule: 'connectycube-environment',
    how: 'calls go to another one',
    edits: [
      {
        file: 'src/push/environment.ts',
        from: "import.meta.env.PROD ? 'production' : 'development'",
        to: "'production'",
      },
      { file: 'src/chat/calls.ts', from: '    environment,\n', to: "    environment: 'development',\n" },
      { file: 'src/chat/calls.ts', from: "import { environment } from '../push/environment';\n", to: '' },
    ],
  },
  one(
    'subscribe-before-login',
    'registered while the session is made',
    session,
    '    set({ error: null });\n    try {\n',
    '    set({ error: null });\n    void renewPush();\n    try {\n',
  ),
  one(
    'self-signed-dev-certificate',
    'a certificate of its own for the phone',
    'vite.config.ts',
    'export default defineConfig({ plugins: [react()] })',
    "import basicSsl from '@vitejs/plugin-basic-ssl';\n\nexport default defineConfig({ plugins: [react(), basicSsl()], server: { host: true } })",
  ),
];
