import { positionAt } from '../../project/parse.ts';
import type { Audit } from '../audit.ts';
import type { Value } from '../code/flow/flow-values.ts';
import { bare, keyName, stringValue } from '../code/literals.ts';
import { placeOf } from '../code/place-of.ts';
import { walk } from '../code/walk.ts';
import { requestAddress } from '../request-address.ts';
import type { Problem, Rule } from '../rule.ts';

export const legacyPush: Rule = {
  id: 'legacy-push',
  group: 'server',
  title: 'Push is sent in a way that services have given up',
  severity: 'error',
  why: 'Google switched off GCM in 2019 and the FCM legacy API in 2024, and no push service has to read the draft encryption aesgcm: such pushes do not arrive.',
  fix: 'Send with VAPID keys and aes128gcm, web-push’s default, and leave out every GCM key.',
  example: `webpush.setVapidDetails(subject, publicKey, privateKey);
await webpush.sendNotification(subscription, payload, { TTL: 3600 });`,
  docs: 'https://firebase.google.com/docs/cloud-messaging/migrate-v1',
  appliesTo: (audit) =>
    audit.code.server.sends.length > 0 || [...inCode(audit), ...inManifests(audit)].length > 0,
  *check(audit) {
    yield* inOptions(audit);
    yield* inCode(audit);
    yield* inManifests(audit);
  },
};

/** Options of web-push that only the old ways need. */
function* inOptions({ code }: Audit): Generator<Problem> {
  for (const send of code.server.sends) {
    const given = send.calls().map(({ values }) => values[2]);
    const has = (name: string, wanted: (value: unknown) => boolean): boolean =>
      given.some((options) => {
        const value = options?.kind === 'object' ? options.properties.get(name) : undefined;
        return (
          value !== undefined && (value.kind !== 'constant' ? name === 'gcmAPIKey' : wanted(value.value))
        );
      });
    const at = placeOf(send.module, send.details);
    const isDraft = send.calls().some(({ values }) => encodingOf(values[1]) === 'aesgcm');
    if ((send.via === 'fetch' && isDraft) || has('contentEncoding', (value) => value === 'aesgcm'))
      yield {
        message:
          'This send is encrypted with aesgcm, a draft of 2016 that push services need not read: Apple’s never did.',
        certainty: 'proven',
        at,
      };
    if (has('gcmAPIKey', (value) => typeof value === 'string' && value !== ''))
      yield {
        message: 'This send is given a GCM key, for a service that ended in 2019.',
        certainty: 'proven',
        at,
      };
  }
}

/** What a request that the code writes by itself says it is encrypted with. */
function encodingOf(options: Value | undefined): unknown {
  const headers = options?.kind === 'object' ? options.properties.get('headers') : undefined;
  if (headers?.kind !== 'object') return undefined;
  for (const [key, value] of headers.properties)
    if (key.toLowerCase() === 'content-encoding' && value.kind === 'constant') return value.value;
  return undefined;
}

const oldAddresses =
  /^https:\/\/(?:fcm\.googleapis\.com\/fcm\/send|gcm-http\.googleapis\.com\/gcm\/send|android\.googleapis\.com\/gcm\/send|gcm\.googleapis\.com\/gcm\/send)\/?$/;

function* inCode({ code }: Audit): Generator<Problem> {
  for (const path of code.mentioning(['setGCMAPIKey', 'googleapis.com/fcm/send', 'googleapis.com/gcm'])) {
    const module = code.module(path);
    if (module === undefined) continue;
    const found: Problem[] = [];
    walk(module.program, {
      enter(node) {
        if (node.type !== 'CallExpression') return;
        const callee = bare(node.callee);
        const [key] = node.arguments;
        const at = placeOf(module, node);
        const address = requestAddress(node);
        if (callee.type === 'MemberExpression' && keyName(callee) === 'setGCMAPIKey') {
          const isEmpty =
            key === undefined || stringValue(key) === '' || (key.type === 'Literal' && key.value === null);
          if (!isEmpty)
            found.push({
              message: 'setGCMAPIKey sets a key for GCM, a service that ended in 2019.',
              certainty: 'proven',
              at,
            });
        } else if (
          address !== undefined &&
          address.variable === undefined &&
          oldAddresses.test(address.text)
        ) {
          found.push({
            message:
              'This request goes to the legacy API of FCM or GCM, which was switched off in 2024: it is refused.',
            certainty: 'proven',
            at,
          });
        }
      },
    });
    yield* found;
  }
}

/** The sender id that Firebase's own SDK once asked every app to put there. */
const firebaseSender = '103953800507';

function* inManifests({ project }: Audit): Generator<Problem> {
  for (const path of project.files.list()) {
    if (!/(?:^|\/)(?:[\w-]*manifest[\w-]*\.json|[\w-]+\.webmanifest)$/.test(path)) continue;
    const text = project.files.text(path);
    const start = text?.indexOf('"gcm_sender_id"') ?? -1;
    if (text === undefined || start === -1 || text.includes(firebaseSender)) continue;
    yield {
      message: 'gcm_sender_id belonged to GCM, which ended in 2019: browsers take a VAPID key in its place.',
      certainty: 'proven',
      severity: 'warning',
      at: { path, ...positionAt(text, start) },
    };
  }
}
