import type { Detection, Framework } from '../frameworks/framework.ts';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import type { CodeModel } from './code/code-model.ts';
import type { SecretModel } from './secrets/secret-model.ts';

/** Everything a rule may ask. Models are built on first use and shared by all rules. */
export interface Audit {
  readonly project: Project;
  /** Undefined when no known framework is recognised: rules then judge by conventions alone. */
  readonly framework:
    | { readonly framework: Framework; readonly detection: Detection; readonly layout: Layout }
    | undefined;
  /** A path as reports name it: relative to the folder that was asked about, of which the project may be a part. */
  nameOf(path: string): string;
  readonly code: CodeModel;
  readonly secrets: SecretModel;
}
