import { detectFramework } from '../../src/frameworks/index.ts';
import type { Operation } from '../../src/plan/operation.ts';
import type { Setup } from '../../src/plan/setup.ts';
import type { Layout } from '../../src/project/layout.ts';
import { readProject } from '../../src/project/read-project.ts';
import { writeTree } from './write-tree.ts';

export interface PlanOf {
  readonly layout: Layout;
  readonly mode: string;
  readonly evidence: readonly string[];
  readonly operations: readonly Operation[];
  /** The operation for a path. */
  at(path: string): Operation | undefined;
  /** The text that the path has after the plan. */
  textOf(path: string): string | undefined;
  /** Snippets of the steps for a person whose reason holds the text. */
  steps(text: string): readonly string[];
}

/** What init would do in a repository of these files. */
export async function planOf(
  files: Readonly<Record<string, string>>,
  server: Setup['server'],
): Promise<PlanOf> {
  const project = readProject(writeTree(files));
  const found = detectFramework(project);
  if (found === undefined) throw new Error('No framework recognises these files.');
  const { framework, layout, detection } = found;
  const operations = await framework.plan(project, {
    provider: 'own',
    for: ['chat'],
    server,
    subject: 'mailto:push@pushwright.dev',
    keys: { publicKey: 'public', privateKey: 'private' },
    existingVariables: new Set(),
    secrets: { send: 'send', token: 'token' },
    node: [24, 0],
  });
  const at = (path: string) => operations.find((each) => 'path' in each && each.path === path);
  return {
    layout,
    mode: detection.mode,
    evidence: detection.evidence,
    operations,
    at,
    textOf(path) {
      const operation = at(path);
      if (operation?.kind === 'edit') return operation.after;
      return operation?.kind === 'create' ? String(operation.content) : undefined;
    },
    steps: (text) =>
      operations.flatMap((operation) =>
        operation.kind === 'manual' && operation.reason.includes(text) ? [operation.snippet] : [],
      ),
  };
}
