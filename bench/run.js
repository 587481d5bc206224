// Whole-process times of the commands, each beside a peer in the same run: `npm run bench`. Prints ratios of medians.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const cli = join(root, 'bin/pushwright.js');
const runs = Number(process.env.RUNS ?? 21);

const app = join(mkdtempSync(join(tmpdir(), 'pushwright-bench-')), 'app');
cpSync(join(root, 'fixtures/apps/vite-react-ts'), app, { recursive: true });
if (existsSync(join(app, 'gitignore'))) renameSync(join(app, 'gitignore'), join(app, '.gitignore'));
const git = (...args) =>
  execFileSync('git', ['-c', 'user.name=bench', '-c', 'user.email=bench@pushwright.dev', ...args], {
    cwd: app,
  });
git('init', '-q');
git('add', '-A');
git('commit', '-qm', 'app');
const wired = `${app}-wired`;
cpSync(app, wired, { recursive: true });
execFileSync(process.execPath, [
  cli,
  'init',
  wired,
  '--yes',
  '--no-install',
  '--subject',
  'mailto:push@pushwright.dev',
  '--json',
]);

const nothing = ['-e', '0'];
const peers = {
  'publint --version': [join(root, 'node_modules/publint/src/cli.js'), '--version'],
  'web-push generate-vapid-keys': [
    join(root, 'node_modules/web-push/src/cli.js'),
    'generate-vapid-keys',
    '--json',
  ],
};
const cases = [
  { name: '--version', args: [cli, '--version'], limit: 1.6 },
  { name: '--help', args: [cli, '--help'], limit: 1.6 },
  { name: 'generate-vapid-keys', args: [cli, 'generate-vapid-keys'], limit: 2.0 },
  { name: 'audit (create-vite app)', args: [cli, 'audit', app], limit: 5 },
  { name: 'audit (the same app, wired)', args: [cli, 'audit', wired], limit: 5 },
  { name: 'init --dry-run', args: [cli, 'init', app, '--dry-run'] },
  ...Object.entries(peers).map(([name, args]) => ({ name, args })),
];

function time(args) {
  const start = process.hrtime.bigint();
  const result = spawnSync(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, CI: '1' },
  });
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  if (result.status !== 0) throw new Error(`${args.join(' ')} exited ${result.status}: ${result.stderr}`);
  return ms;
}
const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

console.log(`Node ${process.versions.node}, ${runs} runs each, beside "node -e 0" in turn\n`);
for (const { name, args, limit } of cases) {
  time(args); // warms the file cache and, on Node 22 and newer, the compile cache
  const [own, base] = [[], []];
  for (let run = 0; run < runs; run++) {
    base.push(time(nothing));
    own.push(time(args));
  }
  const ratio = median(own) / median(base);
  const verdict = limit === undefined ? '' : `  (at most ${limit}: ${ratio <= limit ? 'holds' : 'MISSED'})`;
  console.log(
    `${name.padEnd(30)} ${median(own).toFixed(0).padStart(5)} ms  ${ratio.toFixed(2).padStart(5)} x node -e 0${verdict}`,
  );
}
rmSync(join(app, '..'), { recursive: true, force: true });
