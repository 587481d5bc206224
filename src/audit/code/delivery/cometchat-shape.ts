import { bodyPath } from './body-path.ts';
import { cometchatTriggers } from './cometchat-webhook.ts';
import type { CodePlace, Watch } from './delivery.ts';

export interface WrongRead {
  /** The name that is read; where it stands is looked for in the code. */
  readonly key: string;
  readonly message: string;
  readonly place: CodePlace | undefined;
}

/** What stands in `data.message` and `data.call`, and not in `data` itself. */
const inEntity = new Set([
  ...['receiver', 'sender', 'receiverType', 'entityType', 'text', 'category', 'conversationId', 'entities'],
  ...[
    'initiator',
    'senderUid',
    'receiverUid',
    'senderName',
    'receiverId',
    'senderId',
    'callType',
    'from',
    'to_uid',
  ],
]);

/** Reads of a CometChat webhook's body that its payload does not have, and triggers that do not exist. */
export function wrongReads({ reads, compared }: Watch): WrongRead[] {
  const found: WrongRead[] = [];
  const paths = new Set([...reads].map(bodyPath).filter((path) => path !== undefined));
  const entity = [...paths].some((path) =>
    /^data\.(?:message|call|notificationDetails|to)(?:\.|$)/.test(path),
  );
  // Where the right place is read too, the other one may be a fallback.
  if (!entity) {
    const wrong = [...paths].flatMap((path) => {
      const key = /^data\.(\w+)$/.exec(path)?.[1];
      return key !== undefined && inEntity.has(key) ? [key] : [];
    });
    const [first] = wrong;
    if (first !== undefined) {
      const names = wrong.map((key) => `\`data.${key}\``).join(', ');
      found.push({
        key: first,
        message: `CometChat sends no ${names}: what happened stands in \`data.message\` or \`data.call\`, and these are undefined.`,
        place: undefined,
      });
    }
  }
  for (const side of ['sender', 'receiver']) {
    const below = [...paths].find((path) =>
      new RegExp(`^data\\.(?:message|call)\\.${side}\\.(?:uid|name|avatar|guid|id)$`).test(path),
    );
    if (below !== undefined)
      found.push({
        key: below.split('.').at(-1) ?? '',
        message: `\`${below}\` is undefined: ${side} is an id, the entity stands in \`data.entities.${side}.entity\` of the message.`,
        place: undefined,
      });
  }
  for (const [path, constants] of compared) {
    if (bodyPath(path) !== 'trigger') continue;
    for (const [trigger, place] of constants)
      if (!cometchatTriggers.has(trigger))
        found.push({
          key: 'trigger',
          message: `CometChat has no trigger \`${trigger}\`: this is never true.`,
          place,
        });
  }
  return found;
}
