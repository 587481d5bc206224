import type { Audit } from '../../audit.ts';
import { packages } from '../modules/entries.ts';
import { walk } from '../walk.ts';

export type ChatProvider = 'cometchat' | 'connectycube';

const names: Readonly<Record<ChatProvider, { readonly word: string; readonly source: RegExp }>> = {
  cometchat: { word: 'cometchat', source: /^@cometchat(?:-pro)?\// },
  connectycube: { word: 'connectycube', source: /^(?:connectycube$|connectycube\/|@connectycube\/)/ },
};

const known = new WeakMap<Audit['code'], Map<ChatProvider, boolean>>();

/** Whether the repository uses a chat provider: a package of theirs is declared and imported, or their webhook is answered. */
export function usesProvider({ code, project }: Audit, provider: ChatProvider): boolean {
  const answers = known.get(code) ?? new Map<ChatProvider, boolean>();
  known.set(code, answers);
  let answer = answers.get(provider);
  if (answer === undefined) {
    const { word, source } = names[provider];
    const declared = packages(project).some(({ manifest }) =>
      Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies }).some((name) =>
        source.test(name),
      ),
    );
    answer =
      (declared && code.mentioning([word]).some((path) => imports(code, path, source))) ||
      (provider === 'cometchat' && code.server.webhooks.some(({ vendor }) => vendor === 'cometchat'));
    answers.set(provider, answer);
  }
  return answer;
}

function imports(code: Audit['code'], path: string, source: RegExp): boolean {
  const module = code.module(path);
  let found = false;
  if (module !== undefined)
    walk(module.program, {
      enter(node) {
        if (found) return false;
        if (node.type === 'ImportDeclaration') found = source.test(node.source.value);
        else if (node.type === 'ImportExpression' && node.source.type === 'Literal')
          found = source.test(String(node.source.value));
        else if (
          node.type === 'CallExpression' &&
          node.callee.type === 'Identifier' &&
          node.callee.name === 'require'
        ) {
          const [first] = node.arguments;
          found = first?.type === 'Literal' && source.test(String(first.value));
        }
        return undefined;
      },
    });
  return found;
}
