import { parseEnv } from 'node:util';
import { joinPosix } from './posix-path.ts';
import type { Project } from './project.ts';

/** One env file, without its values: `readEnvFile` has them. */
export interface EnvFile {
  /** POSIX, relative to the project's root. */
  readonly path: string;
  /** `.env`, `.env.local`, `.env.production`. */
  readonly name: string;
  /** The mode it is read in: `production` of `.env.production.local`; undefined for every mode. */
  readonly mode: string | undefined;
  /** One that stays on this machine by its name: `.env.local`, `.env.production.local`. */
  readonly isLocal: boolean;
  /** One that no tool reads, for people: `.env.example`, `.env.sample`, `.env.template`, `.env.dist`. */
  readonly isExample: boolean;
  /** Names of variables that the framework puts into the bundle. */
  readonly public: readonly string[];
  /** Names of all others. */
  readonly private: readonly string[];
}

const examples = new Set(['example', 'sample', 'template', 'dist', 'defaults', 'schema']);

/**
 * The env files of a folder, sorted by name, git-ignored ones included.
 * @param envDir POSIX, relative to the project's root; false: the framework reads none
 * @param envPrefix what names of public variables begin with
 */
export function findEnvFiles(
  project: Project,
  envDir: string | false,
  envPrefix: readonly string[] = ['VITE_'],
): readonly EnvFile[] {
  if (envDir === false) {
    return [];
  }
  const found: EnvFile[] = [];
  for (const name of project.files.entries(envDir)) {
    const path = joinPosix(envDir, name);
    if ((name !== '.env' && !name.startsWith('.env.')) || !project.files.has(path)) {
      continue;
    }
    const parts = name.split('.').slice(2);
    const isLocal = parts.at(-1) === 'local';
    const isExample = parts.some((part) => examples.has(part));
    const names = [...readEnvFile(project, path).keys()];
    const isPublic = (variable: string) => envPrefix.some((prefix) => variable.startsWith(prefix));
    found.push({
      path,
      name,
      mode: isExample ? undefined : (isLocal ? parts.slice(0, -1) : parts).join('.') || undefined,
      isLocal,
      isExample,
      public: names.filter(isPublic),
      private: names.filter((variable) => !isPublic(variable)),
    });
  }
  return found;
}

/** Names and values of an env file, in its order; empty when it cannot be read. The values are secrets: never print them. */
export function readEnvFile(project: Project, path: string): ReadonlyMap<string, string> {
  const text = project.files.text(path)?.replace(/^\uFEFF/, '');
  const values = text === undefined ? {} : parseEnv(text);
  return new Map(Object.entries(values).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
