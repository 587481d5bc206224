import { describePlan } from '../../plan/describe.ts';
import type { ManualOperation, Operation } from '../../plan/operation.ts';
import { findServer } from '../../plan/server/plan-server.ts';
import { serverInstall } from '../../plan/server/server-install.ts';
import type { Project } from '../../project/project.ts';
import { wrapText } from '../../wrap-text.ts';
import type { PlannedInit } from './planned-init.ts';

const uiNames = {
  react: 'React',
  preact: 'Preact',
  vue: 'Vue',
  svelte: 'Svelte',
  solid: 'Solid',
  none: 'no UI library',
};

/** Where a plan's paths begin. */
const planIndent = 11;

/** What was recognised, and what will be done, as lines for people. Steps for a person come last, after the report. */
export function planText({ project, found, operations }: PlannedInit, width?: number): string {
  const { layout, detection, framework } = found;
  const language = project.language === 'ts' ? 'TypeScript' : 'JavaScript';
  const manager = project.workspace.packageManager ?? 'package manager unclear';
  const facts = [framework.name, uiNames[layout.ui], language, manager].join(', ');
  const lines = describePlan(operations.filter(({ kind }) => kind !== 'manual'));
  const head = wrapText(`${facts}  (${detection.evidence.join(', ')})`, width);
  return `${head}\n\n${lines.map((line) => wrapText(`  ${line}`, width, planIndent)).join('\n')}\n`;
}

/** The steps that no program should take, numbered, each with the exact text: first those without which no push arrives. */
export function manualText(operations: readonly Operation[], width?: number): string {
  const steps = operations.filter((operation): operation is ManualOperation => operation.kind === 'manual');
  const first = steps.filter((step) => step.needed);
  const rest = steps.filter((step) => !step.needed);
  const parts: string[] = [];
  if (first.length > 0) parts.push(`Left for you before pushes work\n\n${stepsText(first, 1, width)}`);
  if (rest.length > 0) parts.push(`Left for you\n\n${stepsText(rest, first.length + 1, width)}`);
  return parts.join('\n');
}

/** Reasons are prose; snippets are to be copied, so no line of theirs is ever broken. */
function stepsText(steps: readonly ManualOperation[], from: number, width: number | undefined): string {
  const texts = steps.map(({ path, reason, snippet }, index) => {
    const place = path === undefined ? '' : `  (${path})`;
    const head = wrapText(`  ${index + from}. ${reason}${place}`, width, 5);
    const code = snippet.trimEnd().replace(/^(?=.)/gm, '       ');
    return code === '' ? `${head}\n` : `${head}\n\n${code}\n`;
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
export function openText({ questions }: PlannedInit, width?: number): string {
  if (questions.length === 0) return '';
  const lines = questions.map(({ flag, reason }) => wrapText(`  ${flag}  ${reason}`, width, 4));
  return `Still open\n\n${lines.join('\n')}\n`;
}

/** Uncommitted changes make those of init harder to review; that is worth a line, and no more. */
export function dirtyText(project: Project, width?: number): string {
  const changed = project.git.changes();
  if (changed.length === 0) return '';
  const shown = `${changed.slice(0, 3).join(', ')}${changed.length > 3 ? ', …' : ''}`;
  const count = `${changed.length} uncommitted ${changed.length === 1 ? 'file' : 'files'}`;
  return wrapText(
    `Note: ${count} here (${shown}). Committing first makes the changes easier to review.\n`,
    width,
  );
}

/** How to see it work. */
export function nextText({ project, setup, operations }: PlannedInit, width?: number): string {
  if (setup.server === 'none') return '';
  const manager = project.workspace.packageManager ?? 'npm';
  const develop = `"${manager} run ${project.manifest?.scripts?.dev === undefined ? 'start' : 'dev'}"`;
  const installs = operations.some(({ kind }) => kind === 'install');
  if (setup.server === 'app') {
    const isEdited = operations.some(
      ({ kind, ...rest }) => kind === 'edit' && 'path' in rest && rest.path === 'package.json',
    );
    const install = isEdited && !installs ? `"${manager} install" once, then ` : '';
    return wrapText(`Try it: ${install}${develop}, then click the button in the page.`, width);
  }
  const folder = findServer(project).directory;
  const isNew = operations.some(
    (operation) => operation.kind === 'create' && operation.path === `${folder}/package.json`,
  );
  const installed = !isNew || installs;
  const first = installed
    ? ''
    : `"cd ${folder} && ${serverInstall(project, folder).command.join(' ')}" once, then `;
  // Yarn's flag for another folder is not that of Yarn before 2, npm's is another one than pnpm's: each knows its own folder.
  const server = `"cd ${folder} && ${manager} run dev" in one terminal`;
  const text = `Try it: ${first}${server}, ${develop} in another, then click the button in the page.`;
  return wrapText(text, width);
}
