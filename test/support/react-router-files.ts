/** What differs between the React Router apps of the tests. */
export interface ReactRouterShape {
  /** All four packages have to be of one version: `8.4.0`. */
  readonly version: string;
  readonly language: 'ts' | 'js';
  /** Fields of react-router.config, as source. */
  readonly config: string;
  /** Vite's `base`; `/` by default. */
  readonly base?: string;
  /** The routes file, as source; one page by default. */
  readonly routes?: string;
}

/** A small app in framework mode as the official templates lay it out: server rendering, one page, `.env` ignored. */
export function reactRouterFiles(shape: ReactRouterShape): Record<string, string> {
  const { version, language, config, base = '/' } = shape;
  const [module, component] = language === 'ts' ? ['ts', 'tsx'] : ['js', 'jsx'];
  const typed = (text: string): string => (language === 'ts' ? text : '');
  const manifest = {
    name: 'react-router-app',
    private: true,
    type: 'module',
    scripts: {
      build: 'react-router build',
      dev: 'react-router dev',
      start: 'react-router-serve ./build/server/index.js',
      typecheck: 'react-router typegen && tsc',
    },
    dependencies: {
      '@react-router/node': version,
      '@react-router/serve': version,
      isbot: '5.1.36',
      react: '19.3.1',
      'react-dom': '19.3.1',
      'react-router': version,
    },
    devDependencies: {
      '@react-router/dev': version,
      ...(language === 'ts'
        ? {
            '@types/node': '22.20.5',
            '@types/react': '19.3.0',
            '@types/react-dom': '19.3.0',
            typescript: '5.9.3',
          }
        : {}),
      vite: '8.3.8',
    },
  };
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    '.gitignore': '.DS_Store\n.env\n/node_modules/\n\n# React Router\n/.react-router/\n/build/\n',
    [`react-router.config.${module}`]: `${typed('import type { Config } from "@react-router/dev/config";\n\n')}export default {
  ${config}
}${typed(' satisfies Config')};
`,
    [`vite.config.${module}`]: `import { reactRouter } from "@react-router/dev/vite";
import { defineConfig } from "vite";

export default defineConfig({
  base: "${base}",
  plugins: [reactRouter()],
});
`,
    ...(language === 'ts' ? { 'tsconfig.json': tsconfig } : {}),
    [`app/routes.${module}`]:
      shape.routes ??
      `import { ${typed('type RouteConfig, ')}index } from "@react-router/dev/routes";

export default [index("routes/home.${component}")]${typed(' satisfies RouteConfig')};
`,
    [`app/root.${component}`]: `import { Links, Meta, Outlet, Scripts, ScrollRestoration } from "react-router";

export function Layout({ children }${typed(': { children: React.ReactNode }')}) {
  return (
    <html lang="en">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <Meta />
        <Links />
      </head>
      <body>
        {children}
        <ScrollRestoration />
        <Scripts />
      </body>
    </html>
  );
}

export default function App() {
  return <Outlet />;
}
`,
    [`app/routes/home.${component}`]: `export default function Home() {
  return <h1>Hello</h1>;
}
`,
  };
}

const tsconfig = `${JSON.stringify(
  {
    include: ['**/*', '**/.server/**/*', '**/.client/**/*', '.react-router/types/**/*'],
    compilerOptions: {
      lib: ['DOM', 'DOM.Iterable', 'ES2022'],
      types: ['node', 'vite/client'],
      target: 'ES2022',
      module: 'ES2022',
      moduleResolution: 'bundler',
      jsx: 'react-jsx',
      rootDirs: ['.', './.react-router/types'],
      paths: { '~/*': ['./app/*'] },
      esModuleInterop: true,
      verbatimModuleSyntax: true,
      noEmit: true,
      resolveJsonModule: true,
      skipLibCheck: true,
      strict: true,
    },
  },
  null,
  2,
)}\n`;
