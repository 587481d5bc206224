/** The lines of `after` that `before` does not have, trimmed. */
export function addedLines(before: string, after: string): string[] {
  const rest = before.split('\n');
  return after.split('\n').flatMap((line) => {
    const at = rest.indexOf(line);
    if (at !== -1) {
      rest.splice(at, 1);
      return [];
    }
    return [line.trim()];
  });
}
