import { resolve } from 'node:path';

/** A folder as a sentence can name it: as the person wrote it, but for `.` and `..`, which read like its end. */
export function shownFolder(directory: string): string {
  if (resolve(directory) === process.cwd()) return 'this folder';
  return /^[./\\]*$/.test(directory) ? resolve(directory) : directory;
}
