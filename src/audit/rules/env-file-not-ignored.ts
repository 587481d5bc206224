import type { Rule } from '../rule.ts';
import type { EnvVariable } from '../secrets/secret-model.ts';

/** Server secrets of the push server and of the chat providers that are supported. */
const secretNames =
  /^(?:PUSH_(?:SEND|TOKEN|WEBHOOK)_SECRET|COMETCHAT_\w*(?:AUTH_KEY|API_KEY|REST_KEY|SECRET|PASSWORD)|(?:CONNECTYCUBE|CONNECTY_CUBE)_\w*(?:SECRET|AUTH_KEY|API_KEY|PASSWORD))$/;

export const envFileNotIgnored: Rule = {
  id: 'env-file-not-ignored',
  group: 'keys',
  title: 'An env file with secrets is not ignored by git',
  severity: 'error',
  why: 'The next `git add .` commits the secrets, and a pushed commit cannot be taken back from those who have fetched it.',
  fix: 'Add the file to .gitignore before the next commit.',
  example: '# .gitignore\n.env\n.env.local\n.env.*.local',
  docs: 'https://git-scm.com/docs/gitignore',
  // Without git nothing can be added, and which files a later repository ignores is not known.
  appliesTo: ({ project, secrets }) =>
    project.git.isRepository && secrets.variables.some(({ area }) => area === 'env'),
  *check({ secrets }) {
    const reported = new Set<string>();
    const held = secrets.variables.filter((variable) => variable.area === 'env' && holdsSecret(variable));
    // A private key says more than a name does: it comes first.
    for (const variable of held.sort((a, b) => Number(isKey(b)) - Number(isKey(a)))) {
      const { path, line, column, name } = variable;
      if (reported.has(path) || !variable.wouldBeAdded) continue;
      reported.add(path);
      yield {
        at: { path, line, column },
        certainty: isKey(variable) ? 'proven' : 'likely',
        message: `git does not ignore this file and would add it, with ${isKey(variable) ? 'the private key' : 'the secret'} in ${name}.`,
      };
    }
  },
};

function isKey({ privateKey }: EnvVariable): boolean {
  return privateKey?.isVapid === true && privateKey.published === undefined;
}

function holdsSecret(variable: EnvVariable): boolean {
  return isKey(variable) || (variable.holds === 'other' && secretNames.test(variable.name));
}
