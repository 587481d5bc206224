import type { Project } from '../project/project.ts';
import type { EditResult } from './edits/edit-result.ts';
import type { Operation } from './operation.ts';

/** Turns what an edit of a file came to into an operation: done, already done, or for a person to do. */
export function editFile(
  project: Project,
  path: string,
  reason: string,
  edit: (text: string) => EditResult,
): Operation {
  const before = project.files.text(path);
  if (before === undefined) {
    const { reason: why, snippet } = asManual(edit(''), reason);
    return { kind: 'manual', path, reason: `${path} is not readable as text. ${why}`, snippet };
  }
  const result = edit(before);
  if (result.status === 'edited') {
    const { text: after, inserted } = result;
    return { kind: 'edit', path, before, after, inserted, reason };
  }
  if (result.status === 'already') return { kind: 'keep', path, reason: result.reason };
  return { kind: 'manual', path, reason: result.reason, snippet: result.snippet };
}

function asManual(result: EditResult, reason: string): { reason: string; snippet: string } {
  return result.status === 'manual'
    ? result
    : { reason, snippet: result.status === 'edited' ? result.text : '' };
}
