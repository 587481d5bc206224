import { test } from 'vitest';
import { type ReactRouterShape, reactRouterFiles } from '../support/react-router-files.ts';
import { type FrameworkApp, walkApp } from '../support/walk-app.ts';

/** One of them is built and served in each of the ways that React Router knows. */
const apps: readonly (ReactRouterShape & { name: string; browsers: FrameworkApp['browsers'] })[] = [
  {
    name: 'version 8, TypeScript',
    version: '8.4.0',
    language: 'ts',
    config: 'ssr: true,',
    browsers: ['chromium', 'firefox'],
  },
  {
    name: 'version 8, JavaScript, prerendered below a base',
    version: '8.4.0',
    language: 'js',
    config: 'ssr: true, prerender: true, basename: "/app/",',
    base: '/app/',
    browsers: ['chromium'],
  },
  {
    name: 'version 7, routes from files',
    version: '7.18.4',
    language: 'ts',
    config: 'ssr: true,',
    routes: `import { type RouteConfig } from "@react-router/dev/routes";
import { flatRoutes } from "@react-router/fs-routes";

export default flatRoutes() satisfies RouteConfig;
`,
    browsers: ['chromium'],
  },
  {
    name: 'version 7, JavaScript',
    version: '7.18.4',
    language: 'js',
    config: 'ssr: true,',
    browsers: ['chromium'],
  },
  {
    name: 'version 8, TypeScript, without a server: pushes come from the separate one',
    version: '8.4.0',
    language: 'ts',
    config: 'ssr: false,',
    browsers: ['chromium'],
  },
];

test.each(apps.map((shape) => [shape.name, shape] as const))('React Router %s', async (_name, shape) => {
  const { version, language, base = '/', routes } = shape;
  const files = reactRouterFiles(shape);
  const component = `${language}x`;
  let home = `app/routes/home.${component}`;
  if (routes !== undefined) {
    const { [home]: page = '', ...others } = files;
    home = `app/routes/_index.${component}`;
    const manifest = JSON.parse(others['package.json'] ?? '') as { dependencies: Record<string, string> };
    manifest.dependencies['@react-router/fs-routes'] = version;
    Object.assign(files, { [home]: page, 'package.json': `${JSON.stringify(manifest, null, 2)}\n` });
    delete files[`app/routes/home.${component}`];
  }
  const program = `node_modules/@react-router/serve/bin.${version.startsWith('7') ? 'js' : 'cjs'}`;
  await walkApp({
    files,
    env: { file: '.env', publicKey: 'VITE_VAPID_PUBLIC_KEY' },
    push: 'app/push',
    edits: { [home]: withLogout },
    build: [...(language === 'ts' ? [['npm', 'run', 'typecheck'] as const] : []), ['npm', 'run', 'build']],
    serve: shape.config.includes('ssr: false')
      ? { folder: 'build/client', base }
      : () => [program, './build/server/index.js'],
    page: base,
    api: `${base}api/push`,
    browsers: shape.browsers,
  });
});

function withLogout(page: string): string {
  const button = '<button data-pushwright="logout" onClick={() => disablePush()}>Log out</button>';
  return `import { disablePush } from "../push/client";\n\n${page.replace('<h1>Hello</h1>', `<main><h1>Hello</h1>${button}</main>`)}`;
}
