import type { Node } from 'oxc-parser';
import { type CallPlace, callsBelow, functionsAbove } from '../bindings/below.ts';
import { isServerModule, type Place, type Unit } from '../bindings/units.ts';
import type { Uses } from '../follow/uses.ts';
import { bare, memberPath, stringValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';

/** What code does about a push subscription that is to end. */
export interface Ending {
  /** The browser's subscription (or its messaging token) is given up. */
  readonly browser: boolean;
  /** A server is told. */
  readonly server: boolean;
}

/** Words of which a file must mention one to end a subscription. */
export const unsubscribeWords = [
  'unsubscribe',
  'deleteToken',
  'unregister',
  'unregisterPushToken',
  'OneSignal',
];

/** Whether a call gives up the browser's push subscription; streams and stores that are unsubscribed from do not count. */
export function endsSubscription({ unit, node }: CallPlace, evaluator: Evaluator): boolean {
  const name = calleeName(node);
  if (name === 'deleteToken') return true;
  if (name === 'unregister') return unregistersWorker(unit, node);
  if (name !== 'unsubscribe' || node.arguments.length > 0) return false;
  const callee = bare(node.callee);
  if (callee.type !== 'MemberExpression') return false;
  const values = evaluator.evaluate({ unit, node: callee.object });
  const known = values.some((value) => {
    const made = value.node.type === 'CallExpression' ? calleeName(value.node) : undefined;
    return (
      made === 'getSubscription' ||
      (made === 'subscribe' && /pushManager/.test(textOf(value.unit, value.node)))
    );
  });
  if (known) return true;
  const receiver = memberPath(callee.object)?.at(-1) ?? '';
  return /sub/i.test(receiver) && /pushManager|getSubscription|PushSubscription/.test(unit.text);
}

/** A subscription ends with its worker's registration: https://www.w3.org/TR/push-api/#unregister */
function unregistersWorker(unit: Unit, node: CallPlace['node']): boolean {
  const receiver = memberPath(node.callee)?.at(-2) ?? '';
  return (
    node.arguments.length === 0 &&
    /^(?:reg|sw|registration|worker|r$)/i.test(receiver) &&
    /serviceWorker/.test(unit.text)
  );
}

const subject = /push|subscri|endpoint|webpush|notif|fcm|device/i;
const request =
  /fetch|axios|ajax|request|\bapi|client|http|\bpost|\bput\b|patch|delete|\bdel\b|\brpc|mutat|\bfrom\b|invoke|remove|sendBeacon|trpc|supabase|emit|action|unregister|unsubscribe/i;

/** Whether a call tells a server about the subscription: a request, or an action on the server, that names it. */
export function tellsServer({ unit, node }: CallPlace, evaluator: Evaluator): boolean {
  const name = calleeName(node) ?? '';
  if (
    [
      'unsubscribe',
      'getSubscription',
      'requestPermission',
      'log',
      'warn',
      'error',
      'info',
      'removeEventListener',
      'then',
      'catch',
    ].includes(name)
  ) {
    return (
      name === 'unsubscribe' && node.arguments.length > 0 && /push|notif/i.test(textOf(unit, node.callee))
    );
  }
  if (/^(?:unregisterPushToken)$/.test(name)) return true;
  const callee = textOf(unit, node.callee);
  const targets = evaluator.functions({ unit, node: node.callee });
  const remote = targets.some((target) => isServerModule(target.unit));
  // A function of the repository is judged by its own requests, unless what it asks for is what it is told.
  if (targets.length > 0 && !remote)
    return (
      addresses(unit, node, evaluator).some((address) => subject.test(address)) &&
      targets.some((target) => requestsWhatItIsTold(target, evaluator))
    );
  if (!isRequest(callee)) return false;
  const written = node.arguments.map((argument) => textOf(unit, argument as Node)).join(' ');
  return (
    subject.test(`${callee} ${written}`) ||
    addresses(unit, node, evaluator).some((address) => subject.test(address))
  );
}

function isRequest(callee: string): boolean {
  return (
    request.test(callee) &&
    !/^(?:navigator|window|registration|reg|caches|localStorage|sessionStorage)\b/.test(callee)
  );
}

/** Whether a function, or one that it calls, sends a request to an address that is a parameter's: `post(path, body)`. */
function requestsWhatItIsTold(target: Place, evaluator: Evaluator): boolean {
  return callsBelow([target], evaluator).some(({ unit, node }) => {
    const [address] = node.arguments;
    if (address === undefined || !isRequest(textOf(unit, node.callee))) return false;
    if (evaluator.functions({ unit, node: node.callee }).length > 0) return false;
    let found = false;
    walk(address as Node, {
      enter(inner) {
        if (inner.type === 'Identifier') found ||= unit.bindings.lookup(inner)?.kind === 'parameter';
      },
    });
    return found;
  });
}

/**
 * Addresses behind the names that a request is given, alone or after its method; of a template, also what its parts are known
 * to be.
 */
function addresses(unit: Unit, node: CallPlace['node'], evaluator: Evaluator): string[] {
  return node.arguments.slice(0, 2).flatMap((argument) => textsOf(unit, argument as Node, evaluator, 3));
}

/** @param depth how many templates deep: a base that is built from another one */
function textsOf(unit: Unit, node: Node, evaluator: Evaluator, depth: number): string[] {
  return evaluator.evaluate({ unit, node }).flatMap(({ unit: home, node: value }) => {
    const text = stringValue(value);
    if (text !== undefined) return [text];
    if (value.type !== 'TemplateLiteral' || depth === 0) return [];
    const parts = value.expressions.flatMap((part) => textsOf(home, part, evaluator, depth - 1));
    return [textOf(home, value), ...parts];
  });
}

/** What functions do about the subscription, themselves and through what they call. */
export function endingOf(starts: readonly Place[], evaluator: Evaluator): Ending {
  const calls = callsBelow(starts, evaluator);
  return {
    browser: calls.some((call) => endsSubscription(call, evaluator)),
    server: calls.some((call) => tellsServer(call, evaluator)),
  };
}

function textOf(unit: Unit, node: Node): string {
  return unit.text.slice(node.start, node.end);
}

/** Who else gives the subscription up in a module, apart from the logouts that lead there. */
export interface OtherEnding {
  /** An effect or a listener does, once nobody is signed in: a logout anywhere then ends the subscription, too. */
  readonly whenSignedOut: boolean;
  /** Code does that speaks of logging out: a page's script that listens to the link. */
  readonly nearLogout: boolean;
}

export function findOtherEnding(unit: Unit, uses: Uses, evaluator: Evaluator): OtherEnding {
  let whenSignedOut = false;
  let nearLogout = false;
  walk(unit.bindings.program, {
    enter(node) {
      if (node.type !== 'CallExpression' || !endsSubscription({ unit, node }, evaluator)) return;
      for (const place of functionsAbove({ unit, node }, uses)) {
        nearLogout ||= /(?:log|sign)[-_]?out/i.test(place.unit.text);
        if (!uses.ofFunction(place).some((use) => use.kind === 'automatic')) continue;
        whenSignedOut ||=
          /SIGNED_?OUT|log(?:ged)?_?out|!\s*[\w.?]*(?:user|session|token|auth|logged)|(?:user|session)\s*===?\s*null/i.test(
            textOf(place.unit, place.node),
          );
      }
    },
  });
  return { whenSignedOut, nearLogout };
}
