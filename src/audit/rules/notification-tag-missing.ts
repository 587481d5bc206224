import { placeOf } from '../code/place-of.ts';
import { findChatSdk } from '../code/worker/chat-sdk.ts';
import { kindOfNotification } from '../code/worker/notification-kind.ts';
import { isAlways, optionOf } from '../code/worker/notification-options.ts';
import { notificationsShown } from '../code/worker/notifications-shown.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const notificationTagMissing: Rule = {
  id: 'notification-tag-missing',
  group: 'worker',
  title: 'A chat or call notification has no tag',
  severity: 'warning',
  why: 'Without a tag each push of a conversation adds one more notification to the pile, and one that rings cannot be replaced when the call is over.',
  fix: 'Give notifications of one conversation, or of one call, the same tag, and renotify where each should alert.',
  example:
    "self.registration.showNotification(title, { tag: 'chat-' + data.conversationId, renotify: true });",
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/Notification/tag',
  appliesTo: ({ code, project }) =>
    workersInUse(code).some(({ push }) =>
      push.some(
        (handling) =>
          handling.calls.length > 0 &&
          (findChatSdk(project) !== undefined ||
            notificationsShown(handling)
              .flat()
              .some((call) => kindOfNotification(call) !== undefined)),
      ),
    ),
  *check({ code, project }) {
    const sdk = findChatSdk(project);
    for (const handling of workersInUse(code).flatMap(({ push }) => push)) {
      for (const calls of notificationsShown(handling)) {
        const told = calls.filter((call) => call.message === 'json');
        const kinds = told.map(kindOfNotification).filter((kind) => kind !== undefined);
        const [first] = told;
        if (first === undefined || (kinds.length === 0 && sdk === undefined)) continue;
        if (!told.every((call) => isAlways(optionOf(call, 'tag'), false))) continue;
        const isCall = kinds.length > 0 && kinds.every((kind) => kind !== 'chat');
        yield {
          message: isCall
            ? 'This notification of a call has no tag, so nothing can replace it when the call is over.'
            : 'This notification of a message has no tag: those of one conversation pile up beside each other.',
          certainty: kinds.length > 0 ? 'proven' : 'likely',
          at: placeOf(first.module, first.node),
        };
      }
    }
  },
};
