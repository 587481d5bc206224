import type { Node } from 'oxc-parser';
import { originsOf, type Value } from '../flow/flow-values.ts';
import { bare, keyName, memberPath, stringValue } from '../literals.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';
import type { CodePlace, Delivery } from './delivery.ts';

/** Why a delivery goes to its sender too: everybody's subscriptions are sent to, or all members'; undefined where nobody can tell. */
export function includesSender(delivery: Delivery): 'everybody' | 'members' | undefined {
  if (!isFromSomebody(delivery.payload)) return undefined;
  const places = codeOf(delivery);
  if (places.some(leavesOut)) return undefined;
  if (isEverybody(subscriptionPath(delivery.subscription), places)) return 'everybody';
  return places.some(goesThroughMembers) ? 'members' : undefined;
}

function codeOf({ start, walked }: Delivery): CodePlace[] {
  const first = { module: start.module, node: start.node ?? (start.module.program as Node) };
  return [first, ...walked];
}

const senderPath = /(?:^|[.(])sender(?:_?(?:name|id|uid|username))?(?:\.|$)|\.from(?:_?name)?$/i;
const ownName = /^argument \d+(?:\.\w+)*\.user\.(?:name|username|displayName|fullName)$/;
const text = /\.(?:text|message|content|body\.body)$/;

/** Whether the payload names whoever has written what it tells of. */
function isFromSomebody(payload: Value): boolean {
  const paths = pathsIn(payload);
  return (
    paths.some((path) => senderPath.test(path)) ||
    (paths.some((path) => ownName.test(path)) && paths.some((path) => text.test(path)))
  );
}

/** Paths of what the request, or whoever calls, puts into a value. */
function pathsIn(value: Value): string[] {
  switch (value.kind) {
    case 'opaque': {
      const origins = originsOf(value);
      return origins.has('request') || origins.has('argument') ? [value.path.replace(/@\d+/g, '')] : [];
    }
    case 'object':
      return [...value.properties.values()].flatMap(pathsIn);
    case 'either':
      return value.alternatives.flatMap((alternative) => pathsIn(alternative.value));
    default:
      return [];
  }
}

function subscriptionPath(value: Value): string {
  if (value.kind === 'opaque') return value.path;
  const endpoint = value.kind === 'object' ? value.properties.get('endpoint') : undefined;
  return endpoint?.kind === 'opaque' ? endpoint.path : '';
}

/** A list kept in memory, or a query without a condition. */
function isEverybody(path: string, places: readonly CodePlace[]): boolean {
  if (/^[^:()]+#[\w$]+(?:\.values\(\)(?:@\d+)?)?\[\]/.test(path)) return true;
  if (/\((?:\s*select\b(?!.*\b(?:where|join|limit)\b)[^)]*)\)@\d+(?:\.rows|\[\w\])?\[\]/i.test(path))
    return true;
  const found = /\.(find|findMany|findAll|getAll|all|select)\([^)]*\)@(\d+)(?:\.(?:data|results))?\[\]/.exec(
    path,
  );
  return found !== null && places.some((place) => asksForAll(place, found[1] ?? '', Number(found[2])));
}

function asksForAll({ node }: CodePlace, name: string, start: number): boolean {
  let all = false;
  walk(node, {
    enter(each) {
      if (each.type !== 'CallExpression' || each.start !== start) return;
      const callee = bare(each.callee);
      if (callee.type !== 'MemberExpression' || keyName(callee) !== name) return;
      const [first] = each.arguments;
      const isSelect = name === 'select';
      all ||= first === undefined || isSelect || isWithoutCondition(first);
    },
  });
  return all;
}

function isWithoutCondition(node: Node): boolean {
  const value = bare(node);
  return (
    value.type === 'ObjectExpression' &&
    value.properties.every(
      (property) =>
        property.type === 'Property' &&
        /^(?:select|include|orderBy|attributes)$/.test(keyName(property) ?? ''),
    )
  );
}

/** A loop over a conversation's members, or a call that looks them up. */
function goesThroughMembers({ node }: CodePlace): boolean {
  let found = false;
  walk(node, {
    enter(each) {
      const list =
        each.type === 'ForOfStatement'
          ? each.right
          : each.type === 'CallExpression' &&
              each.callee.type === 'MemberExpression' &&
              /^(?:map|forEach|flatMap)$/.test(keyName(each.callee) ?? '')
            ? each.callee.object
            : undefined;
      found ||= list !== undefined && /^(?:members|participants)$/i.test(lastName(list) ?? '');
      found ||= each.type === 'CallExpression' && lookingUp.test(calleeName(each) ?? '');
    },
  });
  return found;
}

/** A setting of the server's is nobody's id: `process.env.APP_ID`. */
function isVariable(node: Node): boolean {
  return memberPath(node)?.at(-2) === 'env';
}

const lookingUp =
  /^(?:get|fetch|list|load|find)?(?:All)?(?:Group|Room|Conversation|Channel|Chat|Team)?_?(?:Members|Participants)(?:Of|In|For)?\w*$/i;

function lastName(node: Node): string | undefined {
  const value = bare(node);
  if (value.type === 'Identifier') return value.name;
  return value.type === 'MemberExpression' ? keyName(value) : undefined;
}

/** Anything by which somebody may be left out: a comparison, a query's negation, a word that says so. */
function leavesOut({ node }: CodePlace): boolean {
  let found = false;
  walk(node, {
    enter(each) {
      if (found) return false;
      const literal = stringValue(each);
      if (each.type === 'BinaryExpression') {
        const sides = [each.left, each.right]
          .filter((side) => !isVariable(side as Node))
          .map((side) => lastName(side as Node) ?? '');
        found =
          /^[!=]==?$/.test(each.operator) &&
          sides.some((name) => /sender|from|user|uid|author|owner|self|^me$|^id$|_id$/i.test(name));
      } else if (literal !== undefined) {
        found = /<>|!=|\bnot\b|\bexcept\b|is distinct from/i.test(literal);
      } else if (each.type === 'Identifier') {
        found =
          /^(?:\$?ne|\$?nin|neq|not|NOT|notIn|whereNot\w*|isNot)$|exclud|except|without|others?$|^delete$/i.test(
            each.name,
          );
      }
      return undefined;
    },
  });
  return found;
}
