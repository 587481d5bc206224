/** A small Create React App as its template laid it out, in JavaScript or TypeScript. */
export function craFiles(language: 'ts' | 'js', homepage: string): Record<string, string> {
  const component = language === 'ts' ? 'tsx' : 'js';
  const manifest = {
    name: 'cra-app',
    version: '0.1.0',
    private: true,
    homepage,
    dependencies: {
      ...(language === 'ts'
        ? {
            '@types/node': '16.18.126',
            '@types/react': '18.3.18',
            '@types/react-dom': '18.3.5',
            typescript: '4.9.5',
          }
        : {}),
      react: '18.3.1',
      'react-dom': '18.3.1',
      'react-scripts': '5.0.1',
    },
    scripts: { start: 'react-scripts start', build: 'react-scripts build' },
    eslintConfig: { extends: ['react-app', 'react-app/jest'] },
    browserslist: {
      production: ['>0.2%', 'not dead', 'not op_mini all'],
      development: ['last 1 chrome version'],
    },
  };
  return {
    'package.json': `${JSON.stringify(manifest, null, 2)}\n`,
    '.gitignore':
      '/node_modules\n/build\n.DS_Store\n.env.local\n.env.development.local\n.env.test.local\n.env.production.local\n',
    'public/index.html': `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>React App</title>
  </head>
  <body>
    <noscript>You need to enable JavaScript to run this app.</noscript>
    <div id="root"></div>
  </body>
</html>
`,
    [`src/index.${component}`]: `import React from 'react';
import ReactDOM from 'react-dom/client';
import App from './App';

const root = ReactDOM.createRoot(document.getElementById('root')${language === 'ts' ? ' as HTMLElement' : ''});
root.render(
  <React.StrictMode>
    <App />
  </React.StrictMode>
);
`,
    [`src/App.${component}`]: `function App() {
  return <h1>Hello</h1>;
}

export default App;
`,
    ...(language === 'ts'
      ? {
          'src/react-app-env.d.ts': '/// <reference types="react-scripts" />\n',
          'tsconfig.json': `${JSON.stringify(
            {
              compilerOptions: {
                target: 'es5',
                lib: ['dom', 'dom.iterable', 'esnext'],
                allowJs: true,
                skipLibCheck: true,
                esModuleInterop: true,
                allowSyntheticDefaultImports: true,
                strict: true,
                forceConsistentCasingInFileNames: true,
                noFallthroughCasesInSwitch: true,
                module: 'esnext',
                moduleResolution: 'node',
                resolveJsonModule: true,
                isolatedModules: true,
                noEmit: true,
                jsx: 'react-jsx',
              },
              include: ['src'],
            },
            null,
            2,
          )}\n`,
        }
      : {}),
  };
}
