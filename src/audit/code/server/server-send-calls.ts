import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { Bindings } from '../bindings/bindings.ts';
import { findBindings } from '../bindings/find-bindings.ts';
import type { CodeModel } from '../code-model.ts';
import { exportsOf } from '../flow/flow-declarations.ts';
import { bare, keyName, stringValue } from '../literals.ts';
import { walk } from '../walk.ts';
import { isHandWrittenSend } from './hand-written-send.ts';
import { requestBuilders } from './server-host.ts';
import type { SendSite } from './server-model.ts';

export interface SendCall {
  readonly node: Node;
  readonly via: SendSite['via'];
  /** The call that builds the request, where that is another one. */
  readonly details: Node;
  readonly ancestors: readonly Node[];
}

/** web-push's own function that builds the request and leaves the posting to others. */
const detailsBuilder = 'generateRequestDetails';

/** Headers that a push has, as its sender writes them. */
export const pushHeaders = ['TTL', 'aes128gcm', 'aesgcm', 'vapid t=', 'WebPush '];

/**
 * The calls of a module that send a push: web-push's own, `fetch` where a package or web-push builds the request, and
 * requests that the code writes by itself.
 */
export function findSendCalls(
  module: ParsedModule,
  code: Pick<CodeModel, 'mentioning' | 'module' | 'resolve'>,
): SendCall[] {
  const sources = new Set<string>();
  const found: SendCall[] = [];
  walk(module.program, {
    enter(node) {
      const source =
        node.type === 'ImportDeclaration'
          ? node.source.value
          : node.type === 'ImportExpression'
            ? stringValue(node.source)
            : node.type === 'CallExpression' &&
                node.callee.type === 'Identifier' &&
                node.callee.name === 'require'
              ? stringValue(node.arguments[0] as Node)
              : undefined;
      if (source !== undefined) sources.add(source);
    },
  });
  const usesWebPush = [...sources].some((source) => webPush.test(source)) || importsWebPush(module, code);
  const buildsRequests = [...sources].some((source) => requestBuilders.test(source));
  const mayWriteRequests =
    /endpoint/i.test(module.text) && pushHeaders.some((word) => module.text.includes(word));
  if (!usesWebPush && !buildsRequests && !mayWriteRequests) return [];
  const built: SendCall[] = [];
  const written: SendCall[] = [];
  let bindings: Bindings | undefined;
  const posts: SendCall[] = [];
  walk(module.program, {
    enter(node, _parent, ancestors) {
      if (node.type !== 'CallExpression') return;
      const callee = bare(node.callee);
      const name =
        callee.type === 'MemberExpression'
          ? keyName(callee)
          : callee.type === 'Identifier'
            ? callee.name
            : undefined;
      if (usesWebPush && name === 'sendNotification' && isLibrary(callee, module)) {
        found.push({ node, via: 'web-push', details: node, ancestors: [...ancestors] });
      } else if (usesWebPush && name === detailsBuilder) {
        built.push({ node, via: 'web-push', details: node, ancestors: [...ancestors] });
      } else if (
        (buildsRequests || module.text.includes(detailsBuilder)) &&
        name === 'fetch' &&
        callee.type === 'Identifier' &&
        goesToEndpoint(node, module)
      ) {
        posts.push({ node, via: 'fetch', details: node, ancestors: [...ancestors] });
      } else if (mayWriteRequests && (name === 'fetch' || name === 'request')) {
        bindings ??= findBindings(module.program);
        if (isHandWrittenSend(node, bindings))
          written.push({ node, via: 'fetch', details: node, ancestors: [...ancestors] });
      }
    },
  });
  return [...found, ...withDetails(posts, built, buildsRequests), ...written];
}

/** Each post with the request that web-push has built for it; what is built and posted in another way is a send all the same. */
function withDetails(posts: SendCall[], built: SendCall[], buildsRequests: boolean): SendCall[] {
  const [first] = built;
  if (first === undefined) return posts;
  const [post] = posts;
  if (built.length > 1 || posts.length > 1 || post === undefined || buildsRequests)
    return [...posts, ...built];
  return [{ ...post, via: 'web-push', details: first.node }];
}

const webPush = /^(?:npm:|https?:\/\/\S*\/)?web-push(?:[@/]|$)/;

/** `import { webpush } from '@/lib/push'`: a module of the repository hands the package on, set up. */
function importsWebPush(
  { path, program }: ParsedModule,
  code: Pick<CodeModel, 'mentioning' | 'module' | 'resolve'>,
): boolean {
  return program.body.some((statement) => {
    if (statement.type !== 'ImportDeclaration') return false;
    const target = code.resolve(path, statement.source.value);
    const isIt = target !== undefined && code.mentioning(['web-push']).includes(target);
    const other = isIt ? code.module(target) : undefined;
    if (other === undefined) return false;
    const { names } = exportsOf(other.program);
    return statement.specifiers.some((specifier) => {
      const name =
        specifier.type === 'ImportSpecifier' && specifier.imported.type === 'Identifier'
          ? specifier.imported.name
          : 'default';
      const found = names.get(name);
      const local =
        found?.kind === 'local'
          ? found.name
          : found?.kind === 'expression' && found.node.type === 'Identifier'
            ? found.node.name
            : undefined;
      if (found?.kind === 'from') return webPush.test(found.source);
      return other.program.body.some(
        (from) =>
          from.type === 'ImportDeclaration' &&
          webPush.test(from.source.value) &&
          from.specifiers.some((one) => one.type !== 'ImportSpecifier' && one.local.name === local),
      );
    });
  });
}

/** A member of something, or a name that comes from the package itself: not a function of the app's own that is called alike. */
function isLibrary(callee: Node, module: ParsedModule): boolean {
  if (callee.type === 'MemberExpression') {
    const object = bare(callee.object);
    if (object.type === 'ThisExpression' || isMadeHere(object, module)) return false;
    return !/registration/i.test(module.text.slice(object.start, object.end));
  }
  return module.program.body.some(
    (statement) =>
      (statement.type === 'ImportDeclaration' &&
        /web-push/.test(statement.source.value) &&
        /\bsendNotification\b/.test(module.text.slice(statement.start, statement.end))) ||
      (statement.type === 'VariableDeclaration' &&
        /\bsendNotification\b[^=]*\}\s*=\s*require\(/.test(
          module.text.slice(statement.start, statement.end),
        )),
  );
}

/** `new PushService()`, or the name of one, whose class stands in the module. */
function isMadeHere(object: Node, { program }: ParsedModule): boolean {
  const names = new Set(
    program.body.flatMap((statement) => {
      const declared =
        statement.type === 'ExportNamedDeclaration' || statement.type === 'ExportDefaultDeclaration'
          ? (statement.declaration as Node | null)
          : (statement as Node);
      return declared?.type === 'ClassDeclaration' && declared.id ? [declared.id.name] : [];
    }),
  );
  const isInstance = (node: Node | null | undefined): boolean =>
    node?.type === 'NewExpression' && node.callee.type === 'Identifier' && names.has(node.callee.name);
  if (names.size === 0 || object.type !== 'Identifier') return isInstance(object);
  let found = false;
  walk(program, {
    enter(node) {
      if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier' && node.id.name === object.name)
        found ||= isInstance(node.init);
    },
  });
  return found;
}

function goesToEndpoint(node: Node & { type: 'CallExpression' }, module: ParsedModule): boolean {
  return (
    node.arguments.some((argument) =>
      /endpoint|request|payload|init/i.test(module.text.slice(argument.start, argument.end)),
    ) &&
    !/^\s*['"`](?:\/|https?:)/.test(
      module.text.slice(node.arguments[0]?.start ?? 0, node.arguments[0]?.end ?? 0),
    )
  );
}
