import type { Node, Program, Statement } from 'oxc-parser';
import { bindPattern } from './bind-pattern.ts';
import { descendants, isFunction, keyName } from './syntax-tree.ts';

/** What a name stands for. */
export type Binding =
  | { readonly kind: 'value'; readonly init: Node }
  /** A name taken out of an object: `const { base } = settings`. */
  | { readonly kind: 'property'; readonly init: Node; readonly path: readonly string[] }
  | { readonly kind: 'imported'; readonly specifier: string; readonly name: string }
  | { readonly kind: 'function'; readonly node: Node }
  /** A parameter, by its place in the function's list. */
  | {
      readonly kind: 'parameter';
      readonly of: Node;
      readonly index: number;
      readonly path: readonly string[];
    }
  | { readonly kind: 'unknown' };

/** The names of one function or of the module, and what is around it. */
export interface Scope {
  readonly bindings: ReadonlyMap<string, Binding>;
  readonly parent: Scope | undefined;
  readonly module: ModuleScope;
}

/** What holds for a whole file. */
export interface ModuleScope {
  /** POSIX, relative to the project's root. */
  readonly path: string;
  readonly program: Program;
  /** Names that are assigned to after their declaration, anywhere in the file: their value is not certain. */
  readonly reassigned: ReadonlySet<string>;
  /** Names of objects that are changed through a member, with the members: `config.base = …`, `config.plugins.push(…)`. */
  readonly changed: ReadonlyMap<string, ReadonlySet<string>>;
  readonly scope: Scope;
}

const scopes = new WeakMap<Program, ModuleScope>();

/** The names at a file's top level, with what is written to them anywhere; read once for a tree. */
export function readModuleScope(path: string, program: Program): ModuleScope {
  const module = scopes.get(program) ?? read(path, program);
  scopes.set(program, module);
  return module;
}

function read(path: string, program: Program): ModuleScope {
  const reassigned = new Set<string>();
  const changed = new Map<string, Set<string>>();
  for (const node of descendants(program)) {
    if (node.type === 'AssignmentExpression') {
      note(node.left, reassigned, changed);
    } else if (node.type === 'UpdateExpression') {
      note(node.argument, reassigned, changed);
    } else if (node.type === 'CallExpression' && node.callee.type === 'MemberExpression') {
      const method = keyName(node.callee.property, node.callee.computed);
      if (method !== undefined && mutating.has(method)) {
        note(node.callee.object, new Set(), changed);
      }
    }
  }
  const module: ModuleScope = { path, program, reassigned, changed, scope: undefined as never };
  Object.assign(module, { scope: { bindings: readBindings(program.body), parent: undefined, module } });
  return module;
}

/** The names of a function: its parameters and what its body declares. */
export function functionScope(node: Node, around: Scope): Scope {
  const bindings = new Map<string, Binding>();
  if (isFunction(node) && 'params' in node && Array.isArray(node.params)) {
    for (const [index, parameter] of node.params.entries()) {
      const pattern = parameter.type === 'TSParameterProperty' ? parameter.parameter : parameter;
      bindPattern(pattern, (path) => ({ kind: 'parameter', of: node, index, path }), bindings);
    }
  }
  const body = (node as { body?: Node }).body;
  if (body?.type === 'BlockStatement') {
    for (const [name, binding] of readBindings(body.body)) {
      bindings.set(name, binding);
    }
  }
  return { bindings, parent: around, module: around.module };
}

/** The binding of a name seen from a scope, and the scope that it was found in; undefined for a global. */
export function lookUp(name: string, scope: Scope): { binding: Binding; scope: Scope } | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const binding = at.bindings.get(name);
    if (binding !== undefined) {
      return { binding, scope: at };
    }
  }
  return undefined;
}

const mutating = new Set([
  'push',
  'unshift',
  'splice',
  'pop',
  'shift',
  'assign',
  'set',
  'delete',
  'sort',
  'reverse',
]);

/** Notes what an assignment writes to. */
function note(target: Node, reassigned: Set<string>, changed: Map<string, Set<string>>): void {
  if (target.type === 'Identifier') {
    reassigned.add(target.name);
    return;
  }
  const path: (string | undefined)[] = [];
  let at: Node = target;
  while (
    at.type === 'MemberExpression' ||
    at.type === 'TSNonNullExpression' ||
    at.type === 'ParenthesizedExpression'
  ) {
    if (at.type === 'MemberExpression') {
      path.unshift(keyName(at.property, at.computed));
      at = at.object;
    } else {
      at = at.expression;
    }
  }
  if (at.type === 'Identifier') {
    const members = changed.get(at.name) ?? new Set();
    changed.set(at.name, members.add(path[0] ?? '*'));
  } else if (target.type === 'ArrayPattern' || target.type === 'ObjectPattern') {
    for (const node of descendants(target)) {
      if (node.type === 'Identifier') {
        reassigned.add(node.name);
      }
    }
  }
}

/** Names declared by statements, those in nested blocks included; two declarations of one name make it unknown. */
function readBindings(statements: readonly (Statement | Node)[]): Map<string, Binding> {
  const bindings = new Map<string, Binding>();
  const set = (name: string, binding: Binding) => {
    bindings.set(name, bindings.has(name) ? { kind: 'unknown' } : binding);
  };
  const read = (node: Node): void => {
    switch (node.type) {
      case 'ImportDeclaration':
        for (const specifier of node.specifiers) {
          set(specifier.local.name, {
            kind: 'imported',
            specifier: node.source.value,
            name:
              specifier.type === 'ImportDefaultSpecifier'
                ? 'default'
                : specifier.type === 'ImportNamespaceSpecifier'
                  ? '*'
                  : specifier.imported.type === 'Literal'
                    ? specifier.imported.value
                    : specifier.imported.name,
          });
        }
        break;
      case 'ExportNamedDeclaration':
      case 'ExportDefaultDeclaration':
        if (node.declaration) {
          read(node.declaration);
        }
        break;
      case 'VariableDeclaration':
        for (const declarator of node.declarations) {
          const { init } = declarator;
          const own = new Map<string, Binding>();
          bindPattern(
            declarator.id,
            (path) =>
              !init
                ? { kind: 'unknown' }
                : path.length === 0
                  ? { kind: 'value', init }
                  : { kind: 'property', init, path },
            own,
          );
          for (const [name, binding] of own) {
            set(name, binding);
          }
        }
        break;
      case 'FunctionDeclaration':
        if (node.id) {
          set(node.id.name, { kind: 'function', node });
        }
        break;
      case 'ClassDeclaration':
      case 'TSEnumDeclaration':
        if (node.id) {
          set(node.id.name, { kind: 'unknown' });
        }
        break;
      default:
        if (!isFunction(node) && /Statement$|^(?:SwitchCase|CatchClause)$/.test(node.type)) {
          readNested(node);
        }
    }
  };
  const readNested = (node: Node): void => {
    for (const child of descendants(node, (at) => at === node)) {
      if (child !== node) {
        read(child);
      }
    }
  };
  for (const statement of statements) {
    read(statement);
  }
  return bindings;
}

/** The scope that an expression of the file stands in. */
export function scopeAt(module: ModuleScope, node: Node): Scope {
  let scope = module.scope;
  const holds = (outer: Node) => outer.start <= node.start && node.end <= outer.end;
  for (const inner of descendants(module.program, holds)) {
    if (inner !== node && isFunction(inner) && holds(inner)) {
      scope = functionScope(inner, scope);
    }
  }
  return scope;
}
