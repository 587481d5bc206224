import { hasDependency } from './dependencies.ts';
import type { Project } from './project.ts';

/** A program that gives the development server an address on the internet, which is how a phone gets HTTPS. */
export interface Tunnel {
  readonly name: string;
  /** What its addresses end in. */
  readonly domain: string;
  /** What was seen: `dependency localtunnel`, `script tunnel`. */
  readonly evidence: string;
}

interface Sign {
  readonly name: string;
  readonly domain: string;
  readonly dependencies: readonly string[];
  /** In a line of package.json's scripts. */
  readonly program: RegExp;
}

const signs: readonly Sign[] = [
  {
    name: 'ngrok',
    domain: 'ngrok-free.app',
    dependencies: ['ngrok', '@ngrok/ngrok', 'vite-plugin-ngrok'],
    program: /(?:^|[\s"'/])ngrok\s/,
  },
  {
    name: 'cloudflared',
    domain: 'trycloudflare.com',
    dependencies: ['cloudflared', 'untun', 'vite-plugin-cloudflare-tunnel'],
    program: /(?:^|[\s"'/])(?:cloudflared|untun)\s/,
  },
  {
    name: 'localtunnel',
    domain: 'loca.lt',
    dependencies: ['localtunnel'],
    program: /(?:^|[\s"'/])(?:localtunnel|lt)\s+(?:-p|--port)/,
  },
  {
    name: 'Tailscale',
    domain: 'ts.net',
    dependencies: [],
    program: /(?:^|[\s"'/])tailscale\s+(?:serve|funnel)\b/,
  },
  {
    name: 'devtunnel',
    domain: 'devtunnels.ms',
    dependencies: [],
    program: /(?:^|[\s"'/])devtunnel\s/,
  },
];

/** The tunnel that people use here, when something in package.json says so. */
export function findTunnel({ manifest }: Pick<Project, 'manifest'>): Tunnel | undefined {
  const scripts = Object.entries(manifest?.scripts ?? {});
  for (const { name, domain, dependencies, program } of signs) {
    const dependency = dependencies.find((each) => hasDependency(manifest, each));
    const script = scripts.find(([, line]) => program.test(line))?.[0];
    if (dependency !== undefined) return { name, domain, evidence: `dependency ${dependency}` };
    if (script !== undefined) return { name, domain, evidence: `script ${script}` };
  }
  return undefined;
}
