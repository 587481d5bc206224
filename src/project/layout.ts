import type { ServiceWorker } from './project.ts';

/** Where a framework wants each thing in this repository. POSIX paths relative to the root. */
export interface Layout {
  readonly ui: 'react' | 'preact' | 'vue' | 'svelte' | 'solid' | 'none';
  /** `src` in most apps, `.` when there is no such folder. */
  readonly srcDir: string;
  /** Folder whose files are served as they are; false when switched off. */
  readonly publicDir: string | false;
  /** Where the client goes: `src/push`, `app/push`. */
  readonly pushDir: string;
  /** Why the app's own server cannot answer the push routes, a clause: `output is "export"`; undefined when it can. */
  readonly noAppServer: string | undefined;
  /** URL prefix of the app as configured: `/`, `/app/`, `./`. */
  readonly base: string;
  /** All public prefixes that the framework exposes; the first is used for new variables. */
  readonly envPrefix: readonly string[];
  /** `VITE_VAPID_PUBLIC_KEY` and the like. */
  readonly publicKeyVariable: string;
  /** Folder of env files; false when switched off. */
  readonly envDir: string | false;
  /** File name of the git-ignored env file that the framework reads: `.env.local`. */
  readonly localEnvFile: string;
  /** Where a server of the app's reads `localEnvFile` in production as well: the file that it reads in development alone. */
  readonly developmentEnvFile?: string;
  /** The module that starts the app in the browser; undefined when it cannot be told. */
  readonly entry: string | undefined;
  /** The HTML page that the app starts from, when there is one in the repository. */
  readonly html: string | undefined;
  /** Web app manifest that is there already. */
  readonly manifest: string | undefined;
  /** Web app manifest that a plugin of the build writes and links, by its name in the output: another one would compete with it. */
  readonly generatedManifest?: string | undefined;
  /** Build output folders, existing or not: `dist`. */
  readonly outDirs: readonly string[];
  readonly serviceWorkers: readonly ServiceWorker[];
  /** What could not be read from the configuration, as field names: decisions that rest on these become manual steps. */
  readonly unknown: readonly string[];
}
