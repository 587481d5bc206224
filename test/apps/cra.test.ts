import { test } from 'vitest';
import { craFiles } from '../support/cra-files.ts';
import { replaceOnce, walkApp } from '../support/walk-app.ts';

const button = '<button data-pushwright="logout" onClick={() => disablePush()}>Log out</button>';

// With warnings as errors, as its build has it in CI: our modules have to pass its linter and its TypeScript.
test.each([
  ['js', '/', 'http://localhost'],
  ['ts', '/team/chat/', 'https://example.com/team/chat'],
] as const)('Create React App in %s, served at %s', async (language, base, homepage) => {
  await walkApp({
    files: craFiles(language, homepage),
    env: { file: '.env.local', publicKey: 'REACT_APP_VAPID_PUBLIC_KEY' },
    push: 'src/push',
    edits: {
      [`src/App.${language === 'ts' ? 'tsx' : 'js'}`]: (text) =>
        `import { disablePush } from './push/client';\n\n${replaceOnce(text, '<h1>Hello</h1>', `<main><h1>Hello</h1>${button}</main>`)}`,
    },
    build: [['npm', 'run', 'build']],
    serve: { folder: 'build', base },
    page: base,
    api: `${base}api/push`,
    browsers: ['firefox', 'chromium'],
  });
});
