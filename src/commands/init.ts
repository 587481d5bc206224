import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { reportPretty } from '../audit/reporters/pretty.ts';
import { Cancelled, UserError } from '../errors.ts';
import { apply } from '../plan/apply.ts';
import { diffPlan } from '../plan/describe.ts';
import { disk } from '../plan/disk.ts';
import { isChange, type Operation } from '../plan/operation.ts';
import { planFormatting } from '../plan/plan-formatting.ts';
import { isInterrupted, recover } from '../plan/roll-back.ts';
import { findWorkerConflict } from '../project/worker-conflict.ts';
import { providers } from '../providers/index.ts';
import { answer, canAsk, confirmed, requireAnswers } from './shared/ask.ts';
import { chooseApp } from './shared/choose-app.ts';
import { makeSetup } from './shared/make-setup.ts';
import { colorsFor, printJson, requireOutput, say, widthOf } from './shared/output.ts';
import { type PlannedInit, plannedAsJson } from './shared/planned-init.ts';
import { dirtyText, manualText, neededText, nextText, openText, planText } from './shared/print-init.ts';
import { runAudit } from './shared/run-audit.ts';
import { setupQuestions } from './shared/setup-questions.ts';

interface InitOptions {
  readonly framework?: string;
  readonly provider?: string;
  readonly for?: string;
  readonly server?: string;
  readonly subject?: string;
  readonly yes?: boolean;
  readonly dryRun?: boolean;
  readonly diff?: boolean;
  readonly install: boolean;
  readonly json?: boolean;
  readonly color?: boolean;
}

/** `pushwright init`: detect, ask, plan, apply, audit. The plan that is shown is the object that is applied. */
export async function init(directory: string, options: InitOptions): Promise<0 | 2> {
  const preview = Boolean(options.dryRun || options.diff);
  const interactive = canAsk(options) && !options.yes && !preview;
  const { project, found } = await chooseApp(resolve(directory), directory, options, interactive, (root) =>
    recoverFirst(root, preview),
  );
  const planned = await planInit({ project, found }, options, { interactive, preview });
  if (preview) return printPreview(planned, options);
  refuseWorkerConflict(planned);
  refuseAmbiguousInstall(planned);

  const changes = planned.operations.filter(isChange);
  const width = widthOf(process.stdout);
  tell(planText(planned, width), options);
  note(dirtyText(project, widthOf(process.stderr)));
  if (interactive && changes.length > 0) await confirmed(`Apply these ${changes.length} changes?`);
  requireOutput();
  await applyPlan(project.root, planned.operations);

  const report = runAudit(project.root);
  if (options.json) {
    printJson({ ...plannedAsJson(planned), applied: changes.length > 0, audit: report.summary });
  } else {
    const done = `Applied ${changes.length} changes. "pushwright undo" takes them back.\n`;
    say(changes.length > 0 ? done : 'Everything is set up already: there is nothing to change.\n', options);
    for (const text of [manualText(planned.operations, width), nextText(planned, width)])
      if (text) say(`${text}\n`, options);
    say(reportPretty(report, { colors: colorsFor(process.stdout, options), width }).trimEnd(), options);
    const last = neededText(planned.operations);
    if (last) say(`\n${last}`, options);
  }
  return report.summary.crashed > 0 ? 2 : 0;
}

async function planInit(
  { project, found }: Pick<PlannedInit, 'project' | 'found'>,
  options: InitOptions,
  mode: { interactive: boolean; preview: boolean },
): Promise<PlannedInit> {
  const yes = Boolean(options.yes);
  const given = {
    '--provider': options.provider,
    '--for': options.for,
    '--server': options.server,
    '--subject': options.subject,
  };
  const answers = await answer(setupQuestions(project, found.layout), given, {
    yes,
    interactive: mode.interactive,
  });
  if (!mode.preview) requireAnswers(answers, yes);
  const setup = makeSetup(project, found.layout, answers.values);
  const provider = providers.find(({ id }) => id === setup.provider);
  const { mergeEdits } = await import('../plan/merge-edits.ts');
  const operations = mergeEdits([
    ...(await found.framework.plan(project, setup)),
    ...(provider?.plan(project, found.layout, setup) ?? []),
  ]).filter(({ kind }) => options.install || kind !== 'install');
  operations.push(...planFormatting(project, operations));
  return { project, found, setup, questions: answers.open, operations };
}

/** Two package managers speak for the app: which one is right is for its people to say, not for a guess. */
function refuseAmbiguousInstall({ project, operations }: PlannedInit): void {
  const { packageManager, candidates } = project.workspace;
  if (packageManager !== undefined || !operations.some(({ kind }) => kind === 'install')) return;
  const said = candidates.map(({ manager, evidence }) => `${evidence} says ${manager}`).join(', ');
  throw new UserError(
    `It is unclear which package manager this app uses: ${said}.`,
    'Remove what is left over from the other one, or pass --no-install and install by yourself afterwards. Nothing was changed.',
  );
}

/** Which of two workers is to stay is for the app's people to say; joining one of them would be a guess. */
function refuseWorkerConflict({ project, found }: PlannedInit): void {
  const conflict = findWorkerConflict(project, found.layout);
  if (conflict !== undefined) throw new UserError(conflict.happened, conflict.advice);
}

/** A run that was killed is taken back before anything else is looked at. A preview must not write, so it only says so. */
function recoverFirst(root: string, preview: boolean): void {
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) return; // readProject says what is wrong with it
  if (preview && isInterrupted(root)) {
    throw new UserError(
      'An earlier run was interrupted and left the tree half changed.',
      'Run "pushwright undo" first.',
    );
  }
  const recovered = preview ? undefined : recover(root, disk);
  if (recovered) note(`Took back what an interrupted ${recovered.command} had begun.\n`);
}

async function applyPlan(root: string, operations: readonly Operation[]): Promise<void> {
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  // Not `once`: a listener that is gone by the time the others are called lets one of them end the process half-way.
  process.on('SIGINT', stop).on('SIGTERM', stop);
  try {
    await apply(root, operations, {
      command: 'init',
      signal: controller.signal,
      onStep: (operation) => {
        if (operation.kind === 'install')
          note(
            `${operation.command.join(' ')}${operation.directory === '.' ? '' : `  in ${operation.directory}/`} …\n`,
          );
      },
    });
  } finally {
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
  if (controller.signal.aborted) {
    throw new Cancelled('Cancelled after the last change: "pushwright undo" takes everything back.');
  }
}

function printPreview(planned: PlannedInit, options: InitOptions): 0 {
  if (options.json) {
    printJson({ ...plannedAsJson(planned), applied: false });
  } else if (options.diff) {
    process.stdout.write(diffPlan(planned.operations));
  } else {
    const width = widthOf(process.stdout);
    const texts = [planText(planned, width), manualText(planned.operations, width), openText(planned, width)];
    for (const text of texts) tell(text, options);
    say('This was a dry run: nothing was written.', options);
  }
  return 0;
}

function tell(text: string, options: InitOptions): void {
  if (text && !options.json) say(text, options);
}

/** What goes on, for people: never mixed into what a program reads from standard output. */
function note(text: string): void {
  if (text) process.stderr.write(`${text}\n`);
}
