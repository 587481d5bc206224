import { hasDependency } from './dependencies.ts';
import type { Project } from './project.ts';

/** A platform that runs the app's server for a request at a time: no file and no process stays between two of them. */
export interface Platform {
  readonly name: string;
  /** What was seen: `wrangler.toml`, `plugin @cloudflare/vite-plugin`. */
  readonly evidence: string;
}

interface Sign {
  readonly name: string;
  /** Beginnings of specifiers that plugins, adapters and presets are imported from. */
  readonly adapters: readonly string[];
  readonly dependencies: readonly string[];
  readonly files: RegExp;
}

const signs: readonly Sign[] = [
  {
    name: 'Cloudflare',
    adapters: ['@cloudflare/vite-plugin', '@react-router/dev/vite/cloudflare'],
    dependencies: ['@react-router/cloudflare'],
    files: /^wrangler\.(?:toml|jsonc?)$/,
  },
  {
    name: 'Netlify',
    adapters: ['@netlify/vite-plugin-react-router', '@netlify/vite-plugin'],
    dependencies: [],
    files: /^netlify\.toml$/,
  },
  {
    name: 'Vercel',
    adapters: ['@vercel/react-router/vite'],
    dependencies: [],
    files: /^vercel\.json$/,
  },
  {
    name: 'AWS Lambda',
    adapters: [],
    dependencies: ['@react-router/architect'],
    files: /^sst\.config\.ts$/,
  },
];

/**
 * The platform that a build is made for, when something in the repository says so.
 * @param adapters specifiers of the plugins and presets that the framework's configuration calls
 */
export function findPlatform(project: Project, adapters: readonly string[]): Platform | undefined {
  for (const sign of signs) {
    const adapter = adapters.find((specifier) => sign.adapters.includes(specifier));
    const dependency = sign.dependencies.find((name) => hasDependency(project.manifest, name));
    const file = project.files.entries('.').find((name) => sign.files.test(name));
    const evidence = adapter ?? dependency ?? file;
    if (evidence !== undefined) return { name: sign.name, evidence };
  }
  return undefined;
}
