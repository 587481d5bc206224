import type { Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, type Unit } from '../bindings/units.ts';
import { bare, keyName, memberPath, stringValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName, mountHooks } from '../values/known-calls.ts';
import { walk } from '../walk.ts';

/** Words of which a module must mention one to listen to messages. */
export const messageWords = ["'message'", '"message"', '`message`', 'onmessage'];

export interface MessageListener {
  readonly place: Place;
  /** An effect that runs again adds it, and nothing takes it away. */
  readonly piles: boolean;
}

/** Where a module may listen to its worker's messages: what listens to windows, sockets, ports and channels is left out. */
export function findMessageListeners(unit: Unit, evaluator: Evaluator): MessageListener[] {
  const found: MessageListener[] = [];
  walk(unit.bindings.program, {
    enter(node) {
      if (node.type === 'CallExpression') {
        const name = calleeName(node);
        if (name === undefined || !/^(?:add|use|on$|once$).*/.test(name)) return;
        if (stringValue(node.arguments[0]) !== 'message') return;
        const callee = bare(node.callee);
        const receiver = callee.type === 'MemberExpression' ? callee.object : undefined;
        if (receiver === undefined && name === 'addEventListener') return;
        if (receiver !== undefined && isOther({ unit, node: receiver }, evaluator)) return;
        found.push({
          place: { unit, node },
          piles: name === 'addEventListener' && piles({ unit, node }, evaluator),
        });
      } else if (node.type === 'AssignmentExpression') {
        const target = bare(node.left);
        if (target.type !== 'MemberExpression' || keyName(target) !== 'onmessage') return;
        if (!isOther({ unit, node: target.object }, evaluator))
          found.push({ place: { unit, node }, piles: false });
      }
    },
  });
  return found;
}

const otherClasses = new Set([
  'WebSocket',
  'BroadcastChannel',
  'Worker',
  'SharedWorker',
  'EventSource',
  'MessageChannel',
  'RTCPeerConnection',
]);

function isOther({ unit, node }: Place, evaluator: Evaluator): boolean {
  const path = memberPath(node);
  if (path?.at(-1) === 'serviceWorker') return false;
  const root = bare(node);
  if (root.type === 'Identifier' && unit.bindings.lookup(root) === undefined)
    return ['window', 'self', 'globalThis', 'document'].includes(root.name);
  const values = evaluator.evaluate({ unit, node });
  return values.some(
    ({ node: value }) => value.type === 'NewExpression' && otherClasses.has(calleeName(value) ?? ''),
  );
}

function piles(place: Place, evaluator: Evaluator): boolean {
  const { unit } = place;
  // Somebody may take it away, or end it by a signal.
  if (/removeEventListener|signal|AbortController|\bonce\b/.test(unit.text)) return false;
  const effect = ancestor(place, isFunction);
  const call: Node | undefined = effect && unit.bindings.parent(effect);
  if (effect === undefined || call?.type !== 'CallExpression' || call.arguments[0] !== effect) return false;
  if (!mountHooks.has(calleeName(call) ?? '') || !/^use/.test(calleeName(call) ?? '')) return false;
  const [, dependencies] = call.arguments;
  const again =
    dependencies === undefined ||
    (dependencies.type === 'ArrayExpression' && dependencies.elements.length > 0);
  return again && evaluator.returned({ unit, node: effect }).length === 0;
}
