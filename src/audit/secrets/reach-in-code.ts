import type { CodeModel } from '../code/code-model.ts';
import type { Reach } from './secret-model.ts';

/** How browsers get at a source file: as a part of a worker, or of what pages load. */
export function reachInCode(code: CodeModel, path: string): Reach | undefined {
  if (code.workers.some(({ scripts }) => scripts.some((script) => script.path === path))) return 'worker';
  const { graph } = code.client;
  // Where nothing says how the app starts, every module counts as reached: that is no proof.
  return graph.known && graph.isClient(path) ? 'module' : undefined;
}
