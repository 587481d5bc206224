import { describePlan } from '../../plan/describe.ts';
import type { ManualOperation, Operation } from '../../plan/operation.ts';
import { findServer } from '../../plan/plan-server.ts';
import type { Project } from '../../project/project.ts';
import type { PlannedInit } from './planned-init.ts';

const uiNames = {
  react: 'React',
  preact: 'Preact',
  vue: 'Vue',
  svelte: 'Svelte',
  solid: 'Solid',
  none: 'no UI library',
};

/** What was recognised, and what will be done, as lines for people. Steps for a person come last, after the report. */
export function planText({ project, found, operations }: PlannedInit): string {
  const { layout, detection, framework } = found;
  const language = project.language === 'ts' ? 'TypeScript' : 'JavaScript';
  const manager = project.workspace.packageManager ?? 'package manager unclear';
  const facts = [framework.name, uiNames[layout.ui], language, manager].join(', ');
  const lines = describePlan(operations.filter(({ kind }) => kind !== 'manual'));
  return `${facts}  (${detection.evidence.join(', ')})\n\n${lines.map((line) => `  ${line}`).join('\n')}\n`;
}

/** The steps that no program should take, numbered, each with the exact text: first those without which no push arrives. */
export function manualText(operations: readonly Operation[]): string {
  const steps = operations.filter((operation): operation is ManualOperation => operation.kind === 'manual');
  const first = steps.filter((step) => step.needed);
  const rest = steps.filter((step) => !step.needed);
  const parts: string[] = [];
  if (first.length > 0) parts.push(`Left for you before pushes work\n\n${stepsText(first, 1)}`);
  if (rest.length > 0) parts.push(`Left for you\n\n${stepsText(rest, first.length + 1)}`);
  return parts.join('\n');
}

function stepsText(steps: readonly ManualOperation[], from: number): string {
  const texts = steps.map(({ path, reason, snippet }, index) => {
    const place = path === undefined ? '' : `  (${path})`;
    return `  ${index + from}. ${reason}${place}\n\n${snippet.trimEnd().replace(/^(?=.)/gm, '       ')}\n`;
  });
  return texts.join('\n');
}

/** The last word, when it cannot be that all is well. */
export function neededText(operations: readonly Operation[]): string {
  const count = operations.filter((operation) => operation.kind === 'manual' && operation.needed).length;
  if (count === 0) return '';
  return `${count} ${count === 1 ? 'step is' : 'steps are'} left before pushes work.`;
}

/** What is still to be answered, for a preview. */
export function openText({ questions }: PlannedInit): string {
  if (questions.length === 0) return '';
  return `Still open\n\n${questions.map(({ flag, reason }) => `  ${flag}  ${reason}`).join('\n')}\n`;
}

/** Uncommitted changes make those of init harder to review; that is worth a line, and no more. */
export function dirtyText(project: Project): string {
  const changed = project.git.changes();
  if (changed.length === 0) return '';
  const shown = `${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ', …' : ''}`;
  const count = `${changed.length} uncommitted ${changed.length === 1 ? 'file' : 'files'}`;
  return `Note: ${count} here (${shown}). Committing first makes the changes easier to review.\n`;
}

/** How to see it work. */
export function nextText({ project, setup, operations }: PlannedInit): string {
  if (setup.server !== 'node') return '';
  const folder = findServer(project).directory;
  const isNew = operations.some(
    (operation) => operation.kind === 'create' && operation.path === `${folder}/package.json`,
  );
  const installed = !isNew || operations.some(({ kind }) => kind === 'install');
  const first = installed ? '' : `"npm install --prefix ${folder}" once, then `;
  const run = project.workspace.packageManager ?? 'npm';
  return `Try it: ${first}"npm --prefix ${folder} run dev" in one terminal, "${run} run dev" in another, then click the button in the page.`;
}
