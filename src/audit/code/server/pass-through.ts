import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { bare, memberPath } from '../literals.ts';
import { importSources } from '../modules/import-sources.ts';

/** Packages whose middlewares read a body, cookies or a session, or write headers and logs: nothing is asked of who comes. */
const packages = new Set([
  'body-parser',
  'compression',
  'cookie-parser',
  'cookie-session',
  'cors',
  'express-rate-limit',
  'express-session',
  'helmet',
  'hono/body-limit',
  'hono/cors',
  'hono/logger',
  'hono/secure-headers',
  'koa-generic-session',
  'koa-session',
  'morgan',
  'multer',
  'pino-http',
  '@fastify/cookie',
  '@fastify/cors',
  '@fastify/formbody',
  '@fastify/helmet',
  '@fastify/secure-session',
  '@fastify/session',
]);

/** Members of packages that have other middlewares too. */
const members: Readonly<Record<string, readonly string[]>> = {
  express: ['json', 'raw', 'static', 'text', 'urlencoded'],
  passport: ['initialize', 'session'],
};

/** Whether a middleware of a package lets everybody pass: `cookieParser()`, `express.json()`, `session({ … })`. */
export function letsEverybodyPass(module: ParsedModule, argument: Node): boolean {
  const value = bare(argument);
  const path = memberPath(value.type === 'CallExpression' ? value.callee : value);
  const [name] = path ?? [];
  const source = name === undefined ? undefined : importSources(module).get(name);
  return source !== undefined && isPassing(source, path?.at(-1) ?? '');
}

/** The same by a value's path, `express:json` or `express.json`, however the code has got hold of it. */
export function comesFromPassing(path: string): boolean {
  const [, source = '', member = ''] = /^([^:.]+)(?:[:.](?:default\.)?(\w+))?/.exec(path) ?? [];
  return isPassing(source, member);
}

function isPassing(source: string, member: string): boolean {
  return packages.has(source) || members[source]?.includes(member) === true;
}
