import type { Node } from 'oxc-parser';
import { ancestor, type Place, type Unit } from '../bindings/units.ts';
import { bare, keyName, memberPath, stringValue } from '../literals.ts';
import { isServerExport, outermostFunction } from '../server/server-exports.ts';
import { guardsAt } from '../values/guards.ts';
import { walk } from '../walk.ts';
import type { Reach } from './reach.ts';

export interface EnvReadPlace {
  readonly name: string;
  readonly object: 'import.meta.env' | 'process.env';
  readonly hasFallback: boolean;
  readonly place: Place;
}

/** Words of which a file must mention one to read the environment. */
export const envWords = ['import.meta', 'process.env'];

/** Variables that one module reads by name: as members, by a literal key, or taken apart. */
export function findEnvReads(unit: Unit): EnvReadPlace[] {
  const found: EnvReadPlace[] = [];
  walk(unit.bindings.program, {
    enter(node) {
      if (node.type === 'MemberExpression') {
        const object = environment(unit, node.object);
        const name = keyName(node);
        if (object !== undefined && name !== undefined) {
          found.push({ name, object, hasFallback: hasFallback({ unit, node }), place: { unit, node } });
        }
      } else if (node.type === 'VariableDeclarator' && node.id.type === 'ObjectPattern' && node.init) {
        const object = environment(unit, node.init);
        for (const property of object === undefined ? [] : node.id.properties) {
          const name = property.type === 'Property' ? keyName(property) : undefined;
          if (object !== undefined && name !== undefined) {
            found.push({ name, object, hasFallback: false, place: { unit, node: property } });
          }
        }
      }
    },
  });
  return found;
}

/** `key ?? 'literal'`, `key || 'literal'`, or anything below `typeof process`. */
function hasFallback(place: Place): boolean {
  const { unit, node } = place;
  const parent = unit.bindings.parent(node);
  const right =
    parent?.type === 'LogicalExpression' && parent.left === node ? stringValue(parent.right) : undefined;
  if (right !== undefined && right !== '') return true;
  return guardsAt(place).some((guard) =>
    /typeof|process|window/.test(unit.text.slice(guard.place.node.start, guard.place.node.end)),
  );
}

function environment(unit: Unit, node: Node): EnvReadPlace['object'] | undefined {
  const value = bare(node);
  const path = memberPath(value);
  if (path === undefined || path.length !== (path[0] === 'import' ? 3 : 2) || path.at(-1) !== 'env')
    return undefined;
  if (path[0] === 'import') return 'import.meta.env';
  if (path[0] !== 'process' || value.type !== 'MemberExpression') return undefined;
  return unit.bindings.lookup(bare(value.object)) === undefined ? 'process.env' : undefined;
}

/** Whether a place is known to run in the browser: from a gesture, an effect, a component or the module itself. */
export function runsInBrowser(place: Place, reach: Reach): boolean {
  const { unit } = place;
  const outermost = outermostFunction(place);
  if (outermost === undefined) {
    // A module's constant counts where it is used.
    const declarator = ancestor(
      place,
      (node): node is Extract<Node, { type: 'VariableDeclarator' }> => node?.type === 'VariableDeclarator',
    );
    if (declarator?.id.type !== 'Identifier') return reach.origins(place).length > 0;
    const references = unit.bindings.lookup(declarator.id)?.references ?? [];
    return references.some(
      (node) => outermostFunction({ unit, node }) !== undefined && runsInBrowser({ unit, node }, reach),
    );
  }
  if (isServerExport(place)) return false;
  return reach.origins(place).some((origin) => origin.kind !== 'unknown');
}
