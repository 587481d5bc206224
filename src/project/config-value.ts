import { createProjectEvaluator, loadModule } from './load-module.ts';
import type { Project } from './project.ts';
import { type StaticValue, unknown } from './static-value.ts';

/**
 * What a configuration module exports by default, as far as its syntax tree shows it; a function is taken for what it
 * returns. An empty object without a file.
 * @param path relative to the project's root
 */
export function readConfigValue(project: Project, path: string | undefined): StaticValue {
  if (path === undefined) {
    return { kind: 'object', properties: new Map(), complete: true };
  }
  const module = loadModule(project, path);
  if (module === undefined) {
    return unknown;
  }
  const evaluator = createProjectEvaluator(project);
  const exported = evaluator.exported(module, 'default');
  return exported.kind === 'function' ? evaluator.call(exported) : exported;
}
