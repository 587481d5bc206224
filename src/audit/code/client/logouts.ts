import type { Node } from 'oxc-parser';
import { callsBelow } from '../bindings/below.ts';
import { type FunctionNode, isFunction } from '../bindings/bindings.ts';
import { isServerModule, type Place, type Unit } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { bare, keyName, memberPath, propertyValue, stringValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName } from '../values/known-calls.ts';
import { walk } from '../walk.ts';
import { labelledLogouts } from './labelled-logouts.ts';

/** A place where somebody's session ends. */
export interface LogoutPlace {
  readonly place: Place;
  /** What it is, in words: `supabase.auth.signOut()`, `a form that posts to /logout`. */
  readonly text: string;
  /** The code itself says so: an authentication library, an address. A function's name alone does not. */
  readonly certain: boolean;
}

/** Words of which a file must mention one to hold a logout. */
export const logoutWords = [
  'logout',
  'logOut',
  'Logout',
  'LogOut',
  'LOGOUT',
  'log-out',
  'log_out',
  'signOut',
  'signout',
  'SignOut',
  'Signout',
  'sign-out',
  'sign_out',
  'Log out',
  'Log Out',
  'log out',
  'Sign out',
  'Sign Out',
  'sign out',
];

const logoutName =
  /^(?:(?:handle|on|do|perform|confirm|process|user|app|auth|use|click|api)_?)?(?:log|sign)_?(?:out|off)(?:_?(?:user|handler|click|session|action|submit|button|and\w+|from\w+|account|fn|mutation|me|async|request|local|global|all|everywhere|current))?$/i;
const logoutAddress = /(?:^|[/:._-])(?:log|sign)[-_]?(?:out|off)(?:$|[/?#._-])/i;

/** Whether a name is one that functions and methods which log out have. */
export function namesLogout(name: string): boolean {
  return logoutName.test(name);
}

/** Logouts in one module and its template. Whatever only sounds like one is left out. */
export function findLogouts(
  unit: Unit,
  code: Pick<CodeModel, 'scripts'>,
  evaluator: Evaluator,
): LogoutPlace[] {
  const found: LogoutPlace[] = [];
  walk(unit.bindings.program, {
    enter(node, parent) {
      if (node.type === 'CallExpression') {
        const text = logoutCall(unit, node, evaluator);
        if (text !== undefined) found.push({ place: { unit, node }, text, certain: true });
      } else if (node.type === 'JSXOpeningElement') {
        const text = logoutElement(node);
        if (text !== undefined) found.push({ place: { unit, node }, text, certain: true });
      } else if (node.type === 'JSXElement') {
        for (const { place, says } of labelledLogouts(unit, node, evaluator, namesLogout)) {
          if (endsSession(place, evaluator))
            found.push({ place, text: `a click on “${says}”`, certain: false });
        }
      } else if (node.type === 'AssignmentExpression') {
        // `location.href = '/logout'`
        const path = memberPath(node.left);
        const address = stringValue(node.right);
        if (path?.includes('location') && address !== undefined && logoutAddress.test(address)) {
          found.push({ place: { unit, node }, text: `goes to ${address}`, certain: true });
        }
      } else if (isFunction(node)) {
        const name = functionName(node, parent);
        if (name !== undefined && namesLogout(name) && endsSession({ unit, node }, evaluator)) {
          found.push({ place: { unit, node }, text: `${name}()`, certain: false });
        }
      }
      return undefined;
    },
  });
  for (const tag of code.scripts(unit.path)?.tags ?? []) {
    if (unit.part !== 'module') break;
    const address = tag.attributes.find(({ name }) => name === 'href' || name === 'action')?.value;
    if ((tag.name === 'a' || tag.name === 'form') && address !== undefined && isLogoutPath(address)) {
      const node = { ...unit.bindings.program, start: tag.start };
      found.push({ place: { unit, node }, text: `<${tag.name}> to ${address}`, certain: true });
    }
  }
  return found;
}

/** An address of this site that ends the session when it is visited. */
function isLogoutPath(address: string): boolean {
  return !/^(?:https?:)?\/\//.test(address) && logoutAddress.test(address) && !/[\s{}<>]/.test(address);
}

const requests =
  /^(?:fetch|axios|get|post|put|patch|delete|request|ajax|sendBeacon|\$fetch|useFetch|mutate|submit|navigate|push|replace|assign|open|redirect|api\w*|fetch\w*|\w+Fetch|http\w*|call\w*)$/;

function logoutCall(
  unit: Unit,
  call: Extract<Node, { type: 'CallExpression' }>,
  evaluator: Evaluator,
): string | undefined {
  const name = calleeName(call);
  if (name === undefined) return undefined;
  const callee = bare(call.callee);
  const shown = memberPath(callee)?.join('.') ?? name;
  if (requests.test(name)) {
    const address = call.arguments
      .slice(0, 2)
      .map((argument) => addressOf(argument as Node))
      .find((text) => text !== undefined && logoutAddress.test(text));
    return address === undefined ? undefined : `${shown}('${address}')`;
  }
  if (!namesLogout(name) || /^use[A-Z]/.test(name) || endsOthers(call)) return undefined;
  const targets = evaluator.functions({ unit, node: callee });
  if (targets.length > 0) {
    // A server action: the call crosses to the server by itself.
    const remote = targets.some((target) => isServerModule(target.unit));
    return remote ? `${shown}()` : undefined;
  }
  const imported = evaluator.packageOf({ unit, node: callee });
  if (imported !== undefined) return `${shown}()`;
  if (callee.type !== 'MemberExpression') {
    // Its own name, or one that a hook of the repository hands on: `const { signOut } = useAuth()`.
    const values = [{ unit, node: callee }, ...evaluator.evaluate({ unit, node: callee })];
    return values.some((value) => evaluator.isMadeByPackage(value)) ? `${shown}()` : undefined;
  }
  // `supabase.auth.signOut()`, `CometChat.logout()`, `authClient.signOut()`: a method that no code here defines.
  const values = evaluator
    .evaluate({ unit, node: callee.object })
    .filter(({ node }) => node.type !== 'Literal');
  const external = values.every(({ node }) =>
    ['CallExpression', 'NewExpression', 'Identifier', 'MemberExpression'].includes(node.type),
  );
  const parameter = values.some(
    ({ unit: home, node }) => node.type === 'Identifier' && home.bindings.lookup(node)?.kind === 'parameter',
  );
  return external && !parameter && bare(callee.object).type !== 'ThisExpression' ? `${shown}()` : undefined;
}

/** Supabase ends other sessions than this one, or somebody's: https://supabase.com/docs/guides/auth/signout */
function endsOthers(call: Extract<Node, { type: 'CallExpression' }>): boolean {
  if (memberPath(call.callee)?.at(-2) === 'admin') return true;
  return call.arguments.some((argument) => {
    const scope = propertyValue(bare(argument as Node), 'scope') ?? (argument as Node);
    return stringValue(scope) === 'others';
  });
}

/** A request's address as far as it is written down: `${base}/auth/logout` → `/auth/logout`. */
function addressOf(node: Node | undefined): string | undefined {
  if (node === undefined) return undefined;
  const value = bare(node);
  const text = stringValue(value);
  if (text !== undefined) return text;
  if (value.type === 'TemplateLiteral') return value.quasis.map((quasi) => quasi.value.cooked ?? '').join('');
  if (value.type === 'BinaryExpression')
    return `${addressOf(value.left as Node) ?? ''}${addressOf(value.right) ?? ''}`;
  if (value.type === 'ObjectExpression') {
    for (const property of value.properties) {
      if (property.type === 'Property' && ['url', 'action', 'path'].includes(keyName(property) ?? ''))
        return addressOf(property.value);
    }
  }
  return undefined;
}

/** A link or form of JSX that leads to a logout address. */
function logoutElement(node: Extract<Node, { type: 'JSXOpeningElement' }>): string | undefined {
  const tag = node.name.type === 'JSXIdentifier' ? node.name.name : undefined;
  if (tag === 'SignOutButton' || tag === 'LogoutButton' || tag === undefined) return undefined;
  for (const attribute of node.attributes) {
    if (attribute.type !== 'JSXAttribute' || attribute.name.type !== 'JSXIdentifier') continue;
    if (!['href', 'action', 'to'].includes(attribute.name.name) || attribute.value === null) continue;
    const value =
      attribute.value.type === 'JSXExpressionContainer' ? attribute.value.expression : attribute.value;
    const address = stringValue(value);
    if (address !== undefined && isLogoutPath(address)) return `<${tag}> to ${address}`;
  }
  return undefined;
}

function functionName(node: FunctionNode, parent: Node | undefined): string | undefined {
  if (node.id) return node.id.name;
  if (parent?.type === 'VariableDeclarator' && parent.id.type === 'Identifier') return parent.id.name;
  if (
    parent?.type === 'Property' ||
    parent?.type === 'MethodDefinition' ||
    parent?.type === 'PropertyDefinition'
  )
    return keyName(parent);
  if (parent?.type === 'AssignmentExpression' && parent.left.type === 'MemberExpression')
    return keyName(parent.left);
  return undefined;
}

/**
 * Whether a function that is named like a logout forgets a session here: it takes tokens out of the storage. One that leads to a
 * logout by call or address is found there.
 */
function endsSession(place: Place<FunctionNode>, evaluator: Evaluator): boolean {
  const calls = callsBelow([place], evaluator);
  if (
    calls.some(
      ({ unit, node }) => node.type === 'CallExpression' && logoutCall(unit, node, evaluator) !== undefined,
    )
  )
    return false;
  return calls.some(({ node }) => {
    const path = memberPath(node.callee);
    const name = path?.at(-1) ?? calleeName(node);
    if (name === undefined) return false;
    const storage =
      path?.some((part) => /^(?:local|session)Storage$|^storage$|cookies?$/i.test(part)) ?? false;
    if (storage) return /^(?:removeItem|clear|remove|delete|setItem|set)$/.test(name);
    return /^(?:removeCookie|deleteCookie|clearToken|removeToken|clearSession|clearAuth|setToken|setUser|setAuth\w*|setCurrentUser|setIsLoggedIn|setIsAuthenticated|setSession)$/.test(
      name,
    );
  });
}
