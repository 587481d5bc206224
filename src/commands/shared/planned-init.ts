import { basename } from 'node:path';
import type { OpenQuestion } from '../../errors.ts';
import type { DetectedFramework } from '../../frameworks/index.ts';
import { planAsJson } from '../../plan/describe.ts';
import type { Operation } from '../../plan/operation.ts';
import type { Setup } from '../../plan/setup.ts';
import type { Project } from '../../project/project.ts';

/** Everything that init knows before it writes: what it prints, and what it then applies. */
export interface PlannedInit {
  readonly project: Project;
  readonly found: DetectedFramework;
  readonly setup: Setup;
  readonly questions: readonly OpenQuestion[];
  readonly operations: readonly Operation[];
}

/** The detection report and the plan as the contract's JSON, schema 1, but for `applied` and `audit`. */
export function plannedAsJson({ project, found, setup, questions, operations }: PlannedInit): object {
  const { layout, detection, framework } = found;
  const { provider, for: uses, server, subject } = setup;
  return {
    schema: 1,
    project: {
      root: project.workspace.app,
      app: project.manifest?.name ?? basename(project.root),
      framework: framework.id,
      mode: detection.mode,
      router: detection.router,
      ui: layout.ui,
      language: project.language,
      srcDir: layout.srcDir,
      packageManager: project.workspace.packageManager ?? null,
      workspace: project.workspace.kind,
      publicDir: layout.publicDir,
      envPrefix: layout.envPrefix,
      base: layout.base,
      entry: layout.entry ?? null,
      serviceWorkers: layout.serviceWorkers.map(({ path, kind, scope }) => ({ path, kind, scope })),
      manifest: layout.manifest ?? layout.generatedManifest ?? null,
      provider,
      evidence: detection.evidence,
    },
    setup: { provider, for: uses, server, subject: subject || null },
    questions,
    ...planAsJson(operations),
  };
}
