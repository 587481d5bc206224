import { pushPlaces } from '../code/delivery/push-places.ts';
import { includesSender } from '../code/delivery/recipients.ts';
import type { Rule } from '../rule.ts';

export const senderNotified: Rule = {
  id: 'sender-notified',
  group: 'server',
  title: 'Whoever writes is notified of their own message',
  severity: 'warning',
  why: 'Every message that a user sends rings on their own other devices, and in the browser that they are writing in.',
  fix: 'Leave the sender’s own subscriptions out before anything is sent.',
  example: 'const recipients = members.filter((member) => member.uid !== message.sender);',
  docs: 'https://www.cometchat.com/docs/notifications/custom-providers',
  appliesTo: ({ code }) => code.server.sends.length > 0 && code.mentioning(words).length > 0,
  *check({ code }) {
    const pushes = code.server.deliveries.map((delivery) => ({ delivery }));
    for (const problem of pushPlaces(
      pushes,
      ({ delivery }) => messages[includesSender(delivery) ?? 'nobody'],
    ))
      yield { ...problem, certainty: 'likely' };
  },
};

/** Without one of them no message says whose it is. */
const words = ['sender', 'Sender', '.from', 'from,', 'user.name', 'user.displayName', 'user.fullName'];

const messages = {
  everybody:
    'This push tells of somebody’s message and goes to every subscription there is, the sender’s own among them.',
  members: 'This push tells of somebody’s message and goes to all members, the sender among them.',
  nobody: undefined,
} as const;
