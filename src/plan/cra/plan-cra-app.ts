import { posix } from 'node:path';
import type { ReactScriptsWorkers } from '../../project/cra/react-scripts-workers.ts';
import { dependencyRange } from '../../project/dependencies.ts';
import type { Layout } from '../../project/layout.ts';
import type { Project } from '../../project/project.ts';
import type { ManualOperation, Operation } from '../operation.ts';
import { planClient } from '../plan-client.ts';
import { planEnv } from '../plan-env.ts';
import { planManifest } from '../plan-manifest.ts';
import { planMount } from '../plan-mount.ts';
import { planServer } from '../server/plan-server.ts';
import type { Setup } from '../setup.ts';
import { findOwner } from '../worker/find-owner.ts';
import { planWorker } from '../worker/plan-worker.ts';
import { planCraProxy } from './plan-cra-proxy.ts';

/** Everything that a Create React App needs for Web Push, in the order in which a person would read it. */
export function planCraApp(
  project: Project,
  layout: Layout,
  workers: ReactScriptsWorkers,
  setup: Setup,
): Operation[] {
  const owner = findOwner(layout);
  const isJoined = owner !== undefined && owner.path !== posix.join(String(layout.publicDir), 'sw.js');
  return [
    ...planWorker(project, layout),
    ...helperSteps(project, workers),
    ...planClient(project, layout, {
      config: isJoined ? 'frameworks/cra/config.joined-worker.ts' : 'frameworks/cra/config.ts',
    }),
    planMount(project, layout),
    ...planManifest(project, layout, { base: '%PUBLIC_URL%' }),
    ...planEnv(project, layout, setup),
    ...(setup.server === 'node' ? [planCraProxy(project)] : []),
    ...(setup.server === 'node' ? planServer(project, layout, setup) : []),
    ...ageStep(project),
  ];
}

/** What the templates' own helper does to workers, ours among them. */
function helperSteps(
  project: Project,
  { unregisteredIn, generatedFor }: ReactScriptsWorkers,
): ManualOperation[] {
  const steps: ManualOperation[] = [];
  if (unregisteredIn !== undefined) {
    steps.push({
      kind: 'manual',
      needed: true,
      path: unregisteredIn,
      reason:
        'This calls unregister() of the service worker helper on every load, which takes our worker away, and all subscriptions with it: remove the call',
      snippet: callIn(project, unregisteredIn, 'unregister'),
    });
  }
  if (generatedFor !== undefined) {
    steps.push({
      kind: 'manual',
      needed: true,
      path: generatedFor,
      reason:
        'This registers the worker that react-scripts before version 4 generates, which cannot take ours in, and one scope has one worker: remove the call, ours then takes its place. What that worker cached is no longer served offline',
      snippet: callIn(project, generatedFor, 'register'),
    });
  }
  return steps;
}

/** The line as it stands there. */
function callIn(project: Project, path: string, name: string): string {
  const lines = (project.files.text(path) ?? '').split(/\r?\n/);
  const isCall = new RegExp(`^(?!\\s*//).*\\b${name}\\s*\\(`);
  return lines.find((line) => isCall.test(line))?.trim() ?? `${name}();`;
}

/** Our modules say `import { type X }`, which TypeScript and Babel read since the versions that came with react-scripts 5. */
function ageStep(project: Project): ManualOperation[] {
  const range = dependencyRange(project.manifest, 'react-scripts') ?? '5';
  if (project.language !== 'ts' || !/^\D*[0-4](?:\.|$)/.test(range)) return [];
  return [
    {
      kind: 'manual',
      needed: true,
      path: 'package.json',
      reason: `react-scripts ${range} compiles with a Babel and a TypeScript that do not know all of the syntax in src/push: move to react-scripts 5 and TypeScript 4.5 or newer`,
      snippet: 'npm install react-scripts@5 typescript@4.9',
    },
  ];
}
