import type { ArrowFunctionExpression, Function as FunctionNode, Node, ObjectExpression } from 'oxc-parser';
import { findManifests, type WebManifest } from '../../project/manifests.ts';
import { isScript, positionAt } from '../../project/parse.ts';
import { folderOf, joinPosix } from '../../project/posix-path.ts';
import { readJson } from '../../project/read-json.ts';
import type { Audit } from '../audit.ts';
import { bare, keyName, stringValue } from '../code/literals.ts';
import { walk } from '../code/walk.ts';
import type { Location } from '../rule.ts';

/** A web app manifest that stands in the repository, with what it says. */
export interface AppManifest {
  readonly path: string;
  /** HTML pages of the repository that link to it. */
  readonly linkedFrom: readonly string[];
  /** The field's value, where the file shows one: JSON, or a literal of a module; undefined when it has none. */
  field(name: string): unknown;
  at(field?: string): Location;
}

/** What a module says with something that is no literal. */
export const notLiteral = Symbol('not a literal');

/**
 * Manifests that pages link to, that lie in a folder which is served, and Next's `manifest.ts`. What cannot be read, or is
 * made by code that would have to run, is left out.
 */
export function findAppManifests(audit: Audit): readonly AppManifest[] {
  const files = manifestFiles(audit).flatMap(
    ({ path, linkedFrom }) => fromJson(audit, path, linkedFrom) ?? [],
  );
  const modules = audit.project.files
    .list()
    .filter((path) => /(?:^|\/)app\/manifest\.[jt]s$/.test(path))
    .flatMap((path) => fromModule(audit, path) ?? []);
  return [...files, ...modules];
}

/** Files that pages link to as their manifest, whatever they are called, and those in folders that are served. */
export function manifestFiles({ project, framework }: Audit): readonly WebManifest[] {
  const pages = project.files.list().filter((path) => /\.html?$/.test(path));
  const beside = pages.flatMap((page) => ['public', 'static'].map((name) => joinPosix(folderOf(page), name)));
  const configured = framework?.layout.publicDir;
  const served = [...(configured ? [configured] : []), 'public', 'static', ...beside];
  return findManifests(project, [...new Set(served)], pages).filter(({ source }) => source === 'file');
}

function fromJson({ project }: Audit, path: string, linkedFrom: readonly string[]): AppManifest | undefined {
  const text = project.files.text(path);
  const json = text === undefined ? undefined : readJson(text);
  if (text === undefined || !json?.ok || typeof json.value !== 'object' || json.value === null)
    return undefined;
  const fields = json.value as Record<string, unknown>;
  return {
    path,
    linkedFrom,
    field: (name) => fields[name],
    at: (name) => {
      const offset = name === undefined ? -1 : text.indexOf(`"${name}"`);
      return { path, ...positionAt(text, Math.max(offset, 0)) };
    },
  };
}

/** A module whose default export returns one object literal. */
function fromModule({ code }: Audit, path: string): AppManifest | undefined {
  const module = isScript(path) ? code.module(path) : undefined;
  const exported = module?.program.body.find(({ type }) => type === 'ExportDefaultDeclaration');
  const object = exported?.type === 'ExportDefaultDeclaration' ? returned(exported.declaration) : undefined;
  if (module === undefined || object === undefined) return undefined;
  const values = new Map<string, Node>();
  for (const property of object.properties) {
    const name = property.type === 'Property' && !property.computed ? keyName(property) : undefined;
    // With a spread or a computed key, nobody can say what is missing.
    if (property.type !== 'Property' || name === undefined) return undefined;
    values.set(name, bare(property.value));
  }
  return {
    path,
    linkedFrom: [],
    field: (name) => literalOf(values.get(name)),
    at: (name) => {
      const node = (name === undefined ? undefined : values.get(name)) ?? object;
      return { path, ...positionAt(module.text, node.start) };
    },
  };
}

function returned(node: Node): ObjectExpression | undefined {
  if (
    node.type !== 'FunctionDeclaration' &&
    node.type !== 'FunctionExpression' &&
    node.type !== 'ArrowFunctionExpression'
  )
    return undefined;
  const found: (Node | null)[] = [];
  const { body } = node as FunctionNode | ArrowFunctionExpression;
  if (body?.type !== 'BlockStatement') found.push(body);
  else {
    walk(body, {
      enter(at) {
        if (at.type === 'ReturnStatement') found.push(at.argument);
        return !/Function/.test(at.type);
      },
    });
  }
  const [only] = found;
  const object = found.length === 1 && only ? bare(only) : undefined;
  return object?.type === 'ObjectExpression' ? object : undefined;
}

function literalOf(node: Node | undefined): unknown {
  if (node === undefined) return undefined;
  if (node.type === 'ArrayExpression') return node.elements.length === 0 ? [] : [notLiteral];
  return stringValue(node) ?? notLiteral;
}
