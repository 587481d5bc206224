import { randomBytes } from 'node:crypto';
import { UserError } from '../../errors.ts';
import type { Setup } from '../../plan/setup.ts';
import type { Layout } from '../../project/layout.ts';
import type { Project } from '../../project/project.ts';
import { findVapidKeys } from '../../project/vapid-keys.ts';
import { generateVapidKeys } from '../../vapid/generate-keys.ts';

/**
 * The setup from the answers, in the order of `setupQuestions`, with the pair that the app has already, or a new one
 * when it has none: a pair that is there is never replaced, because every subscription is bound to it.
 */
export function makeSetup(project: Project, layout: Layout, answers: readonly unknown[]): Setup {
  const [provider, uses, server, subject] = answers as [
    string,
    Setup['for'],
    Setup['server'],
    string | undefined,
  ];
  const { publicKey, privateKey, placeholders, variables } = findVapidKeys(project, layout.envDir);
  if (placeholders.length > 0) {
    throw new UserError(
      `${placeholders.join(', ')} is no VAPID public key: 65 bytes of P-256 in base64url.`,
      'Put the right key there, or remove the line and run init again for a new pair.',
    );
  }
  const keys = publicKey === undefined ? generateVapidKeys() : { publicKey, privateKey };
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  const secret = () => randomBytes(32).toString('base64url');
  return {
    provider,
    for: uses,
    server,
    subject: subject ?? '',
    keys,
    existingVariables: variables,
    secrets: { send: secret(), token: secret() },
    node: [major, minor],
  };
}
