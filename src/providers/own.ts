import type { Provider } from './provider.ts';

/** The app's own backend: it calls `POST /api/push/send`, or `notifyUser` when it runs in the same process. */
export const own: Provider = {
  id: 'own',
  name: "the app's own backend",
  // What is left when no vendor is recognised, so nothing has to speak for it.
  detect: () => ({ evidence: [] }),
  plan(_project, setup) {
    if (setup.server === 'none') return [];
    return [
      {
        kind: 'manual',
        reason: 'Send from your backend when something happens that a user should hear of',
        snippet: `await fetch(\`\${process.env.PUSH_SERVER_URL ?? 'http://localhost:8787'}/api/push/send\`, {
  method: 'POST',
  headers: { authorization: \`Bearer \${process.env.PUSH_SEND_SECRET}\`, 'content-type': 'application/json' },
  body: JSON.stringify({
    user: recipient.id,
    notification: { kind: 'chat', title: sender.name, body: text, url: '/chats/42', conversation: '42' },
  }),
});`,
      },
    ];
  },
};
