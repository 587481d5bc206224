import { posix } from 'node:path';
import { isInside } from '../../project/posix-path.ts';
import type { Audit } from '../audit.ts';
import { placeOf } from '../code/place-of.ts';
import type { WorkerModel } from '../code/worker/worker-model.ts';
import type { Problem, Rule } from '../rule.ts';

export const workerUnreachable: Rule = {
  id: 'worker-unreachable',
  group: 'worker',
  title: 'The browser cannot start the service worker as it is served',
  severity: 'error',
  why: 'The registration is rejected, and without a worker nobody can subscribe to pushes.',
  fix: 'Serve the worker from the public folder as plain JavaScript, at or above the scope that it is registered for.',
  example:
    "await navigator.serviceWorker.register('/sw.js', { scope: '/' }); // public/sw.js, a classic script",
  docs: 'https://developer.mozilla.org/en-US/docs/Web/API/ServiceWorkerContainer/register#exceptions',
  appliesTo: (audit) => servedAsTheyAre(audit).length > 0,
  *check(audit) {
    for (const worker of servedAsTheyAre(audit)) {
      const problem = moduleSyntax(worker) ?? typeScript(worker) ?? scopeAbove(audit, worker);
      if (problem === undefined) continue;
      const { registeredAt } = worker.service;
      yield {
        ...problem,
        trail: registeredAt && [
          { path: registeredAt.path, line: registeredAt.line, text: 'the worker is registered here' },
        ],
      };
    }
  },
};

/** Registered workers whose file in the public folder is what the browser gets. */
function servedAsTheyAre({ code, framework }: Audit): readonly WorkerModel[] {
  const folder = framework?.layout.publicDir;
  if (typeof folder !== 'string' || folder === '.') return [];
  return code.workers.filter(
    ({ path, scripts, service }) =>
      service.registeredAt !== undefined &&
      (service.kind === 'hand-written' || service.kind === 'firebase') &&
      isInside(folder, path) &&
      scripts[0]?.path === path,
  );
}

/** `import` in a script that is registered without `type: 'module'`. */
function moduleSyntax({ scripts: [script], service }: WorkerModel): Problem | undefined {
  if (script === undefined || service.isModule) return undefined;
  const statement = script.program.body.find(
    ({ type }) =>
      type === 'ImportDeclaration' ||
      type === 'ExportNamedDeclaration' ||
      type === 'ExportDefaultDeclaration' ||
      type === 'ExportAllDeclaration',
  );
  return (
    statement && {
      message:
        "This worker is a module, and it is registered without type: 'module': the script fails to load.",
      certainty: 'proven',
      at: placeOf(script, statement),
    }
  );
}

function typeScript({ path }: WorkerModel): Problem | undefined {
  if (!/\.[cm]?tsx?$/.test(path)) return undefined;
  return {
    message: 'This TypeScript file is served as it is, and browsers run JavaScript alone.',
    certainty: 'proven',
    at: { path, line: 1, column: 1 },
  };
}

/** A scope that is not below the folder that the script is served from, and no header that allows it. */
function scopeAbove(
  { code, framework, project }: Audit,
  { path, service }: WorkerModel,
): Problem | undefined {
  const folder = framework?.layout.publicDir;
  const { registeredAt } = service;
  if (typeof folder !== 'string' || registeredAt === undefined) return undefined;
  const base = framework?.layout.base.startsWith('/') ? framework.layout.base : '/';
  const below = posix.join(base, posix.dirname(path.slice(folder.length + 1)), '/');
  if (service.scope.startsWith(below) || service.kind === 'firebase') return undefined;
  const header = /service-worker-allowed/i;
  const isAllowed = project.files
    .list()
    .some(
      (file) =>
        /\.(?:[cm]?[jt]sx?|json|toml|ya?ml|conf)$|(?:^|\/)(?:_headers|\.htaccess|Caddyfile)$/.test(file) &&
        header.test(project.files.text(file) ?? ''),
    );
  if (isAllowed || code.workers.length === 0) return undefined;
  return {
    message: `The worker is served from ${below} and registered for ${service.scope}, which browsers refuse without the header Service-Worker-Allowed.`,
    certainty: 'proven',
    at: { path: registeredAt.path, line: registeredAt.line, column: 1 },
  };
}
