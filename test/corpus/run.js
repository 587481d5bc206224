// Measures init on checked-out public repositories, named `owner+name`:
//   npm run corpus -- init <folder> [--labels <file>] [--json]    compares what is detected with the labels
//   npm run corpus -- apply <folder> [--only <text>] [--labels …]   init, init again, undo, on a copy of each app
// Labels: --labels, or PUSHWRIGHT_LABELS, or ../shared/corpus/init.json beside this repository.
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const root = join(import.meta.dirname, '../..');
const { values, positionals } = parseArgs({
  args: process.argv.slice(2),
  allowPositionals: true,
  options: { labels: { type: 'string' }, only: { type: 'string' }, json: { type: 'boolean' } },
});
const [what, folder] = positionals;
const labels = resolve(
  values.labels ?? process.env.PUSHWRIGHT_LABELS ?? join(root, '../shared/corpus/init.json'),
);
if ((what !== 'init' && what !== 'apply') || folder === undefined) {
  console.error('Usage: npm run corpus -- <init|apply> <folder> [--labels <file>] [--only <text>] [--json]');
  process.exitCode = 2;
} else {
  const settings = { root, configFile: false, logLevel: 'error' };
  const file = join(import.meta.dirname, what === 'init' ? 'report-init.ts' : 'apply-init.ts');
  const { module } = await runnerImport(file, settings);
  process.exitCode = await module.run(resolve(folder), labels, { ...values, root });
}
