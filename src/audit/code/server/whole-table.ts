import type { Node } from 'oxc-parser';
import type { Place } from '../bindings/units.ts';
import { bare, keyName, propertyValue, stringValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';

/** Calls that keep what they are called on whole. */
const keeping =
  /^(?:map|from|db|collection|lean|exec|toArray|selectFrom|getRepository|model|prepare|client|table|values|all|sort|orderBy|order)$/;
const reading =
  /^(?:find|findMany|findAll|select|all|getMany|selectFrom|query|execute|any|many|getAll|scan)$/;

/** Whether a list is everything that a table holds: a query without any condition, without a limit. */
export function isWholeTable(evaluator: Evaluator, list: Place, depth = 0): boolean {
  const values = evaluator.evaluate(list);
  return depth < 4 && values.length > 0 && values.every((value) => isQuery(evaluator, value, depth));
}

function isQuery(evaluator: Evaluator, { unit, node }: Place, depth: number): boolean {
  let at = bare(node);
  let reads = false;
  // `const { data } = await query`, `result.rows`
  while (at.type === 'MemberExpression' && /^(?:data|rows|results|Items|docs)$/.test(keyName(at) ?? ''))
    at = bare(at.object);
  if (at.type === 'TaggedTemplateExpression') {
    const text = at.quasi.quasis.map(({ value }) => value.raw).join('?');
    return at.quasi.expressions.length === 0 && isWholeSelect(text);
  }
  if (at.type === 'Identifier') {
    // `const { data: rows } = await query`
    const declaration = unit.bindings.lookup(at)?.declaration;
    const init = declaration?.type === 'VariableDeclarator' ? declaration.init : undefined;
    return init ? depth < 4 && isQuery(evaluator, { unit, node: init }, depth + 1) : false;
  }
  if (at.type !== 'CallExpression') return false;
  while (at.type === 'CallExpression') {
    const callee: Node = bare(at.callee);
    if (callee.type !== 'MemberExpression') return reads;
    const name = keyName(callee) ?? '';
    const [first] = at.arguments;
    const sql = stringValue(first);
    if (sql !== undefined && /^\s*select\s/i.test(sql))
      return at.arguments.length === 1 && isWholeSelect(sql);
    if (name === 'map') return isWholeTable(evaluator, { unit, node: callee.object }, depth + 1);
    if (!reading.test(name) && !keeping.test(name)) return false;
    const isPlain = at.arguments.every(
      (argument) =>
        stringValue(argument) !== undefined ||
        argument.type === 'Identifier' ||
        (argument.type === 'ObjectExpression' && argument.properties.every(isHarmless)),
    );
    if (!isPlain) return false;
    reads ||= reading.test(name);
    at = bare(callee.object);
  }
  return reads;
}

/** A part of a query's options that leaves nothing out: also that a record has a subscription at all. */
function isHarmless(property: Node): boolean {
  if (property.type !== 'Property') return false;
  const exists = propertyValue(bare(property.value), '$exists');
  const name = property.key.type === 'Literal' ? String(property.key.value) : (keyName(property) ?? '');
  if (exists?.type === 'Literal' && exists.value === true) return /subscri|endpoint|push/i.test(name);
  return /^(?:select|include|orderBy|attributes)$/.test(keyName(property) ?? '');
}

function isWholeSelect(sql: string): boolean {
  return /^\s*select\s/i.test(sql) && !/\b(?:where|limit|join|offset|fetch)\b/i.test(sql);
}
