import { posix } from 'node:path';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { editFile } from './edit-file.ts';
import { mountCall } from './edits/mount-call.ts';
import { mountReact } from './edits/mount-react.ts';
import type { Operation } from './operation.ts';

/** Our client's start in the module that starts the app in the browser: one import and one mount. */
export function planMount(project: Project, { ui, entry, pushDir }: Layout): Operation {
  const react = ui === 'react';
  const [component, file] = react ? ['PushListener', 'push-listener'] : ['mountPush', 'mount-push'];
  if (entry === undefined) {
    return {
      kind: 'manual',
      reason: 'the module that starts the app could not be told from the HTML page',
      snippet: react
        ? `import { PushListener } from './push/push-listener';\n\n<PushListener />`
        : `import { mountPush } from './push/mount-push';\n\nmountPush();`,
    };
  }
  const specifier = specifierFrom(entry, posix.join(pushDir, file));
  return editFile(project, entry, 'one import and one mount', (text) =>
    react
      ? mountReact(text, entry, { component, specifier })
      : mountCall(text, entry, { name: component, specifier }),
  );
}

/** How a file imports a module of the project, both POSIX and relative to its root: `../push/client`. */
export function specifierFrom(file: string, module: string): string {
  const relative = posix.relative(posix.dirname(file), module);
  return relative.startsWith('.') ? relative : `./${relative}`;
}
