import { test } from 'vitest';
import { type FrameworkApp, replaceOnce, walkApp } from '../support/walk-app.ts';

const ignored = 'dist/\n.astro/\nnode_modules/\n.env\n.env.production\n.DS_Store\n';
const scripts = { dev: 'astro dev', build: 'astro build', preview: 'astro preview' };
const astro = ['npx', 'astro'] as const;

const layout = `---
interface Props {
  title: string;
}

const { title } = Astro.props;
---

<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width" />
    <title>{title}</title>
  </head>
  <body>
    <slot />
  </body>
</html>
`;
const page = `---
import Layout from '../layouts/Layout.astro';
---

<Layout title="Home">
  <h1>Astro</h1>
</Layout>
`;
const logout = `
  <button type="button" data-pushwright="logout">Log out</button>
  <script>
    import { disablePush } from '../push/client';

    const button = document.querySelector('[data-pushwright="logout"]');
    button?.addEventListener('click', async () => {
      await disablePush();
      await fetch('/logout', { method: 'POST' });
    });
  </script>
</Layout>
`;

/** The rest is the same for all. */
function app(files: Record<string, string>, more: Partial<FrameworkApp>): FrameworkApp {
  return {
    files: { '.gitignore': ignored, ...files },
    env: { file: '.env', publicKey: 'PUBLIC_VAPID_PUBLIC_KEY' },
    push: 'src/push',
    edits: { 'src/pages/index.astro': (text) => replaceOnce(text, '\n</Layout>\n', logout) },
    build: [[...astro, 'build']],
    serve: () => ['dist/server/entry.mjs'],
    browsers: ['chromium'],
    ...more,
  };
}

function react(packages: Record<string, string>, options = ''): Record<string, string> {
  return {
    'package.json': JSON.stringify({
      private: true,
      type: 'module',
      scripts,
      dependencies: {
        ...packages,
        '@types/react': '^19.2.14',
        '@types/react-dom': '^19.2.3',
        react: '^19.2.6',
        'react-dom': '^19.2.6',
      },
      devDependencies: { '@astrojs/check': '^0.9.0', typescript: '^5.9.3' },
    }),
    'astro.config.mjs': `// @ts-check
import { defineConfig } from 'astro/config';
import node from '@astrojs/node';
import react from '@astrojs/react';

// https://astro.build/config
export default defineConfig({
  integrations: [react()],
  adapter: node({ mode: 'standalone' }),${options}
});
`,
    'tsconfig.json': JSON.stringify({
      extends: 'astro/tsconfigs/strict',
      include: ['.astro/types.d.ts', '**/*'],
      exclude: ['dist'],
      compilerOptions: { jsx: 'react-jsx', jsxImportSource: 'react' },
    }),
    'src/layouts/Layout.astro': layout,
    'src/pages/index.astro': page,
    'src/components/Counter.tsx':
      'export function Counter({ count }: { count: number }) {\n  return <p>{count}</p>;\n}\n',
  };
}

test('Astro 7 with React: prerendered pages, push on the Node adapter', async () => {
  const files = react({ astro: '7.3.5', '@astrojs/node': '11.1.6', '@astrojs/react': '7.0.0' });
  await walkApp(
    app(files, {
      browsers: ['firefox', 'chromium'],
      build: [
        [...astro, 'check'],
        [...astro, 'build'],
      ],
    }),
  );
});

test('Astro 5 with React', async () => {
  await walkApp(
    app(react({ astro: '5.18.2', '@astrojs/node': '9.5.5', '@astrojs/react': '4.4.2' }), {
      build: [
        [...astro, 'check'],
        [...astro, 'build'],
      ],
    }),
  );
});

// Astro's own BASE_URL is `/docs` there, without a slash at its end.
test('Astro 6 with React, below a base', async () => {
  const files = react(
    { astro: '6.4.8', '@astrojs/node': '10.1.4', '@astrojs/react': '5.0.7' },
    "\n  base: '/docs',",
  );
  await walkApp(
    app(files, {
      page: '/docs/',
      api: '/docs/api/push',
      build: [
        [...astro, 'check'],
        [...astro, 'build'],
      ],
    }),
  );
});

test('Astro 7 in JavaScript without React: rendered on the server, below a base, every address ends in a slash', async () => {
  const files = {
    'package.json': JSON.stringify({
      private: true,
      type: 'module',
      scripts,
      dependencies: { astro: '7.3.5', '@astrojs/node': '11.1.6' },
    }),
    'astro.config.mjs': `import { defineConfig } from 'astro/config'
import node from '@astrojs/node'

export default defineConfig({
  output: 'server',
  base: '/docs',
  trailingSlash: 'always',
  adapter: node({ mode: 'standalone' }),
  vite: { envPrefix: ['APP_', 'PUBLIC_'] },
})
`,
    'src/layouts/Layout.astro': layout
      .replace(
        '---\ninterface Props {\n  title: string;\n}\n',
        "---\nimport { ClientRouter } from 'astro:transitions'\n",
      )
      .replace('</title>', '</title>\n    <ClientRouter />'),
    'src/pages/index.astro': page,
    'src/greet.js': "export const greet = () => 'hello';\n",
  };
  await walkApp(
    app(files, {
      page: '/docs/',
      api: '/docs/api/push',
      slash: true,
      env: { file: '.env', publicKey: 'APP_VAPID_PUBLIC_KEY' },
    }),
  );
});
