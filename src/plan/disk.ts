import {
  chmodSync,
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmdirSync,
  rmSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';

/**
 * Every way in which the tool changes the disk: nothing else in the tool writes. Paths are absolute. Each call is one
 * step that a crash can come before or after, which is what the fault-injection test does to each of them.
 */
export interface Disk {
  makeDirectory(path: string, mode?: number): void;
  /** Writes a file of our own folder and flushes it; `mode` as for chmod. */
  write(path: string, content: string | Uint8Array, mode: number): void;
  rename(from: string, to: string): void;
  /** Removes one file. */
  remove(path: string): void;
  /** Removes a folder only when it is empty; otherwise does nothing. */
  removeEmptyDirectory(path: string): void;
  /** Removes a folder or file with everything in it: for our own folder and for what an install made. */
  removeTree(path: string): void;
}

export const disk: Disk = {
  makeDirectory(path, mode) {
    mkdirSync(path, { recursive: true, ...(mode === undefined ? {} : { mode }) });
  },
  write(path, content, mode) {
    // 'w' would follow a planted symlink; our own folder is the only place written to, and it is removed first.
    const handle = openSync(path, 'w', mode);
    try {
      writeFileSync(handle, content);
      fsyncSync(handle);
    } finally {
      closeSync(handle);
    }
    chmodSync(path, mode); // the umask does not apply to a mode that is copied from a file
  },
  rename: renameSync,
  remove: unlinkSync,
  removeEmptyDirectory(path) {
    try {
      rmdirSync(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== 'ENOTEMPTY' && code !== 'EEXIST' && code !== 'ENOENT') throw error;
    }
  },
  removeTree(path) {
    // Retried, because a package manager that is being stopped may still be writing.
    rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  },
};
