import { hasDependency } from './dependencies.ts';
import type { Project } from './project.ts';
import { readJson } from './read-json.ts';

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
    dependencies: ['@react-router/cloudflare', '@opennextjs/cloudflare', '@cloudflare/next-on-pages'],
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

/** What makes an image of the app, or starts it as a process: then a platform's file stands for one more place alone. */
const selfHosted =
  /^(?:Dockerfile(?:\..*)?|(?:docker-)?compose[\w.-]*\.ya?ml|fly\.toml|render\.yaml|Procfile|ecosystem\.config\.\w+)$/;

/**
 * The platform that a build is made for, when something in the repository says so.
 * @param adapters specifiers of the plugins and presets that the framework's configuration calls
 * @param isStandalone the framework's configuration asks for a server that runs by itself
 */
export function findPlatform(
  project: Project,
  adapters: readonly string[],
  isStandalone = false,
): Platform | undefined {
  const entries = project.files.entries('.');
  const isElsewhere = isStandalone || entries.some((name) => selfHosted.test(name));
  for (const sign of signs) {
    const adapter = adapters.find((specifier) => sign.adapters.includes(specifier));
    const dependency = sign.dependencies.find((name) => hasDependency(project.manifest, name));
    const file = isElsewhere
      ? undefined
      : entries.find((name) => sign.files.test(name) && (name !== 'vercel.json' || deploys(project, name)));
    const evidence = adapter ?? dependency ?? file;
    if (evidence !== undefined) return { name: sign.name, evidence };
  }
  return undefined;
}

/** Why such a platform cannot answer the push routes, a clause: the queue and the database need what it does not keep. */
export function whyNotOn({ name, evidence }: Platform): string {
  return `${name} runs the app (${evidence}), where neither a database file nor a process stays`;
}

/** A vercel.json also stands in repositories that only switch something off in it. */
function deploys({ files }: Project, name: string): boolean {
  const json = readJson(files.text(name) ?? '');
  if (!json.ok || typeof json.value !== 'object' || json.value === null) return false;
  return Object.keys(json.value).some((key) => !['$schema', 'git', 'github'].includes(key));
}
