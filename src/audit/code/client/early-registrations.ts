import type { Node } from 'oxc-parser';
import { type CallPlace, callsBelow } from '../bindings/below.ts';
import type { Place, Unit } from '../bindings/units.ts';
import { bare, memberPath } from '../literals.ts';
import { evaluatedBefore } from '../values/before.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { guardsAt } from '../values/guards.ts';
import { walk } from '../walk.ts';

/** A subscription, or a token's registration, that comes before the chat provider knows who the user is. */
export interface EarlyRegistration {
  readonly place: Place;
  /** The login as written: `CometChat.login`. */
  readonly login: string;
  readonly loginPlace: Place;
  /** The login was started before it, and nobody waits for it. */
  readonly unwaited: boolean;
}

/** Words of which a module must mention one to log somebody in with a provider. */
export const loginWords = ['CometChat', 'ConnectyCube', 'connectycube', 'cometchat'];

const registrations = new Set(['registerTokenForPushNotification', 'registerPushToken']);

/** Registrations of one module that stand before a provider's login in the same function, or behind one that nobody waits for. */
export function findEarlyRegistrations(
  unit: Unit,
  evaluator: Evaluator,
  subscribes: ReadonlySet<Node>,
): EarlyRegistration[] {
  const found: EarlyRegistration[] = [];
  const registers = (call: CallPlace) => subscribes.has(call.node) || isRegistration(call);
  walk(unit.bindings.program, {
    enter(node) {
      if (node.type !== 'CallExpression') return;
      const login = loginName({ unit, node }, evaluator) ?? loginBelow({ unit, node }, evaluator);
      if (login === undefined) return;
      const loginPlace: Place = { unit, node };
      const before = evaluatedBefore(loginPlace);
      const after = isUnwaited(unit, node) ? statementsAfter(unit, node) : [];
      for (const [nodes, unwaited] of [
        [before, false],
        [after, true],
      ] as const) {
        const calls = nodes.filter(({ type }) => type === 'CallExpression');
        const first = calls.find((call) => {
          if (guardsAt({ unit, node: call }).length !== guardsAt(loginPlace).length) return false;
          const below = callsBelow([{ unit, node: call }], evaluator);
          // Whoever logs in on the way to the registration has not come too early.
          return below.some(registers) && !below.some((inner) => loginName(inner, evaluator) !== undefined);
        });
        if (first !== undefined) found.push({ place: { unit, node: first }, login, loginPlace, unwaited });
      }
    },
  });
  return found;
}

/** The provider's own call, under whatever name it is imported. */
function loginName({ unit, node }: CallPlace, evaluator: Evaluator): string | undefined {
  const callee = bare(node.callee);
  const path = memberPath(callee);
  const name = path?.at(-1);
  if (path === undefined || path.length !== 2 || callee.type !== 'MemberExpression') return undefined;
  if (name !== 'login' && name !== 'loginWithAuthToken' && name !== 'createSession') return undefined;
  const isGlobal = unit.bindings.lookup(bare(callee.object)) === undefined;
  const sources = [
    evaluator.packageOf({ unit, node: callee })?.source ?? (isGlobal ? path[0] : undefined),
    // A module of the repository may hand the SDK on, set up.
    ...evaluator
      .evaluate({ unit, node: callee.object })
      .map((value) => value.unit.bindings.lookup(value.node)?.import?.source),
  ];
  return sources.some((source) => source !== undefined && /cometchat|connectycube/i.test(source))
    ? path.join('.')
    : undefined;
}

/** The provider's login that a function of the repository calls: `await logInToChat(uid)`. */
function loginBelow(call: CallPlace, evaluator: Evaluator): string | undefined {
  const targets = evaluator.functions({ unit: call.unit, node: call.node.callee });
  for (const inner of targets.length > 0 ? callsBelow(targets, evaluator) : []) {
    const login = loginName(inner, evaluator);
    if (login !== undefined) return login;
  }
  return undefined;
}

function isRegistration({ node }: CallPlace): boolean {
  const path = memberPath(node.callee);
  return (
    registrations.has(path?.at(-1) ?? '') ||
    path?.slice(-3).join('.') === 'pushnotifications.subscriptions.create'
  );
}

function isUnwaited(unit: Unit, call: Node): boolean {
  const parent = unit.bindings.parent(call);
  return (
    parent?.type === 'ExpressionStatement' ||
    (parent?.type === 'UnaryExpression' && parent.operator === 'void')
  );
}

/** Calls in the later statements of the same block, those inside other functions left out. */
function statementsAfter(unit: Unit, call: Node): Node[] {
  let statement = call;
  let block = unit.bindings.parent(call);
  while (block !== undefined && block.type !== 'BlockStatement' && block.type !== 'Program') {
    statement = block;
    block = unit.bindings.parent(block);
  }
  if (block === undefined) return [];
  const statements: readonly Node[] = block.body;
  const last = statements.at(-1);
  if (last === undefined || last === statement) return [];
  const later = new Set(statements.slice(statements.indexOf(statement) + 1));
  return evaluatedBefore({ unit, node: last })
    .concat(callsIn(last))
    .filter((node) => {
      for (let at: Node | undefined = node; at !== undefined; at = unit.bindings.parent(at))
        if (later.has(at)) return true;
      return false;
    });
}

function callsIn(statement: Node): Node[] {
  const found: Node[] = [];
  walk(statement, {
    enter(node) {
      if (/Function/.test(node.type)) return false;
      if (node.type === 'CallExpression') found.push(node);
      return undefined;
    },
  });
  return found;
}
