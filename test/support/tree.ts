import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A folder of its own for one test, with the files given; the caller removes it with `removeFolder`. */
export function makeFolder(files: Record<string, string | Uint8Array> = {}): string {
  const root = mkdtempSync(join(tmpdir(), 'pushwright-test-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

export function removeFolder(root: string): void {
  rmSync(root, { recursive: true, force: true });
}

/** Every file and folder below, with mode and bytes, to compare two states of a tree exactly. */
export function snapshot(root: string, leaveOut: readonly string[] = []): Record<string, string> {
  const found: Record<string, string> = {};
  const visit = (folder: string): void => {
    for (const name of readdirSync(join(root, folder)).sort()) {
      const path = folder === '' ? name : `${folder}/${name}`;
      if (leaveOut.includes(path)) continue;
      const stats = lstatSync(join(root, path));
      const mode = (stats.mode & 0o777).toString(8);
      if (stats.isDirectory()) {
        found[`${path}/`] = '';
        visit(path);
      } else {
        found[path] =
          `${mode} ${stats.isSymbolicLink() ? 'link' : readFileSync(join(root, path)).toString('base64')}`;
      }
    }
  };
  visit('');
  return found;
}
