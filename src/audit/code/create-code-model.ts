import { isScript, type ParsedModule, parseModule } from '../../project/parse.ts';
import { parseFile } from '../../project/parse-file.ts';
import type { Project } from '../../project/project.ts';
import type { Audit } from '../audit.ts';
import type { ClientModel } from './client/client-model.ts';
import { createClientModel } from './client/create-client-model.ts';
import type { CodeModel } from './code-model.ts';
import { createAutoImports } from './modules/auto-imports.ts';
import { createResolver } from './modules/resolve.ts';
import { blankOutside, findScripts, isMarkup, type ScriptsInFile } from './modules/scripts-in-files.ts';
import { isMinified, isSource } from './modules/source-files.ts';
import { withAutoImports } from './modules/with-auto-imports.ts';
import { buildServerModel } from './server/build-server-model.ts';
import { findWorkers } from './worker/find-workers.ts';

/** The code model of one project. Nothing is read before it is asked for, and nothing twice. */
export function createCodeModel(project: Project, framework: Audit['framework']): CodeModel {
  const modules = new Map<string, ParsedModule | undefined>();
  const frontmatters = new Map<string, ParsedModule | undefined>();
  const markup = new Map<string, ScriptsInFile | undefined>();
  let resolver: ReturnType<typeof createResolver> | undefined;
  const mentions = new Map<string, readonly string[]>();
  let sources: readonly string[] | undefined;
  let workers: CodeModel['workers'] | undefined;
  let server: CodeModel['server'] | undefined;
  let client: ClientModel | undefined;
  let filesParsed = 0;

  const parse = (...args: Parameters<typeof parseModule>): ParsedModule => {
    filesParsed++;
    return parseModule(...args);
  };

  const parseScript = (path: string): ParsedModule | undefined => {
    const module = isScript(path) ? parseFile(project, path) : undefined;
    if (module !== undefined) filesParsed++;
    return module;
  };

  const scripts = (path: string): ScriptsInFile | undefined => {
    if (!markup.has(path)) {
      const text = isMarkup(path) ? project.files.text(path) : undefined;
      markup.set(path, text === undefined ? undefined : findScripts(path, text));
    }
    return markup.get(path);
  };

  const parseMarkup = (path: string, which: 'scripts' | 'frontmatter'): ParsedModule | undefined => {
    const found = scripts(path);
    const text = project.files.text(path);
    if (found === undefined || text === undefined) return undefined;
    const blocks =
      which === 'scripts' ? found.scripts : found.frontmatter === undefined ? [] : [found.frontmatter];
    if (blocks.length === 0) return undefined;
    const lang = blocks.find((block) => block.lang !== 'jsx')?.lang ?? 'jsx';
    return { ...parse(path, blankOutside(text, blocks), lang), text };
  };

  const model: CodeModel = {
    mentioning(words) {
      const key = words.join('\0');
      let found = mentions.get(key);
      if (found === undefined) {
        sources ??= project.files.list().filter((path) => isSource(path));
        found = sources.filter((path) => {
          if (!project.files.mentions(path, words)) return false;
          const text = project.files.text(path);
          return text !== undefined && !isMinified(path, text);
        });
        mentions.set(key, found);
      }
      return found;
    },
    module(path) {
      if (!modules.has(path)) {
        const module = isMarkup(path) ? parseMarkup(path, 'scripts') : parseScript(path);
        const names = autoImports.mentioned(path);
        modules.set(path, module && withAutoImports(module, names, scripts(path)));
      }
      return modules.get(path);
    },
    frontmatter(path) {
      if (!frontmatters.has(path)) frontmatters.set(path, parseMarkup(path, 'frontmatter'));
      return frontmatters.get(path);
    },
    scripts,
    autoImported: (path) => [...autoImports.mentioned(path).values()].map((target) => target.path),
    resolve(from, specifier) {
      resolver ??= createResolver(project);
      return resolver(from, specifier);
    },
    get client() {
      client ??= createClientModel(project, model, framework);
      return client;
    },
    get workers() {
      workers ??= findWorkers(model, project, framework?.layout);
      return workers;
    },
    get server() {
      server ??= buildServerModel(model, project);
      return server;
    },
    get filesParsed() {
      return filesParsed;
    },
  };
  const autoImports = createAutoImports(project, model);
  return model;
}
