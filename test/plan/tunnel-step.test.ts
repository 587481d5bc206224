import { afterAll, describe, expect, test } from 'vitest';
import { removeTemporary } from '../support/copy-fixture.ts';
import { planOf } from '../support/plan-of.ts';
import { reactRouterFiles } from '../support/react-router-files.ts';

afterAll(removeTemporary);

type Files = Record<string, string>;

const withTunnel = (files: Files, more: object = { devDependencies: { '@ngrok/ngrok': '1' } }): Files => {
  const manifest = JSON.parse(files['package.json'] ?? '{}') as Record<string, object>;
  const merged = Object.fromEntries(
    Object.entries(more).map(([field, value]) => [field, { ...manifest[field], ...value }]),
  );
  return { ...files, 'package.json': JSON.stringify({ ...manifest, ...merged }) };
};
const vite = (config = 'export default {};\n'): Files => ({
  'package.json': '{"devDependencies":{"vite":"8"}}',
  'vite.config.js': config,
  'index.html': '<!doctype html><head></head><script type="module" src="/src/main.js"></script>',
  'src/main.js': 'export {};\n',
});
const astro = (options = ''): Files => ({
  'package.json': '{"dependencies":{"astro":"7.0.0"}}',
  'astro.config.mjs': `export default { ${options} };\n`,
  'src/pages/index.astro': '<html><head></head><body></body></html>\n',
});
const next = (options = ''): Files => ({
  'package.json': '{"dependencies":{"next":"16.4.3"}}',
  'next.config.mjs': `export default { ${options} };\n`,
  'app/layout.jsx': 'export default ({ children }) => <html lang="en"><body>{children}</body></html>;\n',
});
const reactRouter = (): Files => reactRouterFiles({ version: '8.4.0', language: 'ts', config: '' });

const stepsIn = async (files: Files) =>
  (await planOf(files, 'none')).operations.filter(({ reason }) => reason.includes('on a phone'));

describe('a tunnel is let in by a step', () => {
  test.each<[string, Files, string, string]>([
    ['Vite', vite(), 'vite.config.js', "server: { allowedHosts: ['.ngrok-free.app'] },"],
    ['React Router', reactRouter(), 'vite.config.ts', "server: { allowedHosts: ['.ngrok-free.app'] },"],
    ['Astro', astro(), 'astro.config.mjs', "server: { allowedHosts: ['.ngrok-free.app'] },"],
    ['Next', next(), 'next.config.mjs', "allowedDevOrigins: ['**.ngrok-free.app'],"],
  ])('in %s', async (_name, files, path, snippet) => {
    const [step, ...more] = await stepsIn(withTunnel(files));
    expect(step).toMatchObject({ kind: 'manual', path, snippet });
    expect(step?.reason).toContain('ngrok is there (dependency @ngrok/ngrok)');
    // On this machine pushes arrive without it.
    expect(step).not.toHaveProperty('needed');
    expect(more).toEqual([]);
    expect(await stepsIn(files)).toEqual([]);
  });

  test.each([
    ['ngrok http 5173', 'ngrok-free.app'],
    ['concurrently "vite" "cloudflared tunnel --url http://localhost:5173"', 'trycloudflare.com'],
    ['npx localtunnel --port 5173', 'loca.lt'],
    ['lt --port 5173', 'loca.lt'],
    ['tailscale funnel 5173', 'ts.net'],
    ['devtunnel host -p 5173', 'devtunnels.ms'],
  ])('that a script starts: %s', async (line, domain) => {
    const [step] = await stepsIn(withTunnel(vite(), { scripts: { tunnel: line } }));
    expect(step).toMatchObject({ snippet: `server: { allowedHosts: ['.${domain}'] },` });
    expect(step?.reason).toContain('(script tunnel)');
  });
});

test.each<[string, Files]>([
  ['Vite is told of hosts', vite("export default { server: { allowedHosts: ['.my-team.dev'] } };\n")],
  ['Vite asks nobody over HTTPS', vite('export default { server: { https: { key, cert } } };\n')],
  ['the config cannot be read', vite("import shared from 'shared';\nexport default shared;\n")],
  ['Astro is told', astro('server: { allowedHosts: true }')],
  ["Astro's Vite is told", astro('vite: { server: { allowedHosts: true } }')],
  ['Next is told', next("allowedDevOrigins: ['my-team.dev']")],
  ['Next may be told', next('allowedDevOrigins: hosts')],
])('nothing is said where %s', async (_name, files) => {
  expect(await stepsIn(withTunnel(files))).toEqual([]);
});
