import type { Node } from 'oxc-parser';
import { isFunction } from '../bindings/bindings.ts';
import { ancestor, type Place, type Unit } from '../bindings/units.ts';

/** Exports that frameworks keep on the server, in modules that the browser gets as well. */
const serverExports = new Set([
  'loader',
  'action',
  'headers',
  'middleware',
  'getServerSideProps',
  'getStaticProps',
  'getStaticPaths',
  'getInitialProps',
  'generateMetadata',
  'generateStaticParams',
]);

/** Whether a place stands in a function that a framework only calls on the server: a loader, an action, `getServerSideProps`. */
export function isServerExport(place: Place): boolean {
  const outermost =
    isFunction(place.node) && ancestor(place, isFunction) === undefined
      ? place.node
      : outermostFunction(place);
  return outermost !== undefined && serverExports.has(nameOf(place.unit, outermost) ?? '');
}

/** The function at the module's own level that a place stands in; undefined for the module's own code. */
export function outermostFunction(place: Place): Node | undefined {
  let found: Node | undefined;
  for (
    let at = ancestor(place, isFunction);
    at !== undefined;
    at = ancestor({ unit: place.unit, node: at }, isFunction)
  )
    found = at;
  return found;
}

function nameOf(unit: Unit, node: Node): string | undefined {
  if (isFunction(node) && node.id) return node.id.name;
  const declarator = ancestor(
    { unit, node },
    (at): at is Extract<Node, { type: 'VariableDeclarator' }> => at?.type === 'VariableDeclarator',
  );
  return declarator?.id.type === 'Identifier' ? declarator.id.name : undefined;
}
