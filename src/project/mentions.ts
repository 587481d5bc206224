import type { FileIndex } from './project.ts';

/** Whether a file holds any of the words, compared as bytes: nothing is decoded or parsed for it. */
export function mentions(files: FileIndex, path: string, words: readonly string[]): boolean {
  const bytes = files.bytes(path);
  if (bytes === undefined) {
    return false;
  }
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return words.some((word) => buffer.includes(word));
}
