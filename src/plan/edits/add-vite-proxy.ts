import type { Node, ObjectLiteralExpression, SourceFile } from 'ts-morph';
import { codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { unwrap } from './names.ts';
import { addProperties, findProperty, keyOf, type NewProperty } from './object-property.ts';
import { insertIntoSource, withMark } from './splice.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';
import { findConfigObjects } from './vite-config-object.ts';

export interface ViteProxy {
  /** URL paths to send on, each with all that is below it: `/api/push`. */
  readonly paths: readonly string[];
  /** Origin that answers them: `http://localhost:8787`. */
  readonly target: string;
  /** The configuration is Astro's, which has Vite's options under `vite`. */
  readonly isAstro?: boolean;
}

const astroModules: ReadonlySet<string> = new Set(['astro/config']);

/** The keys that lead to the entries. */
function keysOf({ isAstro = false }: Pick<ViteProxy, 'isAstro'>): readonly string[] {
  return isAstro ? ['vite', 'server', 'proxy'] : ['server', 'proxy'];
}

/** What has to be done to a configuration, once it is read. */
type Finding =
  | {
      readonly kind: 'missing';
      readonly object: ObjectLiteralExpression;
      readonly within: readonly string[];
      readonly paths: readonly string[];
    }
  | { readonly kind: 'already' }
  | { readonly kind: 'unclear'; readonly reason: string };

/**
 * Makes the development server send paths on to another origin: entries of `server.proxy` in a Vite configuration.
 * https://vite.dev/config/server-options#server-proxy
 */
export function addViteProxy(text: string, path: string, proxy: ViteProxy): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const manual = (reason: string): EditResult => ({ status: 'manual', reason, snippet: snippetFor(proxy) });
  const source = parseSource(body, path);
  if (source === undefined) return manual(`${path} has a syntax error, so its options cannot be read.`);

  const finding = read(source, path, proxy);
  if (finding.kind === 'unclear') return manual(finding.reason);
  if (finding.kind === 'already') {
    return {
      status: 'already',
      reason: `${path} has a proxy for ${proxy.paths.join(' and ')} already.`,
    };
  }
  const { eol, quote } = codeStyleOf(source);
  const entries = finding.paths.map((each) => ({
    key: quote + each + quote,
    value: quote + proxy.target + quote,
  }));
  const properties = finding.within.reduceRight<readonly NewProperty[]>(
    (value, key) => [{ key, value }],
    entries,
  );
  const done = insertIntoSource(source, path, addProperties(finding.object, properties, eol));
  if (
    done === undefined ||
    read(done.source, path, proxy).kind !== 'already' ||
    !standsOnce(done.source, finding.paths, source)
  ) {
    return manual(`An edit of ${path} would change more than it should.`);
  }
  return withMark(mark, done.result);
}

function read(source: SourceFile, path: string, proxy: ViteProxy): Finding {
  const { Node } = tsMorph();
  const unclear = (reason: string): Finding => ({ kind: 'unclear', reason });
  const objects = findConfigObjects(source, proxy.isAstro ? astroModules : undefined);
  if (typeof objects === 'string') return unclear(`${path} ${objects}.`);

  const missing = new Set(proxy.paths);
  let place: { object: ObjectLiteralExpression; within: readonly string[] } | undefined;
  for (const config of objects) {
    let object = config;
    const keys = keysOf(proxy);
    let within: readonly string[] = keys;
    for (const key of keys) {
      const property = findProperty(object, key);
      if (property.kind === 'unreadable') return unclear(`\`${key}\` in ${path} ${property.why}.`);
      if (property.kind === 'absent') break;
      const value = unwrap(property.value);
      if (!Node.isObjectLiteralExpression(value))
        return unclear(`\`${key}\` in ${path} is not an object literal.`);
      object = value;
      within = within.slice(1);
    }
    place ??= { object, within };
    if (within.length > 0) continue;
    for (const each of proxy.paths) {
      const claim = claimOn(object, each, proxy.target);
      if (claim === 'ours') missing.delete(each);
      else if (claim !== undefined) return unclear(`The proxy in ${path} ${claim}.`);
    }
  }
  if (missing.size === 0) return { kind: 'already' };
  return place === undefined
    ? unclear(`${path} has no options.`)
    : { kind: 'missing', ...place, paths: [...missing] };
}

/**
 * Vite asks the entries in order and takes the first whose key the URL starts with, or matches when it begins with `^`.
 * @returns `ours` when that entry sends the path to the target, a clause when it sends it elsewhere
 */
function claimOn(proxy: ObjectLiteralExpression, path: string, target: string): string | undefined {
  const { Node } = tsMorph();
  // A pattern of ours takes the path below any base, the empty one too.
  const address = path.replace(/^\^(?:\(.*?\)\?)?/, '');
  for (const property of proxy.getProperties()) {
    const key = Node.isSpreadAssignment(property) ? undefined : keyOf(property);
    if (key === undefined)
      return `has entries under keys that cannot be read, and one of them may take ${path}`;
    const below = key.startsWith(`${address.replace(/\/$/, '')}/`) && key !== path;
    if (!below && key !== path && !takes(key, address)) continue;
    const value = Node.isPropertyAssignment(property) ? property.getInitializer() : undefined;
    const known = value === undefined ? undefined : targetOf(value);
    if (known !== undefined && sameOrigin(known, target)) {
      if (below) continue;
      return 'ours';
    }
    // Their own entry for exactly this path, with a target from the environment: they have seen to it.
    if (known === undefined && key === path) return 'ours';
    return known === undefined
      ? `has an entry '${key}' that takes ${path} to a place that cannot be read`
      : `has an entry '${key}' that takes ${path} to ${known}`;
  }
  return undefined;
}

function takes(key: string, path: string): boolean {
  if (!key.startsWith('^')) return path.startsWith(key);
  try {
    const pattern = new RegExp(key);
    return pattern.test(path) || pattern.test(`${path}/subscribe`);
  } catch {
    return true;
  }
}

/** The target of an entry that changes nothing else about a request. */
function targetOf(value: Node): string | undefined {
  const { Node } = tsMorph();
  const inner = unwrap(value);
  if (Node.isStringLiteral(inner) || Node.isNoSubstitutionTemplateLiteral(inner))
    return inner.getLiteralText();
  if (!Node.isObjectLiteralExpression(inner)) return undefined;
  for (const key of ['rewrite', 'bypass', 'configure']) {
    if (findProperty(inner, key).kind !== 'absent') return undefined;
  }
  const target = findProperty(inner, 'target');
  return target.kind === 'value' && !Node.isObjectLiteralExpression(unwrap(target.value))
    ? targetOf(target.value)
    : undefined;
}

function sameOrigin(a: string, b: string): boolean {
  if (!URL.canParse(a) || !URL.canParse(b)) return a === b;
  const [left, right] = [new URL(a), new URL(b)];
  return left.origin === right.origin && left.pathname === right.pathname;
}

/** Whether each path is a key exactly once more than before. */
function standsOnce(after: SourceFile, paths: readonly string[], before: SourceFile): boolean {
  return paths.every((path) => countKeys(after, path) === countKeys(before, path) + 1);
}

function countKeys(source: SourceFile, key: string): number {
  const { SyntaxKind } = tsMorph();
  return source.getDescendantsOfKind(SyntaxKind.PropertyAssignment).filter((each) => keyOf(each) === key)
    .length;
}

function snippetFor({ paths, target, isAstro }: ViteProxy): string {
  const entries = paths.map((path) => `'${path}': '${target}',`);
  const lines = keysOf({ isAstro }).reduceRight(
    (inner, key) => [`${key}: {`, ...inner.map((line) => `  ${line}`), '},'],
    entries,
  );
  const options = lines.map((line) => `  ${line}`).join('\n');
  return `// In the options of ${isAstro ? 'Astro' : 'Vite'}; before an entry that takes these paths too:\n${options}`;
}
