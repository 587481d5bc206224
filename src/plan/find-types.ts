import type { ParsedModule } from '../project/parse.ts';
import type { TextRange } from './edits/edit-result.ts';

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

interface SyntaxNode extends TextRange {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Fields whose whole content is types. */
const typeFields = ['typeAnnotation', 'returnType', 'typeParameters', 'typeArguments', 'superTypeArguments'];
const modifiers = new Set(['public', 'private', 'protected', 'readonly', 'override', 'abstract', 'declare']);
const declarations = new Set(['TSInterfaceDeclaration', 'TSTypeAliasDeclaration', 'TSDeclareFunction']);
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

/** Finds every type in a module's syntax tree. */
export function findTypes(module: ParsedModule): Types {
  const { text, comments } = module;
  const inline: TextRange[] = [];
  const statements: (TextRange & { documented: boolean })[] = [];
  const replacements: (TextRange & { text: string })[] = [];
  const semicolons: number[] = [];
  let modules = 0;

  const drop = (start: number, end: number): void => {
    if (end > start) inline.push({ start, end });
  };

  /** The offset of the next character that is not whitespace or comment. */
  const skip = (from: number): number => {
    let at = from;
    for (;;) {
      while (/\s/.test(text[at] ?? '')) at++;
      const comment = comments.find((each) => each.start === at);
      if (comment === undefined) return at;
      at = comment.end;
    }
  };

  const dropCharacter = (from: number, character: '?' | '!'): void => {
    let at = skip(from);
    if (text[at] === ']') at = skip(at + 1);
    if (text[at] === character) drop(at, at + 1);
  };

  /** Words before a name, each with the space behind it. */
  const dropModifiers = (from: number, to: number): void => {
    for (let at = skip(from); at < to; ) {
      const word = /^[A-Za-z]+/.exec(text.slice(at, to))?.[0];
      const next = skip(at + (word?.length ?? 1));
      if (word !== undefined && modifiers.has(word)) drop(at, next);
      at = next;
    }
  };

  const visitAll = (nodes: readonly SyntaxNode[]): void => {
    for (const node of nodes) visit(node);
  };

  const visitFields = (node: SyntaxNode): void => {
    for (const [field, value] of Object.entries(node)) {
      if (typeFields.includes(field)) {
        if (isNode(value)) drop(value.start, value.end);
      } else if (Array.isArray(value)) visitAll(value.filter(isNode));
      else if (isNode(value)) visit(value);
    }
    const kept = nodesIn(node, ['body', 'consequent'].find((field) => Array.isArray(node[field])) ?? '');
    if (node.type !== 'ClassBody') separate(kept);
  };

  /** A statement that begins with `(` and the like must not run on from one whose end went with a type. */
  const separate = (all: readonly SyntaxNode[]): void => {
    const kept = all.filter((node) => !isType(node));
    for (const [index, node] of kept.entries()) {
      const before = kept[index - 1];
      if (before === undefined || !'([`+-/'.includes(firstLeft(node))) continue;
      const unended = /^(Expression|Variable|Return|Throw|Import|Export|Break|Continue)/.test(before.type);
      if (unended && text[before.end - 1] !== ';' && !endsInBlock(before)) semicolons.push(node.start);
    }
  };

  /** The first character that is left of a statement: `<T>(x)` begins with a parenthesis. */
  const firstLeft = (node: SyntaxNode): string => {
    let inner = node;
    for (let next = leftOf(inner); next !== undefined; next = leftOf(inner)) inner = next;
    return text[inner.start] ?? '';
  };

  const rewriteSpecifier = (source: unknown): void => {
    if (!isNode(source) || typeof source.value !== 'string') return;
    const extension = /^\.\.?\/.*?(?<!\.d)(\.tsx?)$/.exec(source.value)?.[1];
    if (extension === undefined) return;
    const start = source.end - 1 - extension.length;
    replacements.push({ start, end: source.end - 1, text: extension.replace('t', 'j') });
  };

  const visitSpecifiers = (node: SyntaxNode, kind: 'importKind' | 'exportKind'): void => {
    const specifiers = nodesIn(node, 'specifiers');
    const named = specifiers.filter(
      (each) => each.type === 'ImportSpecifier' || each.type === 'ExportSpecifier',
    );
    const values = named.filter((each) => each[kind] !== 'type');
    const rest = specifiers[0];
    if (values.length === 0 && named.length > 0 && rest !== undefined && rest !== named[0]) {
      // `import a, { type B }`: the braces go with their comma.
      drop(rest.end, text.indexOf('}', (named.at(-1) ?? rest).end) + 1);
      return;
    }
    for (const [index, each] of named.entries()) {
      if (each[kind] !== 'type') continue;
      const next = named[index + 1];
      const last = named.slice(0, index).findLast((other) => other[kind] !== 'type');
      if (next !== undefined) drop(each.start, next.start);
      else drop(last?.end ?? each.start, each.end);
    }
  };

  const visitClass = (node: SyntaxNode): void => {
    if (node.abstract === true) dropModifiers(node.start, text.indexOf('class', node.start));
    const implemented = nodesIn(node, 'implements');
    const last = implemented.at(-1);
    if (last === undefined) return;
    const heads = [node.superTypeArguments, node.superClass, node.typeParameters, node.id].filter(isNode);
    drop(heads[0]?.end ?? text.indexOf('class', node.start) + 'class'.length, last.end);
  };

  const visit = (node: SyntaxNode): void => {
    const reason = unsupported.get(node.type);
    if (isType(node)) {
      const documented = !overload(node) && !node.type.startsWith('Import');
      statements.push({ start: node.start, end: node.end, documented });
      return;
    }
    if (reason !== undefined) {
      throw new Error(
        `${module.path} has ${reason}, which is more than a type: write it as plain JavaScript.`,
      );
    }
    if (moduleSyntax.has(node.type)) {
      modules++;
      rewriteSpecifier(node.source);
      if (node.type !== 'ExportAllDeclaration')
        visitSpecifiers(node, node.type === 'ImportDeclaration' ? 'importKind' : 'exportKind');
    }
    const expression = isNode(node.expression) ? node.expression : node;
    const key = isNode(node.key) ? node.key : node;
    switch (node.type) {
      case 'ImportExpression':
        rewriteSpecifier(node.source);
        break;
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'TSNonNullExpression':
        drop(expression.end, node.end);
        visit(expression);
        return;
      case 'TSTypeAssertion':
        drop(node.start, expression.start);
        visit(expression);
        return;
      case 'ClassDeclaration':
      case 'ClassExpression':
        visitClass(node);
        visitFields({ ...node, implements: [] });
        return;
      case 'PropertyDefinition':
      case 'AccessorProperty':
      case 'MethodDefinition':
        dropModifiers(nodesIn(node, 'decorators').at(-1)?.end ?? node.start, key.start);
        if (node.optional === true) dropCharacter(key.end, '?');
        if (node.definite === true) dropCharacter(key.end, '!');
        break;
      case 'Identifier':
        if (node.optional === true) dropCharacter(node.start + String(node.name).length, '?');
        break;
      case 'ObjectPattern':
      case 'ArrayPattern':
        if (node.optional === true)
          dropCharacter(
            text.lastIndexOf(
              node.type === 'ObjectPattern' ? '}' : ']',
              isNode(node.typeAnnotation) ? node.typeAnnotation.start : node.end,
            ) + 1,
            '?',
          );
        break;
      case 'VariableDeclarator':
        if (node.definite === true && isNode(node.id))
          dropCharacter(node.id.start + String(node.id.name).length, '!');
        break;
      default:
    }
    const [receiver, second] = nodesIn(node, 'params');
    if (receiver?.type === 'Identifier' && receiver.name === 'this') {
      drop(receiver.start, second?.start ?? receiver.end);
      visitFields({ ...node, params: nodesIn(node, 'params').slice(1) });
      return;
    }
    visitFields(node);
    if (node.type === 'ParenthesizedExpression' && isBare(expression, text.slice(node.start - 1, node.end))) {
      drop(node.start, expression.start);
      drop(expression.end, node.end);
    }
  };

  visit(module.program as unknown as SyntaxNode);
  const hadModules = nodesIn(module.program as unknown as SyntaxNode, 'body').some((node) =>
    moduleSyntax.has(node.type),
  );
  return { inline, statements, replacements, semicolons, leavesNoModule: hadModules && modules === 0 };
}

/** Statements and class members of which nothing is left in JavaScript. */
function isType(node: SyntaxNode): boolean {
  if (declarations.has(node.type) || node.declare === true) return true;
  if (node.type === 'TSIndexSignature' || node.type.startsWith('TSAbstract')) return true;
  if (node.type === 'TSGlobalDeclaration') return true;
  if (node.type === 'MethodDefinition')
    return isNode(node.value) && node.value.type === 'TSEmptyBodyFunctionExpression';
  if (node.type === 'TSImportEqualsDeclaration') return node.importKind === 'type';
  if (node.type === 'ExportAllDeclaration') return node.exportKind === 'type';
  if (node.type === 'ImportDeclaration') {
    const specifiers = nodesIn(node, 'specifiers');
    const types = specifiers.every((each) => each.type === 'ImportSpecifier' && each.importKind === 'type');
    return node.importKind === 'type' || (specifiers.length > 0 && types);
  }
  if (node.type === 'ExportNamedDeclaration' || node.type === 'ExportDefaultDeclaration') {
    const specifiers = nodesIn(node, 'specifiers');
    if (node.exportKind === 'type' || (isNode(node.declaration) && isType(node.declaration))) return true;
    return specifiers.length > 0 && specifiers.every((each) => each.exportKind === 'type');
  }
  return false;
}

/** Signatures of an implementation that stays: their comments document it. */
function overload(node: SyntaxNode): boolean {
  const inner = isNode(node.declaration) ? node.declaration : node;
  return (inner.type === 'TSDeclareFunction' && inner.declare !== true) || node.type === 'MethodDefinition';
}

/** `(x as T)` needs no parentheses once it is `x`, unless `source`, the text from one character before, says otherwise. */
function isBare(expression: SyntaxNode, source: string): boolean {
  const asserted = expression.type === 'TSAsExpression' || expression.type === 'TSSatisfiesExpression';
  const inner = expression.expression;
  if (!asserted || !isNode(inner) || source.includes('\n') || source.includes('/')) return false;
  if (/^[\w$]/.test(source)) return false;
  const simple = (node: unknown): boolean =>
    isNode(node) &&
    (node.type === 'Identifier' ||
      node.type === 'ThisExpression' ||
      (node.type === 'MemberExpression' && node.optional !== true && simple(node.object)));
  return simple(inner);
}

/** The node that a node's text begins with, when it begins with one. */
function leftOf(node: SyntaxNode): SyntaxNode | undefined {
  if (node.type === 'TSTypeAssertion') return isNode(node.expression) ? node.expression : undefined;
  const fields = ['expression', 'callee', 'object', 'left', 'test', 'tag', 'argument'];
  return fields
    .map((field) => node[field])
    .find((value): value is SyntaxNode => isNode(value) && value.start === node.start);
}

function endsInBlock(node: SyntaxNode): boolean {
  const inner = isNode(node.declaration) ? node.declaration : node;
  return /^(Function|Class)Declaration$/.test(inner.type);
}

function nodesIn(node: SyntaxNode, field: string): SyntaxNode[] {
  const value = node[field];
  return Array.isArray(value) ? value.filter(isNode) : [];
}

function isNode(value: unknown): value is SyntaxNode {
  return typeof value === 'object' && value !== null && 'type' in value && 'start' in value;
}
