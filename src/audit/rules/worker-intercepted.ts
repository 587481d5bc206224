import { findBuiltWorkers } from '../../project/built-workers.ts';
import { isInside } from '../../project/posix-path.ts';
import type { Audit } from '../audit.ts';
import { placeOf } from '../code/place-of.ts';
import { findInterception, type Interception } from '../code/worker/next-interception.ts';
import type { Rule } from '../rule.ts';

export const workerIntercepted: Rule = {
  id: 'worker-intercepted',
  group: 'worker',
  title: 'The proxy redirects the service worker or the manifest',
  severity: 'warning',
  why: 'Browsers refuse a worker script that is answered with a redirect, and a page in its place is no script: whoever is signed out cannot register it, and the others get no updates.',
  fix: 'Leave the worker, the manifest and the icons out of the matcher of the proxy (middleware).',
  example: `export const config = {
  matcher: ['/((?!_next|sw\\\\.js|manifest\\\\.webmanifest|icons/).*)'],
};`,
  docs: 'https://w3c.github.io/ServiceWorker/#update-algorithm',
  appliesTo: (audit) =>
    audit.framework?.framework.id.startsWith('next') === true && addressesOf(audit).length > 0,
  *check(audit) {
    for (const address of addressesOf(audit)) {
      const found = findInterception(audit.project, audit.code, address);
      if (found === undefined) continue;
      yield {
        message: `${address} ${what[found.kind]}`,
        certainty: 'likely',
        at: placeOf(found.module, found.node),
      };
      return;
    }
  },
};

const what: Readonly<Record<Interception['kind'], string>> = {
  redirect: 'passes through here and can be redirected, and browsers refuse a worker behind a redirect.',
  rewrite: 'passes through here and can be answered with something else.',
  localised:
    'passes through the middleware of the languages, which leads it to an address that has no such file.',
  'sign-in':
    'passes through the middleware of the sign-in, which redirects it for everybody who is signed out.',
};

/** Registered workers and the manifest, as the browser asks for them. */
function addressesOf({ code, framework, project }: Audit): readonly string[] {
  const folder = framework?.layout.publicDir;
  if (typeof folder !== 'string') return [];
  const workers = code.workers.filter(
    ({ service }) => service.registeredAt !== undefined && service.kind !== 'msw',
  );
  const paths = [...workers.map(({ path }) => path), framework?.layout.manifest ?? ''];
  const built = findBuiltWorkers(project, {
    publicDirs: [folder],
    base: framework?.layout.base ?? '/',
    root: '.',
  });
  return [
    ...built.map(({ output }) => `/${output}`),
    ...paths.filter((path) => isInside(folder, path)).map((path) => path.slice(folder.length)),
  ];
}
