// The audit on repositories of many files, beside linters and a text search in the same run: `npm run bench:audit [folder…]`.
// Without folders, repositories are generated: 1 000 files for the peers, 10 000 and 50 000 for how cost and memory grow.
// Peers are installed into a temporary folder; ripgrep is used when it is there.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const cli = join(import.meta.dirname, '../bin/pushwright.js');
const runs = Number(process.env.RUNS ?? 5);
const words =
  'pushManager|showNotification|requestPermission|firebase/messaging|web-push|serviceWorker|pushsubscriptionchange';
const temporary = mkdtempSync(join(tmpdir(), 'pushwright-bench-'));

/** A React app whose files look like anybody's; one in a hundred has to do with push. */
function generate(files) {
  const root = join(temporary, `app-${files}`);
  const write = (path, text) => {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write('package.json', JSON.stringify({ name: 'app', private: true, devDependencies: { vite: '^8.0.0' } }));
  write('index.html', '<!doctype html>\n<script type="module" src="/src/main.tsx"></script>\n');
  write(
    'public/sw.js',
    "self.addEventListener('push', (event) => event.waitUntil(self.registration.showNotification('a')));\n",
  );
  const names = Array.from({ length: files }, (_, at) => `part-${at % 100}/module-${at}`);
  write(
    'src/main.tsx',
    names
      .slice(0, 200)
      .map((name) => `import './${name}';`)
      .join('\n'),
  );
  for (const [at, name] of names.entries()) {
    const body = Array.from(
      { length: 12 },
      (
        _,
        line,
      ) => `  const value${line} = useMemo(() => items.filter((item) => item.kind === ${line} && item.size > ${at}), [items]);
  if (value${line}.length > ${line}) log(\`There are \${value${line}.length} items of kind ${line} in part ${at}.\`);`,
    ).join('\n');
    const push =
      at % 100 === 0
        ? '\nexport async function enable() {\n  const registration = await navigator.serviceWorker.register("/sw.js");\n  if ((await Notification.requestPermission()) !== "granted") return;\n  await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: key });\n}\n'
        : '';
    write(
      `src/${name}.tsx`,
      `import { useMemo } from 'react';\nimport { log, key } from '../shared';\n\nexport interface Item${at} { readonly kind: number; readonly size: number }\n\nexport function Part${at}({ items }: { items: Item${at}[] }) {\n${body}\n  return <section className="part">{items.map((item) => <p key={item.size}>{item.kind}</p>)}</section>;\n}\n${push}`,
    );
  }
  write('src/shared.ts', "export const key = '';\nexport function log(text: string) {}\n");
  execFileSync('git', ['init', '-q'], { cwd: root });
  execFileSync('git', ['add', '-A'], { cwd: root });
  return root;
}

/** Seconds of the fastest of several runs, and the peak memory of the last one in MB where it tells. */
function time(command, args, cwd) {
  let best = Infinity;
  let memory;
  for (let run = 0; run <= runs; run++) {
    const start = process.hrtime.bigint();
    const result = spawnSync(command, args, {
      cwd,
      encoding: 'utf8',
      maxBuffer: 2 ** 30,
      env: {
        ...process.env,
        CI: '1',
        ...(command === process.execPath && { NODE_OPTIONS: `--import=${join(temporary, 'memory.mjs')}` }),
      },
    });
    if (result.error) return undefined;
    // The first run warms the file cache.
    if (run > 0) best = Math.min(best, Number(process.hrtime.bigint() - start) / 1e9);
    memory = /maxRSS (\d+)/.exec(result.stderr)?.[1];
  }
  return { seconds: best, memory: memory && Math.round(Number(memory) / 1024) };
}

writeFileSync(
  join(temporary, 'memory.mjs'),
  "process.on('exit', () => process.stderr.write('maxRSS ' + process.resourceUsage().maxRSS));\n",
);
const peers = join(temporary, 'peers');
mkdirSync(peers);
writeFileSync(join(peers, 'package.json'), '{ "type": "module" }');
execFileSync(
  'npm',
  ['install', '--silent', '--no-audit', '--no-fund', 'oxlint', 'eslint', 'typescript-eslint', 'typescript@5'],
  { cwd: peers },
);
const eslintConfig = join(peers, 'eslint.config.js');
writeFileSync(
  eslintConfig,
  "import tseslint from 'typescript-eslint';\nexport default [{ ignores: ['**/node_modules/**'] }, ...tseslint.configs.recommended];\n",
);

console.log(`Node ${process.versions.node}, ${availableParallelism()} processors, fastest of ${runs} runs\n`);
const given = process.argv.slice(2).map((folder) => resolve(folder));
for (const root of given.length > 0 ? given : [generate(1000)]) {
  const own = time(process.execPath, [cli, 'audit', '.', '--fail-on', 'never'], root);
  const node = time(process.execPath, ['-e', '0'], root);
  const search = time('rg', ['-l', words, '.'], root);
  const oxlint = time(join(peers, 'node_modules/.bin/oxlint'), ['--silent', '.'], root);
  const eslint = time(
    process.execPath,
    [join(peers, 'node_modules/eslint/bin/eslint.js'), '--no-warn-ignored', '-c', eslintConfig, '.'],
    root,
  );
  console.log(root);
  console.log(`  audit              ${own.seconds.toFixed(3)} s, ${own.memory} MB`);
  const ratio = (name, seconds, limit) =>
    seconds === undefined
      ? console.log(`  ${name.padEnd(18)} is not there`)
      : console.log(
          `  ${name.padEnd(18)} ${seconds.toFixed(3)} s   audit is ${(own.seconds / seconds).toFixed(2)} of it (at most ${limit})`,
        );
  ratio('rg and node -e 0', search && search.seconds + node.seconds, 2.5);
  ratio('oxlint', oxlint?.seconds, 0.6);
  ratio('ESLint', eslint?.seconds, 0.1);
}
if (given.length === 0) {
  const [small, large] = [10_000, 50_000].map((files) => {
    const root = generate(files);
    const own = time(process.execPath, [cli, 'audit', '.', '--fail-on', 'never'], root);
    console.log(`${files} files: ${own.seconds.toFixed(2)} s, ${own.memory} MB`);
    rmSync(root, { recursive: true, force: true });
    return own;
  });
  console.log(
    `five times the files cost ${(large.seconds / small.seconds).toFixed(2)} times the time (at most 6), at ${large.memory} MB (at most 250)`,
  );
}
rmSync(temporary, { recursive: true, force: true });
