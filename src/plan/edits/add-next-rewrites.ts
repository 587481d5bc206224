import type { Node, ObjectLiteralExpression, SourceFile } from 'ts-morph';
import { type CodeStyle, codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { bindingsOf, constantOf, isAssigned, mentionsOf, unwrap } from './names.ts';
import { addProperties, findProperty } from './object-property.ts';
import { insertIntoSource, withMark } from './splice.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { indentationAt, indentationUnit, splitByteOrderMark } from './text-style.ts';

/**
 * Makes Next send the push routes on to the push server, with `rewrites` in its config: only where the config is an
 * object literal that has none, alone or inside calls that wrap it.
 */
export function addNextRewrites(text: string, path: string): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const manual = (reason: string): EditResult => ({ status: 'manual', reason, snippet });
  if (body.includes('/api/push'))
    return { status: 'already', reason: `${path} has a rewrite of /api/push already.` };
  const source = parseSource(body, path);
  if (source === undefined) return manual(`${path} has a syntax error, so its options cannot be found.`);
  const options = findOptions(source);
  if (typeof options === 'string') return manual(`${path} ${options}.`);
  const before = findProperty(options, 'rewrites');
  if (before.kind !== 'absent') {
    return {
      status: 'manual',
      reason: `${path} has rewrites already, which want one more entry.`,
      snippet: entry,
    };
  }
  const style = codeStyleOf(source);
  const property = { key: 'rewrites', value: printRewrites(options, style) };
  const done = insertIntoSource(source, path, addProperties(options, [property], style.eol));
  const after = done === undefined ? undefined : findOptions(done.source);
  if (
    done === undefined ||
    after === undefined ||
    typeof after === 'string' ||
    findProperty(after, 'rewrites').kind !== 'value'
  ) {
    return manual(`An edit of ${path} would change more than it should.`);
  }
  return withMark(mark, done.result);
}

// Source, not a value: Next reads the variable when it builds and when it starts.
const destination = `\`$\{process.env.PUSH_SERVER_URL ?? 'http://localhost:8787'}/api/push/:path*\``;

/** Over several lines where the object is. */
function printRewrites(options: ObjectLiteralExpression, { eol, quote }: CodeStyle): string {
  const text = options.getSourceFile().getFullText();
  const rule = [`source: ${quote}/api/push/:path*${quote}`, `destination: ${destination}`];
  const last = options.getProperties().at(-1);
  if (!options.getText().includes('\n') && last !== undefined) return `async () => [{ ${rule.join(', ')} }]`;
  const unit = indentationUnit(text);
  const outside =
    last === undefined
      ? indentationAt(text, options.getStart()) + unit
      : indentationAt(text, last.getStart());
  const line = (depth: number): string => `${eol}${outside}${unit.repeat(depth)}`;
  return `async () => [${line(1)}{${rule.map((each) => `${line(2)}${each},`).join('')}${line(1)}},${line(0)}]`;
}

const entry = `{ source: '/api/push/:path*', destination: ${destination} },`;

const snippet = `rewrites: async () => [\n  ${entry}\n],`;

/** The one object literal that the exported options come to; a clause when it cannot be told. */
function findOptions(source: SourceFile): ObjectLiteralExpression | string {
  const { Node } = tsMorph();
  for (const statement of source.getStatements()) {
    if (Node.isExportAssignment(statement)) return follow(statement.getExpression(), source, 0);
    if (!Node.isExpressionStatement(statement)) continue;
    const expression = statement.getExpression();
    if (!Node.isBinaryExpression(expression) || expression.getOperatorToken().getText() !== '=') continue;
    if (expression.getLeft().getText() === 'module.exports') return follow(expression.getRight(), source, 0);
  }
  return 'has no default export that could be followed';
}

function follow(node: Node, source: SourceFile, depth: number): ObjectLiteralExpression | string {
  const { Node } = tsMorph();
  const inner = unwrap(node);
  if (depth > 8) return 'defines its options through too many steps';
  if (Node.isObjectLiteralExpression(inner)) return inner;
  if (Node.isIdentifier(inner)) {
    const name = inner.getText();
    if (bindingsOf(source).has(name)) return `takes ${name} from another file`;
    if (mentionsOf(source, name).some(isAssigned)) return `changes ${name} after it was made`;
    const value = constantOf(source, name)?.getInitializer();
    return value === undefined
      ? `has ${name} in a form that cannot be followed`
      : follow(value, source, depth + 1);
  }
  if (Node.isConditionalExpression(inner)) {
    const [one, other] = [inner.getWhenTrue(), inner.getWhenFalse()].map((arm) =>
      follow(arm, source, depth + 1),
    );
    return one === other && one !== undefined ? one : 'exports one of two by a condition';
  }
  if (!Node.isCallExpression(inner)) return 'does not export an object literal';
  // A wrapper hands on the options it is given first: withSentryConfig(config, …), withMDX()(config).
  const [first] = inner.getArguments();
  return first === undefined ? 'does not export an object literal' : follow(first, source, depth + 1);
}
