import type { CallExpression } from 'oxc-parser';
import type { Place } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { bare, keyName, stringValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { evaluatorOf } from '../values/evaluator-of.ts';
import { calleeName } from '../values/known-calls.ts';
import { type ObjectLiteral, objectLiterals } from './object-literal.ts';

interface Mistake {
  readonly place: Place;
  readonly message: string;
  readonly certainty: 'proven' | 'likely';
}

/** What ConnectyCube's `SubscriptionsCreateParams` do not have, in one call that makes a web subscription. */
export function subscriptionMistakes(code: CodeModel, call: Place<CallExpression>): Mistake[] {
  const { evaluator } = evaluatorOf(code);
  const [first] = call.node.arguments;
  if (first === undefined) return [];
  return objectLiterals({ unit: call.unit, node: first }, evaluator).flatMap((params) => [
    ...channelMistakes(params, call),
    ...tokenMistakes(params, evaluator),
  ]);
}

/** What ConnectyCube's types say of the channel; only for the browser's subscriptions. */
function channelMistakes({ properties, complete }: ObjectLiteral, call: Place): Mistake[] {
  const plural = properties.get('notification_channels');
  if (properties.has('notification_channel')) return [];
  if (plural !== undefined) {
    if (stringValue(plural.value.node) !== 'web') return [];
    return [
      {
        place: plural.key,
        certainty: 'likely',
        message:
          'ConnectyCube’s types know no `notification_channels`: the field is `notification_channel`, and without it the subscription has no channel.',
      },
    ];
  }
  return complete && properties.has('push_token')
    ? [
        {
          place: call,
          certainty: 'proven',
          message:
            'This subscription names no `notification_channel`, which ConnectyCube needs to send to it.',
        },
      ]
    : [];
}

const wanted = { web_endpoint: 'endpoint', web_auth: 'auth', web_p256dh: 'p256dh' } as const;

function tokenMistakes({ properties }: ObjectLiteral, evaluator: Evaluator): Mistake[] {
  const channel = properties.get('notification_channel') ?? properties.get('notification_channels');
  const named = channel && stringValue(channel.value.node);
  const token = properties.get('push_token');
  if (token === undefined || (named !== undefined && named !== 'web')) return [];
  return objectLiterals(token.value, evaluator).flatMap((literal) => {
    const isWeb = named === 'web' || Object.keys(wanted).some((name) => literal.properties.has(name));
    if (!isWeb) return [];
    return Object.entries(wanted).flatMap(([name, source]): Mistake[] => {
      const property = literal.properties.get(name);
      if (property === undefined) {
        const misnamed = literal.properties.get(source);
        if (!literal.complete) return [];
        return misnamed === undefined
          ? [
              {
                place: token.key,
                certainty: 'proven',
                message: `The push token has no \`${name}\`, without which ConnectyCube cannot encrypt or send.`,
              },
            ]
          : [
              {
                place: misnamed.key,
                certainty: 'proven',
                message: `ConnectyCube knows no \`${source}\` in a push token: the field is \`${name}\`.`,
              },
            ];
      }
      if (name === 'web_endpoint' || !isBesideKeys(property.value, source, evaluator)) return [];
      return [
        {
          place: property.value,
          certainty: 'proven',
          message: `\`${source}\` of a subscription stands in its \`keys\`: this is undefined, and is left out of what ConnectyCube gets.`,
        },
      ];
    });
  });
}

/** `subscription.toJSON().auth`, or that of a subscription itself: the key is in `keys`. */
function isBesideKeys(place: Place, key: string, evaluator: Evaluator): boolean {
  const values = evaluator.evaluate(place);
  return (
    values.length > 0 &&
    values.every(({ unit, node }) => {
      const member = bare(node);
      if (member.type !== 'MemberExpression' || keyName(member) !== key) return false;
      const objects = evaluator.evaluate({ unit, node: member.object });
      return objects.every(({ node: object }) => {
        const call = bare(object);
        if (call.type !== 'CallExpression') return false;
        const name = calleeName(call);
        return name === 'toJSON' || name === 'subscribe' || name === 'getSubscription';
      });
    })
  );
}
