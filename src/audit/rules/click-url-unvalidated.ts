import { type OpaqueValue, opaque, type Value } from '../code/flow/flow-values.ts';
import { keyName, memberPath } from '../code/literals.ts';
import { placeOf } from '../code/place-of.ts';
import { walk } from '../code/walk.ts';
import { optionOf } from '../code/worker/notification-options.ts';
import { notificationsShown } from '../code/worker/notifications-shown.ts';
import { carriedAt, isChecked, rawUrl } from '../code/worker/raw-url.ts';
import type { HandlerCall, Question, WorkerModel } from '../code/worker/worker-model.ts';
import { workersInUse } from '../code/worker/worker-use.ts';
import type { Rule } from '../rule.ts';

export const clickUrlUnvalidated: Rule = {
  id: 'click-url-unvalidated',
  group: 'worker',
  title: 'A click opens whatever address the push names',
  severity: 'warning',
  why: 'Whoever can have a push sent, such as somebody who writes a message that carries a link, leads people from a notification of this app to a page of theirs.',
  fix: 'Resolve the address against self.location.origin, and open it only when its origin is the same.',
  example: `const url = new URL(event.notification.data?.url ?? '/', self.location.origin);
if (url.origin !== self.location.origin) return clients.openWindow('/');`,
  docs: 'https://cheatsheetseries.owasp.org/cheatsheets/Unvalidated_Redirects_and_Forwards_Cheat_Sheet.html',
  appliesTo: ({ code }) =>
    workersInUse(code).some((worker) =>
      worker.runs('notificationclick').some(({ calls }) => calls.some(isLeading)),
    ),
  *check({ code }) {
    for (const worker of workersInUse(code)) {
      for (const { calls, questions } of worker.runs('notificationclick')) {
        const leading = calls.filter(isLeading).sort((one, other) => rank(one) - rank(other));
        for (const call of leading) {
          const sent = originOf(worker, call, questions);
          if (sent === undefined) continue;
          const shown = placeOf(sent.module, sent.node);
          yield {
            message:
              'This leads to the address that the push has brought, whoever’s it is: nothing compares its origin.',
            certainty: 'proven',
            at: placeOf(call.module, call.node),
            trail: [
              {
                path: shown.path,
                line: shown.line,
                text: 'the notification takes the address from the payload',
              },
            ],
          };
          break;
        }
      }
    }
  },
};

function isLeading({ name }: HandlerCall): boolean {
  return name === 'clients.openWindow' || name === 'client.navigate';
}

/** What the notification has for its data; the payload itself may be all of its options. */
function dataOf(shown: HandlerCall): readonly Value[] {
  const [, options] = shown.values;
  if (options?.kind !== 'opaque' || !isPayload(options)) return optionOf(shown, 'data');
  return hasOtherData(shown) ? [] : [opaque(`${options.path}.data`, options.origins)];
}

function isPayload({ path }: OpaqueValue): boolean {
  return /^payload(?:\.[\w$]+)*$/.test(path);
}

/** Whether the module gives anything data of its own, beside what it has already: `message.data = message` is all the same. */
function hasOtherData({ module }: HandlerCall): boolean {
  let found = false;
  walk(module.program, {
    enter(node) {
      if (node.type !== 'AssignmentExpression' || node.left.type !== 'MemberExpression') return;
      if (keyName(node.left) !== 'data') return;
      const [owner, given] = [node.left.object, node.right].map((side) => memberPath(side)?.join('.'));
      found ||= owner === undefined || owner !== given;
    },
  });
  return found;
}

/** Addresses as they came before those that are resolved, which a path alone may be meant by. */
function rank({ name, values: [address] }: HandlerCall): number {
  const isResolved = address?.kind === 'opaque' && address.path.startsWith('new URL(');
  return (isResolved ? 2 : 0) + (name === 'clients.openWindow' ? 0 : 1);
}

/** The notification that has the click's address from the payload as it is; undefined where it is checked, made here or not known. */
function originOf(
  { push }: WorkerModel,
  call: HandlerCall,
  questions: readonly Question[],
): HandlerCall | undefined {
  const [address] = call.values;
  const raw = address && rawUrl(address);
  if (raw === undefined || isChecked(questions, raw)) return undefined;
  for (const handling of push) {
    for (const shown of notificationsShown(handling).flat()) {
      if (shown.message !== 'json') continue;
      const carried = dataOf(shown).flatMap((data) => carriedAt(data, raw));
      for (const value of carried) {
        const source = rawUrl(value);
        if (source?.startsWith('payload') && !isChecked(handling.questions, source)) return shown;
      }
    }
  }
  return undefined;
}
