import type { CallExpression, Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { CodeModel } from '../code-model.ts';
import { bare, keyName, memberPath, propertyValue } from '../literals.ts';
import { walk } from '../walk.ts';

/** A call in a page that subscribes the browser to push. */
export interface Subscriber {
  readonly module: ParsedModule;
  readonly node: CallExpression;
  readonly via: 'pushManager' | 'firebase';
  /** Firebase: the call leaves the service worker to the SDK, which registers /firebase-messaging-sw.js. */
  readonly registersDefault: boolean;
}

/** Every subscribing call outside of service workers. */
export function findSubscribers(code: CodeModel): readonly Subscriber[] {
  const workers = new Set(code.workers.flatMap(({ scripts }) => scripts.map(({ path }) => path)));
  const found: Subscriber[] = [];
  for (const path of code.mentioning(['pushManager', 'firebase/messaging'])) {
    const module = workers.has(path) ? undefined : code.module(path);
    if (module === undefined) continue;
    const fromFirebase = importsGetToken(module);
    walk(module.program, {
      enter(node) {
        if (node.type !== 'CallExpression') return;
        const callee = bare(node.callee);
        if (
          callee.type === 'MemberExpression' &&
          keyName(callee) === 'subscribe' &&
          isPushManager(callee.object)
        ) {
          found.push({ module, node, via: 'pushManager', registersDefault: false });
        } else if (callee.type === 'Identifier' && callee.name === fromFirebase) {
          const options = node.arguments[1];
          const given = options === undefined ? undefined : bare(options);
          const unsure =
            given !== undefined &&
            (given.type !== 'ObjectExpression' ||
              given.properties.some((property) => property.type === 'SpreadElement'));
          const passed = propertyValue(given, 'serviceWorkerRegistration') !== undefined;
          found.push({ module, node, via: 'firebase', registersDefault: !unsure && !passed });
        }
      },
    });
  }
  return found;
}

function isPushManager(node: Node): boolean {
  const path = memberPath(node);
  if (path !== undefined) return /^pushManager$/i.test(path[path.length - 1] ?? '');
  const value = bare(node);
  return value.type === 'MemberExpression' && keyName(value) === 'pushManager';
}

function importsGetToken(module: ParsedModule): string | undefined {
  for (const statement of module.program.body) {
    if (statement.type !== 'ImportDeclaration' || statement.source.value !== 'firebase/messaging') continue;
    for (const specifier of statement.specifiers) {
      if (
        specifier.type === 'ImportSpecifier' &&
        specifier.imported.type === 'Identifier' &&
        specifier.imported.name === 'getToken'
      ) {
        return specifier.local.name;
      }
    }
  }
  return undefined;
}
