import { positionAt } from '../../project/parse.ts';
import type { Audit } from '../audit.ts';
import { memberPath } from '../code/literals.ts';
import { walk } from '../code/walk.ts';
import type { Problem, Rule } from '../rule.ts';
import { findBundledVariables } from '../secrets/bundled-variables.ts';
import { describeProof } from '../secrets/describe-proof.ts';
import { namesPrivateKey, publicPrefixOf } from '../secrets/public-prefix.ts';

export const privateKeyInPublicEnv: Rule = {
  id: 'private-key-in-public-env',
  group: 'keys',
  title: 'A variable that the bundler exposes holds the VAPID private key',
  severity: 'error',
  why: 'The bundler writes the values of such variables into the JavaScript that every visitor downloads, so the key is public from the next build on.',
  fix: 'Rename the variable so that it has no public prefix, read it on the server only, and make a new pair if it was ever deployed.',
  example: 'VITE_VAPID_PUBLIC_KEY=…\nVAPID_PRIVATE_KEY=…',
  docs: 'https://vite.dev/guide/env-and-mode#env-variables',
  *check(audit) {
    const inFiles = new Set<string>();
    for (const problem of inEnvFiles(audit)) {
      inFiles.add(problem.name);
      yield problem;
    }
    yield* inConfiguration(audit);
    yield* inCode(audit, inFiles);
  },
};

function* inEnvFiles(audit: Audit): Generator<Problem & { readonly name: string }> {
  for (const { name, path, line, column, holds, privateKey, area } of audit.secrets.variables) {
    const prefix = publicPrefixOf(name, audit);
    if (prefix === undefined || area === 'test') continue;
    const at = { path, line, column };
    if (privateKey?.isVapid === true) {
      const message = `${name} begins with ${prefix}, so the bundler exposes it, and it holds the VAPID private key: ${describeProof(audit, privateKey)}.`;
      yield { name, at, certainty: 'proven', message };
    } else if (namesPrivateKey(name) && holds !== 'public-key' && holds !== 'url') {
      const message = `${name} is named as the VAPID private key and begins with ${prefix}, so the bundler exposes what it is set to.`;
      yield { name, at, certainty: 'likely', message };
    }
  }
}

function* inConfiguration(audit: Audit): Generator<Problem> {
  for (const { name, option, path, line, column } of findBundledVariables(audit)) {
    const at = { path, line, column };
    if (name === '*') {
      const held = audit.secrets.variables.find(
        (variable) => variable.area === 'env' && variable.privateKey?.isVapid === true,
      );
      if (held === undefined) continue;
      const message = `\`${option}\` hands the whole environment to client code, ${held.name} of ${audit.nameOf(held.path)} with it.`;
      yield { at, certainty: 'likely', message };
    } else if (namesPrivateKey(name)) {
      yield {
        at,
        certainty: 'proven',
        message: `\`${option}\` writes the value of ${name} into client code.`,
      };
    }
  }
}

/** Code that reads such a variable shows that it is set somewhere, in CI or at the host, when no env file here does. */
function* inCode(audit: Audit, known: ReadonlySet<string>): Generator<Problem> {
  for (const path of audit.code.mentioning(['PRIVATE', 'private', 'PRIV_'])) {
    // Most files that say `private` mean a field of a class: those are not parsed.
    if (!namesPrivateKey(audit.project.files.text(path) ?? '')) continue;
    for (const parsed of [audit.code.module(path), audit.code.frontmatter(path)]) {
      if (parsed === undefined) continue;
      const problems: Problem[] = [];
      walk(parsed.program, {
        enter(node) {
          if (node.type !== 'MemberExpression') return;
          const access = memberPath(node) ?? [];
          const name = access.at(-1) ?? '';
          const isEnv = access.at(-2) === 'env' && (access[0] === 'process' || access[0] === 'import');
          const prefix = publicPrefixOf(name, audit);
          if (!isEnv || prefix === undefined || known.has(name) || !namesPrivateKey(name)) return;
          problems.push({
            at: { path, ...positionAt(parsed.text, node.start) },
            certainty: 'likely',
            message: `${name} is named as the VAPID private key and begins with ${prefix}, so the bundler exposes what it is set to.`,
          });
        },
      });
      yield* problems;
    }
  }
}
