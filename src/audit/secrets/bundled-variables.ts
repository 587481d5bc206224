import type { Node } from 'oxc-parser';
import { positionAt } from '../../project/parse.ts';
import type { Audit } from '../audit.ts';
import { bare, keyName, memberPath, stringValue } from '../code/literals.ts';
import { walk } from '../code/walk.ts';
import type { Location } from '../rule.ts';

/** A variable that a build configuration writes into client code, whatever its name begins with. */
export interface BundledVariable extends Location {
  /** The variable, or `*` when the whole environment is handed over. */
  readonly name: string;
  /** `define`: Vite's. `env`: Next's. */
  readonly option: 'define' | 'env';
}

/**
 * Variables of the environment that Vite's `define` (https://vite.dev/config/shared-options#define) or Next's `env`
 * (https://nextjs.org/docs/app/api-reference/config/next-config-js/env) inline into the bundle.
 */
export function findBundledVariables(audit: Audit): BundledVariable[] {
  return audit.project.files.list().flatMap((path) => {
    const option = /(^|\/)(vite|astro|electron\.vite)\.config\.[cm]?[jt]s$/.test(path)
      ? 'define'
      : /(^|\/)next\.config\.[cm]?[jt]s$/.test(path)
        ? 'env'
        : undefined;
    return option === undefined ? [] : variablesIn(audit, path, option);
  });
}

function variablesIn(audit: Audit, path: string, option: BundledVariable['option']): BundledVariable[] {
  const parsed = audit.code.module(path);
  if (parsed === undefined) return [];
  const whole = new Set<string>(['process.env']);
  const found: BundledVariable[] = [];
  const add = (name: string, node: Node): void => {
    found.push({ path, ...positionAt(parsed.text, node.start), name, option });
  };
  walk(parsed.program, {
    enter(node) {
      // `loadEnv(mode, dir, '')` reads every variable, not only the public ones.
      if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.init) {
        if (isWholeEnvironment(bare(node.init))) whole.add(node.id.name);
      }
      if (node.type !== 'Property' || keyName(node) !== option || node.value.type !== 'ObjectExpression')
        return;
      for (const property of node.value.properties) {
        const value = property.type === 'Property' ? property.value : property.argument;
        addVariables(value, whole, add);
      }
    },
  });
  return found;
}

function isWholeEnvironment(node: Node): boolean {
  return (
    node.type === 'CallExpression' &&
    memberPath(node.callee)?.at(-1) === 'loadEnv' &&
    node.arguments.length > 2 &&
    stringValue(node.arguments[2]) === ''
  );
}

function addVariables(
  value: Node,
  whole: ReadonlySet<string>,
  add: (name: string, node: Node) => void,
): void {
  walk(value, {
    enter(node, parent) {
      if (node.type !== 'MemberExpression' && node.type !== 'Identifier') return;
      const path = memberPath(node);
      if (path === undefined) return;
      const owner = path.slice(0, -1).join('.');
      if (whole.has(owner)) add(path.at(-1) as string, node);
      else if (whole.has(path.join('.')) && parent?.type !== 'MemberExpression') add('*', node);
      else return;
      return false;
    },
  });
}
