import { posix } from 'node:path';
import type { ManualOperation } from '../plan/operation.ts';
import { findServer } from '../plan/server/plan-server.ts';
import type { Project } from '../project/project.ts';
import type { Provider } from './provider.ts';

/** The app's own backend: it calls `POST /api/push/send`, or `notifyUser` when it runs in the same process. */
export const own: Provider = {
  id: 'own',
  name: "the app's own backend",
  // What is left when no vendor is recognised, so nothing has to speak for it.
  detect: () => ({ evidence: [] }),
  plan(project, { pushDir }, setup) {
    const steps: ManualOperation[] = [];
    if (setup.server === 'node')
      steps.push(...identifyStep(project, findServer(project).directory), requestStep);
    if (setup.server === 'app')
      steps.push(...identifyStep(project, posix.join(pushDir, 'server')), callStep(pushDir));
    if (setup.for.includes('calls')) steps.push(ringStep);
    return steps;
  },
};

/** What is true in development alone: everybody is the developer. Not said any more once the file reads something else. */
function identifyStep(project: Project, folder: string): ManualOperation[] {
  const paths = ['ts', 'js'].map((extension) => posix.join(folder, `identify.${extension}`));
  const there = paths.find((path) => project.files.has(path));
  if (there !== undefined && project.files.text(there)?.includes('readPushToken(token') !== true) return [];
  const path = there ?? posix.join(folder, `identify.${project.language}`);
  return [
    {
      kind: 'manual',
      reason: `Say who is signed in, without which nobody can switch push on in production: check your own session in ${path}, or have your sign-in set the cookie that it reads, as the README.md beside it shows`,
      snippet: '',
    },
  ];
}

const requestStep: ManualOperation = {
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
};

const callStep = (pushDir: string): ManualOperation => ({
  kind: 'manual',
  reason: 'Send from your code on the server when something happens that a user should hear of',
  snippet: `import { notifyUser } from '${pushDir}/server/handle'; // as a path from your file

await notifyUser(recipient.id, { kind: 'chat', title: sender.name, body: text, url: '/chats/42', conversation: '42' });`,
});

const ringStep: ManualOperation = {
  kind: 'manual',
  reason:
    'Ring with kind "call" and end it with kind "call-ended". Ringing is best effort: a closed browser or a sleeping phone does not ring, so tell of the missed call by e-mail or SMS as well',
  snippet: `const ring = { kind: 'call', callId, title: caller.name, body: 'is calling', url: \`/calls/\${callId}\`, expiresAt: Date.now() + 45_000 };
const end = { kind: 'call-ended', callId, title: 'Missed call', body: caller.name, url: \`/calls/\${callId}\` };`,
};
