const maxKeys = 10_000;

/**
 * Counts in fixed windows of a minute, in this process.
 * @returns a function that is false once a key has been taken `limit` times in its minute
 */
export function createRateLimit(limit: number): (key: string) => boolean {
  const windows = new Map<string, { taken: number; endsAt: number }>();
  return (key) => {
    const now = Date.now();
    const window = windows.get(key);
    if (window !== undefined && now < window.endsAt) return ++window.taken <= limit;
    windows.delete(key);
    // The oldest window goes first: keys come from outside, the memory must not.
    if (windows.size >= maxKeys) windows.delete(windows.keys().next().value ?? '');
    windows.set(key, { taken: 1, endsAt: now + 60_000 });
    return limit >= 1;
  };
}
