import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Audit } from '../../src/audit/audit.ts';
import { createCodeModel } from '../../src/audit/code/create-code-model.ts';
import { createSecretModel } from '../../src/audit/secrets/create-secret-model.ts';
import { reachInCode } from '../../src/audit/secrets/reach-in-code.ts';
import type { SecretModel } from '../../src/audit/secrets/secret-model.ts';
import type { Layout } from '../../src/project/layout.ts';
import { readProject } from '../../src/project/read-project.ts';
import { temporaryFolder } from './copy-fixture.ts';

/** Writes files into a fresh temporary folder and returns its path. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
  return folder;
}

/** An audit of those files with no framework recognised; real models all the same, built when first asked for. */
export function auditOf(files: Readonly<Record<string, string | Uint8Array>>, layout?: Layout): Audit {
  const project = readProject(folderOf(files));
  const code = createCodeModel(project, undefined);
  let secrets: SecretModel | undefined;
  return {
    project,
    nameOf: (path) => path,
    framework: undefined,
    code,
    get secrets() {
      secrets ??= createSecretModel(project, [{ folder: '.', layout }], (path) => reachInCode(code, path));
      return secrets;
    },
  };
}
