import { dependencyRange, hasDependency } from './dependencies.ts';
import type { Layout } from './layout.ts';
import { parseModule } from './parse.ts';
import type { Project } from './project.ts';
import { readViteConfig } from './vite/vite-config.ts';

type Ui = Layout['ui'];

/** Vite plugins that compile for one UI library. */
const plugins: readonly (readonly [specifier: RegExp, ui: Ui])[] = [
  [/^(?:@preact\/preset-vite|@prefresh\/vite)$/, 'preact'],
  [
    /^@vitejs\/plugin-vue(?:2|-jsx)?$|^unplugin-vue(?:\/vite)?$|^vue-macros\/vite$|^unplugin-vue-macros\/vite$/,
    'vue',
  ],
  [/^@sveltejs\/vite-plugin-svelte$/, 'svelte'],
  [/^(?:vite-plugin-solid|solid-start\/vite)$/, 'solid'],
  [/^@vitejs\/plugin-react(?:-swc|-oxc|-refresh)?$/, 'react'],
];

/** Modules that a page's entry imports to draw with one UI library. */
const renderers: readonly (readonly [specifier: RegExp, ui: Ui])[] = [
  [/^preact(?:\/|$)/, 'preact'],
  [/^react-dom(?:\/|$)|^react(?:\/|$)/, 'react'],
  [/^(?:vue|@vue\/runtime-dom|vite-ssg)(?:\/|$)/, 'vue'],
  [/^svelte(?:\/|$)/, 'svelte'],
  [/^solid-js(?:\/|$)/, 'solid'],
];

const libraries: readonly (readonly [name: string, ui: Ui])[] = [
  ['vue', 'vue'],
  ['svelte', 'svelte'],
  ['solid-js', 'solid'],
  ['react-dom', 'react'],
  ['preact', 'preact'],
];

/** The library that draws the app: by what the entry imports where that tells, then by the plugins, then by what is installed. */
export function findUi(project: Project, entry: string | undefined): Ui {
  const named = matches(plugins, readViteConfig(project).plugins);
  const drawn = entry === undefined ? [] : matches(renderers, importsOf(project, entry));
  const found =
    named.length === 1
      ? named[0]
      : (drawn.find((ui) => named.length === 0 || named.includes(ui)) ?? named[0]);
  const ui = found ?? installed(project);
  return ui === 'react' && isPreact(project) ? 'preact' : ui;
}

function matches(table: readonly (readonly [RegExp, Ui])[], specifiers: readonly string[]): Ui[] {
  const found = specifiers.flatMap((specifier) =>
    table.filter(([pattern]) => pattern.test(specifier)).map(([, ui]) => ui),
  );
  return [...new Set(found)];
}

function importsOf(project: Project, path: string): string[] {
  const text = project.files.text(path);
  if (text === undefined) {
    return [];
  }
  return parseModule(path, text).program.body.flatMap((statement) =>
    statement.type === 'ImportDeclaration' && statement.importKind !== 'type' ? [statement.source.value] : [],
  );
}

/** What the app runs on comes before what only its tools need. */
function installed(project: Project): Ui {
  const { manifest } = project;
  const inProduction = libraries.find(([name]) => manifest?.dependencies?.[name] !== undefined);
  const anywhere = inProduction ?? libraries.find(([name]) => hasDependency(manifest, name));
  return anywhere?.[1] ?? 'none';
}

/** `"react": "npm:@preact/compat"`. */
function isPreact(project: Project): boolean {
  return dependencyRange(project.manifest, 'react')?.startsWith('npm:@preact/') ?? false;
}
