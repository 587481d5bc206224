import type { Project, ServiceWorker } from '../../project/project.ts';
import { readPwaPlugin } from '../../project/pwa-plugin.ts';
import { editFile } from '../edit-file.ts';
import { addImportScripts } from '../edits/add-import-scripts.ts';
import { addPwaImportScripts } from '../edits/add-pwa-import-scripts.ts';
import { needed } from '../needed.ts';
import type { ManualOperation, Operation } from '../operation.ts';

const modules = ['vite-plugin-pwa', '@vite-pwa/astro'];

/** With vite-plugin-pwa the place depends on who writes the worker: the plugin by its options, or the app itself. */
export function joinPwaPlugin(
  project: Project,
  owner: ServiceWorker,
  reason: string,
  url: string,
): Operation {
  const plugin = readPwaPlugin(project);
  const inSource = `self.importScripts('${url}');`;
  const inOptions = `workbox: { importScripts: ['${url}'] }`;
  const step: Omit<ManualOperation, 'reason' | 'snippet'> = {
    kind: 'manual',
    needed: true,
    path: plugin?.config,
  };
  if (plugin?.strategy === 'generateSW') {
    const option = { modules, keys: ['workbox', 'importScripts'] } as const;
    return needed(
      editFile(project, plugin.config, `${reason}, by an option of VitePWA`, (text) =>
        addPwaImportScripts(text, plugin.config, option, url),
      ),
    );
  }
  if (plugin?.strategy === 'injectManifest') {
    const path = project.files.has(owner.path) ? owner.path : plugin.config;
    if (plugin.isModuleInDevelopment) {
      return {
        ...step,
        path,
        reason: `${reason}: put this line below the imports of that worker. In development it runs as a module (devOptions.type), where importScripts() does not exist, so pushes are shown by the built app alone`,
        snippet: `if (import.meta.env.PROD) ${inSource}`,
      };
    }
    if (path === owner.path) {
      return needed(editFile(project, path, reason, (text) => addImportScripts(text, url, path)));
    }
    return { ...step, path, reason: `${reason}: put this line first in that worker`, snippet: inSource };
  }
  return {
    ...step,
    reason: `${reason}: which strategy VitePWA follows could not be told, so take the line that fits`,
    snippet: `// With strategies: 'injectManifest', first in your own worker:\n${inSource}\n\n// Else, in the options of VitePWA:\n${inOptions}`,
  };
}
