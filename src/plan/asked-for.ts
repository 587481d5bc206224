import { posix } from 'node:path';
import type { CreateOperation } from './operation.ts';

/**
 * Those of some files that are missing which a text names, or which another of them names that comes back: a module that
 * its owner has replaced, and that nothing imports any more, is not missed.
 * @param texts the files that are there
 */
export function askedFor(missing: readonly CreateOperation[], texts: readonly string[]): CreateOperation[] {
  const asking = [...texts];
  const asked = new Set<CreateOperation>();
  // It grows while it is walked: what comes back may ask for others in turn.
  for (const text of asking) {
    for (const file of missing) {
      if (asked.has(file) || !names(text, posix.basename(file.path))) continue;
      asked.add(file);
      asking.push(String(file.content));
    }
  }
  return missing.filter((file) => asked.has(file));
}

/** Whether a text names a file, `store.ts` being another one than `sqlite-store.ts`. */
function names(text: string, file: string): boolean {
  const before = text.split(file).slice(0, -1);
  return before.some((part) => !/[\w-]$/.test(part));
}
