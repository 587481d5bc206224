import { posix } from 'node:path';
import { isScript } from '../project/parse.ts';
import { findPathMappings, matchPattern } from '../project/path-mappings.ts';
import type { Project } from '../project/project.ts';

interface Alias {
  readonly pattern: string;
  /** Path of the project, with a `*` where the pattern has one. */
  readonly target: string;
  /** The specifier has to name a whole file. */
  readonly exact: boolean;
}

/**
 * How a module of the app imports one of ours: through the alias that it already imports others through, when that one
 * leads to ours as well, else by a relative path.
 * @param from the module that imports
 * @param module ours, without its extension: `src/push/push-listener`
 * @param extension its extension, `.tsx`
 */
export function importSpecifier(project: Project, from: string, module: string, extension: string): string {
  const aliases = [...mapped(project, from), ...packageImports(project)];
  for (const used of specifiersIn(project.files.text(from) ?? '')) {
    const alias = aliases.find((each) => leadsToFile(project, each, used));
    const rest = alias && matchPattern(alias.target, `${module}${alias.exact ? extension : ''}`);
    if (alias === undefined || rest === undefined) continue;
    const specifier = alias.pattern.replace('*', rest);
    // Our own import is found again by its last two segments.
    if (specifier.split('/').slice(0, -1).at(-1) === posix.basename(posix.dirname(module))) return specifier;
  }
  const relative = posix.relative(posix.dirname(from), module);
  return relative.startsWith('.') ? relative : `./${relative}`;
}

function mapped(project: Project, from: string): Alias[] {
  return findPathMappings(project, from).flatMap(({ paths }) =>
    paths.flatMap(({ pattern, targets: [target] }) =>
      target === undefined ? [] : [{ pattern, target, exact: false }],
    ),
  );
}

/** package.json's `imports`: https://nodejs.org/api/packages.html#subpath-imports. */
function packageImports({ manifest }: Project): Alias[] {
  const imports = typeof manifest?.imports === 'object' ? (manifest.imports as Record<string, unknown>) : {};
  return Object.entries(imports ?? {}).flatMap(([pattern, target]) =>
    typeof target === 'string' && target.startsWith('./')
      ? [{ pattern, target: posix.normalize(target), exact: true }]
      : [],
  );
}

/** What the text imports that is no relative path; a stray one does no harm, as it has to lead to a file. */
function specifiersIn(text: string): string[] {
  return [...text.matchAll(/\b(?:from|import)\s*\(?\s*['"]([^'"\n.][^'"\n]*)['"]/g)].map(([, specifier]) =>
    String(specifier),
  );
}

function leadsToFile({ files }: Project, { pattern, target, exact }: Alias, specifier: string): boolean {
  const rest = pattern.includes('*') ? matchPattern(pattern, specifier) : undefined;
  if (rest === undefined) return false;
  const path = target.replace('*', rest);
  // A style sheet says nothing of how modules are named.
  if (exact) return isScript(path) && files.has(path);
  if (files.has(path)) return true;
  const folder = posix.dirname(path);
  const isIt = (name: string): boolean => name.startsWith(`${posix.basename(path)}.`);
  return files.entries(folder).some(isIt) || files.entries(path).some((name) => /^index\.\w+$/.test(name));
}
