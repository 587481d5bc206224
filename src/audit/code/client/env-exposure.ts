import { posix } from 'node:path';
import { hasDependency } from '../../../project/dependencies.ts';
import type { Project } from '../../../project/project.ts';
import { readViteConfig } from '../../../project/vite/vite-config.ts';
import type { CodeModel } from '../code-model.ts';
import { keyName } from '../literals.ts';
import { packages } from '../modules/entries.ts';
import { packageFolder } from '../modules/resolve.ts';
import { walk } from '../walk.ts';
import type { EnvRead } from './client-model.ts';

/** Which environment variables a bundler hands to browser code, in one package. */
export interface EnvExposure {
  /** Name of the bundler or framework, for messages. */
  readonly bundler: string;
  /** Prefixes of exposed variables by where they are read from; an object that is missing does not exist in the browser. */
  readonly prefixes: Readonly<Partial<Record<EnvRead['object'], readonly string[]>>>;
  /** Folder of the env files; false when it reads none. */
  readonly envDir: string | false;
  /** Names that the configuration writes into the bundle by itself. */
  readonly defined: ReadonlySet<string>;
}

const simple: readonly { dependency: string; bundler: string; prefix: string }[] = [
  // https://nextjs.org/docs/app/guides/environment-variables
  { dependency: 'next', bundler: 'Next', prefix: 'NEXT_PUBLIC_' },
  // https://create-react-app.dev/docs/adding-custom-environment-variables/
  { dependency: 'react-scripts', bundler: 'Create React App', prefix: 'REACT_APP_' },
  { dependency: 'gatsby', bundler: 'Gatsby', prefix: 'GATSBY_' },
  { dependency: '@vue/cli-service', bundler: 'Vue CLI', prefix: 'VUE_APP_' },
];

const viteConfigs = ['vite.config', 'astro.config', 'config/vite.config'].flatMap((name) =>
  ['ts', 'mts', 'js', 'mjs', 'cts', 'cjs'].map((extension) => `${name}.${extension}`),
);

/** What the bundler of a file's package exposes; undefined when that cannot be told. */
export function findEnvExposure(
  project: Project,
  code: Pick<CodeModel, 'module'>,
  path: string,
): EnvExposure | undefined {
  const folder = packageFolder(project, path);
  const manifest = packages(project).find((candidate) => candidate.folder === folder)?.manifest;
  for (const { dependency, bundler, prefix } of simple) {
    if (!hasDependency(manifest, dependency)) continue;
    const configs = ['js', 'mjs', 'ts', 'mts', 'cjs'].map((extension) => `next.config.${extension}`);
    const defined = definedNames(project, code, folder, configs, 'env');
    return defined && { bundler, prefixes: { 'process.env': [prefix] }, envDir: folder, defined };
  }
  // Nuxt and old Remix hand values over in their own way.
  if (!hasDependency(manifest, 'vite') && !hasDependency(manifest, 'astro')) return undefined;
  if (hasDependency(manifest, 'nuxt')) return undefined;
  const defined = definedNames(project, code, folder, viteConfigs, 'define');
  if (defined === undefined) return undefined;
  if (hasDependency(manifest, 'astro')) {
    if (mentionsPrefix(project, folder)) return undefined;
    // https://docs.astro.build/en/guides/environment-variables/
    return { bundler: 'Astro', prefixes: { 'import.meta.env': ['PUBLIC_'] }, envDir: folder, defined };
  }
  if (folder !== '.') {
    if (mentionsPrefix(project, folder)) return undefined;
    return { bundler: 'Vite', prefixes: { 'import.meta.env': ['VITE_'] }, envDir: folder, defined };
  }
  const config = readViteConfig(project);
  if (config.unknown.includes('envPrefix') || config.unknown.includes('envDir')) return undefined;
  return {
    bundler: 'Vite',
    prefixes: { 'import.meta.env': config.envPrefix },
    envDir: config.envDir,
    defined,
  };
}

function mentionsPrefix(project: Project, folder: string): boolean {
  return viteConfigs.some(
    (name) => project.files.text(posix.join(folder, name))?.match(/envPrefix|envDir/) ?? false,
  );
}

/**
 * Names in a configuration's `define` (Vite) or `env` (Next): `process.env.KEY`, `process.env`, `KEY`. Undefined when plugins or
 * computed values may add others.
 */
function definedNames(
  project: Project,
  code: Pick<CodeModel, 'module'>,
  folder: string,
  configs: readonly string[],
  option: 'define' | 'env',
): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const name of configs) {
    const path = posix.join(folder, name);
    const module = project.files.has(path) ? code.module(path) : undefined;
    if (module === undefined) continue;
    // Plugins that bring `process.env` or variables of any name to the browser.
    if (
      /vite-plugin-environment|env-compatible|node-polyfills|vite-plugin-node-stdlib|dotenv-webpack/.test(
        module.text,
      )
    ) {
      return undefined;
    }
    let certain = true;
    walk(module.program, {
      enter(node) {
        if (node.type !== 'Property' || keyName(node) !== option) return;
        if (node.value.type !== 'ObjectExpression') {
          certain = false;
          return;
        }
        for (const property of node.value.properties) {
          const key = property.type === 'Property' ? keyName(property) : undefined;
          if (key === undefined) certain = false;
          else names.add(key);
        }
      },
    });
    if (!certain) return undefined;
  }
  return names;
}
