/** Brackets and tags inside each other: what people write has a hundredth of it. */
const deepest = 1000;
/** Operators, accesses and conditions in a row, with nothing that ends a statement or an item of a list. */
const longest = 5000;

/**
 * Whether a script's text may be nested so deeply that a parser runs out of its stack, which ends the process. Looks at
 * characters alone, and would rather say yes.
 */
export function mayBeTooDeep(text: string): boolean {
  if (text.length < deepest) return false;
  let depth = 0;
  let tags = 0;
  let run = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text[at]) {
      case '"':
      case "'":
        at = endOfString(text, at);
        break;
      case '/':
        if (text[at + 1] === '/') at = endOr(text, '\n', at + 2);
        else if (text[at + 1] === '*') at = endOr(text, '*/', at + 2);
        else if (text[at + 1] === '>') tags--;
        else if (++run > longest) return true;
        break;
      case '(':
      case '[':
        if (++depth > deepest) return true;
        break;
      case '{':
        run = 0;
        if (++depth > deepest) return true;
        break;
      case ')':
      case ']':
        depth--;
        // `if (a) while (b) …`: one statement in the other, without a bracket around it.
        if (isWordAfter(text, at + 1) && ++run > longest) return true;
        break;
      case '}':
        depth--;
        if (!isElseAfter(text, at + 1)) run = 0;
        else if (++run > longest) return true;
        break;
      case ',':
        run = 0;
        break;
      case ';':
        tags = 0;
        if (!isElseAfter(text, at + 1)) run = 0;
        else if (++run > longest) return true;
        break;
      case '<':
        if (text[at + 1] === '/') tags--;
        else if (++tags > deepest) return true;
        break;
      case '+':
      case '-':
      case '*':
      case '%':
      case '&':
      case '|':
      case '^':
      case '!':
      case '~':
      case '?':
      case ':':
      case '=':
      case '.':
        if (++run > longest) return true;
        break;
    }
  }
  return false;
}

function endOfString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\') at++;
    // An apostrophe in a comment or in JSX is closed by nothing.
    else if (text[at] === quote || text[at] === '\n') return at;
  }
  return text.length;
}

function endOr(text: string, end: string, from: number): number {
  const found = text.indexOf(end, from);
  return found === -1 ? text.length : found + end.length - 1;
}

function isWordAfter(text: string, from: number): boolean {
  const next = text[afterSpace(text, from)];
  return next !== undefined && /\w/.test(next);
}

function isElseAfter(text: string, from: number): boolean {
  return text.startsWith('else', afterSpace(text, from));
}

function afterSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\n' || text[at] === '\t' || text[at] === '\r') at++;
  return at;
}
