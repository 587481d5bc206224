/** One assignment of an env file. */
export interface EnvEntry {
  readonly name: string;
  readonly value: string;
  /** From 1; the column is where the value starts, or the name when there is no value. */
  readonly line: number;
  readonly column: number;
}

/** Reads env files as dotenv does: `export`, quotes, comments after a value, quoted values over several lines. */
export function readEnvFile(text: string): EnvEntry[] {
  const entries: EnvEntry[] = [];
  const assignment =
    /^(\uFEFF?[ \t]*(?:export[ \t]+)?)([\w.-]+)([ \t]*=[ \t]*)("(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`|[^\r\n]*)/gm;
  for (const match of text.matchAll(assignment)) {
    const [, lead = '', name = '', equals = '', raw = ''] = match;
    const quoted = /^["'`]/.test(raw) && raw.length > 1 && raw.at(-1) === raw[0];
    const value = quoted ? raw.slice(1, -1) : raw.replace(/(^|\s)#.*$/, '').trim();
    const start =
      match.index + lead.length + (value === '' ? 0 : name.length + equals.length + (quoted ? 1 : 0));
    let line = 1;
    let lineStart = 0;
    for (let at = text.indexOf('\n'); at !== -1 && at < start; at = text.indexOf('\n', at + 1)) {
      line++;
      lineStart = at + 1;
    }
    entries.push({ name, value, line, column: start - lineStart + 1 });
  }
  return entries;
}

/** Whether a value waits to be replaced: `your-key-here`, `<key>`, `changeme`, `xxx`, a reference to another variable. */
export function isPlaceholder(value: string): boolean {
  return (
    /^(?:<.*>|\[.*\]|\{\{.*\}\}|\$\{.*\}|\$\w+|\.{2,}|…|\*+|x+|-+|_+|null|undefined|none|todo|tbd|n\/a)$/i.test(
      value,
    ) ||
    /your|change[-_ ]?me|replace|placeholder|example|insert|paste|generate|_here\b|-here\b|dummy|fill[-_ ]?in|todo/i.test(
      value,
    ) ||
    /^(.)\1*$/.test(value)
  );
}
