import type { Node, ObjectLiteralExpression, SourceFile } from 'ts-morph';
import { type Binding, bindingOf, bindingsOf, constantOf, isAssigned, mentionsOf, unwrap } from './names.ts';
import { findProperty } from './object-property.ts';
import { tsMorph } from './syntax.ts';

/** Modules whose `defineConfig` and `mergeConfig` are Vite's own or pass options through. */
const viteModules = new Set(['vite', 'vitest/config', 'vitest/node', 'rolldown-vite', 'vite-plus']);

/** The object literals that make up a Vite configuration, the one to edit first; or a clause on why they cannot be told. */
export type ConfigObjects = readonly [ObjectLiteralExpression, ...ObjectLiteralExpression[]] | string;

/**
 * Follows a config module's default export to the object that it comes to.
 * @param modules whose `defineConfig` gives back what it gets
 */
export function findConfigObjects(
  source: SourceFile,
  modules: ReadonlySet<string> = viteModules,
): ConfigObjects {
  const exported = exportedConfig(source);
  return exported === undefined
    ? 'has no default export'
    : resolve(exported, { bindings: bindingsOf(source), modules }, 0);
}

interface Known {
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly modules: ReadonlySet<string>;
}

/** `export default …`, `export { config as default }`, `export = …` or `module.exports = …`. */
function exportedConfig(source: SourceFile): Node | undefined {
  const { Node } = tsMorph();
  for (const statement of source.getStatements()) {
    if (Node.isExportAssignment(statement)) return statement.getExpression();
    if (Node.isFunctionDeclaration(statement) && statement.isDefaultExport()) return statement;
    if (Node.isExportDeclaration(statement) && statement.getModuleSpecifier() === undefined) {
      const config = statement.getNamedExports().find((each) => each.getAliasNode()?.getText() === 'default');
      if (config !== undefined) return config.getNameNode();
    }
    if (!Node.isExpressionStatement(statement)) continue;
    const expression = statement.getExpression();
    if (!Node.isBinaryExpression(expression) || expression.getOperatorToken().getText() !== '=') continue;
    if (expression.getLeft().getText() === 'module.exports') return expression.getRight();
  }
  return undefined;
}

function resolve(node: Node, around: Known, depth: number): ConfigObjects {
  const { Node } = tsMorph();
  const inner = unwrap(node);
  if (depth > 8) return 'is defined through too many steps';
  if (Node.isObjectLiteralExpression(inner)) return [inner];
  if (Node.isIdentifier(inner)) return resolveName(inner.getText(), inner.getSourceFile(), around, depth);
  if (Node.isArrowFunction(inner) || Node.isFunctionExpression(inner) || Node.isFunctionDeclaration(inner)) {
    const returned = onlyReturn(inner);
    return typeof returned === 'string' ? returned : resolve(returned, around, depth + 1);
  }
  if (!Node.isCallExpression(inner)) return 'does not export an object literal';
  const callee = bindingOf(inner.getExpression(), around.bindings);
  const args = inner.getArguments();
  const known = callee !== undefined && around.modules.has(callee.module);
  const [first] = args;
  if (known && callee.name === 'defineConfig' && first !== undefined)
    return resolve(first, around, depth + 1);
  if (known && callee.name === 'mergeConfig') return resolveMerge(args, around, depth);
  return `passes its options through ${inner.getExpression().getText()}(), which is not known here`;
}

function resolveName(name: string, source: SourceFile, around: Known, depth: number): ConfigObjects {
  const { Node } = tsMorph();
  if (around.bindings.has(name)) return `takes ${name} from another file`;
  const mentions = mentionsOf(source, name);
  if (mentions.some(isAssigned)) return `changes ${name} after it was made`;
  const value = constantOf(source, name)?.getInitializer();
  if (value !== undefined) return resolve(value, around, depth + 1);
  const declared = mentions.map((mention) => mention.getParent()).filter(Node.isFunctionDeclaration);
  const [only] = declared;
  return only !== undefined && declared.length === 1
    ? resolve(only, around, depth + 1)
    : `has ${name} in a form that cannot be followed`;
}

/** `mergeConfig(a, b)`: options merge deeply, so the last literal is as good as any; one with `server` is better. */
function resolveMerge(args: readonly Node[], around: Known, depth: number): ConfigObjects {
  const objects: ObjectLiteralExpression[] = [];
  let why = 'merges nothing that is written in this file';
  for (const arg of args.toReversed()) {
    const resolved = resolve(arg, around, depth + 1);
    if (typeof resolved !== 'string') objects.push(...resolved);
    else if (!resolved.startsWith('takes ')) why = resolved;
  }
  const chosen = objects.find((object) => findProperty(object, 'server').kind !== 'absent') ?? objects[0];
  return chosen === undefined ? why : [chosen, ...objects.filter((object) => object !== chosen)];
}

/** What a function returns, when it returns in one place only. */
function onlyReturn(node: Node): Node | string {
  const { Node } = tsMorph();
  const body = Node.isBodied(node) || Node.isBodyable(node) ? node.getBody() : undefined;
  if (body === undefined) return 'exports a function without a body';
  if (!Node.isBlock(body)) return body;
  const returned: (Node | undefined)[] = [];
  body.forEachDescendant((each, traversal) => {
    if (Node.isReturnStatement(each)) returned.push(each.getExpression());
    if (Node.isFunctionLikeDeclaration(each) || Node.isFunctionExpression(each) || Node.isArrowFunction(each))
      traversal.skip();
  });
  const [only] = returned;
  if (returned.length > 1) return 'returns its options in more than one place';
  return only ?? 'exports a function that returns nothing';
}
