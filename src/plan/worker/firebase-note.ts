import { normalBase } from '../../project/built-workers.ts';
import type { Layout } from '../../project/layout.ts';
import type { ManualOperation } from '../operation.ts';

/** Firebase Messaging keeps a subscription of its own, on its own scope, of which ours knows nothing. */
export function firebaseNote(layout: Layout): ManualOperation[] {
  const firebase = layout.serviceWorkers.find(
    ({ kind, importedBy }) => kind === 'firebase' && importedBy === undefined,
  );
  if (firebase === undefined) return [];
  const snippet =
    "import { deleteToken, getMessaging } from 'firebase/messaging';\n\nawait deleteToken(getMessaging());";
  if (normalBase(layout.base).startsWith(firebase.scope)) {
    return [
      {
        kind: 'manual',
        path: firebase.path,
        reason:
          'Firebase Messaging subscribes on the scope of ours, where a browser has one subscription with one key: turning on one of the two ends the other. Leave Firebase Messaging out, or register its worker with a scope of its own',
        snippet,
      },
    ];
  }
  return [
    {
      kind: 'manual',
      path: firebase.path,
      reason:
        'Firebase Messaging has a worker and a subscription of its own: a browser that has both shows a message twice when both are sent it. Send each message one way, and where a user moves over to the new one, end the old one',
      snippet,
    },
  ];
}
