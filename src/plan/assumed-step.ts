import type { Layout } from '../project/layout.ts';
import type { ManualOperation } from './operation.ts';

/**
 * A configuration that is wrapped, or that a run decides, does not say where things go: what is usual is taken then, and
 * its people are told what that is.
 * @param path the configuration file
 */
export function assumedStep(layout: Layout, path: string | undefined): ManualOperation[] {
  const { unknown, publicDir, publicKeyVariable, envDir } = layout;
  const assumed = [
    { field: 'publicDir', taken: `${publicDir}/ is served as it is, with the worker in it` },
    { field: 'envPrefix', taken: `the bundle gets ${publicKeyVariable}` },
    { field: 'envDir', taken: `env files are in ${envDir === '.' ? 'this folder' : `${envDir}/`}` },
  ].filter(({ field }) => unknown.includes(field));
  if (assumed.length === 0) return [];
  const fields = assumed.map(({ field }) => field).join(', ');
  const taken = assumed.map((each) => each.taken).join('; ');
  return [
    {
      kind: 'manual',
      path,
      reason: `What ${path ?? 'the configuration'} says of ${fields} is only known when it runs, so what is usual was taken: ${taken}. Where that is not so, undo, write it out in the configuration and run init again`,
      snippet: '',
    },
  ];
}
