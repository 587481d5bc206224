import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Path of a Node that runs TypeScript files as they are and has node:sqlite, as the generated push server needs: this
 * one from 22.18 on, else the one that PUSHWRIGHT_NODE24 names, else the npm package `node`, installed once for all tests.
 */
export function node24(): string {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 18)) return process.execPath;
  if (process.env.PUSHWRIGHT_NODE24) return process.env.PUSHWRIGHT_NODE24;
  const folder = join(tmpdir(), 'pushwright-node24');
  const installed = executableIn(folder);
  if (installed !== undefined) return installed;

  const made = mkdtempSync(`${folder}-`);
  // The package puts the executable in place with an install script, which newer npm wants allowed here.
  const manifest = { private: true, dependencies: { node: '^24' }, allowScripts: { node: true } };
  writeFileSync(join(made, 'package.json'), JSON.stringify(manifest));
  const install = spawnSync('npm', ['install', '--no-audit', '--no-fund'], {
    cwd: made,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (executableIn(made) === undefined) {
    rmSync(made, { recursive: true, force: true });
    throw new Error(`npm install node@24 gave no Node: ${install.error?.message ?? install.stderr}`);
  }
  try {
    renameSync(made, folder);
  } catch {
    // Another test file was faster; its copy is as good.
    rmSync(made, { recursive: true, force: true });
  }
  const moved = executableIn(folder);
  if (moved === undefined) throw new Error(`${folder} holds no Node: delete it and run the tests again.`);
  return moved;
}

function executableIn(folder: string): string | undefined {
  const names = ['node', 'node.exe'].map((name) => join(folder, 'node_modules', 'node', 'bin', name));
  return names.find((name) => existsSync(name));
}
