import { posix } from 'node:path';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { editFile } from './edit-file.ts';
import { mountCall } from './edits/mount-call.ts';
import { mountReact } from './edits/mount-react.ts';
import { listenerOf } from './listener-of.ts';
import { mountedElsewhere } from './mounted-elsewhere.ts';
import { needed } from './needed.ts';
import type { Operation } from './operation.ts';

/** Our client's start in the module that starts the app in the browser: one import and one mount. */
export function planMount(project: Project, layout: Layout): Operation {
  const { name, module, specifier, snippet } = listenerOf(project, layout);
  const { entry } = layout;
  const mount: Operation =
    entry === undefined
      ? {
          kind: 'manual',
          reason: 'the module that starts the app could not be told from the HTML page',
          snippet: snippet(posix.join(layout.srcDir, 'main')),
        }
      : editFile(project, entry, 'one import and one mount', (text) =>
          layout.ui === 'react'
            ? mountReact(text, entry, { component: name, specifier: specifier(entry) })
            : mountCall(text, entry, { name, specifier: specifier(entry) }),
        );
  return mount.kind === 'keep' ? mount : (mountedElsewhere(project, entry, module, name) ?? needed(mount));
}
