import { posix } from 'node:path';
import type { Node } from 'oxc-parser';
import { isScript } from '../../project/parse.ts';
import type { Audit } from '../audit.ts';
import { bare, keyName, memberPath, stringValue } from '../code/literals.ts';
import { packageFolder } from '../code/modules/resolve.ts';
import { isSource } from '../code/modules/source-files.ts';
import { walk } from '../code/walk.ts';

/**
 * Whether a server or a build step of the repository may serve or copy a folder, though the framework does not: by what
 * names it in scripts, in configurations, and in code that is not the page's. Tells too much rather than too little.
 */
export function mayBeServedByOthers({ project, code }: Audit, folder: string): boolean {
  const name = posix.basename(folder);
  return project.files.list().some((path) => {
    if (path.startsWith(`${folder}/`) || !project.files.mentions(path, [name])) return false;
    const text = project.files.text(path) ?? '';
    if (posix.basename(path) === 'package.json') return scriptsOf(text).some((line) => isSaid(line, name));
    if (isScript(path)) {
      if (!isSource(path) || code.client.graph.isClient(path)) return false;
      const module = code.module(path);
      return module !== undefined && namesFolder(module.program, path, folder, packageFolder(project, path));
    }
    return others.test(path) && isSaid(text, name);
  });
}

/** Languages of servers, and files that tell hosts, containers and builds what to do. */
const others =
  /(?:^|\/)(?:\w+\.)?(?:Dockerfile|Makefile|Procfile|Caddyfile|justfile)(?:\.\w+)?$|\.(?:sh|ya?ml|toml|conf|py|go|rb|php|java|kt|rs|cs|exs?|bat|ps1)$|(?:^|\/)(?:vercel|firebase|netlify|now|app|angular|project|wrangler|nixpacks|render|railway|staticwebapp\.config)\.jsonc?$/;

function scriptsOf(text: string): string[] {
  try {
    return Object.values(JSON.parse(text).scripts ?? {}).filter((line) => typeof line === 'string');
  } catch {
    return [text];
  }
}

/** The folder's name as a word of a path or a text. */
function isSaid(text: string, name: string): boolean {
  return text.split(/[^\w.-]+/).includes(name);
}

/** Whether code names the folder in a place where paths stand: what cannot be another folder is taken for it. */
function namesFolder(program: Node, path: string, folder: string, home: string): boolean {
  let found = false;
  walk(program, {
    enter(node, parent, ancestors) {
      if (found || (node.type !== 'Literal' && node.type !== 'TemplateLiteral')) return;
      const text = stringValue(node) ?? (node.type === 'TemplateLiteral' ? templateText(node) : undefined);
      if (text === undefined || !text.split('/').includes(posix.basename(folder))) return;
      if (parent === undefined || !isPathPlace(node, parent, ancestors)) return;
      const target = joined(node, text, parent, path, home);
      found = target === undefined || target === folder || target.startsWith(`${folder}/`);
    },
  });
  return found;
}

function templateText(node: Extract<Node, { type: 'TemplateLiteral' }>): string {
  return node.quasis.map(({ value }) => value.cooked ?? '').join('');
}

const pathKeys = /root|dir|path|folder|static|public|from|src|source|asset|input|glob|include|prefix/i;

/** An argument, a variable's value, or a property whose name speaks of files. */
function isPathPlace(node: Node, parent: Node, ancestors: readonly Node[]): boolean {
  if (parent.type === 'ArrayExpression') {
    const above = ancestors.at(-2);
    return above === undefined || isPathPlace(parent, above, ancestors.slice(0, -1));
  }
  if (parent.type === 'Property') return parent.value === node && pathKeys.test(keyName(parent) ?? '');
  return !['BinaryExpression', 'SwitchCase', 'ImportDeclaration', 'JSXAttribute'].includes(parent.type);
}

/** The path that an expression around a name comes to; undefined when that is not known. */
function joined(node: Node, text: string, parent: Node, path: string, home: string): string | undefined {
  if (node.type === 'TemplateLiteral' && node.expressions.length > 0) return undefined;
  if (text.startsWith('/') || text.includes('..')) return undefined;
  const callee = parent.type === 'CallExpression' ? memberPath(parent.callee)?.at(-1) : undefined;
  if (parent.type !== 'CallExpression' || (callee !== 'join' && callee !== 'resolve'))
    return posix.join(home, text);
  const [first, ...rest] = parent.arguments;
  const parts = rest.map((part) => stringValue(part));
  // A compiled server lies elsewhere than its source: what climbs may lead anywhere.
  if (first === undefined || parts.some((part) => part === undefined || part.includes('..')))
    return undefined;
  const base = bare(first);
  const start = memberPath(base)?.join('.');
  if (start === '__dirname' || start === 'import.meta.dirname')
    return posix.join(posix.dirname(path), ...(parts as string[]));
  const written = stringValue(base);
  return written === undefined || written.includes('..')
    ? undefined
    : posix.join(home, written, ...(parts as string[]));
}
