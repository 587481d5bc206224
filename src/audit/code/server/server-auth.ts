import type { Node } from 'oxc-parser';
import type { Project } from '../../../project/project.ts';
import type { CodeModel } from '../code-model.ts';
import { bare, keyName, stringValue } from '../literals.ts';
import { walk } from '../walk.ts';
import { hasGlobalGuard } from './global-guards.ts';
import { letsEverybodyPass } from './pass-through.ts';
import type { Route } from './server-routes.ts';

/** Names that speak of knowing who asks. Deliberately wide: what might be a session is taken to be one. */
const knowing =
  /auth|session|token|jwt|cookie|verif|passport|protect|guard|login|logged|sign(?:ed|ature)|current_?user|(?:get|require|ensure|fetch|load|with|current)_?user|locals|clerk|secret|api_?key|bearer|permission|role|identi(?:fy|ty)|owns|whoami|principal|credential|private|secur|kinde|lucia|iron|hanko|firebase-admin|getUid|req\.user|request\.user|ctx\.user/i;

/** Whether anything in a handler, in what wraps it or stands before it, may know who asks. */
export function seemsAuthenticated({ handler, before }: Route): boolean {
  if (speaksOfKnowing(before)) return true;
  let found = false;
  walk(handler, {
    enter(node, parent) {
      if (found) return false;
      const word = wordOf(node, parent);
      found = word !== undefined && knowing.test(word);
      return undefined;
    },
  });
  return found;
}

/** A name or a header in the code; the `auth` of a subscription's keys says nothing about who asks. */
function wordOf(node: Node, parent: Node | undefined): string | undefined {
  if (node.type === 'Identifier') {
    const isKey =
      node.name === 'auth' &&
      !(parent?.type === 'CallExpression' && parent.callee === node) &&
      !(parent?.type === 'MemberExpression' && parent.object === node);
    return isKey || /^(?:auth|p256dh)_?key$|^key_?auth$|vapid|(?:private|public)_?key/i.test(node.name)
      ? undefined
      : node.name;
  }
  if (node.type === 'Literal' && typeof node.value === 'string') {
    return /^(?:authorization|cookie|x-[\w-]*(?:token|key|signature|secret)[\w-]*)$/i.test(node.value)
      ? node.value
      : undefined;
  }
  if (node.type === 'MemberExpression') {
    const key = keyName(node);
    return key === 'user' && bare(node.object).type === 'Identifier' ? `req.user` : undefined;
  }
  return undefined;
}

/** Whether something in front of all routes may know who asks: a framework's middleware file, `app.use(auth)`, a hook. */
export function hasGate(code: CodeModel, project: Project): boolean {
  if (hasMiddlewareFile(code, project) || hasGlobalGuard(code)) return true;
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
          found = node.arguments.some((argument) => {
            const text = module.text.slice(argument.start, argument.end);
            return knowing.test(text) && !letsEverybodyPass(module, argument);
          });
        },
      });
    }
    return found;
  });
}

/** Whether a framework's own middleware file, which stands before every route, may know who asks. */
export function hasMiddlewareFile(code: CodeModel, project: Project): boolean {
  return project.files
    .list()
    .filter((path) => /(?:^|\/)(?:middleware|proxy|hooks\.server)(?:\/index)?\.[cm]?[jt]s$/.test(path))
    .some((path) => knowing.test(project.files.text(path) ?? '') && !leavesRoutesOut(code, path));
}

/** Whether a piece of source speaks of knowing who asks, outside of its texts. */
export function speaksOfKnowing(source: string): boolean {
  return knowing.test(source.replace(/(['"`])(?:(?!\1).)*\1/g, ''));
}

/** Next's `config.matcher` can keep the middleware to pages: https://nextjs.org/docs/app/api-reference/file-conventions/middleware#matcher. */
function leavesRoutesOut(code: CodeModel, path: string): boolean {
  const module = code.module(path);
  const matchers: (string | undefined)[] = [];
  if (module !== undefined) {
    walk(module.program, {
      enter(node) {
        if (node.type !== 'Property' || keyName(node) !== 'matcher') return;
        const value = bare(node.value);
        for (const item of value.type === 'ArrayExpression' ? value.elements : [value])
          matchers.push(stringValue(item));
      },
    });
  }
  return (
    matchers.length > 0 &&
    matchers.every(
      (matcher) =>
        matcher !== undefined && /^\/[a-z][\w-]*/i.test(matcher) && !/^\/(?:api|actions?)\b/i.test(matcher),
    )
  );
}
