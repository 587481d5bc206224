import type { Node } from 'oxc-parser';
import { positionAt } from '../../project/parse.ts';
import type { Audit } from '../audit.ts';
import { bare, memberPath } from '../code/literals.ts';
import { walk } from '../code/walk.ts';
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
  *check(audit) {
    const insecure = audit.secrets.variables.filter(
      (variable) => variable.area === 'env' && isInsecure(variable.url),
    );
    for (const variable of insecure) yield* fromEnvFile(variable);
    const plain = new Set(insecure.map(({ name }) => name));
    for (const path of audit.code.mentioning(['http://', ...plain])) yield* fromCode(audit, path, plain);
    yield* fromDevServer(audit);
  },
};

const pushNames = /push|notif|vapid|webhook/i;
const pushPaths = /\/[^?#]*(?:push|notif|vapid|webhook|subscri)/i;
const originNames = /(?:^|_)(?:APP|SITE|PUBLIC|BASE|FRONTEND|WEB|CLIENT)_?(?:URL|ORIGIN|HOST)$/i;

function* fromEnvFile({ name, path, line, column, url = '' }: EnvVariable): Generator<Problem> {
  const isPush = pushNames.test(name) || pushPaths.test(pathOf(url));
  // Local files are for development, where an address in the LAN is how the phone on the desk gets in.
  const isDevelopment =
    /\.(?:local|development|dev)(?:\.local)?$/.test(path) || isPrivateAddress(hostOf(url));
  const isDeployed = /\.(?:production|prod|staging)(?:\.local)?$/.test(path);
  if (!isPush && !(isDeployed && originNames.test(name))) return;
  yield {
    at: { path, line, column },
    certainty: isPush && !isDevelopment ? 'proven' : 'likely',
    ...(isDevelopment && { severity: 'warning' }),
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
      if (node.type !== 'CallExpression' || !isRequest(node)) return;
      const address = node.arguments[0];
      if (address === undefined || address.type === 'SpreadElement') return;
      const { text, variable } = addressOf(address);
      const isPlain = variable === undefined ? isInsecure(text) : plain.has(variable);
      if (!isPlain || !pushPaths.test(variable === undefined ? pathOf(text) : text)) return;
      const host = variable === undefined ? hostOf(text) : `the http:// address in ${variable}`;
      problems.push({
        at: { path, ...positionAt(parsed.text, address.start) },
        certainty: isPrivateAddress(host) ? 'likely' : 'proven',
        message: `This request for push goes to ${host} over plain HTTP.`,
      });
    },
  });
  yield* problems;
}

function isRequest(node: Extract<Node, { type: 'CallExpression' }>): boolean {
  const callee = memberPath(node.callee);
  if (callee === undefined) return false;
  const [first, method] = [callee[0] ?? '', callee.at(-1) ?? ''];
  if (method === 'fetch' || first === '$fetch') return true;
  return (
    /^(axios|ky|got|http|api|client|superagent)$/i.test(first) &&
    /^(axios|ky|got|post|put|get|delete|request)$/.test(method)
  );
}

/** The written part of an address, and the environment variable in front of it when there is one. */
function addressOf(node: Node): { text: string; variable: string | undefined } {
  const value = bare(node);
  if (value.type === 'Literal' && typeof value.value === 'string')
    return { text: value.value, variable: undefined };
  if (value.type === 'TemplateLiteral') {
    const text = value.quasis.map((quasi) => quasi.value.cooked ?? '').join('');
    const [start] = value.expressions;
    const begins = value.quasis[0]?.value.cooked === '' && start !== undefined;
    return { text, variable: begins ? variableOf(start) : undefined };
  }
  if (value.type === 'BinaryExpression' && value.operator === '+') {
    const left = addressOf(value.left);
    const right = addressOf(value.right);
    return { text: left.text + right.text, variable: left.variable ?? variableOf(value.left) };
  }
  return { text: '', variable: undefined };
}

function variableOf(node: Node): string | undefined {
  const access = memberPath(node);
  return access?.at(-2) === 'env' ? access.at(-1) : undefined;
}

/** `--host 192.168.1.20`: then the page is not at localhost, where push would work. Listening on all addresses still is. */
function* fromDevServer({ project }: Audit): Generator<Problem> {
  const text = project.files.text('package.json') ?? '';
  for (const [name, script] of Object.entries(project.manifest?.scripts ?? {})) {
    const match =
      /\b(?:vite|next|astro|react-router)\b[^&|;]*?(?:--host(?:name)?|-H)[ =](\d+\.\d+\.\d+\.\d+)/.exec(
        script,
      );
    const host = match?.[1];
    if (
      host === undefined ||
      host === '0.0.0.0' ||
      isLoopback(host) ||
      /--(?:experimental-)?https/.test(script)
    )
      continue;
    const offset = text.indexOf(`"${name}"`, text.indexOf('"scripts"'));
    yield {
      at: { path: 'package.json', ...positionAt(text, Math.max(0, offset)) },
      certainty: 'likely',
      severity: 'warning',
      message: `The script ${name} serves the app at http://${host}, where browsers offer neither service workers nor push.`,
    };
  }
}

function isInsecure(url: string | undefined): boolean {
  if (url === undefined || !/^(?:http|ws):\/\//i.test(url)) return false;
  const host = hostOf(url);
  // Names of one label and .internal are other containers: servers talk to them, browsers cannot.
  const isPublicName =
    host.includes('.') &&
    !/\.(?:internal|svc|cluster\.local|docker|lan|local|test|example|invalid)$/.test(host);
  return isPublicName && !isLoopback(host) && !/(?:^|\.)example\.(?:com|org|net)$/.test(host);
}

function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}

function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
}

/** Trustworthy without TLS: https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\./.test(host) || host === '0.0.0.0';
}

function isPrivateAddress(host: string): boolean {
  return /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host);
}
