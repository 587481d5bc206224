import { UserError } from '../../errors.ts';
import type { Setup } from '../../plan/setup.ts';
import type { Layout } from '../../project/layout.ts';
import type { Project } from '../../project/project.ts';
import { providers } from '../../providers/index.ts';
import { checkSubject } from '../../vapid/subject.ts';
import type { Question } from './ask.ts';

const uses = ['chat', 'calls'] as const;

/** What init has to know and the repository does not say, in the order in which it is asked. */
export function setupQuestions(
  project: Project,
  { noAppServer }: Pick<Layout, 'noAppServer'>,
): [Question<string>, Question<Setup['for']>, Question<Setup['server']>, Question<string>] {
  const detected = providers.find((provider) => provider.detect(project));
  return [
    {
      flag: '--provider',
      message: 'Where do messages and calls come from?',
      reason: 'where messages come from',
      choices: providers.map(({ id, name }) => ({ value: id, label: name })),
      fallback: detected?.id,
      read: (text) =>
        oneOf(
          '--provider',
          text,
          providers.map((provider) => provider.id),
        ),
    },
    {
      flag: '--for',
      message: 'What are the pushes for?',
      reason: 'what the pushes are for',
      choices: [
        { value: 'chat', label: 'chat messages and other news' },
        {
          value: 'calls',
          label: 'ringing for calls',
          hint: 'best effort: a browser that is closed does not ring',
        },
      ],
      multiple: true,
      fallback: 'chat',
      read: (text) => {
        const parts = text.split(',').map((part) => oneOf('--for', part.trim(), uses));
        return uses.filter((use) => parts.includes(use));
      },
    },
    {
      flag: '--server',
      message: 'Which push server should be written?',
      reason: 'whether to write a push server',
      choices: [
        ...(noAppServer === undefined
          ? [{ value: 'app', label: "routes of the app's own server", hint: 'Hono and SQLite inside it' }]
          : []),
        { value: 'node', label: 'a small Node server in server/', hint: 'Hono, SQLite, no account anywhere' },
        { value: 'none', label: 'none', hint: 'you have one that answers the same routes' },
      ],
      fallback: noAppServer === undefined && hasSqlite() ? 'app' : 'node',
      read: (text) => {
        const server = oneOf('--server', text, ['app', 'node', 'none'] as const);
        if (server === 'app' && noAppServer !== undefined)
          throw new UserError(`--server app is not possible here: ${noAppServer}.`, 'Pass --server node.');
        return server;
      },
    },
    {
      flag: '--subject',
      message:
        'Whom may a push service write to when something is wrong with your pushes? (mailto: or https:)',
      reason: 'the contact that push services ask for (RFC 8292)',
      choices: [],
      fallback: defaultSubject(project),
      read: readSubject,
    },
  ];
}

/** The database of a server inside the app is Node's own, which came with 22.13; the node target brings its Node along. */
function hasSqlite(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  return major > 22 || (major === 22 && minor >= 13);
}

/** @throws UserError when push services would not take it */
export function readSubject(text: string): string {
  const wrong = checkSubject(text);
  if (wrong !== undefined) throw new UserError(wrong, 'Pass --subject mailto:<your address>.');
  return text;
}

/** git's or package.json's e-mail address, when a push service would take it. */
function defaultSubject(project: Project): string | undefined {
  const { author } = project.manifest ?? {};
  const written = typeof author === 'string' ? author.match(/<([^>]+)>/)?.[1] : author?.email;
  const addresses = [project.git.email(), written].filter((address) => address !== undefined);
  return addresses
    .map((address) => `mailto:${address.trim()}`)
    .find((subject) => checkSubject(subject) === undefined);
}

function oneOf<Value extends string>(flag: string, text: string, values: readonly Value[]): Value {
  const found = values.find((value) => value === text);
  if (found === undefined)
    throw new UserError(`${flag} does not know "${text}".`, `Pass one of: ${values.join(', ')}.`);
  return found;
}
