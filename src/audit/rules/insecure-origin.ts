import { positionAt } from '../../project/parse.ts';
import { readViteConfig } from '../../project/vite/vite-config.ts';
import type { Audit } from '../audit.ts';
import { walk } from '../code/walk.ts';
import { hostOf, isInsecure, isPrivateAddress, pathOf } from '../insecure-url.ts';
import { requestAddress } from '../request-address.ts';
import type { Problem, Rule } from '../rule.ts';
import type { EnvVariable } from '../secrets/secret-model.ts';

export const insecureOrigin: Rule = {
  id: 'insecure-origin',
  group: 'app',
  title: 'The app or its push server is reached over plain HTTP',
  severity: 'error',
  why: 'Service workers and push exist only in secure contexts, and a page on HTTPS is not allowed to call an HTTP server: nobody gets a push.',
  fix: 'Serve it over HTTPS; for development use http://localhost, or a tunnel for phones.',
  example: "await fetch('https://push.example.org/api/push/subscribe', { method: 'POST', body })",
  docs: 'https://developer.mozilla.org/en-US/docs/Web/Security/Secure_Contexts',
  appliesTo: ({ code }) => code.mentioning(pushWords).length > 0,
  *check(audit) {
    const insecure = audit.secrets.variables.filter(
      (variable) => variable.area === 'env' && isInsecure(variable.plainUrl),
    );
    for (const variable of insecure) yield* fromEnvFile(variable);
    const plain = new Set(insecure.flatMap((variable) => (isDevelopment(variable) ? [] : [variable.name])));
    for (const path of audit.code.mentioning(['http://', ...plain])) {
      if (pushWritten.test(audit.project.files.text(path) ?? '')) yield* fromCode(audit, path, plain);
    }
    yield* fromDevServer(audit);
  },
};

const pushWords = [
  'pushManager',
  'PushManager',
  'serviceWorker',
  'firebase/messaging',
  'web-push',
  'vapid',
  'VAPID',
  '/push',
];
const pushNames = /push|notif|vapid|webhook/i;
/** The same in a file's text, where most of what says `push(` adds to an array. */
const pushWritten = /push(?!\()|notif|vapid|webhook/i;
/** A newsletter is subscribed to as well: that word alone says nothing. */
const pushPaths = /\/[^?#]*(?:push|vapid|webhook|notif[^?#]*subscri|subscri[^?#]*notif)/i;
const originNames = /(?:^|_)(?:APP|SITE|PUBLIC|BASE|FRONTEND|WEB|CLIENT)_?(?:URL|ORIGIN|HOST)$/i;

/** Local files are for development, where an address in the LAN is how the phone on the desk gets in. */
function isDevelopment({ path, plainUrl = '' }: EnvVariable): boolean {
  return /\.(?:local|development|dev)(?:\.local)?$/.test(path) || isPrivateAddress(hostOf(plainUrl));
}

function* fromEnvFile(variable: EnvVariable): Generator<Problem> {
  const { name, path, line, column, plainUrl: url = '' } = variable;
  const isLocal = isDevelopment(variable);
  const isPush = pushNames.test(name) || pushPaths.test(pathOf(url));
  const isDeployed = /\.(?:production|prod|staging)(?:\.local)?$/.test(path);
  if (!isPush && !(isDeployed && originNames.test(name))) return;
  yield {
    at: { path, line, column },
    certainty: isPush && !isLocal ? 'proven' : 'likely',
    ...(isLocal && { severity: 'warning' }),
    message: `${name} is an http:// address on ${hostOf(url)}, which is neither HTTPS nor this machine.`,
  };
}

/** Requests for push from code: a literal address, or one that a variable begins. */
function* fromCode(audit: Audit, path: string, plain: ReadonlySet<string>): Generator<Problem> {
  const parsed = audit.code.module(path);
  if (parsed === undefined) return;
  const problems: Problem[] = [];
  walk(parsed.program, {
    enter(node) {
      const address = node.type === 'CallExpression' ? requestAddress(node) : undefined;
      if (address === undefined) return;
      const { text, variable } = address;
      const isPlain = variable === undefined ? isInsecure(text) : plain.has(variable);
      if (!isPlain || !pushPaths.test(variable === undefined ? pathOf(text) : text)) return;
      const host = variable === undefined ? hostOf(text) : `the http:// address in ${variable}`;
      problems.push({
        at: { path, ...positionAt(parsed.text, address.node.start) },
        certainty: 'proven',
        message: `This request for push goes to ${host} over plain HTTP.`,
      });
    },
  });
  yield* problems;
}

/** At `--host 192.168.1.20` the page is not at localhost, where push would work. Listening on all addresses still is. */
function* fromDevServer({ project }: Audit): Generator<Problem> {
  const config = readViteConfig(project);
  const { host, https } = config.server;
  if (config.path !== undefined && typeof host === 'string' && isPrivateAddress(host) && !https) {
    const text = project.files.text(config.path) ?? '';
    const at = { path: config.path, ...positionAt(text, Math.max(0, text.indexOf(host))) };
    yield {
      at,
      certainty: 'likely',
      severity: 'warning',
      message: describeDevServer('The dev server', host),
    };
  }
  const text = project.files.text('package.json') ?? '';
  for (const [name, script] of Object.entries(project.manifest?.scripts ?? {})) {
    const options = /\b(?:vite|next|astro|react-router)\b([^&|;]*)/.exec(script)?.[1] ?? '';
    const bound = /(?:--host(?:name)?|-H)[ =](\S+)/.exec(options)?.[1] ?? '';
    if (!isPrivateAddress(bound) || https || /--(?:experimental-)?https/.test(options)) continue;
    const offset = text.indexOf(`"${name}"`, text.indexOf('"scripts"'));
    const at = { path: 'package.json', ...positionAt(text, Math.max(0, offset)) };
    yield {
      at,
      certainty: 'likely',
      severity: 'warning',
      message: describeDevServer(`The script ${name}`, bound),
    };
  }
}

function describeDevServer(who: string, host: string): string {
  return `${who} serves the app at http://${host}, where browsers offer neither service workers nor push.`;
}
