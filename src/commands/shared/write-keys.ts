import { posix } from 'node:path';
import { UserError } from '../../errors.ts';
import { detectFramework } from '../../frameworks/index.ts';
import { apply } from '../../plan/apply.ts';
import { setEnvVariables } from '../../plan/edits/set-env-variables.ts';
import type { Operation } from '../../plan/operation.ts';
import { readProject } from '../../project/read-project.ts';
import { findVapidKeys } from '../../project/vapid-keys.ts';
import { generateVapidKeys } from '../../vapid/generate-keys.ts';
import { readSubject } from './setup-questions.ts';

/** Prints the lines of an env file, the public key under the name that the framework exposes. */
export async function printEnvLines(root: string): Promise<void> {
  const layout = detectFramework(readProject(root))?.layout;
  const { publicKey, privateKey } = generateVapidKeys();
  const name = layout?.publicKeyVariable ?? 'VAPID_PUBLIC_KEY';
  process.stdout.write(`${name}=${publicKey}\nVAPID_PRIVATE_KEY=${privateKey}\n`);
}

/**
 * Writes a new pair into the app's local env file, mode 600.
 * @throws UserError when a pair is there, or git tracks or would add the file
 */
export async function writeKeys(root: string, subject: string | undefined): Promise<void> {
  const project = readProject(root);
  const layout = detectFramework(project)?.layout;
  const folder = layout?.envDir || '.';
  const path = posix.join(folder, layout?.localEnvFile ?? '.env.local');
  const existing = findVapidKeys(project, folder);
  if (existing.places.length > 0) {
    throw new UserError(
      `There are VAPID keys already: ${existing.places.join(', ')}.`,
      'Keep them: every subscription is bound to its key, so a new pair would lose every subscriber. To start over on purpose, remove them first.',
    );
  }
  if (project.git.isTracked(path)) {
    throw new UserError(
      `${path} is tracked by git, so a private key may not go into it.`,
      `Run "git rm --cached ${path}" and add it to .gitignore, then run this again.`,
    );
  }
  if (project.git.isRepository && !project.git.isIgnored(path)) {
    throw new UserError(
      `${path} is not ignored by git, so a private key would be committed.`,
      `Add the line "${posix.basename(path)}" to .gitignore, then run this again.`,
    );
  }
  const exposing = layout?.envPrefix.find((prefix) => 'VAPID_PRIVATE_KEY'.startsWith(prefix));
  if (exposing !== undefined) {
    throw new UserError(
      `The prefix "${exposing}" exposes VAPID_PRIVATE_KEY to the browser.`,
      "Choose an envPrefix that no server secret's name begins with, then run this again.",
    );
  }
  const { publicKey, privateKey } = generateVapidKeys();
  const before = project.files.text(path);
  const variables = [
    { name: layout?.publicKeyVariable ?? 'VAPID_PUBLIC_KEY', value: publicKey },
    { name: 'VAPID_PRIVATE_KEY', value: privateKey },
    ...(subject === undefined ? [] : [{ name: 'VAPID_SUBJECT', value: readSubject(subject) }]),
  ];
  const result = setEnvVariables(before, variables);
  if (result.status !== 'edited')
    throw new UserError(`${path} cannot be written: ${result.reason}`, 'Set the variables by hand.');
  const reason = 'a new VAPID key pair';
  const operation: Operation =
    before === undefined
      ? { kind: 'create', path, content: result.text, reason, secret: true }
      : { kind: 'edit', path, before, after: result.text, reason, secret: true };
  await apply(root, [operation], { command: 'generate-vapid-keys' });
  process.stdout.write(
    `Wrote ${variables.map(({ name }) => name).join(', ')} to ${path} (mode 600).\nPublic key: ${publicKey}\n`,
  );
}
