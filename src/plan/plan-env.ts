import { posix } from 'node:path';
import { UserError } from '../errors.ts';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { addGitignore } from './edits/add-gitignore.ts';
import { type EnvVariable, setEnvVariables } from './edits/set-env-variables.ts';
import { needed } from './needed.ts';
import type { Operation } from './operation.ts';
import type { Setup } from './setup.ts';

/** Keys and secrets in the git-ignored env file, their names in `.env.example`, and the line in `.gitignore` where it is missing. */
export function planEnv(project: Project, layout: Layout, setup: Setup): Operation[] {
  const variables = envVariables(layout, setup);
  refuseExposed(layout, variables);
  const folder = layout.envDir === false ? '.' : layout.envDir;
  const local = posix.join(folder, layout.localEnvFile);
  const known = variables.filter(
    ({ name }) => name !== 'VAPID_PRIVATE_KEY' || setup.keys.privateKey !== undefined,
  );
  const unset = known.filter(({ name }) => !setup.existingVariables.has(name));
  const ownFile = setup.server === 'app' ? layout.developmentEnvFile : undefined;
  const isOwn = ({ name }: EnvVariable): boolean => ownFile !== undefined && name === developmentUser;
  const missing = unset.filter((variable) => !isOwn(variable));
  const operations: Operation[] = [];
  let isWritten = false;
  if (setup.keys.privateKey === undefined) {
    operations.push({
      kind: 'manual',
      path: local,
      reason: `${layout.publicKeyVariable} is set and its private key is not here: put that one in, a new pair would lose every subscriber`,
      snippet: 'VAPID_PRIVATE_KEY=',
      needed: true,
    });
  }
  if (layout.envDir === false) {
    operations.push(
      needed(
        byHand(
          local,
          variables,
          'envDir is switched off: hand these to the build and to the server in your own way',
        ),
      ),
    );
    return operations;
  }
  if (missing.length === 0) {
    operations.push({ kind: 'keep', path: local, reason: 'every variable is set already' });
  } else if (project.git.isTracked(local)) {
    operations.push(
      needed(
        byHand(
          local,
          missing,
          `git tracks ${local}, so no secret may go into it: untrack it, then run init again`,
        ),
      ),
    );
  } else {
    operations.push(needed(setIn(project, local, missing, 'the keys and secrets of this machine', true)));
    isWritten = true;
  }
  const forDevelopment = unset.filter(isOwn);
  if (ownFile !== undefined && forDevelopment.length > 0) {
    const reason = 'who everybody is in development: a production server refuses to start with it';
    operations.push(setIn(project, posix.join(folder, ownFile), forDevelopment, reason, false));
  }
  const example = posix.join(folder, '.env.example');
  operations.push(...planIgnore(project, isWritten ? local : undefined, example));
  const names = variables.map(({ name, comment }) => ({ name, value: '', comment }));
  operations.push(
    setIn(project, example, names, 'the names without the values, for whoever sets the app up next', false),
  );
  return operations;
}

const developmentUser = 'PUSH_DEV_USER';
const secretNames: readonly string[] = ['VAPID_PRIVATE_KEY', 'PUSH_TOKEN_SECRET', 'PUSH_SEND_SECRET'];

/** @throws UserError when the bundler would put a secret into what browsers get */
function refuseExposed({ envPrefix }: Layout, variables: readonly EnvVariable[]): void {
  for (const { name } of variables.filter((each) => secretNames.includes(each.name))) {
    const exposing = envPrefix.find((prefix) => name.startsWith(prefix));
    if (exposing === undefined) continue;
    throw new UserError(
      `The prefix "${exposing}" exposes ${name} to the browser.`,
      "Choose an envPrefix that no server secret's name begins with, then run init again.",
    );
  }
}

/** Every variable that the client, the server and the send scripts read. */
export function envVariables(layout: Layout, setup: Setup): EnvVariable[] {
  const { keys, subject, secrets } = setup;
  const pair: EnvVariable[] = [
    {
      name: layout.publicKeyVariable,
      value: keys.publicKey,
      comment: 'VAPID public key: goes into the browser bundle',
    },
    {
      name: 'VAPID_PRIVATE_KEY',
      value: keys.privateKey ?? '',
      comment: 'Server only. Losing or replacing it loses every subscriber',
    },
    {
      name: 'VAPID_SUBJECT',
      value: subject,
      comment: 'Whom a push service writes to when something is wrong',
    },
  ];
  if (setup.server === 'none') return pair;
  return [
    ...pair,
    {
      name: 'PUSH_TOKEN_SECRET',
      value: secrets.token,
      comment: 'Signs the tokens that say who a browser belongs to',
    },
    { name: 'PUSH_SEND_SECRET', value: secrets.send, comment: 'Your backend shows it when it sends' },
    {
      name: developmentUser,
      value: 'developer',
      comment:
        'On this machine alone, everybody is this user until the identify module of the server is completed',
    },
  ];
}

function setIn(
  project: Project,
  path: string,
  variables: readonly EnvVariable[],
  reason: string,
  secret: boolean,
): Operation {
  const before = project.files.text(path);
  const result = setEnvVariables(before, variables);
  if (result.status === 'already') return { kind: 'keep', path, reason: result.reason };
  if (result.status === 'manual') return byHand(path, variables, result.reason);
  return before === undefined
    ? { kind: 'create', path, content: result.text, reason, secret }
    : { kind: 'edit', path, before, after: result.text, reason, secret };
}

/** Keeps the secrets out of git, and the names in it: `.env*`, as some scaffolds have it, ignores both. */
function planIgnore(project: Project, local: string | undefined, example: string): Operation[] {
  const isOpen = local !== undefined && !project.git.isIgnored(local);
  const isHidden = project.git.isIgnored(example);
  const lines = [
    ...(isOpen ? [posix.basename(local)] : []),
    ...(isHidden ? [`!${posix.basename(example)}`] : []),
  ];
  if (lines.length === 0) return [];
  const before = project.files.text('.gitignore');
  const comment = isOpen ? 'Keys and secrets of this machine' : 'Names without values';
  const result = addGitignore(before, lines, comment);
  const reason = [
    ...(isOpen ? [`keeps ${local} out of git`] : []),
    ...(isHidden ? [`lets git have ${example}`] : []),
  ].join(', ');
  if (result.status !== 'edited') {
    return [{ kind: 'manual', path: '.gitignore', reason, snippet: lines.join('\n') }];
  }
  return [
    before === undefined
      ? { kind: 'create', path: '.gitignore', content: result.text, reason }
      : { kind: 'edit', path: '.gitignore', before, after: result.text, reason },
  ];
}

/** Names alone: a manual step is printed, and no output ever holds a private key. */
function byHand(path: string, variables: readonly EnvVariable[], reason: string): Operation {
  return { kind: 'manual', path, reason, snippet: variables.map(({ name }) => `${name}=`).join('\n') };
}
