import { posix } from 'node:path';
import type { Layout } from '../project/layout.ts';
import type { Project } from '../project/project.ts';
import { importSpecifier } from './import-specifier.ts';

/** Our part of the app that is mounted once: what it is called, where it lies, how a person mounts it. */
export interface Listener {
  readonly name: 'PushListener' | 'mountPush';
  /** Without its extension: `src/push/push-listener`. */
  readonly module: string;
  /** As a module imports it: `./push/push-listener`, `@/push/push-listener`. */
  specifier(from: string): string;
  /** What to write in a module by hand. */
  snippet(from: string): string;
}

/** A component where React is, else a function to call. */
export function listenerOf(project: Project, layout: Layout): Listener {
  const react = layout.ui === 'react';
  const name = react ? 'PushListener' : 'mountPush';
  const module = posix.join(layout.pushDir, react ? 'push-listener' : 'mount-push');
  const extension = `.${project.language}${react ? 'x' : ''}`;
  const specifier = (from: string): string => importSpecifier(project, from, module, extension);
  const use = react ? `// Beside the app, in what is rendered:\n<${name} />` : `${name}();`;
  return {
    name,
    module,
    specifier,
    snippet: (from) => `import { ${name} } from '${specifier(from)}';\n\n${use}`,
  };
}
