// Measures init and audit on checked-out public repositories, named `owner+name`:
//   npm run corpus -- init <folder> [--labels <file>] [--json]    compares what is detected with the labels
//   npm run corpus -- apply <folder> [--only <text>] [--labels …]   init, init again, undo, on a copy of each app
//   npm run corpus -- audit <folder> [--only <text>] [--findings] [--json]   precision and recall of the audit for each label
// Labels: --labels, or PUSHWRIGHT_LABELS, or ../shared/corpus/{init,audit}.json beside this repository.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const root = join(import.meta.dirname, '../..');
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: {
    labels: { type: 'string' },
    only: { type: 'string' },
    json: { type: 'boolean' },
    findings: { type: 'boolean' },
  },
});
const [what, folder] = positionals;
const labels = resolve(
  values.labels ??
    process.env.PUSHWRIGHT_LABELS ??
    join(root, `../shared/corpus/${what === 'audit' ? 'audit' : 'init'}.json`),
);
const reports = { init: 'report-init.ts', apply: 'apply-init.ts', audit: 'report-audit.ts' };
if (!Object.hasOwn(reports, what ?? '') || folder === undefined) {
  console.error(
    'Usage: npm run corpus -- <init|apply|audit> <folder> [--labels <file>] [--only <text>] [--json]',
  );
  process.exitCode = 2;
} else {
  const settings = { root, configFile: false, logLevel: 'error' };
  const file = join(import.meta.dirname, reports[what]);
  const { module } = await runnerImport(file, settings);
  process.exitCode = await module.run(resolve(folder), labels, { ...values, root });
}
