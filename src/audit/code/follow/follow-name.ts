import type { Binding } from '../bindings/bindings.ts';
import type { Unit } from '../bindings/units.ts';
import { extensionOf, isMarkup } from '../modules/scripts-in-files.ts';
import type { Follow, Path } from './follow.ts';
import { componentName } from './shown-names.ts';

export function named(follow: Follow, unit: Unit, binding: Binding, path: Path): void {
  if (!follow.enter(binding.id, path)) return;
  for (const reference of binding.references) follow.value({ unit, node: reference }, path);
  for (const [name, exported] of unit.bindings.exports) {
    if (exported.kind === 'binding' && exported.binding === binding) exports(follow, unit, name, path);
  }
  if (unit.bindings.top.get(binding.name) === binding) {
    if (isMarkup(unit.path)) inTemplate(follow, unit, binding.name, path);
    if (isPlainScript(unit)) globally(follow, unit, binding.name, path);
  }
}

/** Template expressions of the unit's own file. */
export function inTemplate(follow: Follow, unit: Unit, name: string, path: Path): void {
  for (const handler of follow.handlersOf(unit.path)) {
    const mentioned = handler.mentions.some(
      (mention) =>
        mention.name === name &&
        (path.length === 0 || mention.path.slice(0, path.length).join('\0') === path.join('\0')),
    );
    if (mentioned && handler.nature !== undefined) {
      const place = { unit, node: { ...unit.bindings.program, start: handler.start } };
      follow.add(handler.nature, place, `${handler.attribute} of <${handler.tag}> runs it`);
    }
  }
}

/** A classic script's own names are the page's: its other scripts and inline handlers see them. */
export function globally(follow: Follow, unit: Unit, name: string, path: Path): void {
  const pages = isMarkup(unit.path)
    ? [unit.path]
    : follow.graph.importers(unit.path).filter((page) => isMarkup(page));
  for (const page of pages) {
    const pageUnit = follow.units.get(page);
    for (const handler of page === unit.path ? [] : follow.handlersOf(page)) {
      if (handler.nature === undefined || !handler.mentions.some((mention) => mention.name === name))
        continue;
      const program = pageUnit?.bindings.program ?? unit.bindings.program;
      const place = { unit: pageUnit ?? unit, node: { ...program, start: pageUnit ? handler.start : 0 } };
      follow.add(handler.nature, place, `${handler.attribute} of <${handler.tag}> runs it`);
    }
    for (const sibling of siblings(follow, page, unit)) {
      for (const node of sibling.bindings.globals.get(name) ?? [])
        follow.value({ unit: sibling, node }, path);
    }
  }
}

export function exports(follow: Follow, unit: Unit, name: string, path: Path): void {
  const entry = follow.graph.entries.get(unit.path);
  if (name === 'default' && (entry?.kind === 'route' || entry?.kind === 'server-route')) {
    if (path.length === 0) {
      follow.add(
        'mounted',
        { unit, node: unit.bindings.program },
        `the router shows ${componentName(unit.path)}`,
      );
    }
  }
  // https://reactrouter.com/start/framework/route-module and https://svelte.dev/docs/kit/load
  if (entry !== undefined && path.length === 0) {
    const here = { unit, node: unit.bindings.program };
    const isLoad = name === 'load' && /\+(?:page|layout)\.[jt]s$/.test(unit.path);
    if (name === 'clientLoader' || isLoad)
      follow.add('mounted', here, `${name} runs when the route is visited`);
    else if (name === 'clientAction') follow.add('gesture', here, 'a form that is sent runs clientAction');
  }
  for (const importer of follow.graph.importers(unit.path)) {
    for (const part of ['module', 'frontmatter'] as const) {
      const other = follow.units.get(importer, part);
      if (other !== undefined) imports(follow, other, unit, name, path);
    }
  }
}

function imports(follow: Follow, unit: Unit, from: Unit, name: string, path: Path): void {
  const leads = (source: string) => follow.code.resolve(unit.path, source) === from.path;
  for (const binding of unit.bindings.top.values()) {
    if (binding.import === undefined || !leads(binding.import.source)) continue;
    if (binding.import.name === name) {
      if (unit.part === 'frontmatter') island(follow, unit, binding.name, path);
      named(follow, unit, binding, path);
    } else if (binding.import.name === '*') named(follow, unit, binding, [name, ...path]);
  }
  for (const [exported, source] of unit.bindings.exports) {
    if (source.kind !== 'from' || !leads(source.source)) continue;
    if (source.name === name) exports(follow, unit, exported, path);
    else if (source.name === '*') exports(follow, unit, exported, [name, ...path]);
  }
  if (name !== 'default' && unit.bindings.stars.some(leads)) exports(follow, unit, name, path);
  for (const load of unit.bindings.loads) {
    if (leads(load.source)) follow.value({ unit, node: load.node }, [name, ...path]);
  }
}

/** A component of the page that Astro sends to the browser. */
function island(follow: Follow, unit: Unit, name: string, path: Path): void {
  if (path.length > 0) return;
  for (const tag of follow.code.scripts(unit.path)?.tags ?? []) {
    if (tag.name !== name || !tag.attributes.some((attribute) => attribute.name.startsWith('client:')))
      continue;
    follow.add(
      'mounted',
      { unit, node: { ...unit.bindings.program, start: tag.start } },
      `the page shows <${name}>`,
    );
  }
}

/** Other scripts of a page, and the page's own. */
function siblings(follow: Follow, page: string, unit: Unit): Unit[] {
  const { graph, units } = follow;
  const scripts = [page, ...graph.client.filter((path) => graph.importers(path).includes(page))];
  return scripts.flatMap((path) => {
    const other = path === unit.path ? undefined : units.get(path);
    return other === undefined ? [] : [other];
  });
}

function isPlainScript(unit: Unit): boolean {
  if (unit.bindings.program.sourceType === 'module' && !isMarkup(unit.path)) return false;
  return !['vue', 'svelte', 'astro'].includes(extensionOf(unit.path));
}
