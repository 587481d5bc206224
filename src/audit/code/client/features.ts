import type { Node } from 'oxc-parser';
import { isCaught } from '../bindings/is-caught.ts';
import type { Place, Unit } from '../bindings/units.ts';
import { bare, keyName, memberPath } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { walk } from '../walk.ts';

/** A browser interface that push needs and some browsers do not have. */
export type Feature = 'serviceWorker' | 'PushManager' | 'Notification';

/** Words of which a module must mention one to use or to test such an interface. */
export const featureWords = ['serviceWorker', 'PushManager', 'pushManager', 'Notification', 'isSupported'];

export interface FeatureMention {
  readonly feature: Feature;
  /** `used`: without the interface, it throws here. `tested`: the code asks whether it is there. */
  readonly kind: 'used' | 'tested';
  readonly place: Place;
}

const all: readonly Feature[] = ['serviceWorker', 'PushManager', 'Notification'];

/** Where a module uses the interfaces, and where it asks for them. What a `try` catches is no use that breaks. */
export function findFeatures(unit: Unit, evaluator: Evaluator): FeatureMention[] {
  const found: FeatureMention[] = [];
  const add = (feature: Feature, kind: FeatureMention['kind'], node: Node) =>
    found.push({ feature, kind, place: { unit, node } });
  walk(unit.bindings.program, {
    enter(node, parent) {
      if (node.type === 'Literal' && parent?.type !== 'ImportDeclaration') {
        // `'PushManager' in window`, or a list of what is needed.
        const feature =
          all.find((name) => node.value === name) ??
          (node.value === 'pushManager' ? 'PushManager' : undefined);
        if (feature !== undefined) add(feature, 'tested', node);
      } else if (node.type === 'CallExpression') {
        // A package that is asked whether push is supported asks for all of it: `isSupported()` of Firebase.
        const callee = bare(node.callee);
        const imported = evaluator.packageOf({ unit, node: callee });
        if (imported !== undefined && /support/i.test(memberPath(callee)?.at(-1) ?? ''))
          for (const feature of all) add(feature, 'tested', node);
      } else if (node.type === 'ObjectPattern') {
        for (const property of node.properties) {
          const feature =
            property.type === 'Property' ? all.find((name) => keyName(property) === name) : undefined;
          if (feature !== undefined) add(feature, 'tested', node);
        }
      } else if (node.type === 'MemberExpression' || node.type === 'Identifier') {
        const feature = featureOf(unit, node, parent);
        if (feature !== undefined) {
          const kind = kindOf(unit, node);
          if (kind !== undefined) add(feature, kind, node);
        }
      }
    },
  });
  return found;
}

function featureOf(unit: Unit, node: Node, parent: Node | undefined): Feature | undefined {
  if (node.type === 'Identifier') {
    if (node.name !== 'Notification' && node.name !== 'PushManager') return undefined;
    const isName = parent?.type === 'MemberExpression' && parent.property === node && !parent.computed;
    const isKey = parent?.type === 'Property' && parent.key === node && !parent.shorthand;
    const isType =
      parent === undefined || parent.type.startsWith('TSType') || parent.type === 'TSQualifiedName';
    return isName || isKey || isType || unit.bindings.lookup(node) !== undefined ? undefined : node.name;
  }
  if (node.type !== 'MemberExpression') return undefined;
  const path = memberPath(node);
  const name = keyName(node);
  const root = path?.[0];
  if (name === 'serviceWorker') return path?.at(-2) === 'navigator' ? name : undefined;
  if (name === 'pushManager') return 'PushManager';
  if (name !== 'Notification' && name !== 'PushManager') return undefined;
  return path?.length === 2 && ['window', 'self', 'globalThis'].includes(root ?? '') ? name : undefined;
}

function kindOf(unit: Unit, node: Node): FeatureMention['kind'] | undefined {
  let at = node;
  let parent = unit.bindings.parent(at);
  while (
    parent &&
    ['ParenthesizedExpression', 'TSAsExpression', 'TSNonNullExpression', 'ChainExpression'].includes(
      parent.type,
    )
  ) {
    at = parent;
    parent = unit.bindings.parent(at);
  }
  switch (parent?.type) {
    case 'MemberExpression':
      if (parent.object !== at) return undefined;
      return parent.optional ? 'tested' : isCaught(unit, node) ? undefined : 'used';
    case 'NewExpression':
      // Phones refuse the constructor in any case: that is another matter.
      return undefined;
    case 'ExpressionStatement':
    case 'ExportSpecifier':
      return undefined;
    default:
      // A condition, a comparison, `typeof`, `Boolean(…)`, a variable that is asked later.
      return 'tested';
  }
}
