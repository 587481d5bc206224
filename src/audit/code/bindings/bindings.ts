import type {
  ArrowFunctionExpression,
  Class,
  Function as FunctionDefinition,
  Node,
  Program,
} from 'oxc-parser';

export type FunctionNode = FunctionDefinition | ArrowFunctionExpression;
export type ClassNode = Class;

/** A name that a module declares, and where it is read or written. */
export interface Binding {
  readonly name: string;
  readonly kind: 'import' | 'variable' | 'function' | 'class' | 'parameter' | 'catch' | 'enum';
  /** The declaring identifier. */
  readonly id: Node;
  /** The import specifier, variable declarator, function, class, or (for a parameter) the function that takes it. */
  readonly declaration: Node;
  readonly import?: ImportedName;
  /** Identifiers that mean this name, the declaring one left out; JSX element names included. */
  readonly references: Node[];
}

export interface ImportedName {
  readonly source: string;
  /** `default`, a name, or `*` for the namespace. */
  readonly name: string;
}

/** What a module hands out under one name. */
export type Export =
  | { readonly kind: 'binding'; readonly binding: Binding }
  | { readonly kind: 'expression'; readonly node: Node }
  | { readonly kind: 'from'; readonly source: string; readonly name: string };

/** Scopes of one module. */
export interface Bindings {
  readonly program: Program;
  parent(node: Node): Node | undefined;
  /** What an identifier means here; undefined for globals. */
  lookup(identifier: Node): Binding | undefined;
  /** Bindings of the module's own scope. */
  readonly top: ReadonlyMap<string, Binding>;
  readonly exports: ReadonlyMap<string, Export>;
  /** Sources of `export * from`. */
  readonly stars: readonly string[];
  /** `import('…')` and `require('…')` with a literal, as expressions of the whole module. */
  readonly loads: readonly { readonly node: Node; readonly source: string }[];
  /** Identifiers that nothing in the module declares, by name. */
  readonly globals: ReadonlyMap<string, readonly Node[]>;
}

export function isFunction(node: Node | undefined): node is FunctionNode {
  return (
    node?.type === 'FunctionDeclaration' ||
    node?.type === 'FunctionExpression' ||
    node?.type === 'ArrowFunctionExpression'
  );
}

export function isClass(node: Node | undefined): node is ClassNode {
  return node?.type === 'ClassDeclaration' || node?.type === 'ClassExpression';
}
