import { detectFramework } from '../frameworks/index.ts';
import { joinPosix } from '../project/posix-path.ts';
import type { Project } from '../project/project.ts';
import type { Audit } from './audit.ts';
import type { CodeModel } from './code/code-model.ts';
import { createCodeModel } from './code/create-code-model.ts';
import { createSecretModel } from './secrets/create-secret-model.ts';
import { reachInCode } from './secrets/reach-in-code.ts';
import type { SecretModel } from './secrets/secret-model.ts';

/**
 * What rules are given for one project; each model is built when the first rule asks for it.
 * @param whole the repository that this project is a part of: where it lies there, and how its keys are made
 */
export function createAudit(
  project: Project,
  whole?: { readonly folder: string; readonly makeSecrets: (audit: Audit) => SecretModel },
): Audit {
  let framework: { readonly found: Audit['framework'] } | undefined;
  let code: CodeModel | undefined;
  let secrets: SecretModel | undefined;
  const audit: Audit = {
    project,
    nameOf: (path) => joinPosix(whole?.folder ?? '.', path),
    get framework() {
      framework ??= { found: detectFramework(project) };
      return framework.found;
    },
    get code() {
      code ??= createCodeModel(project, audit.framework);
      return code;
    },
    get secrets() {
      secrets ??=
        whole?.makeSecrets(audit) ??
        createSecretModel(project, [{ folder: '.', layout: audit.framework?.layout }], (path) =>
          reachInCode(audit.code, path),
        );
      return secrets;
    },
  };
  return audit;
}
