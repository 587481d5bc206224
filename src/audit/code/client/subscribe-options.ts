import type { Node } from 'oxc-parser';
import type { Place } from '../bindings/units.ts';
import { bare, keyName } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';

/** What an option of a call is known to be. `missing`: never given, or undefined, null or empty by what is written. */
export type OptionState = 'given' | 'missing' | 'false' | 'unknown';

export interface SubscribeOptions {
  readonly userVisibleOnly: OptionState;
  readonly applicationServerKey: OptionState;
}

/** The options of `pushManager.subscribe(…)`, wherever they are written. */
export function readSubscribeOptions({ unit, node }: Place, evaluator: Evaluator): SubscribeOptions {
  const call = node.type === 'CallExpression' ? node : undefined;
  const [first] = call?.arguments ?? [];
  const option = (name: string): OptionState => {
    if (call === undefined || first?.type === 'SpreadElement') return 'unknown';
    return first === undefined ? 'missing' : optionIn({ unit, node: first }, name, evaluator, 0);
  };
  return {
    userVisibleOnly: option('userVisibleOnly'),
    applicationServerKey: option('applicationServerKey'),
  };
}

function optionIn(place: Place, name: string, evaluator: Evaluator, depth: number): OptionState {
  if (depth > 6 || isWrittenTo(place)) return 'unknown';
  const states = evaluator.evaluate(place).map(({ unit, node }): OptionState => {
    if (node.type === 'Identifier' && node.name === 'undefined') return 'missing';
    if (node.type !== 'ObjectExpression') return 'unknown';
    // The last one counts: `{ ...defaults, userVisibleOnly: true }`.
    let state: OptionState = 'missing';
    for (const property of node.properties) {
      if (property.type === 'SpreadElement') {
        const spread = optionIn({ unit, node: property.argument }, name, evaluator, depth + 1);
        if (spread !== 'missing') state = spread;
      } else if (property.computed && keyName(property) === undefined) {
        state = 'unknown';
      } else if (keyName(property) === name) {
        state = valueState({ unit, node: property.value }, evaluator);
      }
    }
    return state;
  });
  const [state = 'unknown'] = states;
  return states.every((other) => other === state) ? state : 'unknown';
}

/** Only what stands there, or in a constant of its own: a property of some settings gets its value later. */
function valueState({ unit, node }: Place, evaluator: Evaluator): OptionState {
  const value = bare(node);
  if (value.type !== 'Identifier') return literalState(value);
  const [only, ...others] = evaluator.evaluate({ unit, node: value });
  const constant =
    others.length === 0 && unit.bindings.lookup(value)?.declaration.type === 'VariableDeclarator';
  return only !== undefined && (constant || only.node === value) ? literalState(only.node) : 'unknown';
}

function literalState(node: Node): OptionState {
  if (node.type === 'Identifier') return node.name === 'undefined' ? 'missing' : 'unknown';
  if (node.type === 'UnaryExpression') return node.operator === 'void' ? 'missing' : 'unknown';
  if (node.type !== 'Literal') return 'unknown';
  if (node.value === null || node.value === '') return 'missing';
  return node.value === false ? 'false' : 'given';
}

/** Whether a named object gets properties after it is made, or is handed to somebody who may give it some. */
function isWrittenTo({ unit, node }: Place): boolean {
  const { lookup, parent } = unit.bindings;
  const references = lookup(bare(node))?.references ?? [];
  return references.some((reference) => {
    let at: Node = reference;
    let up = parent(at);
    if (up?.type === 'MemberExpression' && up.object === at) {
      at = up;
      up = parent(at);
      return up?.type === 'AssignmentExpression' && up.left === at;
    }
    return (
      up?.type === 'CallExpression' &&
      up.arguments[0] === at &&
      up.callee.type === 'MemberExpression' &&
      keyName(up.callee) === 'assign'
    );
  });
}
