import type { Project } from '../project/project.ts';
import type { CreateOperation, KeepOperation } from './operation.ts';
import { unchecked } from './unchecked.ts';

/** A file of ours: created, or kept as it is when it is there, because its owner may have changed it since. */
export function createOrKeep(
  project: Project,
  path: string,
  content: () => string | Uint8Array,
  reason: string,
): CreateOperation | KeepOperation {
  return project.files.has(path)
    ? { kind: 'keep', path, reason: 'is there already' }
    : { kind: 'create', path, content: unchecked(project, path, content()), reason };
}
