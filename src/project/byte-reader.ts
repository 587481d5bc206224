import { closeSync, openSync, readSync } from 'node:fs';

/** Small files share blocks of memory: one for each of thousands costs more than reading them. */
const blockSize = 1024 * 1024;

/**
 * Makes a reader of files whose size is known already, which saves questions to the file system.
 * @returns reads at most `size` bytes; throws what the file system throws
 */
export function createByteReader(): (path: string, size: number) => Buffer {
  let block = Buffer.alloc(0);
  let used = 0;
  return (path, size) => {
    const file = openSync(path, 'r');
    try {
      if (block.length - used < size) {
        block = Buffer.allocUnsafeSlow(Math.max(size, blockSize));
        used = 0;
      }
      const start = used;
      let end = start;
      while (end - start < size) {
        const count = readSync(file, block, end, size - (end - start), null);
        if (count === 0) break;
        end += count;
      }
      used = end;
      return block.subarray(start, end);
    } finally {
      closeSync(file);
    }
  };
}
