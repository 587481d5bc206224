import type { Evaluator } from './evaluate.ts';

/** Absolute POSIX path of a file of the project. */
export function absolute(path: string, evaluator: Evaluator): string {
  return `${evaluator.around.root}/${path}`;
}

/** Absolute POSIX path of the folder that a file of the project lies in. */
export function directoryOf(path: string, evaluator: Evaluator): string {
  const file = absolute(path, evaluator);
  return file.slice(0, file.lastIndexOf('/'));
}
