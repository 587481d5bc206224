import { posix } from 'node:path';
import { positionAt } from '../../../project/parse.ts';
import type { Location } from '../../rule.ts';
import type { Units } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { extensionOf } from '../modules/scripts-in-files.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { findPrompts, promptWords } from './prompts.ts';

/** A component that asks for push, and that an Astro page shows as plain HTML: https://docs.astro.build/en/concepts/islands/ */
export interface DeadIsland {
  readonly name: string;
  readonly at: Location;
}

export function findDeadIslands(
  code: Pick<CodeModel, 'mentioning' | 'scripts' | 'resolve'>,
  { units, evaluator }: { units: Units; evaluator: Evaluator },
): DeadIsland[] {
  return code.mentioning(promptWords).flatMap((path): DeadIsland[] => {
    if (!['tsx', 'jsx', 'vue', 'svelte'].includes(extensionOf(path))) return [];
    const pages = code
      .mentioning([posix.basename(path, posix.extname(path))])
      .filter((page) => extensionOf(page) === 'astro');
    if (pages.length === 0) return [];
    const component = units.get(path);
    if (component === undefined || findPrompts(component, evaluator).length === 0) return [];
    return pages.flatMap((page) => {
      const frontmatter = units.get(page, 'frontmatter');
      if (frontmatter === undefined) return [];
      const { top } = frontmatter.bindings;
      const tags = (code.scripts(page)?.tags ?? []).filter(({ name }) => {
        const source = top.get(name)?.import?.source;
        return source !== undefined && code.resolve(page, source) === path;
      });
      return tags
        .filter(({ attributes }) => !attributes.some(({ name }) => name.startsWith('client:')))
        .map(({ name, start }) => ({ name, at: { path: page, ...positionAt(frontmatter.text, start) } }));
    });
  });
}
