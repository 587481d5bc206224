import type { Node } from 'oxc-parser';
import { readNextProxy } from '../../../project/next/next-matcher.ts';
import type { Project } from '../../../project/project.ts';
import type { CodeModel } from '../code-model.ts';
import { bare, keyName, memberPath, stringValue } from '../literals.ts';
import { walk } from '../walk.ts';
import { hasGlobalGuard } from './global-guards.ts';
import { letsEverybodyPass } from './pass-through.ts';
import { knowing } from './server-auth.ts';

const known = new WeakMap<CodeModel, boolean>();

/**
 * Whether something in front of a route may know who asks: a framework's middleware file, `app.use(auth)`, a hook.
 * @param path the module that the route stands in
 */
export function hasGate(code: CodeModel, project: Project, path: string): boolean {
  if (hasMiddlewareFile(project, path) || hasGlobalGuard(code)) return true;
  const found = known.get(code) ?? hasHook(code);
  known.set(code, found);
  return found;
}

function hasHook(code: CodeModel): boolean {
  return code.mentioning(['.use(', 'addHook', 'onBeforeHandle', '.guard(', '.derive(']).some((path) => {
    const module = code.module(path);
    let found = false;
    if (module !== undefined) {
      walk(module.program, {
        enter(node) {
          if (found || node.type !== 'CallExpression') return;
          const callee = bare(node.callee);
          const name = callee.type === 'MemberExpression' ? keyName(callee) : undefined;
          if (name === undefined || !['use', 'addHook', 'onBeforeHandle', 'guard', 'derive'].includes(name))
            return;
          const isMount = stringValue(node.arguments[0]) !== undefined;
          found = node.arguments.some((argument) => {
            // `app.use('/api/auth', authRouter)`: routes of a path of their own, in front of no others.
            if (isMount && isRoutes(argument)) return false;
            const text = module.text.slice(argument.start, argument.end);
            return knowing.test(text) && !letsEverybodyPass(module, argument);
          });
        },
      });
    }
    return found;
  });
}

/** A path, or a router by its name. */
function isRoutes(argument: Node): boolean {
  if (stringValue(argument) !== undefined) return true;
  const name = memberPath(argument)?.at(-1);
  return name !== undefined && /(?:rout(?:er|ers|es?|ing)|controllers?|endpoints?)$/i.test(name);
}

/**
 * Whether a framework's own middleware file, which stands before every route, may know who asks there.
 * @param path the module that the route stands in
 */
export function hasMiddlewareFile(project: Project, path: string): boolean {
  const found = project.files
    .list()
    .filter((file) => /(?:^|\/)(?:middleware|proxy|hooks\.server)(?:\/index)?\.[cm]?[jt]s$/.test(file))
    .filter((file) => knowing.test(project.files.text(file) ?? ''));
  const address = found.length > 0 ? addressOf(path) : undefined;
  // Next's `config.matcher` may leave the route out.
  const proxy = address === undefined ? undefined : readNextProxy(project, [address]);
  return found.some((file) => file !== proxy?.path || proxy.caught.length > 0);
}

/** Where Next serves a route handler or an API route; what a segment stands for is left open. */
function addressOf(path: string): string | undefined {
  const inApp = /(?:^|\/)app\/(.*\/)?route\.[cm]?[jt]sx?$/.exec(path);
  const inPages = /(?:^|\/)pages\/(api\/.*?)(?:\/index)?\.[cm]?[jt]sx?$/.exec(path);
  const route = inApp === null ? inPages?.[1] : (inApp[1] ?? '');
  if (route === undefined) return undefined;
  const segments = route.split('/').filter((segment) => segment !== '' && !/^[(@]/.test(segment));
  return `/${segments.map((segment) => segment.replace(/^\[.*\]$/, 'any')).join('/')}`;
}
