import type { Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, type Unit } from '../bindings/units.ts';
import { bare, keyName, memberPath } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { walk } from '../walk.ts';

/** A call that shows the browser's permission prompt when the permission is still open. */
export interface PromptCall {
  readonly place: Place;
  /** As a person would write it: `Notification.requestPermission`. */
  readonly name: string;
  /** `token`: it subscribes, and whether it prompts depends on the library's version. */
  readonly kind: 'request' | 'subscribe' | 'library' | 'token';
  /** The function is handed over by name instead of being called here. */
  readonly byName: boolean;
}

/** Words of which a module must mention one to hold such a call. */
export const promptWords = [
  'requestPermission',
  'pushManager',
  'firebase/messaging',
  '.messaging(',
  'showNativePrompt',
  'registerForPushNotifications',
];

/** Calls in one module that prompt. Other APIs' permission methods (`DeviceMotionEvent.requestPermission`) are not among them. */
export function findPrompts(unit: Unit, evaluator: Evaluator): PromptCall[] {
  const found: PromptCall[] = [];
  walk(unit.bindings.program, {
    enter(node, parent) {
      if (node.type === 'MemberExpression') {
        const called = isCallee(node, parent, unit);
        if (keyName(node) !== 'requestPermission' || called || !isNotification(unit, node.object, evaluator))
          return;
        if (parent?.type === 'UnaryExpression' || parent?.type === 'IfStatement') return;
        found.push({
          place: { unit, node },
          name: 'Notification.requestPermission',
          kind: 'request',
          byName: true,
        });
      }
      if (node.type !== 'CallExpression') return;
      const prompt = promptName(unit, node, evaluator);
      if (prompt !== undefined) found.push({ place: { unit, node }, ...prompt, byName: false });
    },
  });
  return found;
}

function promptName(
  unit: Unit,
  call: Extract<Node, { type: 'CallExpression' }>,
  evaluator: Evaluator,
): Pick<PromptCall, 'name' | 'kind'> | undefined {
  const callee = bare(call.callee);
  if (callee.type === 'MemberExpression') {
    const name = keyName(callee);
    const object = memberPath(callee.object);
    const last = object?.at(-1);
    if (name === 'requestPermission') {
      if (isNotification(unit, callee.object, evaluator))
        return { name: 'Notification.requestPermission', kind: 'request' };
      if (last === 'messaging' || isMessagingCall(callee.object)) {
        return { name: 'messaging.requestPermission', kind: 'library' };
      }
      const oneSignal = object?.[0] === 'OneSignal' || object?.[1] === 'OneSignal';
      return oneSignal && last === 'Notifications'
        ? { name: 'OneSignal.Notifications.requestPermission', kind: 'library' }
        : undefined;
    }
    if (name === 'subscribe' && isPushManager(unit, callee.object, evaluator)) {
      return { name: 'pushManager.subscribe', kind: 'subscribe' };
    }
    if (name === 'getToken' && (last === 'messaging' || isMessagingCall(callee.object))) {
      return { name: 'messaging.getToken', kind: 'token' };
    }
    if (name === 'request' && last === 'permissions')
      return { name: 'navigator.permissions.request', kind: 'request' };
    if (
      object?.[0] === 'OneSignal' &&
      (name === 'showNativePrompt' || name === 'registerForPushNotifications')
    ) {
      return { name: `OneSignal.${name}`, kind: 'library' };
    }
  }
  // Firebase asks for the permission inside getToken: https://firebase.google.com/docs/cloud-messaging/js/client
  const imported = evaluator.packageOf({ unit, node: callee });
  if (imported?.name === 'getToken' && /^@?firebase\/messaging$/.test(imported.source)) {
    return { name: 'getToken', kind: 'library' };
  }
  return undefined;
}

function isNotification(unit: Unit, node: Node, evaluator: Evaluator): boolean {
  const path = memberPath(node);
  if (path === undefined) return false;
  const root = bare(node);
  const isGlobal = (name: string, at: Node) =>
    at.type === 'Identifier' && at.name === name && unit.bindings.lookup(at) === undefined;
  if (root.type === 'Identifier') {
    if (isGlobal('Notification', root)) return true;
    const values = evaluator.evaluate({ unit, node: root });
    return values.some((value) => value.node !== root && memberPath(value.node)?.at(-1) === 'Notification');
  }
  return (
    path.length === 2 &&
    path[1] === 'Notification' &&
    ['window', 'self', 'globalThis'].includes(path[0] as string)
  );
}

function isPushManager(unit: Unit, node: Node, evaluator: Evaluator): boolean {
  const value = bare(node);
  if (value.type === 'MemberExpression') return keyName(value) === 'pushManager';
  if (value.type !== 'Identifier') return false;
  if (value.name === 'pushManager') return true;
  return evaluator
    .evaluate({ unit, node: value })
    .some((source) => source.node.type === 'MemberExpression' && keyName(source.node) === 'pushManager');
}

function isMessagingCall(node: Node): boolean {
  const value = bare(node);
  return value.type === 'CallExpression' && memberPath(value.callee)?.at(-1) === 'messaging';
}

function isCallee(node: Node, parent: Node | undefined, unit: Unit): boolean {
  let at: Node | undefined = parent;
  let child = node;
  while (
    at?.type === 'ChainExpression' ||
    at?.type === 'ParenthesizedExpression' ||
    at?.type === 'TSNonNullExpression'
  ) {
    child = at;
    at = unit.bindings.parent(at);
  }
  if (at?.type === 'CallExpression' && at.callee === child) return true;
  // `Notification.requestPermission.length`, `=== undefined`: looked at, not handed over.
  return (
    at?.type === 'MemberExpression' || at?.type === 'BinaryExpression' || at?.type === 'LogicalExpression'
  );
}

/** Asking and then subscribing in one function is one prompt: the first call stands for both. */
export function withoutRepeats(prompts: readonly PromptCall[]): PromptCall[] {
  const asked = new Set<Node>();
  return prompts.filter((prompt) => {
    const around = ancestor(prompt.place, isFunction) ?? prompt.place.unit.bindings.program;
    if (prompt.kind === 'request') {
      asked.add(around);
      return true;
    }
    return !asked.has(around);
  });
}
