/**
 * Writes one line of JSON for one event. Fields are counts, statuses and host names: a subscription endpoint is
 * a capability URL (RFC 8030 §8.3), so endpoints, keys, tokens and whole errors stay out.
 */
export function log(event: string, fields: Readonly<Record<string, string | number | boolean>> = {}): void {
  process.stdout.write(`${JSON.stringify({ time: new Date().toISOString(), event, ...fields })}\n`);
}

/** What may be said of an error: its code or class. Messages of network errors carry host names and paths. */
export function errorName(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const code = 'code' in error ? error.code : undefined;
  return typeof code === 'string' ? code : error.name;
}
