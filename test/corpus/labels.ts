import { readFileSync } from 'node:fs';

/** One labelled app folder of a public repository, as far as it is compared. An index of repositories has the first fields alone. */
export interface Label {
  readonly repo: string;
  readonly dir: string;
  readonly framework: string;
  readonly detected_as?: string;
  readonly ui?: string;
  readonly router_mode?: string;
  readonly language?: string;
  readonly package_manager?: string;
  readonly workspace?: string;
  readonly src_dir?: string;
  readonly env_prefix?: string;
  readonly base?: string | null;
  readonly basePath?: string | null;
  readonly existing_sw?: readonly string[];
  readonly existing_sw_kind?: string;
  readonly existing_manifest?: readonly string[];
}

/** The labels of a file: an array of them. */
export function readLabels(path: string): readonly Label[] {
  return JSON.parse(readFileSync(path, 'utf8')) as Label[];
}

/** The framework of a label in this tool's words: the label of a Next app says by its router which one it is. */
export function frameworkOf({ framework, detected_as, router_mode }: Label): string | undefined {
  if (framework === 'unsupported') return detected_as;
  if (framework === 'next') return router_mode === 'pages' ? 'next-pages' : 'next-app';
  return framework;
}
