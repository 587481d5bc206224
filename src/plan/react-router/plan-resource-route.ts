import { posix } from 'node:path';
import { dependencyRange } from '../../project/dependencies.ts';
import type { Layout } from '../../project/layout.ts';
import type { Project } from '../../project/project.ts';
import type { ReactRouterConfig } from '../../project/react-router/react-router-config.ts';
import { editFile } from '../edit-file.ts';
import { addRoute } from '../edits/add-route.ts';
import { needed } from '../needed.ts';
import type { Operation } from '../operation.ts';
import { middlewareStep } from '../server/middleware-step.ts';
import { ownRoutesStep, pushRoutes } from '../server/own-routes.ts';
import { planAppServer } from '../server/plan-app-server.ts';
import type { Setup } from '../setup.ts';

/** The push server inside a React Router app: one resource route, and its line in the routes file where files alone do not make routes. */
export function planResourceRoute(
  project: Project,
  layout: Layout,
  app: ReactRouterConfig,
  setup: Setup,
): Operation[] {
  const path = routePath(project, layout, app);
  return [
    ...planAppServer(project, layout, setup, {
      routes: [
        {
          template: 'frameworks/react-router/route.ts',
          path,
          reason: 'hands requests for /api/push over to the push server',
        },
      ],
    }),
    ...planRegistration(project, app, `${path}.${project.language}`),
    ...ownRoutesStep(ownRoutes(project, app)),
    ...planMiddleware(project, layout),
    ...productionStep(project, layout, app),
  ];
}

/** Where the route's module goes, without its extension: among the others, by their convention where there is one. */
function routePath(project: Project, layout: Layout, { appDirectory, routing }: ReactRouterConfig): string {
  if (routing.kind === 'files') return posix.join(routing.folder, 'api.push.$');
  const usual = posix.join(appDirectory, 'routes/api.push');
  const text = project.files.text(`${usual}.${project.language}`);
  const isForeign = text !== undefined && !text.includes('handlePush');
  // Files of that folder may become routes by themselves, below some layout: a second route of the same module is refused.
  const isPicked = routing.kind === 'array' && routing.takesFiles;
  return isForeign || isPicked ? posix.join(layout.pushDir, 'server/route') : usual;
}

function planRegistration(
  project: Project,
  { appDirectory, routing, routes }: ReactRouterConfig,
  file: string,
): Operation[] {
  if (routing.kind === 'files' || routes === undefined) return [];
  const route = { pattern: 'api/push/*', file: posix.relative(appDirectory, file) };
  return [needed(editFile(project, routes, 'registers the route', (text) => addRoute(text, routes, route)))];
}

/** Middleware of root runs for every route. */
function planMiddleware(project: Project, { entry }: Layout): Operation[] {
  const text = entry === undefined ? undefined : project.files.text(entry);
  if (!/export\s+(?:const|let|async function|function)\s+(?:unstable_)?middleware\b/.test(text ?? ''))
    return [];
  const snippet = "if (new URL(request.url).pathname.includes('/api/push/')) return next();";
  return middlewareStep(project, entry, "root's middleware", snippet);
}

/** Routes of the app's own below `/api/push`: files by the convention of their names, or lines of the routes file. */
function ownRoutes(
  project: Project,
  { appDirectory, routing, routes }: ReactRouterConfig,
): readonly string[] {
  const names = pushRoutes.join('|');
  if (routing.kind === 'files') {
    const file = new RegExp(`^api\\.push\\.(?:(?:${names}|\\$\\w+)(?:\\.[jt]sx?)?)$`);
    return project.files
      .entries(routing.folder)
      .filter((name) => file.test(name))
      .map((name) => posix.join(routing.folder, name));
  }
  const text = routes === undefined ? '' : (project.files.text(routes) ?? '');
  const line = new RegExp(`['"\`]/?api/push/(?:${names}|:\\w+)['"\`]\\s*,\\s*['"\`]([^'"\`]+)`, 'g');
  return [...text.matchAll(line)].map(([, file = '']) => posix.join(appDirectory, file));
}

/** `react-router dev` puts env files into the process's environment; what serves the build does not. */
function productionStep(
  project: Project,
  layout: Layout,
  { buildDirectory }: ReactRouterConfig,
): Operation[] {
  const start = project.manifest?.scripts?.start ?? '';
  if (/--env-file|dotenv/.test(start)) return [];
  const file = layout.envDir === false ? layout.localEnvFile : posix.join(layout.envDir, layout.localEnvFile);
  const build = /react-router-serve\s+(\S+)/.exec(start)?.[1] ?? `./${buildDirectory}/server/index.js`;
  const isOwn = start !== '' && !start.includes('react-router-serve');
  // The program is a CommonJS file since version 8.
  const isBefore8 = /^\D*[1-7](?:\.|$)/.test(dependencyRange(project.manifest, '@react-router/serve') ?? '8');
  const program = isOwn
    ? (/\bnode\s+(.+)$/.exec(start)?.[1] ?? './server.js')
    : `node_modules/@react-router/serve/bin.${isBefore8 ? 'js' : 'cjs'} ${build}`;
  return [
    {
      kind: 'manual',
      reason: `In production ${isOwn ? `nothing reads ${file} for the server` : `react-router-serve does not read ${file}`}: set its variables where the app runs, all but PUSH_DEV_USER. To try it on this machine`,
      snippet: `PUSH_DEV_USER= node --env-file=${file} ${program}`,
    },
  ];
}
