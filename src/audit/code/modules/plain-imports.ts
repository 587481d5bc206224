const words = /\b(?:import|export|require)\b/g;
const clause = String.raw`(?:type\s+)?(?:[\w$]+\s*,\s*)?(?:[\w$]+|\*\s*as\s+[\w$]+|\{[\w$\s,]*\})`;
const source = String.raw`(?:'([^'\n\\]+)'|"([^"\n\\]+)")`;
const sideEffect = new RegExp(String.raw`import\s*${source}`, 'y');
const importFrom = new RegExp(String.raw`import\s+(${clause})\s*from\s*${source}`, 'y');
const exportFrom = new RegExp(
  String.raw`export\s+((?:type\s+)?(?:\*(?:\s*as\s+[\w$]+)?|\{[\w$\s,]*\}))\s*from\s*${source}`,
  'y',
);
const declaration =
  /export\s+(?:default|const|let|var|function|async|class|abstract|interface|enum|declare|type\s+[\w$]+\s*[=<])(?![\w$])/y;
const localNames = /export\s+(?:type\s+)?\{[\w$\s,]*\}(?!\s*from\b)/y;

/**
 * What a module loads at run time, where nothing but statements that begin a line speak of it: most modules are written so,
 * and no parser has to be asked.
 * @returns undefined where one has to: for `import()`, `require()`, and wherever one of these words stands elsewhere
 */
export function readPlainImports(text: string): string[] | undefined {
  const found = new Set<string>();
  let end = 0;
  for (const { index } of text.matchAll(words)) {
    if (index < end) continue;
    if (index > 0 && text[index - 1] !== '\n') return undefined;
    const from = match(importFrom, text, index) ?? match(exportFrom, text, index);
    const statement = from ?? match(sideEffect, text, index);
    if (statement === undefined) {
      if (match(declaration, text, index) === undefined && match(localNames, text, index) === undefined)
        return undefined;
      continue;
    }
    if (!isCode(text, index)) return undefined;
    end = index + statement[0].length;
    const names = from === undefined ? '' : (from[1] ?? '');
    // A default import may be called `type`, and a name be taken `as` another.
    if (/\btype\s*(?:,|\}|$|as\b)/.test(names)) return undefined;
    const isNone = statement[0].startsWith('export') && /\{\s*\}/.test(names);
    if (!isNone && !isTypeOnly(names)) found.add(statement.at(-1) ?? statement.at(-2) ?? '');
  }
  return [...found];
}

function match(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

/** Whether no comment and no template can have begun before. */
function isCode(text: string, at: number): boolean {
  return text.lastIndexOf('`', at) === -1 && text.lastIndexOf('/*', at) <= text.lastIndexOf('*/', at);
}

/** `type X`, `{ type A, type B }` */
function isTypeOnly(names: string): boolean {
  if (/^type\s/.test(names)) return true;
  const list = /^\{([\w$\s,]*)\}$/.exec(names)?.[1];
  const items = list?.split(',').filter((item) => item.trim() !== '');
  return items !== undefined && items.length > 0 && items.every((item) => /^\s*type\s/.test(item));
}
