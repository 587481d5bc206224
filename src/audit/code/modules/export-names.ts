import { posix } from 'node:path';
import { parseSync } from 'oxc-parser';
import { mayBeTooDeep } from '../../../project/nesting.ts';
import type { Project } from '../../../project/project.ts';
import type { CodeModel } from '../code-model.ts';

/** The names that a module exports, `default` among them and those of `export *` followed; its tree is not built for it. */
export function exportNames(
  project: Project,
  code: Pick<CodeModel, 'resolve'>,
  path: string,
  seen: Set<string> = new Set(),
): readonly string[] {
  const text = seen.has(path) ? undefined : project.files.text(path);
  seen.add(path);
  if (text === undefined || !text.includes('export') || mayBeTooDeep(text)) return [];
  const lang = /\.[cm]?ts$/.test(path) ? 'ts' : posix.extname(path) === '.tsx' ? 'tsx' : 'jsx';
  const names = new Set<string>();
  for (const { entries } of parseSync(path, text, { lang }).module.staticExports) {
    for (const { isType, exportName, importName, moduleRequest } of entries) {
      if (isType) continue;
      if (exportName.kind === 'Name' && exportName.name !== null) names.add(exportName.name);
      else if (exportName.kind === 'Default') names.add('default');
      else if (importName.kind === 'AllButDefault' && moduleRequest !== null) {
        const target = code.resolve(path, moduleRequest.value);
        for (const name of target === undefined ? [] : exportNames(project, code, target, seen))
          if (name !== 'default') names.add(name);
      }
    }
  }
  return [...names];
}
