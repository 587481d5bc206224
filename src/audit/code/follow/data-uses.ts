import type { Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import { ancestor, isServerModule, type Place, type Unit } from '../bindings/units.ts';
import { bare, keyName, memberPath } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName } from '../values/known-calls.ts';
import type { Uses } from './uses.ts';

/** Where a value, or something made from it, ends up. */
export interface DataUse {
  /**
   * `handed`: to a call whose inside cannot be seen. `read`: one of its properties, or the result of one of its methods, is asked
   * for. `tested`: a condition or comparison. `logged`: to the console or the screen. `unknown`: it gets where nobody can follow.
   */
  readonly kind: 'handed' | 'read' | 'tested' | 'logged' | 'unknown';
  readonly place: Place;
  /** The property for `read`, the callee's last name for `handed`. */
  readonly name?: string;
}

const most = 400;
const conversions = new Set([
  'stringify',
  'parse',
  'structuredClone',
  'String',
  'btoa',
  'assign',
  'fromEntries',
  'entries',
  'fromCharCode',
  'apply',
  'from',
  'Uint8Array',
  'Blob',
  'resolve',
  'all',
]);
const shown = new Set(['textContent', 'innerText', 'innerHTML']);

/** Follows data forward: through names, promises, conversions, objects, parameters and results of the repository's functions, across files. */
export function usesOfData(
  start: Place,
  { evaluator, uses }: { evaluator: Evaluator; uses: Uses },
): DataUse[] {
  const found: DataUse[] = [];
  const seen = new Set<Node>();
  const queue: Place[] = [start];
  const end = (kind: DataUse['kind'], place: Place, name?: string) =>
    found.push({ kind, place, ...(name !== undefined && { name }) });

  /** Everything that a pattern binds. */
  const bound = (unit: Unit, pattern: Node): void => {
    switch (pattern.type) {
      case 'Identifier': {
        const binding = unit.bindings.lookup(pattern);
        if (binding === undefined) end('unknown', { unit, node: pattern });
        else {
          for (const node of binding.references) if (isRead(unit, node)) queue.push({ unit, node });
          const exported = [...unit.bindings.exports.values()].some(
            (item) => item.kind === 'binding' && item.binding === binding,
          );
          if (exported) end('unknown', { unit, node: pattern });
        }
        return;
      }
      case 'ObjectPattern':
        for (const item of pattern.properties) {
          if (item.type === 'Property') end('read', { unit, node: item }, keyName(item));
          bound(unit, item.type === 'Property' ? item.value : item.argument);
        }
        return;
      case 'ArrayPattern':
        for (const item of pattern.elements) if (item) bound(unit, item);
        return;
      case 'AssignmentPattern':
        bound(unit, pattern.left);
        return;
      case 'RestElement':
        bound(unit, pattern.argument);
        return;
      case 'TSParameterProperty':
        end('unknown', { unit, node: pattern });
        return;
      case 'MemberExpression': {
        if (shown.has(keyName(pattern) ?? '')) end('logged', { unit, node: pattern });
        else if (bare(pattern.object).type === 'Identifier' && unit.bindings.lookup(bare(pattern.object)))
          bound(unit, bare(pattern.object));
        else end('unknown', { unit, node: pattern });
        return;
      }
      default:
        end('unknown', { unit, node: pattern });
    }
  };

  const argument = (
    unit: Unit,
    call: Extract<Node, { type: 'CallExpression' | 'NewExpression' }>,
    node: Node,
  ) => {
    const place: Place = { unit, node: call };
    const name = calleeName(call);
    const path = memberPath(call.callee);
    if (path?.[0] === 'console' || name === 'alert') return end('logged', place, name);
    const setter = stateOf(unit, call.callee);
    if (setter !== undefined) return bound(unit, setter);
    const index = call.arguments.indexOf(node as never);
    const targets = evaluator.functions({ unit, node: call.callee });
    for (const target of targets) {
      if (isServerModule(target.unit)) {
        end('handed', place, name);
        continue;
      }
      const parameter = (target.node.params[index] ?? target.node.params.at(-1)) as Node | undefined;
      const fits = index < target.node.params.length || parameter?.type === 'RestElement';
      if (parameter !== undefined && fits) bound(target.unit, parameter);
    }
    if (targets.length > 0) return undefined;
    if (name !== undefined && conversions.has(name)) queue.push(place);
    else end('handed', place, name);
    return undefined;
  };

  /** The value is what a function hands back. */
  const returned = (unit: Unit, from: Node) => {
    const owner = isFunction(from) ? from : ancestor({ unit, node: from }, isFunction);
    if (owner === undefined) return;
    const list = uses.ofFunction({ unit, node: owner });
    if (list.length === 0) end('unknown', { unit, node: owner });
    for (const use of list) {
      if (use.kind === 'runs') queue.push(use.place);
      else if (use.kind === 'renders' || use.kind === 'mounted') end('unknown', use.place);
    }
  };

  for (let place = queue.shift(); place !== undefined; place = queue.shift()) {
    const { unit, node } = place;
    if (seen.has(node)) continue;
    seen.add(node);
    if (seen.size > most) {
      end('unknown', place);
      break;
    }
    const parent = unit.bindings.parent(node);
    if (parent === undefined) continue;
    const on = () => queue.push({ unit, node: parent });
    switch (parent.type) {
      case 'ExpressionStatement':
        break;
      case 'ParenthesizedExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
      case 'TSTypeAssertion':
      case 'ChainExpression':
      case 'AwaitExpression':
      case 'SpreadElement':
      case 'ObjectExpression':
      case 'ArrayExpression':
      case 'TemplateLiteral':
        on();
        break;
      case 'LogicalExpression':
        if (parent.left === node) end('tested', place);
        on();
        break;
      case 'ConditionalExpression':
        if (parent.test === node) end('tested', place);
        else on();
        break;
      case 'SequenceExpression':
        if (parent.expressions.at(-1) === node) on();
        break;
      case 'Property':
        if (parent.value === node) on();
        break;
      case 'BinaryExpression':
        if (parent.operator === '+') on();
        else end('tested', place);
        break;
      case 'UnaryExpression':
        if (parent.operator !== 'void') end('tested', place);
        break;
      case 'IfStatement':
      case 'WhileStatement':
      case 'DoWhileStatement':
      case 'SwitchStatement':
      case 'SwitchCase':
        end('tested', place);
        break;
      case 'VariableDeclarator':
        bound(unit, parent.id);
        break;
      case 'AssignmentExpression':
        if (parent.right === node) {
          bound(unit, bare(parent.left));
          on();
        }
        break;
      case 'MemberExpression': {
        if (parent.object !== node) break;
        const name = keyName(parent);
        const call = unit.bindings.parent(parent);
        if (call?.type !== 'CallExpression' || call.callee !== parent) {
          end('read', place, name);
          on();
        } else if (name === 'then') {
          const [callback] = call.arguments;
          if (callback === undefined) break;
          const targets = evaluator.functions({ unit, node: callback });
          if (targets.length === 0) end('handed', { unit, node: call }, name);
          for (const target of targets) {
            const [parameter] = target.node.params;
            if (parameter !== undefined) bound(target.unit, parameter as Node);
            // An expression body or a return hands it on; that is found from there.
          }
        } else if (name === 'catch' || name === 'finally') queue.push({ unit, node: call });
        else {
          end('read', place, name);
          if (name !== 'unsubscribe') queue.push({ unit, node: call });
        }
        break;
      }
      case 'ReturnStatement':
        returned(unit, parent);
        break;
      case 'ArrowFunctionExpression':
        if (parent.body === node) returned(unit, parent);
        break;
      case 'CallExpression':
      case 'NewExpression':
        if (parent.callee !== node) argument(unit, parent, node);
        break;
      case 'JSXExpressionContainer': {
        const holder = unit.bindings.parent(parent);
        end(holder?.type === 'JSXAttribute' ? 'unknown' : 'logged', place);
        break;
      }
      default:
        end('unknown', place);
    }
  }
  return found;
}

/** Written to, it is no use of the value. */
function isRead(unit: Unit, node: Node): boolean {
  const parent = unit.bindings.parent(node);
  if (parent?.type === 'AssignmentExpression') return parent.left !== node;
  return parent?.type !== 'VariableDeclarator' || parent.init === node;
}

/** The state variable that a setter sets: `const [subscription, setSubscription] = useState(null)`. */
function stateOf(unit: Unit, callee: Node): Node | undefined {
  const binding = unit.bindings.lookup(bare(callee));
  if (binding?.declaration.type !== 'VariableDeclarator') return undefined;
  const { id, init } = binding.declaration;
  if (id.type !== 'ArrayPattern' || id.elements[1] !== binding.id || !init) return undefined;
  const call = bare(init);
  const made = call.type === 'CallExpression' ? calleeName(call) : undefined;
  return made === 'useState' || made === 'createSignal' ? (id.elements[0] ?? undefined) : undefined;
}
