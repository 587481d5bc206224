import { type ParsedModule, parseModule } from './parse.ts';
import type { Project } from './project.ts';

const known = new WeakMap<Project, Map<string, ParsedModule | undefined>>();

/** A whole script of the project, parsed once whoever asks; undefined when it cannot be read. */
export function parseFile(project: Project, path: string): ParsedModule | undefined {
  const modules = known.get(project) ?? new Map<string, ParsedModule | undefined>();
  known.set(project, modules);
  if (!modules.has(path)) {
    const text = project.files.text(path);
    modules.set(path, text === undefined ? undefined : parseModule(path, text));
  }
  return modules.get(path);
}
