import { parseEnv } from 'node:util';
import { describe, expect, test } from 'vitest';
import { addGitignore } from '../../src/plan/edits/add-gitignore.ts';
import { mountCall } from '../../src/plan/edits/mount-call.ts';
import { mountReact } from '../../src/plan/edits/mount-react.ts';
import { setEnvVariables } from '../../src/plan/edits/set-env-variables.ts';

describe('files that are not there yet', () => {
  test('.gitignore', () => {
    expect(addGitignore(undefined, ['.env.local'], 'Keys')).toEqual({
      status: 'edited',
      text: '# Keys\n.env.local\n',
      inserted: [{ start: 0, end: 18 }],
    });
  });

  test('an env file', () => {
    const result = setEnvVariables(undefined, [{ name: 'A', value: '1', comment: 'About\nA' }]);
    expect(result).toMatchObject({ status: 'edited', text: '# About A\nA=1\n' });
  });

  test('an empty entry module', () => {
    const result = mountCall('', 'src/main.ts', { name: 'mountPush', specifier: './push/mount-push' });
    expect(result).toMatchObject({
      status: 'edited',
      text: "import { mountPush } from './push/mount-push';\n\nmountPush();\n",
    });
  });
});

describe('values of env files', () => {
  test.each([
    ['BEl62iUYgUivxIkv69yViEuiBIa-Ib9-SkvMeAtA3LFgDzkrxZJjSgSnfckjBJuBkr3qBUYIHBQFLXYp5Nksh8U', false],
    ['mailto:a.b+c@example.com', false],
    ['https://example.com/?a=b&c=d', false],
    ['with # hash', true],
    [' spaces around ', true],
    [`it's`, true],
    ['say "no"', true],
    [`it's "both"`, true],
    ['back\\slash', true],
  ])('%s reads back', (value, quoted) => {
    const result = setEnvVariables('A=1', [{ name: 'B', value }]);
    if (result.status !== 'edited') throw new Error(result.reason);
    expect(parseEnv(result.text)).toEqual({ A: '1', B: value });
    expect(result.text.endsWith(`B=${value}`)).toBe(!quoted);
  });

  test.each([
    ['a line break', 'a\nb', 'spans lines'],
    ['a carriage return', 'a\rb', 'spans lines'],
    ['a dollar sign', 'a$b', 'dollar sign'],
    ['every quote', `'"\``, 'every kind of quote'],
  ])('%s is refused', (_, value, message) => {
    expect(() => setEnvVariables('', [{ name: 'B', value }])).toThrow(message);
  });

  test('a message never holds the value', () => {
    expect(() => setEnvVariables('', [{ name: 'B', value: 'se$cret' }])).not.toThrow(/cret/);
  });

  test('a name that is none is refused', () => {
    expect(() => setEnvVariables('', [{ name: 'A B', value: '' }])).toThrow('no name');
  });

  test('an existing value is never looked at twice', () => {
    const before = 'A=old\n';
    expect(setEnvVariables(before, [{ name: 'A', value: 'new' }]).status).toBe('already');
  });

  test('a value under a colon, which dotenv reads and Node does not, is left to a person', () => {
    expect(setEnvVariables('B: theirs\n', [{ name: 'B', value: '1' }])).toMatchObject({
      status: 'manual',
      snippet: 'B=',
    });
  });
});

test('what a person pastes is what the edit would have written', () => {
  const result = mountReact('start()', 'main.tsx', {
    component: 'PushListener',
    specifier: '../push/push-listener',
  });
  expect(result).toMatchObject({ status: 'manual' });
  if (result.status !== 'manual') return;
  expect(result.snippet).toContain("import { PushListener } from '../push/push-listener';");
  expect(result.snippet).toContain('<PushListener />');
});
