import type { Place } from '../bindings/units.ts';
import { bare } from '../literals.ts';
import { mountMethods } from '../values/known-calls.ts';
import { called, type Follow, type Path } from './follow.ts';
import { componentName } from './shown-names.ts';
import { thisAccesses } from './this-accesses.ts';

/** Members of a Vue component's options: https://vuejs.org/api/#options-api */
export function vueOption(follow: Follow, place: Place, path: Path): void {
  const { unit } = place;
  const [first, second, ...rest] = path;
  if (first === undefined) return;
  if (path.length === 1 && mountMethods.has(first)) {
    follow.add('automatic', place, `${first} runs when ${componentName(unit.path)} mounts`);
  } else if (path.length === 1 && first === 'setup') {
    follow.add('automatic', place, `setup runs when ${componentName(unit.path)} is created`);
  } else if ((first === 'methods' || (first === 'setup' && second === called)) && second !== undefined) {
    const name = first === 'setup' ? rest[0] : second;
    if (name === undefined) return;
    follow.inTemplate(unit, name, first === 'setup' ? rest.slice(1) : rest);
    const written = bare(place.node);
    const object = written.type === 'CallExpression' && written.arguments[0] ? written.arguments[0] : written;
    if (object.type === 'ObjectExpression') {
      for (const access of thisAccesses(object, name, true))
        follow.value({ unit, node: access }, first === 'setup' ? rest.slice(1) : rest);
    }
  }
}
