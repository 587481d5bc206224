import type { ParsedModule } from '../../project/parse.ts';
import type { ClientModel } from './client/client-model.ts';
import type { ScriptsInFile } from './modules/scripts-in-files.ts';
import type { ServerModel } from './server/server-model.ts';
import type { WorkerModel } from './worker/worker-model.ts';

/**
 * The code model: which files matter, their syntax trees, and what rules ask about them. Reads little: a byte-level
 * prefilter keeps files that mention anything of interest; only those and what their imports lead to are parsed.
 */
export interface CodeModel {
  /** Source files of the repository that mention any of the words, without parsing them. Tests and vendored code are left out. */
  mentioning(words: readonly string[]): readonly string[];
  /**
   * The syntax tree of a script, or of the browser scripts inside a .vue, .svelte, .astro or .html file (offsets are the file's
   * own). An .astro file's frontmatter is not among them: see `frontmatter`. What a framework imports by itself is imported
   * in the tree.
   */
  module(path: string): ParsedModule | undefined;
  /** The syntax tree of an .astro file's frontmatter, which runs on the server; undefined for other files. */
  frontmatter(path: string): ParsedModule | undefined;
  /** Script blocks and start tags of a .vue, .svelte, .astro or .html file; undefined for other files. */
  scripts(path: string): ScriptsInFile | undefined;
  /** Modules that a file's framework may import for it, though nothing in the file says so: for Nuxt, by the words in it. */
  autoImported(path: string): readonly string[];
  /** The file of the repository that an import specifier leads to; undefined for packages and for what cannot be resolved. */
  resolve(from: string, specifier: string): string | undefined;
  /** Pages and components: gestures, permission prompts, subscriptions, logouts, env reads. */
  readonly client: ClientModel;
  /** Service workers: found by registration, plugin or convention, with their handlers. */
  readonly workers: readonly WorkerModel[];
  /** Server code: routes, sends, what they do with answers. */
  readonly server: ServerModel;
  readonly filesParsed: number;
}
