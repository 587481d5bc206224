import type { CallExpression, Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import { findBindings } from '../bindings/find-bindings.ts';
import { bare, keyName, memberPath } from '../literals.ts';
import { walk } from '../walk.ts';
import type { WorkerModel } from './worker-model.ts';

/** A message from a worker to the windows that it controls. */
export interface PostedMessage {
  readonly module: ParsedModule;
  readonly node: CallExpression;
}

/** Messages that a worker sends to its windows by itself; answers through a port or to a message's source are left out. */
export function postedMessages(worker: WorkerModel): PostedMessage[] {
  return worker.scripts.flatMap((module) => {
    if (!module.text.includes('postMessage') || !/matchAll|openWindow|clients\s*\.\s*get/.test(module.text))
      return [];
    const { lookup } = findBindings(module.program);
    const found: PostedMessage[] = [];
    walk(module.program, {
      enter(node) {
        if (node.type !== 'CallExpression') return;
        const callee = bare(node.callee);
        if (callee.type !== 'MemberExpression' || keyName(callee) !== 'postMessage') return;
        if (isWindow(callee.object, module, lookup)) found.push({ module, node });
      },
    });
    return found;
  });
}

const others = /port|channel|source|broadcast|worker|^bc$|^self$|^globalThis$/i;

function isWindow(
  node: Node,
  { text }: ParsedModule,
  lookup: ReturnType<typeof findBindings>['lookup'],
): boolean {
  const object = bare(node);
  if (memberPath(object)?.some((name) => others.test(name))) return false;
  if (object.type !== 'Identifier') return true;
  const binding = lookup(object);
  if (binding === undefined) return false;
  const { declaration } = binding;
  const init = declaration.type === 'VariableDeclarator' ? declaration.init : null;
  return (
    !init || !/BroadcastChannel|MessageChannel|\.ports\b|\.source\b/.test(text.slice(init.start, init.end))
  );
}
