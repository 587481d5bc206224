import { findEnvFiles } from '../../project/env-files.ts';
import type { Audit } from '../audit.ts';
import type { EnvRead } from '../code/client/client-model.ts';
import { type EnvExposure, findEnvExposure } from '../code/client/env-exposure.ts';
import type { CodeModel } from '../code/code-model.ts';
import type { Problem, Rule } from '../rule.ts';

export const publicKeyWrongPrefix: Rule = {
  id: 'public-key-wrong-prefix',
  group: 'keys',
  title: 'The browser reads the public key from a variable that it is not given',
  severity: 'error',
  why: 'The key is undefined in the browser, so nobody can subscribe; where the variable only exists on one machine, it breaks everywhere else.',
  fix: 'Give the variable the public prefix of your framework, under one name in the code and in every env file.',
  example: `# .env
VITE_VAPID_PUBLIC_KEY=…
// client
const key = import.meta.env.VITE_VAPID_PUBLIC_KEY;`,
  docs: 'https://vite.dev/guide/env-and-mode.html#env-variables',
  appliesTo: ({ code }) => publicKeyReads(code).length > 0,
  *check(audit) {
    const seen = new Set<string>();
    for (const read of publicKeyReads(audit.code)) {
      const exposure = findEnvExposure(audit.project, audit.code, read.at.path);
      const problem = exposure && (notExposed(read, exposure) ?? setElsewhere(read, exposure, audit));
      const key = `${read.at.path}:${read.name}`;
      if (problem === undefined || seen.has(key)) continue;
      seen.add(key);
      yield problem;
    }
  },
};

const pushNames = /vapid|web_?push|application_?server/i;

function publicKeyReads(code: CodeModel): EnvRead[] {
  return code.client.envReads(pushNames).filter(({ name }) => namesPublicKey(name));
}

/** Whether a variable's name says that it holds the application server key. */
function namesPublicKey(name: string): boolean {
  return pushNames.test(name) && /pub|key/i.test(name) && !/priv|subject|mail|secret|contact/i.test(name);
}

function notExposed(read: EnvRead, exposure: EnvExposure): Problem | undefined {
  const { name, object, at } = read;
  const { bundler, prefixes, defined } = exposure;
  if ([name, object, `${object}.${name}`, 'process'].some((key) => defined.has(key))) return undefined;
  const exposed = prefixes[object];
  if (exposed?.some((prefix) => name.startsWith(prefix))) return undefined;
  if (read.hasFallback || !read.inBrowser) return undefined;
  const [other] = Object.keys(prefixes);
  const wanted = (Object.values(prefixes)[0] ?? []).join(' or ');
  return {
    message:
      exposed === undefined
        ? `${object}.${name} does not exist in the browser: ${bundler} hands variables over as ${other}, if they begin with ${wanted}.`
        : `${object}.${name} is undefined in the browser: ${bundler} only hands over variables that begin with ${wanted}.`,
    certainty: 'proven',
    at,
  };
}

/** Env files that set the key under another name only, one that nothing else reads. */
function setElsewhere({ name, at }: EnvRead, { envDir }: EnvExposure, audit: Audit): Problem | undefined {
  const files = findEnvFiles(audit.project, envDir).map((file) => ({
    ...file,
    names: [...file.public, ...file.private],
  }));
  if (files.some(({ names }) => names.includes(name))) return undefined;
  for (const { path, names } of files) {
    const other = names.find((candidate) => namesPublicKey(candidate));
    if (other === undefined || audit.code.mentioning([other]).length > 0) continue;
    return {
      message: `${name} is set in no env file, but ${audit.nameOf(path)} sets ${other}, which nothing reads: one of the two names is wrong.`,
      certainty: 'likely',
      at,
    };
  }
  return undefined;
}
