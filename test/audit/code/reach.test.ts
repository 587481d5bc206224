import { resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { createCodeModel } from '../../../src/audit/code/create-code-model.ts';
import { readProject } from '../../../src/project/read-project.ts';
import { auditOf } from '../../support/audit-of.ts';
import { removeTemporary } from '../../support/copy-fixture.ts';

afterAll(removeTemporary);

/** What makes each prompt of an app run. */
function kinds(files: Readonly<Record<string, string>>): string[][] {
  return auditOf(files).code.client.prompts.map(({ origins }) => origins.map(({ kind }) => kind).sort());
}

const app = (main: string, more: Readonly<Record<string, string>> = {}) => ({
  'index.html': '<!doctype html><button id="b"></button><script type="module" src="/main.tsx"></script>',
  'main.tsx': `import { createRoot } from 'react-dom/client';\n${main}\ncreateRoot(document.body).render(<App />);`,
  ...more,
});

// The rule is silent about an unknown caller as well: these show that it is silent because the click is found.
describe('the click is found', () => {
  const good = [
    'on-click',
    'form-submit',
    'hook-returns-handler',
    'prop-drilled',
    'context-value',
    'vue-click',
    'vue-options-click',
    'svelte-click',
    'add-event-listener',
    'html-onclick',
    'dialog-opened-by-click',
    'shared-async-hook',
    'store-action',
    'loaded-on-click',
    'component-library',
  ];
  test.each(good)('%s', (name) => {
    const folder = resolve(
      import.meta.dirname,
      '../../../fixtures/rules/permission-without-gesture/good',
      name,
    );
    const { prompts } = createCodeModel(readProject(folder), undefined).client;
    expect(prompts.length).toBeGreaterThan(0);
    for (const { origins } of prompts) expect(origins.map(({ kind }) => kind)).toContain('gesture');
    expect(prompts.flatMap(({ origins }) => origins).some(({ kind }) => kind === 'automatic')).toBe(false);
  });
});

test('a function that runs both ways has both origins', () => {
  const main = `
    import { useEffect } from 'react';
    const ask = () => Notification.requestPermission();
    function App() {
      useEffect(() => { ask(); }, []);
      return <button onClick={ask}>Ask</button>;
    }`;
  expect(kinds(app(main))).toEqual([['automatic', 'gesture']]);
});

describe('conditions', () => {
  const effect = (body: string, before = '') => `
    import { useEffect, useState } from 'react';
    function App({ wanted }) {
      const [open, setOpen] = useState(false);
      const [user, setUser] = useState(null);
      ${before}
      useEffect(() => { ${body} }, []);
      return <button onClick={() => setOpen(true)}>Open</button>;
    }`;
  const ask = 'Notification.requestPermission();';
  const inEffect = (body: string, before?: string) => kinds(app(effect(body, before)))[0];

  test.each([
    `if ('Notification' in window && Notification.permission !== 'denied') ${ask}`,
    `if (Notification.permission !== 'default') return; ${ask}`,
    `if (!user) return; ${ask}`,
    `switch (Notification.permission) { case 'default': ${ask} }`,
    `if (!localStorage.getItem('asked')) ${ask}`,
    `Notification.permission === 'granted' || ${ask}`,
    `if (location.pathname === '/chat') ${ask}`,
  ])('that nobody chose leave it automatic: %s', (body) => {
    expect(inEffect(body, 'fetch("/me").then((answer) => setUser(answer));')).toEqual(['automatic']);
  });

  test.each([
    `if (Notification.permission === 'granted') ${ask}`,
    `if ('granted' !== Notification.permission) return; ${ask}`,
    `const allowed = Notification.permission == 'granted'; if (allowed && user) ${ask}`,
    `if (!(Notification.permission === 'granted')) throw new Error(); ${ask}`,
    `switch (Notification.permission) { case 'granted': ${ask} }`,
    `if (Notification.permission === 'default') return; ${ask}`,
    `const { state } = permission; state === 'granted' ? ${ask.slice(0, -1)} : null`,
  ])('that need an answered prompt end it: %s', (body) => {
    expect(inEffect(body)).toEqual([]);
  });

  test('on a state that only clicks set lead to the click', () => {
    expect(inEffect(`if (open) ${ask}`)).toEqual(['gesture']);
  });

  test.each([`if (wanted) ${ask}`, `if (localStorage.getItem('push') === 'on') ${ask}`])(
    'that may be an earlier choice are unknown: %s',
    (body) => {
      expect(inEffect(body)).toEqual(['unknown']);
    },
  );
});

test('other APIs with a method of that name do not prompt here', () => {
  const main = `
    const Notification = { requestPermission() {} };
    Notification.requestPermission();
    DeviceMotionEvent.requestPermission();
    store.subscribe(() => {});
    function App() { return null; }`;
  expect(kinds(app(main))).toEqual([]);
});

test('the trail goes from what starts it to the call, each step in its file and line', () => {
  const main = `import { useEffect } from 'react';
import { start } from './push';
function App() {
  useEffect(() => {
    setTimeout(() => start(), 1000);
  }, []);
  return null;
}`;
  const push = `export function start() {\n  return ask();\n}\nconst ask = async () => {\n  await Notification.requestPermission();\n};`;
  const [prompt] = auditOf(app(main, { 'push.ts': push })).code.client.prompts;
  expect(prompt?.at).toMatchObject({ path: 'push.ts', line: 5 });
  expect(prompt?.origins).toEqual([
    {
      kind: 'automatic',
      complete: true,
      trail: [
        { path: 'main.tsx', line: 5, text: 'useEffect runs when App mounts' },
        { path: 'main.tsx', line: 6, text: 'setTimeout runs it later' },
        { path: 'main.tsx', line: 6, text: 'calls start' },
        { path: 'push.ts', line: 2, text: 'calls ask' },
      ],
    },
  ]);
});

test('recursion and calls in a circle end', () => {
  const main = `
    function ping(n) { if (n) pong(n - 1); Notification.requestPermission(); }
    function pong(n) { ping(n); ping(n); }
    pong(3);
    function App() { return null; }`;
  expect(kinds(app(main))).toEqual([['automatic']]);
});

test('a broken file is no reason to fail', () => {
  const files = app('function App() { return null; }', {
    'broken.ts': 'export const = Notification.requestPermission(',
  });
  expect(kinds({ ...files, 'main.tsx': `import './broken';\n${files['main.tsx']}` })).toEqual([]);
});
