/** A table of YAML: what is no text and no table in it is left out. */
export interface YamlTable {
  readonly [key: string]: string | YamlTable;
}

interface Line {
  readonly indentation: number;
  readonly key: string;
  readonly value: string;
}

/**
 * The table under a key of a YAML file, as people write settings: block mappings of plain or quoted text. Flow mappings,
 * anchors, sequences and block text are left out.
 */
export function readYamlTable(text: string, key: string): YamlTable {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .map(readLine)
    .filter((line) => line !== undefined);
  const at = lines.findIndex((line) => line.indentation === 0 && line.key === key);
  return at === -1 || lines[at]?.value !== '' ? {} : tableAfter(lines, at);
}

/** The lines that stand deeper than one, up to the first that does not. */
function tableAfter(lines: readonly Line[], at: number): YamlTable {
  const table: Record<string, string | YamlTable> = {};
  const outer = lines[at]?.indentation ?? 0;
  const inner = lines[at + 1]?.indentation ?? 0;
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next] as Line;
    if (line.indentation <= outer) break;
    if (line.indentation !== inner) continue;
    const hasMore = (lines[next + 1]?.indentation ?? 0) > inner;
    if (line.value === '' && hasMore) table[line.key] = tableAfter(lines, next);
    else if (/^[^&*!|>{[]/.test(line.value)) table[line.key] = line.value;
  }
  return table;
}

const entry = /^( *)(?:"([^"]*)"|'([^']*)'|([^\s'"#:-][^\s:#]*|@[^\s:#]+))\s*:(?:\s+(.*))?$/;

/** `key: value`, without its comment and quotes; undefined for every other line. */
function readLine(line: string): Line | undefined {
  const found = entry.exec(line);
  if (found === null) {
    // A line of another shape still ends what stands deeper.
    const other = /^( *)[^\s#]/.exec(line);
    return other === null ? undefined : { indentation: other[1]?.length ?? 0, key: '', value: '*' };
  }
  const [, indentation = '', double, single, plain, rest = ''] = found;
  const value =
    /^"([^"]*)"\s*(?:#.*)?$/.exec(rest)?.[1] ??
    /^'([^']*)'\s*(?:#.*)?$/.exec(rest)?.[1] ??
    rest.replace(/(?:^|\s+)#.*$/, '').trim();
  return { indentation: indentation.length, key: double ?? single ?? plain ?? '', value };
}
