/**
 * The `packages` patterns of a pnpm-workspace.yaml, in order; undefined when the file has no such key (since pnpm 10 it
 * may hold settings alone). Reads what people write there, a block or a flow sequence of strings, and nothing else of YAML.
 * See https://pnpm.io/pnpm-workspace_yaml.
 */
export function readPnpmPackages(text: string): readonly string[] | undefined {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const at = lines.findIndex((line) => /^(?:packages|"packages"|'packages')\s*:/.test(line));
  if (at === -1) {
    return undefined;
  }
  const rest = (lines[at] as string).slice((lines[at] as string).indexOf(':') + 1);
  if (withoutComment(rest) !== '') {
    let flow = withoutComment(rest);
    for (let next = at + 1; !flow.endsWith(']') && next < lines.length; next++) {
      flow += withoutComment(lines[next] as string);
    }
    return flow.startsWith('[') ? flowItems(flow) : [];
  }
  const items: string[] = [];
  for (const line of lines.slice(at + 1)) {
    const text = withoutComment(line);
    if (text.startsWith('- ')) {
      items.push(unquote(text.slice(2).trim()));
    } else if (text !== '') {
      break;
    }
  }
  return items.filter((item) => item !== '');
}

/** A line without its comment: a `#` at the start or after a space, outside quotes. */
function withoutComment(line: string): string {
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const letter = line[at] as string;
    if (quote !== '') {
      quote = letter === quote ? '' : quote;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
    } else if (letter === '#' && (at === 0 || /\s/.test(line[at - 1] as string))) {
      return line.slice(0, at).trim();
    }
  }
  return line.trim();
}

/** The strings of `[a, 'b', "c"]`; commas inside quotes or braces separate nothing. */
function flowItems(flow: string): string[] {
  const items: string[] = [];
  let item = '';
  let quote = '';
  let braces = 0;
  for (const letter of flow.slice(1, flow.endsWith(']') ? -1 : undefined)) {
    if (quote !== '') {
      quote = letter === quote ? '' : quote;
    } else if (letter === '"' || letter === "'") {
      quote = letter;
    } else if (letter === '{' || letter === '}') {
      braces += letter === '{' ? 1 : -1;
    }
    if (letter === ',' && quote === '' && braces === 0) {
      items.push(item);
      item = '';
    } else {
      item += letter;
    }
  }
  return [...items, item].map((text) => unquote(text.trim())).filter((text) => text !== '');
}

function unquote(text: string): string {
  const quote = text[0];
  return (quote === '"' || quote === "'") && text.length > 1 && text.endsWith(quote)
    ? text.slice(1, -1)
    : text;
}
