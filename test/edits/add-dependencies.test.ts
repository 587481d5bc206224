import { expect, test } from 'vitest';
import { addDependencies } from '../../src/plan/edits/add-dependencies.ts';

const added = { dependencies: { hono: '^4.0.0', 'web-push': '^3.0.0' }, devDependencies: {} };
const edited = (text: string, more = added) => {
  const result = addDependencies(text, more);
  if (result.status !== 'edited') throw new Error(result.reason);
  return result.text;
};

test('entries go where the alphabet wants them, and nothing else moves', () => {
  expect(edited('{\n  "name": "x",\n  "dependencies": {\n    "a": "1",\n    "z": "2"\n  }\n}\n')).toBe(
    '{\n  "name": "x",\n  "dependencies": {\n    "a": "1",\n    "hono": "^4.0.0",\n    "web-push": "^3.0.0",\n    "z": "2"\n  }\n}\n',
  );
  expect(edited('{\r\n\t"dependencies": {\r\n\t\t"zod": "1"\r\n\t}\r\n}')).toBe(
    '{\r\n\t"dependencies": {\r\n\t\t"hono": "^4.0.0",\r\n\t\t"web-push": "^3.0.0",\r\n\t\t"zod": "1"\r\n\t}\r\n}',
  );
  expect(edited('\uFEFF{ "dependencies": { "next": "16" } }\n')).toBe(
    '\uFEFF{ "dependencies": { "hono": "^4.0.0", "next": "16", "web-push": "^3.0.0" } }\n',
  );
});

test('a missing or empty field is made', () => {
  expect(edited('{\n  "name": "x"\n}\n')).toBe(
    '{\n  "name": "x",\n  "dependencies": {\n    "hono": "^4.0.0",\n    "web-push": "^3.0.0"\n  }\n}\n',
  );
  expect(edited('{\n  "dependencies": {}\n}\n')).toBe(
    '{\n  "dependencies": {\n    "hono": "^4.0.0",\n    "web-push": "^3.0.0"\n  }\n}\n',
  );
  const both = { ...added, devDependencies: { '@types/web-push': '^3.6.4' } };
  expect(JSON.parse(edited('{"private":true}', both))).toEqual({ private: true, ...both });
});

test.each(['[]', '{ "dependencies": [] }', '{ "dependencies": "all" }', ''])(
  '%j is left to a person',
  (text) => {
    expect(addDependencies(text, added)).toMatchObject({
      status: 'manual',
      snippet: expect.stringContaining('hono'),
    });
  },
);
