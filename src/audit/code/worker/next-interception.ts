import type { Node } from 'oxc-parser';
import { readNextProxy } from '../../../project/next/next-matcher.ts';
import type { ParsedModule } from '../../../project/parse.ts';
import type { Project } from '../../../project/project.ts';
import { isFunction } from '../bindings/bindings.ts';
import type { CodeModel } from '../code-model.ts';
import { createFlow } from '../flow/create-flow.ts';
import { type Call, type Flow, type Host, TooManyPaths } from '../flow/flow.ts';
import { exportsOf } from '../flow/flow-declarations.ts';
import { builtinProperty, languageGlobal } from '../flow/flow-globals.ts';
import { emptyState, isPossible, waysTo } from '../flow/flow-state.ts';
import { constant, none, opaque, pathOf, undefinedValue, type Value } from '../flow/flow-values.ts';
import { bare } from '../literals.ts';
import type { Spot } from './worker-model.ts';

/** A redirect or a rewrite that a request for a file of the public folder can run into. */
export interface Interception extends Spot {
  readonly kind: 'redirect' | 'rewrite' | 'localised' | 'sign-in';
}

const request: Value = opaque('request', none, { truth: true });
const address: Value = opaque('request.nextUrl', none, { truth: true });
const localised: Value = opaque('localised', none, { truth: true });

/**
 * Walks the app's proxy, or middleware, as for a request of that path by somebody who may or may not be signed in. Undefined
 * where it lets the request through, or where that cannot be told.
 * @param path as the browser asks for it, without the base: `/sw.js`
 */
export function findInterception(project: Project, code: CodeModel, path: string): Interception | undefined {
  const proxy = readNextProxy(project, [path]);
  const module = proxy?.isKnown && proxy.caught.includes(path) ? code.module(proxy.path) : undefined;
  if (module === undefined) return undefined;
  let found: Interception | undefined;
  const note = (kind: Interception['kind'], site: Call, state: typeof emptyState): void => {
    const way = waysTo(state.decision).find(isPossible);
    // A question about the path that the walk cannot answer may be the very one that lets the file through.
    if (way?.every((step) => !isAboutText(step.path, path)))
      found ??= { kind, module: site.scope.module, node: site.node };
  };
  const host: Host = {
    global: languageGlobal,
    member: (object, key) => {
      if (object === request && key === 'nextUrl') return address;
      if (object === request && key === 'url') return constant(`https://app.invalid${path}`);
      if (object === address && key === 'pathname') return constant(path);
      return builtinProperty(object, key);
    },
    call(callee, values, state, site) {
      const name = pathOf(callee);
      const [first = undefinedValue] = values;
      if (name === 'URL' && values.length === 1 && first.kind === 'constant')
        return [{ state, value: address }];
      if (site.receiver === address && site.name === 'clone') return [{ state, value: address }];
      const matched = matchLiteral(site, values);
      if (matched !== undefined) return [{ state, value: constant(matched) }];
      if (/^next-intl\/middleware(?::default)?$/.test(name)) return [{ state, value: localised }];
      if (callee === localised) note('localised', site, state);
      if (/^(?:next\/server:NextResponse|Response)\.redirect$/.test(name)) note('redirect', site, state);
      if (name === 'next/server:NextResponse.rewrite') note('rewrite', site, state);
      return undefined;
    },
  };
  const flow = createFlow(code, host);
  const at = { module, node: module.program };
  const passedOn = exportsOf(module.program).names.get('default');
  if (passedOn?.kind === 'from' && passedOn.source === 'next-auth/middleware')
    return { kind: 'sign-in', ...at };
  const handler = ['proxy', 'middleware', 'default'].flatMap((name) => flow.exported(module, name) ?? [])[0];
  if (handler === undefined) return undefined;
  if (handler === localised) return { kind: 'localised', ...at };
  if (/^next-auth\/middleware(?::default)?$/.test(pathOf(handler))) return { kind: 'sign-in', ...at };
  const run = handler.kind === 'function' ? handler : wrapped(flow, module);
  if (run?.kind !== 'function') return undefined;
  const given =
    handler.kind !== 'function' && isClerk(pathOf(handler)) ? [opaque('auth'), request] : [request];
  const site = {
    node: module.program as never,
    scope: flow.moduleScope(module),
    name: '',
    receiver: undefined,
  };
  try {
    flow.call(run, given, emptyState, { ...site, isNew: false });
  } catch (error) {
    if (error instanceof TooManyPaths) return undefined;
    throw error;
  }
  return found;
}

/** `export default auth((request) => …)`: what a package's wrapper calls, with a request that knows who asks. */
function wrapped(flow: Flow, module: ParsedModule): Value | undefined {
  for (const { node } of exportedCalls(module.program)) {
    const inner = node.arguments.map((argument) => bare(argument as Node)).find(isFunction);
    if (inner !== undefined) return { kind: 'function', node: inner, scope: flow.moduleScope(module) };
  }
  return undefined;
}

function exportedCalls(program: ParsedModule['program']): { node: Node & { type: 'CallExpression' } }[] {
  return program.body.flatMap((statement) => {
    const values =
      statement.type === 'ExportDefaultDeclaration'
        ? [statement.declaration as Node]
        : statement.type === 'ExportNamedDeclaration' && statement.declaration?.type === 'VariableDeclaration'
          ? statement.declaration.declarations
              .filter(({ id }) => id.type === 'Identifier' && /^(?:proxy|middleware)$/.test(id.name))
              .flatMap(({ init }) => (init ? [init as Node] : []))
          : [];
    return values.map(bare).flatMap((node) => (node.type === 'CallExpression' ? [{ node }] : []));
  });
}

/** https://clerk.com/docs/reference/nextjs/clerk-middleware: its own function comes first. */
function isClerk(path: string): boolean {
  return path.includes('clerkMiddleware');
}

/** A question that a text was asked, by a method that is not worked out. */
function isAboutText(asked: string, path: string): boolean {
  return asked.includes(`(${path})`) || /\btext\.|literal\.|\.(?:test|match|exec|search)\(/.test(asked);
}

/** `/…/.test(path)` and `path.match(/…/)`, both written out. */
function matchLiteral({ name, receiver, node }: Call, [first]: readonly Value[]): boolean | undefined {
  const { callee } = node;
  // A handler that the framework calls has no call of its own.
  if (callee?.type !== 'MemberExpression') return undefined;
  const [argument] = node.arguments;
  const [pattern, text] =
    name === 'test' ? [callee.object, first] : name === 'match' ? [argument, receiver] : [];
  if (pattern?.type !== 'Literal' || !('regex' in pattern) || text?.kind !== 'constant') return undefined;
  try {
    return new RegExp(pattern.regex.pattern, pattern.regex.flags).test(String(text.value));
  } catch {
    return undefined;
  }
}
