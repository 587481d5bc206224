const choice = /^ (?:\|\||\?\?) $/;

/**
 * The paths that a joined one names: both sides of `(payload.tag || "call")` and of `either(…, …)`, the last of
 * `(notification.data && notification.data.url)`. Any other path is its only one.
 */
export function namedAlternatives(path: string): readonly string[] {
  const isEither = path.startsWith('either(');
  const parts = path.startsWith('(') || isEither ? partsOf(path.slice(path.indexOf('(') + 1)) : undefined;
  if (parts === undefined) return [path];
  const [left, operator, right] = parts;
  if (isEither ? operator === ', ' : choice.test(operator))
    return [...namedAlternatives(left), ...namedAlternatives(right)];
  return operator === ' && ' ? namedAlternatives(right) : [path];
}

/** Both sides and what stands between them, of a text that ends with the bracket around them. */
function partsOf(text: string): readonly [string, string, string] | undefined {
  let depth = 0;
  let at: { readonly start: number; readonly operator: string } | undefined;
  for (let index = 0; index < text.length; index++) {
    const sign = text[index];
    if (sign === '"') {
      index = endOfText(text, index);
      continue;
    }
    if (sign === '(' || sign === '[') depth++;
    if (sign === ')' || sign === ']') depth--;
    if (depth < 0) {
      // What follows on the bracket is done with the whole of it.
      const isWhole = index === text.length - 1 && at !== undefined;
      return isWhole && at !== undefined
        ? [text.slice(0, at.start), at.operator, text.slice(at.start + at.operator.length, index)]
        : undefined;
    }
    const operator = /^(?: (?:\|\||\?\?|&&) |, )/.exec(text.slice(index, index + 4))?.[0];
    if (depth === 0 && at === undefined && operator !== undefined) at = { start: index, operator };
  }
  return undefined;
}

/** Where a text in quotation marks ends that begins at the index. */
function endOfText(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === '\\' ? 2 : 1;
  return index;
}
