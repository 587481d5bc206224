import type { Setup } from '../../src/plan/setup.ts';

/** The answers of an init that takes every default, with keys and secrets that nobody uses. */
export function setupForTests(more: Partial<Setup> = {}): Setup {
  return {
    provider: 'own',
    for: ['chat'],
    server: 'node',
    subject: 'mailto:push@pushwright.dev',
    keys: { publicKey: 'public', privateKey: 'private' },
    existingVariables: new Set(),
    secrets: { send: 'send', token: 'token' },
    node: [24, 0],
    ...more,
  };
}
