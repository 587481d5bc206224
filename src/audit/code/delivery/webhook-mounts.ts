import type { CallExpression, Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { CodeModel } from '../code-model.ts';
import { keyName, stringValue } from '../literals.ts';
import { importSources } from '../modules/import-sources.ts';
import { letsEverybodyPass } from '../server/pass-through.ts';
import { speaksOfKnowing } from '../server/server-auth.ts';
import { walk } from '../walk.ts';

/** A router of one module can be mounted behind a middleware in another one, alone or with everything else. */
export function isMountedBehind(code: CodeModel, module: ParsedModule): boolean {
  return code.mentioning(['.use(', 'addHook', 'register(']).some((path) => {
    const other = path === module.path ? undefined : code.module(path);
    let found = false;
    if (other !== undefined)
      walk(other.program, {
        enter(node) {
          if (found || node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
          if (!['use', 'addHook', 'register'].includes(keyName(node.callee) ?? '')) return;
          const router = routerOf(code, other, node);
          if (router !== undefined && router !== module.path && !leadsTo(code, router, module.path)) return;
          found = node.arguments.some((argument) => mayAsk(other, argument));
        },
      });
    return found;
  });
}

/** Whether a middleware may know who asks; a router by its name is none. */
function mayAsk(module: ParsedModule, argument: Node): boolean {
  const text = module.text.slice(argument.start, argument.end);
  return !/^\w*rout\w*$/i.test(text) && !letsEverybodyPass(module, argument) && speaksOfKnowing(text);
}

/** The module of the router that a `use` mounts last. */
function routerOf(code: CodeModel, module: ParsedModule, node: CallExpression): string | undefined {
  const last = node.arguments.at(-1);
  if (
    last?.type === 'CallExpression' &&
    last.callee.type === 'Identifier' &&
    last.callee.name === 'require'
  ) {
    const source = stringValue(last.arguments[0]);
    return source === undefined ? undefined : code.resolve(module.path, source);
  }
  if (last?.type !== 'Identifier' || node.arguments.length < 2) return undefined;
  const source = importSources(module).get(last.name);
  return source === undefined ? undefined : code.resolve(module.path, source);
}

/** Whether a router's module brings another one in, and may mount it in its turn. */
function leadsTo(code: CodeModel, path: string, wanted: string): boolean {
  const module = code.module(path);
  return (
    module !== undefined &&
    [...importSources(module).values()].some((source) => code.resolve(path, source) === wanted)
  );
}
