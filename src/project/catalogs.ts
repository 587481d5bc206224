import { joinPosix } from './posix-path.ts';
import type { Project } from './project.ts';
import { readJson } from './read-json.ts';
import { wayToWorkspace } from './workspace-root.ts';
import { readYamlTable, type YamlTable } from './yaml-table.ts';

type Table = Readonly<Record<string, unknown>>;

/**
 * What the app writes for a package that a catalog of its workspace has the range of: `catalog:`, or `catalog:name`;
 * undefined when none has it, or several named ones do.
 * See https://pnpm.io/catalogs, https://bun.com/docs/pm/catalogs and https://yarnpkg.com/features/catalogs.
 */
export function catalogRange(project: Project, name: string): string | undefined {
  const { unnamed, named } = readCatalogs(project);
  if (name in unnamed) return 'catalog:';
  const owners = Object.keys(named).filter((catalog) => name in asTable(named[catalog]));
  if (owners.includes('default')) return 'catalog:';
  return owners.length === 1 ? `catalog:${owners[0]}` : undefined;
}

function readCatalogs(project: Project): { unnamed: Table; named: Table } {
  const way = wayToWorkspace(project) ?? '.';
  const { packageManager } = project.workspace;
  const yaml = { pnpm: 'pnpm-workspace.yaml', yarn: '.yarnrc.yml', npm: undefined, bun: undefined };
  const file = packageManager && yaml[packageManager];
  if (file !== undefined) {
    const text = project.files.text(joinPosix(way, file)) ?? '';
    const read = (key: string): YamlTable => readYamlTable(text, key);
    return { unnamed: read('catalog'), named: read('catalogs') };
  }
  if (packageManager !== 'bun') return { unnamed: {}, named: {} };
  const json = readJson(project.files.text(joinPosix(way, 'package.json')) ?? '');
  const manifest = asTable(json.ok ? json.value : undefined);
  const workspaces = asTable(manifest.workspaces);
  return {
    unnamed: asTable(workspaces.catalog ?? manifest.catalog),
    named: asTable(workspaces.catalogs ?? manifest.catalogs),
  };
}

function asTable(value: unknown): Table {
  return typeof value === 'object' && value !== null ? (value as Table) : {};
}
