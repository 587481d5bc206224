import type { Audit } from '../audit.ts';
import { placeOf } from '../code/place-of.ts';
import { findChatSdk } from '../code/worker/chat-sdk.ts';
import { kindOfNotification } from '../code/worker/notification-kind.ts';
import type { PushHandling } from '../code/worker/worker-model.ts';
import { isWhollySeen, workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const foregroundUnhandled: Rule = {
  id: 'foreground-unhandled',
  group: 'worker',
  title: 'The worker never looks whether the chat is on the screen',
  severity: 'info',
  why: 'Somebody who is reading a conversation is alerted to each of its messages by the system as well, with sound.',
  fix: 'Ask clients.matchAll for a focused window, tell it with postMessage, and make the notification silent then.',
  example: `const windows = await clients.matchAll({ type: 'window', includeUncontrolled: true });
const silent = windows.some((window) => window.focused);
await self.registration.showNotification(title, { ...options, silent });`,
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/WindowClient/focused',
  appliesTo: (audit) => chatHandlers(audit).length > 0,
  *check(audit) {
    const handlers = chatHandlers(audit);
    const [first] = handlers;
    if (first === undefined || handlers.some(looksAtWindows)) return;
    yield {
      message: 'This handler shows each message of the chat without asking whether its window is in front.',
      certainty: 'likely',
      at: placeOf(first.listener.module, first.listener.node),
    };
  },
};

/** Push handlers of a chat; Firebase's SDK calls its handler only when no window is in front. */
function chatHandlers({ code, project }: Audit): readonly PushHandling[] {
  const workers = workersInUse(code).filter(isWhollySeen);
  return workers
    .flatMap(({ push }) => push)
    .filter(({ walked, listener }) => walked && listener.via !== 'firebase')
    .filter(({ calls }) => {
      const shown = calls.filter(({ name }) => name === 'showNotification');
      return (
        shown.some((call) => kindOfNotification(call) === 'chat') ||
        (shown.length > 0 && findChatSdk(project) !== undefined)
      );
    });
}

function looksAtWindows({ calls }: PushHandling): boolean {
  return calls.some(({ name }) => name === 'clients.matchAll' || name === 'clients.get' || name === 'unseen');
}
