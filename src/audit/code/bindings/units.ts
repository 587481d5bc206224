import type { Node } from 'oxc-parser';
import { type ParsedModule, parseModule, positionAt } from '../../../project/parse.ts';
import type { TrailStep } from '../../rule.ts';
import type { CodeModel } from '../code-model.ts';
import type { Bindings, Export } from './bindings.ts';
import { findBindings } from './find-bindings.ts';

/** One scope tree of a file: its script, or the frontmatter of an .astro file. */
export interface Unit {
  readonly path: string;
  readonly part: 'module' | 'frontmatter';
  readonly text: string;
  readonly module: ParsedModule;
  readonly bindings: Bindings;
}

/** A node and the file it stands in. */
export interface Place<N extends Node = Node> {
  readonly unit: Unit;
  readonly node: N;
}

/** Scope trees by path, built on first use. */
export interface Units {
  get(path: string, part?: Unit['part']): Unit | undefined;
  /** The module that a unit's import specifier leads to. */
  follow(unit: Unit, specifier: string): Unit | undefined;
  /** What a module exports under a name, re-exports followed to the place that defines it. */
  findExport(unit: Unit, name: string): { readonly unit: Unit; readonly export: Export } | undefined;
}

export function createUnits(code: Pick<CodeModel, 'module' | 'frontmatter' | 'resolve' | 'scripts'>): Units {
  const known = new Map<string, Unit | undefined>();
  const units: Units = {
    get(path, part = 'module') {
      const key = `${part}:${path}`;
      if (!known.has(key)) {
        const module =
          part === 'module' ? (code.module(path) ?? withoutScript(code, path)) : code.frontmatter(path);
        known.set(
          key,
          module && { path, part, text: module.text, module, bindings: findBindings(module.program) },
        );
      }
      return known.get(key);
    },
    follow(unit, specifier) {
      const path = code.resolve(unit.path, specifier);
      return path === undefined ? undefined : units.get(path);
    },
    findExport(unit, name) {
      return find(unit, name, new Set());
    },
  };

  const find = (unit: Unit, name: string, seen: Set<string>): ReturnType<Units['findExport']> => {
    const key = `${unit.path}\0${name}`;
    if (seen.has(key)) return undefined;
    seen.add(key);
    const found = unit.bindings.exports.get(name);
    if (found?.kind === 'from') {
      const target = units.follow(unit, found.source);
      if (target === undefined) return undefined;
      return found.name === '*' ? { unit, export: found } : find(target, found.name, seen);
    }
    if (found?.kind === 'binding' && found.binding.import !== undefined) {
      const { source, name: imported } = found.binding.import;
      const target = units.follow(unit, source);
      if (target !== undefined && imported !== '*') return find(target, imported, seen);
    }
    if (found !== undefined) return { unit, export: found };
    if (name === 'default') return undefined;
    for (const source of unit.bindings.stars) {
      const target = units.follow(unit, source);
      const result = target && find(target, name, seen);
      if (result) return result;
    }
    return undefined;
  };
  return units;
}

/** A template without a script is a module that does nothing: its tags still count. */
function withoutScript(code: Pick<CodeModel, 'scripts'>, path: string): ParsedModule | undefined {
  const file = code.scripts(path);
  return file && { ...parseModule(path, '', 'js'), text: file.text };
}

/** A step of a trail at a place. */
export function stepAt(place: Place, text: string): TrailStep {
  return { path: place.unit.path, line: positionAt(place.unit.text, place.node.start).line, text };
}

/** The nearest ancestor that a test accepts, the node itself left out. */
export function ancestor<N extends Node>(
  place: Place,
  test: (node: Node | undefined) => node is N,
): N | undefined {
  for (
    let at = place.unit.bindings.parent(place.node);
    at !== undefined;
    at = place.unit.bindings.parent(at)
  ) {
    if (test(at)) return at;
  }
  return undefined;
}

/** Whether a module's functions run on the server when the browser calls them: https://react.dev/reference/rsc/use-server */
export function isServerModule(unit: Unit): boolean {
  return unit.bindings.program.body.some(
    (statement) =>
      statement.type === 'ExpressionStatement' &&
      'directive' in statement &&
      statement.directive === 'use server',
  );
}
