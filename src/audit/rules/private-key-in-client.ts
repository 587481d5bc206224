import { positionAt } from '../../project/parse.ts';
import type { Audit } from '../audit.ts';
import type { Problem, Rule, TrailStep } from '../rule.ts';
import { describeProof } from '../secrets/describe-proof.ts';
import type { KeyPlace, PrivateKey, Reach } from '../secrets/secret-model.ts';

export const privateKeyInClient: Rule = {
  id: 'private-key-in-client',
  group: 'keys',
  title: 'A VAPID private key reaches the browser',
  severity: 'error',
  why: 'Whoever opens the developer tools can read the key and sign pushes in your name, to every subscriber whose endpoint gets known.',
  fix: 'Keep the key in a server variable, make a new pair, and let browsers subscribe again: the old key is known.',
  example: '// server only\nwebpush.setVapidDetails(subject, publicKey, process.env.VAPID_PRIVATE_KEY)',
  docs: 'https://www.rfc-editor.org/rfc/rfc8292#section-4',
  *check(audit) {
    for (const key of audit.secrets.privateKeys) {
      if (!key.isVapid || key.published?.kind === 'test-vector') continue;
      for (const place of key.places) {
        if (place.area === 'test' || place.reach === undefined) continue;
        if (place.reach !== 'module' || !isServerModule(audit, place.path))
          yield problemAt(audit, key, place, place.reach);
      }
    }
  },
};

const reaches: Readonly<Record<Reach, string>> = {
  module: 'is part of a module that pages load',
  worker: 'stands in a service worker, which every visitor can read',
  public: 'stands in a file that is served as it is',
  built: 'stands in the build output that browsers are sent',
};

function problemAt(audit: Audit, key: PrivateKey, place: KeyPlace, reach: Reach): Problem {
  const { path, line, column } = place;
  const how =
    reach === 'built' && path.endsWith('.map') ? 'stands in a source map of the build' : reaches[reach];
  const trail = reach === 'module' ? importTrail(audit, path) : [];
  const isSure = key.proof !== 'name' && !trail.some((step) => runsOnServerToo(audit, step.path));
  return {
    at: { path, line, column },
    certainty: isSure ? 'proven' : 'likely',
    message: `A VAPID private key ${how}; ${describeProof(audit, key)}.`,
    ...(trail.length > 0 && { trail }),
  };
}

/** The shortest way from a module that the browser starts with, or that the server hands over to it, to the key. */
function importTrail(audit: Audit, path: string): TrailStep[] {
  const { graph } = audit.code.client;
  const ways = [[path]];
  const seen = new Set([path]);
  for (const way of ways) {
    const first = way[0] as string;
    const importers = graph.importers(first).filter((importer) => graph.isClient(importer));
    if (graph.entries.has(first) || importers.length === 0)
      return way.slice(0, -1).map((module, at) => step(audit, module, way[at + 1]));
    for (const importer of importers) {
      if (!seen.has(importer)) ways.push([importer, ...way]);
      seen.add(importer);
    }
  }
  return [];
}

function step({ code }: Audit, path: string, imported = ''): TrailStep {
  const parsed = code.module(path);
  const statement = parsed?.program.body.find((each) => {
    return each.type === 'ImportDeclaration' && code.resolve(path, each.source.value) === imported;
  });
  const line =
    parsed === undefined || statement === undefined ? 1 : positionAt(parsed.text, statement.start).line;
  return { path, line, text: `runs in the browser and imports ${imported}` };
}

/** No bundler for browsers takes a module that loads the push library: it is the server's, whoever imports it. */
function isServerModule({ code }: Audit, path: string): boolean {
  return (code.module(path)?.program.body ?? []).some((statement) => {
    return (
      statement.type === 'ImportDeclaration' &&
      /^(?:node:|web-push$|server-only$)/.test(statement.source.value)
    );
  });
}

/** Frameworks cut these exports, and what only they import, out of the browser's half of a route. */
const serverExports = new Set(['loader', 'action', 'getServerSideProps', 'getStaticProps', 'getStaticPaths']);

function runsOnServerToo({ code }: Audit, path: string): boolean {
  return (code.module(path)?.program.body ?? []).some((statement) => {
    if (statement.type !== 'ExportNamedDeclaration') return false;
    const { declaration } = statement;
    if (declaration?.type === 'FunctionDeclaration') return serverExports.has(declaration.id?.name ?? '');
    if (declaration?.type !== 'VariableDeclaration') return false;
    return declaration.declarations.some(({ id }) => id.type === 'Identifier' && serverExports.has(id.name));
  });
}
