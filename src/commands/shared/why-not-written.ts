const reasons: Readonly<Record<string, string>> = {
  EISDIR: 'that is a folder',
  ENOENT: 'its folder does not exist',
  ENOTDIR: 'a file stands where a folder is needed',
  EACCES: 'permission is denied',
  EPERM: 'permission is denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  ENAMETOOLONG: 'its name is too long',
};

/** Why the system did not write, as a clause for people: `permission is denied`. */
export function whyNotWritten(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return reasons[code ?? ''] ?? `the system says ${code ?? message}`;
}
