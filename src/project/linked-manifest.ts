import type { Node, Program } from 'oxc-parser';
import { parseFile } from './parse-file.ts';
import type { Project } from './project.ts';
import { descendants, keyName } from './syntax-tree.ts';

/**
 * The address that a module links as the web app manifest: in JSX, or in link descriptors such as a `links` function
 * returns. Empty when it is not a plain text; undefined when nothing is linked.
 */
export function findLinkedManifest(project: Project, path: string): string | undefined {
  const module = parseFile(project, path);
  return module === undefined ? undefined : manifestLinkedIn(module.program);
}

/** The same of a syntax tree. */
export function manifestLinkedIn(program: Program): string | undefined {
  for (const node of descendants(program)) {
    const fields = fieldsOf(node);
    if (fields?.get('rel')?.toLowerCase().split(/\s+/).includes('manifest')) return fields.get('href') ?? '';
  }
  return undefined;
}

/** The plain texts among an object's properties or an element's attributes. */
function fieldsOf(node: Node): ReadonlyMap<string, string> | undefined {
  if (node.type === 'ObjectExpression') {
    return new Map(
      node.properties.flatMap((property) => {
        if (property.type !== 'Property') return [];
        const name = keyName(property.key, property.computed);
        const value = textOf(property.value);
        return name === undefined || value === undefined ? [] : [[name, value] as const];
      }),
    );
  }
  if (node.type !== 'JSXOpeningElement') return undefined;
  return new Map(
    node.attributes.flatMap((attribute) => {
      if (attribute.type !== 'JSXAttribute' || attribute.name.type !== 'JSXIdentifier') return [];
      const { value } = attribute;
      const inner = value?.type === 'JSXExpressionContainer' ? value.expression : value;
      const text = inner ? textOf(inner) : undefined;
      return text === undefined ? [] : [[attribute.name.name, text] as const];
    }),
  );
}

function textOf(node: Node): string | undefined {
  if (node.type === 'Literal' && typeof node.value === 'string') return node.value;
  const [only] = node.type === 'TemplateLiteral' ? node.quasis : [];
  return node.type === 'TemplateLiteral' && node.quasis.length === 1
    ? (only?.value.cooked ?? undefined)
    : undefined;
}
