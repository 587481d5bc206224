import type { Rule } from '../rule.ts';
import { describeProof } from '../secrets/describe-proof.ts';

export const privateKeyCommitted: Rule = {
  id: 'private-key-committed',
  group: 'keys',
  title: 'A VAPID private key stands in a file of the repository',
  severity: 'error',
  why: 'Everybody who can read the repository, now or in any later copy of its history, can send pushes in your name.',
  fix: 'Make a new pair, keep the private key in a git-ignored env file, and let browsers subscribe again; deleting the line leaves it in the history.',
  example: '# .env.local, listed in .gitignore\nVAPID_PRIVATE_KEY=…',
  docs: 'https://www.rfc-editor.org/rfc/rfc8292#section-4',
  *check(audit) {
    const { secrets, project } = audit;
    for (const key of secrets.privateKeys) {
      // The examples of a specification are nobody's secret.
      if (!key.isVapid || key.published?.kind === 'test-vector') continue;
      for (const { path, line, column, area, isTracked } of key.places) {
        const isAside = area === 'test' || area === 'docs';
        // A name alone proves little where text is written for people, and a published pair is what a test should use.
        if (!isTracked || (isAside && key.proof === 'name') || (area === 'test' && key.published)) continue;
        const where = project.git.isRepository ? 'a file that git tracks' : 'a source file';
        const note = isAside ? ' Here that is harmless only as long as no server uses the pair.' : '';
        yield {
          at: { path, line, column },
          certainty: key.proof === 'name' ? 'likely' : 'proven',
          ...((isAside || key.published !== undefined) && { severity: 'warning' }),
          message: `A VAPID private key stands in ${where}; ${describeProof(audit, key)}.${note}`,
        };
      }
    }
  },
};
