import { createRequire } from 'node:module';

/** The part of a syntax tree's node that is used here: https://lezer.codemirror.net/docs/ref/#common.SyntaxNode */
export interface PythonNode {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly parent: PythonNode | null;
  readonly firstChild: PythonNode | null;
  readonly nextSibling: PythonNode | null;
}

interface Parser {
  parse(text: string): { readonly topNode: PythonNode };
}

let parser: Parser | undefined;

/**
 * The syntax tree of a Python file; undefined when it is nested so deeply that the parser runs out of its stack. The parser is
 * loaded for the first one: most repositories have none that sends pushes.
 */
export function readPython(text: string): PythonNode | undefined {
  parser ??= (createRequire(import.meta.url)('@lezer/python') as { readonly parser: Parser }).parser;
  if (isTooDeep(text)) return undefined;
  try {
    return parser.parse(text).topNode;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Brackets inside each other: what people write has a hundredth of it, and the parser's memory grows with its square. */
const deepest = 1000;

/** Looks at characters alone, those of texts and comments too, and would rather say yes. */
function isTooDeep(text: string): boolean {
  let depth = 0;
  for (const character of text) {
    if (character === '(' || character === '[' || character === '{') depth++;
    else if (character === ')' || character === ']' || character === '}') depth--;
    if (depth > deepest) return true;
  }
  return false;
}

export function childrenOf(node: PythonNode): PythonNode[] {
  const found: PythonNode[] = [];
  for (let at = node.firstChild; at !== null; at = at.nextSibling) found.push(at);
  return found;
}

/** The node and all below it, in the order of the text. */
export function* everyNode(node: PythonNode): Generator<PythonNode> {
  // A list of what is left, not the stack: sources that a program wrote nest without end.
  const left = [node];
  for (let at = left.pop(); at !== undefined; at = left.pop()) {
    yield at;
    left.push(...childrenOf(at).reverse());
  }
}

/** The innermost function around a node; undefined for a module's own code. */
export function functionAround(node: PythonNode): PythonNode | undefined {
  for (let at = node.parent; at !== null; at = at.parent) if (at.name === 'FunctionDefinition') return at;
  return undefined;
}
