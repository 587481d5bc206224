import type { SourceFile } from 'ts-morph';

/** An import of ours that a file has already, under whatever path leads to the same module. */
export interface OwnImport {
  /** The name that the file knows it by. */
  readonly local: string;
}

/**
 * Finds `import { name } from '…/push/push-listener'`: the last two segments of the specifier tell, its beginning
 * may be an alias and its extension may be written.
 */
export function findOwnImport(source: SourceFile, name: string, specifier: string): OwnImport | undefined {
  const wanted = tailOf(specifier);
  for (const declaration of source.getImportDeclarations()) {
    if (declaration.isTypeOnly() || tailOf(declaration.getModuleSpecifierValue()) !== wanted) continue;
    for (const each of declaration.getNamedImports()) {
      if (each.getName() === name) return { local: each.getAliasNode()?.getText() ?? name };
    }
  }
  return undefined;
}

function tailOf(specifier: string): string {
  return specifier
    .replace(/\.[cm]?[jt]sx?$/, '')
    .split('/')
    .slice(-2)
    .join('/');
}
