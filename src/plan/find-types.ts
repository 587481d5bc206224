import type { ParsedModule } from '../project/parse.ts';
import type { TextRange } from './edits/edit-result.ts';
import {
  endsInBlock,
  isBare,
  isNode,
  isType,
  leftOf,
  nodesIn,
  overload,
  type SyntaxNode,
} from './type-nodes.ts';

/** What of a module is types alone. Offsets are of its text. */
export interface Types {
  /** Parts of statements. */
  readonly inline: readonly TextRange[];
  /** Whole statements and class members; `documented` when comments above belong to them and go too. */
  readonly statements: readonly (TextRange & { readonly documented: boolean })[];
  /** Specifiers that end differently in JavaScript. */
  readonly replacements: readonly (TextRange & { readonly text: string })[];
  /** Where a statement begins that would otherwise continue the one before it. */
  readonly semicolons: readonly number[];
  /** Whether the module imports and exports nothing but types. */
  readonly leavesNoModule: boolean;
}

/** What the walk has found so far. */
interface Search {
  readonly module: ParsedModule;
  readonly inline: TextRange[];
  readonly statements: (TextRange & { readonly documented: boolean })[];
  readonly replacements: (TextRange & { readonly text: string })[];
  readonly semicolons: number[];
}

/** Fields whose whole content is types. */
const typeFields = new Set([
  'typeAnnotation',
  'returnType',
  'typeParameters',
  'typeArguments',
  'superTypeArguments',
]);
const modifiers = new Set(['public', 'private', 'protected', 'readonly', 'override', 'abstract', 'declare']);
const moduleSyntax = new Set([
  'ImportDeclaration',
  'ExportNamedDeclaration',
  'ExportDefaultDeclaration',
  'ExportAllDeclaration',
]);
const unsupported = new Map([
  ['TSEnumDeclaration', 'an enum'],
  ['TSModuleDeclaration', 'a namespace'],
  ['TSParameterProperty', 'a parameter property'],
  ['TSImportEqualsDeclaration', 'import = require()'],
  ['TSExportAssignment', 'export ='],
  ['TSNamespaceExportDeclaration', 'export as namespace'],
]);

/**
 * Finds every type in a module's syntax tree.
 * @throws Error for what is more than a type
 */
export function findTypes(module: ParsedModule): Types {
  const search: Search = { module, inline: [], statements: [], replacements: [], semicolons: [] };
  const program = module.program as unknown as SyntaxNode;
  visit(program, search);
  const modules = nodesIn(program, 'body').filter((node) => moduleSyntax.has(node.type));
  return { ...search, leavesNoModule: modules.length > 0 && modules.every(isType) };
}

function visit(node: SyntaxNode, search: Search): void {
  if (isType(node)) {
    const documented = !overload(node) && !node.type.startsWith('Import');
    search.statements.push({ start: node.start, end: node.end, documented });
    return;
  }
  const what = unsupported.get(node.type);
  if (what !== undefined) {
    throw new Error(
      `${search.module.path} has ${what}, which is more than a type: write it as plain JavaScript.`,
    );
  }
  if (moduleSyntax.has(node.type)) visitSpecifiers(node, search);
  if (moduleSyntax.has(node.type) || node.type === 'ImportExpression') rewriteSource(node.source, search);
  visitTokens(node, search);
  const receiver = nodesIn(node, 'params')[0];
  for (const [field, value] of Object.entries(node)) {
    if (typeFields.has(field)) {
      if (isNode(value)) drop(search, value.start, value.end);
    } else if (field !== 'implements') {
      for (const child of Array.isArray(value) ? value : [value]) {
        if (isNode(child) && !(child === receiver && isThis(receiver))) visit(child, search);
      }
    }
  }
  if (node.type === 'ClassBody') return;
  for (const field of ['body', 'consequent']) separate(nodesIn(node, field), search);
}

/** The tokens of a node itself that only types need. */
function visitTokens(node: SyntaxNode, search: Search): void {
  const { text } = search.module;
  const expression = isNode(node.expression) ? node.expression : node;
  const [receiver, next] = nodesIn(node, 'params');
  if (receiver !== undefined && isThis(receiver)) drop(search, receiver.start, next?.start ?? receiver.end);
  switch (node.type) {
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      drop(search, expression.end, node.end);
      break;
    case 'TSTypeAssertion':
      drop(search, node.start, expression.start);
      break;
    case 'ParenthesizedExpression':
      if (isBare(expression, text.slice(Math.max(node.start - 1, 0), node.end))) {
        drop(search, node.start, expression.start);
        drop(search, expression.end, node.end);
      }
      break;
    case 'ClassDeclaration':
    case 'ClassExpression':
      visitClass(node, search);
      break;
    case 'PropertyDefinition':
    case 'AccessorProperty':
    case 'MethodDefinition':
      visitMember(node, search);
      break;
    case 'Identifier':
      if (node.optional === true) dropMark(search, node.start + String(node.name).length, '?');
      break;
    case 'VariableDeclarator':
      if (node.definite === true && isNode(node.id))
        dropMark(search, node.id.start + String(node.id.name).length, '!');
      break;
    default:
  }
}

function visitMember(node: SyntaxNode, search: Search): void {
  const key = isNode(node.key) ? node.key : node;
  dropModifiers(search, nodesIn(node, 'decorators').at(-1)?.end ?? node.start, key.start);
  if (node.optional === true) dropMark(search, key.end, '?');
  if (node.definite === true) dropMark(search, key.end, '!');
}

function visitClass(node: SyntaxNode, search: Search): void {
  const keyword = search.module.text.indexOf('class', nodesIn(node, 'decorators').at(-1)?.end ?? node.start);
  if (node.abstract === true) dropModifiers(search, node.start, keyword);
  const last = nodesIn(node, 'implements').at(-1);
  if (last === undefined) return;
  const head = [node.superTypeArguments, node.superClass, node.typeParameters, node.id].find(isNode);
  drop(search, head?.end ?? keyword + 'class'.length, last.end);
}

/** `type` names in lists of values, with the commas that separate them. */
function visitSpecifiers(node: SyntaxNode, search: Search): void {
  const kind = node.type === 'ImportDeclaration' ? 'importKind' : 'exportKind';
  const all = nodesIn(node, 'specifiers');
  const named = all.filter((each) => each.type === 'ImportSpecifier' || each.type === 'ExportSpecifier');
  const [first] = all;
  const last = named.at(-1);
  if (first === undefined || last === undefined) return;
  if (first !== named[0] && named.every((each) => each[kind] === 'type')) {
    // `import a, { type B }`: the braces go with their comma.
    drop(search, first.end, search.module.text.indexOf('}', last.end) + 1);
    return;
  }
  for (const [index, each] of named.entries()) {
    if (each[kind] !== 'type') continue;
    const next = named[index + 1];
    const kept = named.slice(0, index).findLast((other) => other[kind] !== 'type');
    if (next !== undefined) drop(search, each.start, next.start);
    else drop(search, kept?.end ?? each.start, each.end);
  }
}

function rewriteSource(source: unknown, { replacements }: Search): void {
  if (!isNode(source) || typeof source.value !== 'string') return;
  const extension = /^\.\.?\/.*?(?<!\.d)(\.tsx?)$/.exec(source.value)?.[1];
  if (extension === undefined) return;
  const end = source.end - 1;
  replacements.push({ start: end - extension.length, end, text: extension.replace('t', 'j') });
}

/** A statement that begins with `(` and the like must not run on from one whose end went with a type. */
function separate(statements: readonly SyntaxNode[], { module: { text }, semicolons }: Search): void {
  const kept = statements.filter((node) => !isType(node));
  for (const [index, node] of kept.entries()) {
    const before = kept[index - 1];
    if (before === undefined || text[before.end - 1] === ';' || endsInBlock(before)) continue;
    if (!/^(Expression|Variable|Return|Throw|Import|Export|Break|Continue)/.test(before.type)) continue;
    let left: SyntaxNode = node;
    for (let next = leftOf(left); next !== undefined; next = leftOf(left)) left = next;
    if ('([`+-/'.includes(text[left.start] ?? '')) semicolons.push(node.start);
  }
}

function isThis(node: SyntaxNode | undefined): boolean {
  return node?.type === 'Identifier' && node.name === 'this';
}

function drop({ inline }: Search, start: number, end: number): void {
  if (end > start) inline.push({ start, end });
}

/** The `?` or `!` behind a name, which a bracket may close. */
function dropMark(search: Search, from: number, mark: '?' | '!'): void {
  const { text } = search.module;
  let at = skip(search, from);
  if (text[at] === ']') at = skip(search, at + 1);
  if (text[at] === mark) drop(search, at, at + 1);
}

/** Words before a name, each with the space behind it. */
function dropModifiers(search: Search, from: number, to: number): void {
  for (let at = skip(search, from); at < to; ) {
    const word = /^[A-Za-z]+/.exec(search.module.text.slice(at, to))?.[0];
    const next = skip(search, at + (word?.length ?? 1));
    if (word !== undefined && modifiers.has(word)) drop(search, at, next);
    at = next;
  }
}

/** The offset of the next character that is neither whitespace nor comment. */
function skip({ module: { text, comments } }: Search, from: number): number {
  for (let at = from; ; ) {
    while (/\s/.test(text[at] ?? '')) at++;
    const comment = comments.find((each) => each.start === at);
    if (comment === undefined) return at;
    at = comment.end;
  }
}
