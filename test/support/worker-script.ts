import { expect } from 'vitest';
import { readWorker } from '../../src/audit/code/worker/read-worker.ts';
import type { PushPath } from '../../src/audit/code/worker/worker-model.ts';
import { parseModule } from '../../src/project/parse.ts';

/** The paths of the only push listener in `sw.js`; other files can be imported or brought in by their names. */
export function pathsOf(script: string, files: Record<string, string> = {}): readonly PushPath[] {
  const worker = readScript(script, files);
  expect(worker.push).toHaveLength(1);
  expect(worker.push[0]?.walked).toBe(true);
  return worker.push[0]?.paths ?? [];
}

export function readScript(script: string, files: Record<string, string> = {}) {
  const modules = new Map(
    Object.entries({ 'sw.js': script, ...files }).map(([path, text]) => [path, parseModule(path, text)]),
  );
  const find = (name: string) => {
    const path = name.replace(/^\.?\//, '');
    return modules.has(path) ? path : undefined;
  };
  const code = {
    module: (path: string) => modules.get(path),
    resolve: (_from: string, specifier: string) => find(specifier),
  };
  return readWorker(code, 'sw.js', [], (_from, url) => find(url));
}

export const onPush = (body: string, before = '') =>
  `${before}\nself.addEventListener('push', (event) => {\n${body}\n});`;
export const show = "self.registration.showNotification('Chat')";

/** `json: shows`, `json: nothing`, `json: maybe`, with what is assumed on the way. */
export function summary(paths: readonly PushPath[]): string[] {
  return paths.map(({ message, shows, certain, malformed, steps }) => {
    const end = shows ? 'shows' : certain ? 'nothing' : 'maybe';
    const conditions = steps.map(({ module, node, taken, text }) => {
      return `${taken ? '' : 'not '}${text ?? module.text.slice(node.start, node.end)}`;
    });
    return `${message}: ${end}${malformed ? ' malformed' : ''}${conditions.length > 0 ? ` when ${conditions.join(', ')}` : ''}`;
  });
}
