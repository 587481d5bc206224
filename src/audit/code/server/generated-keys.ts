import type { Node } from 'oxc-parser';
import type { Binding } from '../bindings/bindings.ts';
import type { Place } from '../bindings/units.ts';
import { bare, memberPath } from '../literals.ts';
import { calleeName } from '../values/known-calls.ts';
import { type VapidDetails, valuesOf } from './vapid-details.ts';

/** The call that makes the keys which are then used to sign, unless they are kept; `isFallback`: where nothing else is set. */
export function findGeneratedKeys(
  details: VapidDetails,
): { readonly place: Place; readonly isFallback: boolean } | undefined {
  if (details.privateKey === undefined) return undefined;
  const values = valuesOf(details, details.privateKey);
  const made = values.map((value) => generating(details, value));
  const place = made.find((one) => one !== undefined);
  if (place === undefined || isKept(place)) return undefined;
  return { place, isFallback: made.some((one) => one === undefined) };
}

/** `generateVAPIDKeys()` behind `keys.privateKey`, or behind a name taken out of it. */
function generating({ evaluator }: VapidDetails, { unit, node }: Place): Place | undefined {
  const value = bare(node);
  let source: Node | undefined;
  if (value.type === 'MemberExpression') source = value.object;
  else if (value.type === 'Identifier') {
    const declaration = unit.bindings.lookup(value)?.declaration;
    if (declaration?.type === 'VariableDeclarator' && declaration.init) source = declaration.init;
  }
  if (source === undefined) return undefined;
  return evaluator.evaluate({ unit, node: source }).find((found) => {
    const call = bare(found.node);
    return call.type === 'CallExpression' && calleeName(call) === 'generateVAPIDKeys';
  });
}

/** Whether the keys, or what they are part of, are given to anything but the log and web-push: a file, a database. */
function isKept({ unit, node }: Place): boolean {
  const names: Binding[] = [];
  let at: Node | undefined = unit.bindings.parent(node);
  while (at !== undefined && bare(at) === bare(node)) at = unit.bindings.parent(at);
  if (at?.type === 'AssignmentExpression') {
    const binding = unit.bindings.lookup(bare(at.left));
    if (binding === undefined) return true;
    names.push(binding);
  } else if (at?.type === 'VariableDeclarator') {
    for (const binding of [...unit.bindings.top.values(), ...localNames(unit, at)])
      if (binding.declaration === at) names.push(binding);
  } else if (at?.type !== 'MemberExpression') return true;
  return names.some((name) => isKeptAs(unit, name, 3));
}

/** @param levels how many times the keys may be made part of something else first: `cached = { publicKey: fresh.publicKey, … }` */
function isKeptAs(unit: Place['unit'], { references }: Binding, levels: number): boolean {
  return references.some(
    (reference) =>
      isGivenAway(unit, reference) ||
      (levels > 0 && takenInto(unit, reference).some((name) => isKeptAs(unit, name, levels - 1))),
  );
}

/** The variables that a value becomes, or becomes a part of. */
function takenInto(unit: Place['unit'], reference: Node): Binding[] {
  for (
    let below = reference, at = unit.bindings.parent(reference);
    at !== undefined;
    below = at, at = unit.bindings.parent(at)
  ) {
    if (at.type === 'VariableDeclarator') return at.init === below ? localNames(unit, at) : [];
    if (at.type === 'AssignmentExpression') {
      const target = at.right === below ? unit.bindings.lookup(bare(at.left)) : undefined;
      return target === undefined ? [] : [target];
    }
    if (
      !/^(?:MemberExpression|ObjectExpression|Property|SpreadElement|TS\w+|ParenthesizedExpression|CallExpression)$/.test(
        at.type,
      )
    )
      return [];
  }
  return [];
}

function localNames(unit: Place['unit'], declarator: Node & { type: 'VariableDeclarator' }): Binding[] {
  const binding = declarator.id.type === 'Identifier' ? unit.bindings.lookup(declarator.id) : undefined;
  return binding === undefined ? [] : [binding];
}

function isGivenAway(unit: Place['unit'], reference: Node): boolean {
  let below = reference;
  for (
    let at = unit.bindings.parent(reference);
    at !== undefined;
    below = at, at = unit.bindings.parent(at)
  ) {
    if (at.type === 'CallExpression' && at.callee !== below) {
      const path = memberPath(at.callee) ?? [];
      if (
        path[0] !== 'console' &&
        path.join('.') !== 'JSON.stringify' &&
        path.at(-1) !== 'setVapidDetails' &&
        !/^(?:send|json)$/.test(path.at(-1) ?? '')
      )
        return true;
    }
    if (/Statement$|Declaration$|Function/.test(at.type)) return at.type === 'ReturnStatement';
  }
  return false;
}
