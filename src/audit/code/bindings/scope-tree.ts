import type { Node } from 'oxc-parser';
import type { Binding, ImportedName } from './bindings.ts';

/** Names of one block, function or module. */
export interface Scope {
  readonly names: Map<string, Binding>;
  readonly parent: Scope | undefined;
  /** Where `var` lands: a function's or the module's scope. */
  readonly hoist: Scope;
}

/** The scopes of one module while its names are being collected. */
export interface ScopeTree {
  readonly module: Scope;
  /** @param hoists whether `var` lands in it */
  open(parent: Scope, hoists: boolean): Scope;
  declare(scope: Scope, id: Node, kind: Binding['kind'], declaration: Node, imported?: ImportedName): void;
  /** Declares every name in a pattern; default values and computed keys are ordinary expressions. */
  declarePattern(pattern: Node, scope: Scope, kind: Binding['kind'], declaration: Node): void;
  /** Notes an identifier that is no declaration: what it means is known when every name is. */
  use(identifier: Node, name: string, scope: Scope): void;
  /** Gives every use its binding. @returns the uses that no scope declares, by name */
  resolveUses(): ReadonlyMap<string, readonly Node[]>;
  /** What an identifier means; uses only after `resolveUses`. */
  meaning(identifier: Node): Binding | undefined;
}

export function createScopeTree(): ScopeTree {
  const meanings = new Map<Node, Binding>();
  const uses: { identifier: Node; name: string; scope: Scope }[] = [];
  const module = createScope(undefined, true);

  const tree: ScopeTree = {
    module,
    open: createScope,
    declare(scope, id, kind, declaration, imported) {
      if (id.type !== 'Identifier') return;
      const before = scope.names.get(id.name);
      // `var` twice, or a function over a var: one variable.
      if (before !== undefined && before.kind !== 'import') {
        meanings.set(id, before);
        if (declaration.type === 'VariableDeclarator') before.references.push(id);
        return;
      }
      const binding: Binding = { name: id.name, kind, id, declaration, import: imported, references: [] };
      scope.names.set(id.name, binding);
      meanings.set(id, binding);
    },
    declarePattern(pattern, scope, kind, declaration) {
      const inside = (part: Node) => tree.declarePattern(part, scope, kind, declaration);
      switch (pattern.type) {
        case 'Identifier':
          tree.declare(scope, pattern, kind, declaration);
          break;
        case 'ObjectPattern':
          for (const property of pattern.properties)
            inside(property.type === 'Property' ? property.value : property);
          break;
        case 'ArrayPattern':
          for (const element of pattern.elements) if (element) inside(element);
          break;
        case 'AssignmentPattern':
          inside(pattern.left);
          break;
        case 'RestElement':
          inside(pattern.argument);
          break;
        case 'TSParameterProperty':
          inside(pattern.parameter);
          break;
      }
    },
    use(identifier, name, scope) {
      if (!meanings.has(identifier)) uses.push({ identifier, name, scope });
    },
    resolveUses() {
      const globals = new Map<string, Node[]>();
      for (const { identifier, name, scope } of uses) {
        let at: Scope | undefined = scope;
        while (at !== undefined && !at.names.has(name)) at = at.parent;
        const binding = at?.names.get(name);
        if (binding === undefined) {
          const list = globals.get(name);
          if (list === undefined) globals.set(name, [identifier]);
          else list.push(identifier);
        } else {
          binding.references.push(identifier);
          meanings.set(identifier, binding);
        }
      }
      return globals;
    },
    meaning: (identifier) => meanings.get(identifier),
  };
  return tree;
}

function createScope(parent: Scope | undefined, hoists: boolean): Scope {
  const scope: { names: Map<string, Binding>; parent: Scope | undefined; hoist: Scope } = {
    names: new Map(),
    parent,
    hoist: undefined as unknown as Scope,
  };
  scope.hoist = hoists || parent === undefined ? scope : parent.hoist;
  return scope;
}
