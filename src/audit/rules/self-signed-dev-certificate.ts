import { readReactScripts } from '../../project/cra/react-scripts.ts';
import { findEnvFiles, readEnvFile } from '../../project/env-files.ts';
import { positionAt } from '../../project/parse.ts';
import { readViteConfig } from '../../project/vite/vite-config.ts';
import { usesPush } from '../app/uses-push.ts';
import type { Audit } from '../audit.ts';
import type { Location, Rule } from '../rule.ts';

export const selfSignedDevCertificate: Rule = {
  id: 'self-signed-dev-certificate',
  group: 'app',
  title: 'The development server has a certificate that no browser trusts',
  severity: 'warning',
  why: 'Browsers fetch a service worker only over a connection without certificate errors, even after somebody has clicked the warning away: on this server the worker does not register, and push cannot be tried.',
  fix: 'Use plain http://localhost, which counts as secure, or a certificate of mkcert, whose authority the machine trusts.',
  example: `// vite.config.js
import mkcert from 'vite-plugin-mkcert';
export default defineConfig({ plugins: [mkcert()] });`,
  docs: 'https://w3c.github.io/ServiceWorker/#secure-context',
  appliesTo: usesPush,
  *check(audit) {
    const at = inViteConfig(audit) ?? inReactScripts(audit);
    if (at === undefined) return;
    const { place, who } = at;
    yield {
      at: place,
      certainty: 'proven',
      message: `${who} makes a certificate that it signs itself, with which no service worker registers.`,
    };
  },
};

interface Found {
  readonly place: Location;
  readonly who: string;
}

const basicSsl = '@vitejs/plugin-basic-ssl';

function inViteConfig({ project }: Audit): Found | undefined {
  const { path, plugins } = readViteConfig(project);
  if (path === undefined || !plugins.includes(basicSsl)) return undefined;
  const text = project.files.text(path) ?? '';
  return { place: { path, ...positionAt(text, Math.max(text.indexOf(basicSsl), 0)) }, who: basicSsl };
}

/** https://create-react-app.dev/docs/using-https-in-development */
function inReactScripts({ project }: Audit): Found | undefined {
  if (readReactScripts(project) === undefined) return undefined;
  const who = 'react-scripts with HTTPS=true';
  const files = findEnvFiles(project, '.').filter(({ isExample, mode }) => {
    return !isExample && (mode === undefined || mode === 'development');
  });
  const set = (name: string) =>
    files.flatMap(({ path }) => {
      const value = readEnvFile(project, path).get(name);
      return value ? [{ path, value }] : [];
    });
  const start = project.manifest?.scripts?.start ?? '';
  if (/\bSSL_CRT_FILE=/.test(start) || set('SSL_CRT_FILE').length > 0) return undefined;
  if (/\bHTTPS=true\b/.test(start)) {
    const text = project.files.text('package.json') ?? '';
    return {
      place: { path: 'package.json', ...positionAt(text, Math.max(text.indexOf('HTTPS=true'), 0)) },
      who,
    };
  }
  const found = set('HTTPS').find(({ value }) => value === 'true');
  if (found === undefined) return undefined;
  const text = project.files.text(found.path) ?? '';
  const line = Math.max(text.search(/^[ \t]*(?:export\s+)?HTTPS\s*=/m), 0);
  return { place: { path: found.path, ...positionAt(text, line) }, who };
}
