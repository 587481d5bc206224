import type { Node } from 'oxc-parser';
import { type Binding, isClass, isFunction } from '../bindings/bindings.ts';
import type { Place, Unit } from '../bindings/units.ts';
import { bare } from '../literals.ts';
import { calleeName, eventNature, handlerEvent } from '../values/known-calls.ts';
import { providerValue } from '../values/provided-values.ts';
import { constructs, type Follow, instance, type Path } from './follow.ts';
import { looksLikeComponent } from './looks-like-component.ts';
import { textOf } from './shown-names.ts';
import { thisAccesses } from './this-accesses.ts';

/** The value is a component (or a class) that stands as an element's name. */
export function element(
  follow: Follow,
  unit: Unit,
  node: Extract<Node, { type: 'JSXOpeningElement' }>,
  path: Path,
): void {
  const place = { unit, node };
  const [first, ...rest] = path;
  if (first === undefined) follow.add('renders', place, `<${textOf(unit, node.name)}> is shown`);
  else if (first === constructs) follow.add('renders', place, `<${textOf(unit, node.name)}> is created`);
  else if (first === instance && rest.length === 0)
    follow.add('renders', place, `<${textOf(unit, node.name)}> is shown`);
}

/** The value is given to an element as an attribute. */
export function attributeOf(
  follow: Follow,
  place: Place,
  tag: Extract<Node, { type: 'JSXOpeningElement' }>,
  name: string,
  path: Path,
): void {
  const { unit } = place;
  const here: Place = { unit, node: tag };
  const tagName = textOf(unit, tag.name);
  if (tag.name.type === 'JSXIdentifier' && /^[a-z]/.test(tag.name.name)) {
    if (path.length > 0) return;
    const event = handlerEvent(name);
    const form = name === 'action' || name === 'formAction';
    if (form || (event !== undefined && eventNature(event) === 'gesture')) {
      follow.add('gesture', place, `${name} of <${tagName}> runs it`);
    }
    return;
  }
  if (name === 'value') {
    const contexts = contextUses(follow, unit, tag);
    if (contexts !== undefined) {
      for (const use of contexts) follow.value(use, path);
      return;
    }
  }
  let ours = false;
  for (const target of follow.evaluator.evaluate({ unit, node: tag.name })) {
    if (isFunction(target.node)) {
      ours = true;
      const [parameter] = target.node.params;
      const inside = target.unit;
      if (parameter !== undefined)
        follow.into(target.node, here, () => follow.pattern(inside, parameter as Node, [name, ...path]));
    } else if (isClass(target.node)) {
      ours = true;
      for (const access of thisAccesses(target.node, 'props')) {
        follow.value({ unit: target.unit, node: access }, [name, ...path]);
      }
    }
  }
  if (ours || path.length > 0) return;
  if (
    /^on[A-Z]/.test(name) &&
    !/^on(?:Load|Error|Mount|Ready|Init|Message|Open|Close|End|Progress|Success|Timeout|Idle|View|Enter|Leave|Visible|Auth|Session)/.test(
      name,
    )
  ) {
    follow.add('gesture', place, `${name} of <${tagName}> runs it`);
  } else if (name === 'action' || name === 'formAction')
    follow.add('gesture', place, `${name} of <${tagName}> runs it`);
  else if (
    ['component', 'render', 'Component', 'as', 'children'].includes(name) &&
    looksLikeComponent(place, follow.evaluator)
  ) {
    follow.add('renders', here, `<${tagName}> shows it`);
  }
}

/** Where a provider's value arrives; undefined when the element is no provider of this repository's context. */
function contextUses(
  follow: Follow,
  unit: Unit,
  tag: Extract<Node, { type: 'JSXOpeningElement' }>,
): Place[] | undefined {
  const name = tag.name.type === 'JSXMemberExpression' ? tag.name.object : tag.name;
  const binding = unit.bindings.lookup(name);
  if (binding === undefined || providerValue(unit, name) === undefined) return undefined;
  let home = { unit, binding };
  if (binding.import !== undefined) {
    const target = follow.units.follow(unit, binding.import.source);
    const found = target && follow.units.findExport(target, binding.import.name);
    if (found?.export.kind !== 'binding') return undefined;
    home = { unit: found.unit, binding: found.export.binding };
  }
  const { declaration } = home.binding;
  const init =
    declaration.type === 'VariableDeclarator' && declaration.init ? bare(declaration.init) : undefined;
  if (init?.type !== 'CallExpression' || calleeName(init) !== 'createContext') return undefined;
  const found: Place[] = [];
  const collect = (where: Unit, context: Binding) => {
    for (const reference of context.references) {
      const call = where.bindings.parent(reference);
      const consumes =
        call?.type === 'CallExpression' &&
        ['useContext', 'use', 'useContextSelector'].includes(calleeName(call) ?? '');
      if (consumes) found.push({ unit: where, node: call });
    }
  };
  collect(home.unit, home.binding);
  const exportNames = [...home.unit.bindings.exports].flatMap(([exported, item]) =>
    item.kind === 'binding' && item.binding === home.binding ? [exported] : [],
  );
  for (const importer of exportNames.length > 0 ? follow.graph.importers(home.unit.path) : []) {
    const other = follow.units.get(importer);
    for (const candidate of other?.bindings.top.values() ?? []) {
      const { import: imported } = candidate;
      if (imported === undefined || other === undefined || !exportNames.includes(imported.name)) continue;
      if (follow.code.resolve(other.path, imported.source) === home.unit.path) collect(other, candidate);
    }
  }
  return found;
}
