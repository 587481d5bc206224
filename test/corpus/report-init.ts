import { compareInit } from './compare-init.ts';

/** Prints every miss, then how many of each field are right; 1 when anything is missed. */
export function run(folder: string, labels: string, { json = false }: { readonly json?: boolean }): 0 | 1 {
  const { fields, misses } = compareInit(folder, labels);
  if (json) {
    console.log(JSON.stringify({ fields, misses }, null, 2));
    return misses.length > 0 ? 1 : 0;
  }
  for (const { app, field, expected, found } of misses) {
    console.log(`${app}: ${field} should be ${JSON.stringify(expected)}, is ${JSON.stringify(found)}`);
  }
  console.log('\nfield              right   of');
  for (const [field, { right, of }] of Object.entries(fields)) {
    console.log(`${field.padEnd(18)} ${String(right).padStart(5)} ${String(of).padStart(4)}`);
  }
  return misses.length > 0 ? 1 : 0;
}
