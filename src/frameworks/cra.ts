import { type ReactScripts, readReactScripts } from '../project/cra/react-scripts.ts';
import { judgeWorkers, type ReactScriptsWorkers } from '../project/cra/react-scripts-workers.ts';
import { findRouter } from '../project/find-router.ts';
import { findUi } from '../project/find-ui.ts';
import type { Layout } from '../project/layout.ts';
import { lazy } from '../project/lazy.ts';
import { findManifests } from '../project/manifests.ts';
import type { Project } from '../project/project.ts';
import { findServiceWorkers } from '../project/service-workers.ts';
import type { Framework } from './framework.ts';

const layouts = new WeakMap<Project, Layout>();
const judged = new WeakMap<Project, ReactScriptsWorkers>();

const publicDir = 'public';
const page = 'public/index.html';

export const cra: Framework = {
  id: 'cra',
  name: 'Create React App',
  guide: {
    versions: '5',
    client: '`src/push/`',
    mount: '`src/index`',
    publicKey: '`REACT_APP_VAPID_PUBLIC_KEY`',
    secrets: '`.env.local`',
    server: '`server/`',
  },
  detect(project) {
    const scripts = readReactScripts(project);
    if (scripts === undefined) return undefined;
    const files = [
      ...(project.files.has(page) ? [page] : []),
      ...(scripts.entry ? [`entry ${scripts.entry}`] : []),
    ];
    const router = lazy(() => findRouter(project));
    return {
      mode: 'spa',
      get router() {
        return router();
      },
      evidence: [...scripts.evidence, ...files],
    };
  },
  layout(project) {
    const layout = layouts.get(project) ?? readLayout(project, readReactScripts(project));
    layouts.set(project, layout);
    return layout;
  },
  async plan(project, setup) {
    const { planCraApp } = await import('../plan/cra/plan-cra-app.ts');
    return planCraApp(project, cra.layout(project), workersOf(project), setup);
  },
};

/** Looked for in every source, once, and only when somebody asks. */
function workersOf(project: Project): ReactScriptsWorkers {
  const base = readReactScripts(project)?.base ?? '/';
  const workers =
    judged.get(project) ??
    judgeWorkers(project, findServiceWorkers(project, { publicDirs: [publicDir], base, root: publicDir }));
  judged.set(project, workers);
  return workers;
}

function readLayout(project: Project, scripts: ReactScripts | undefined): Layout {
  const { base = '/', entry, outDir = 'build', unknown = [] } = scripts ?? {};
  const html = project.files.has(page) ? page : undefined;
  const manifests = findManifests(project, [publicDir], html === undefined ? [] : [html]);
  return {
    ui: findUi(project, entry),
    srcDir: 'src',
    pushDir: 'src/push',
    noAppServer: 'a Create React App has no server of its own',
    publicDir,
    base,
    envPrefix: ['REACT_APP_'],
    publicKeyVariable: 'REACT_APP_VAPID_PUBLIC_KEY',
    envDir: '.',
    localEnvFile: '.env.local',
    entry,
    html,
    manifest: manifests.find(({ source }) => source === 'file')?.path,
    outDirs: [outDir],
    get serviceWorkers() {
      return workersOf(project).workers;
    },
    unknown,
  };
}
