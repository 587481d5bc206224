import type { Operation } from '../plan/operation.ts';
import type { Setup } from '../plan/setup.ts';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';

/** One chat source's knowledge. One file each. */
export interface Provider {
  /** As in `--provider`; equals the file's name. */
  readonly id: string;
  readonly name: string;
  /** What in the repository speaks for it; undefined when nothing does. */
  detect(project: Project): { readonly evidence: readonly string[] } | undefined;
  /** What it adds to the framework's plan. */
  plan(project: Project, layout: Layout, setup: Setup): Operation[];
}
