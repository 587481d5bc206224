import { findTunnel } from '../project/find-tunnel.ts';
import type { Project, ViteConfig } from '../project/project.ts';
import type { ManualOperation } from './operation.ts';

export interface DevelopmentServer {
  /** Its configuration file, where there is one. */
  readonly path: string | undefined;
  /** The configuration says something about other hosts already, or may do. */
  readonly letsHostsIn: boolean;
  /** The option that lets hosts in, for the end of their names: `ngrok-free.app`. */
  option(domain: string): string;
}

/**
 * Phones need HTTPS, and get it through a tunnel, whose host development servers refuse until they are told of it. A step
 * for people who have a tunnel: which host it gives them is theirs to know.
 */
export function tunnelStep(
  project: Project,
  { path, letsHostsIn, option }: DevelopmentServer,
): ManualOperation[] {
  const tunnel = letsHostsIn ? undefined : findTunnel(project);
  if (tunnel === undefined) return [];
  return [
    {
      kind: 'manual',
      path,
      reason: `${tunnel.name} is there (${tunnel.evidence}), and the development server refuses what comes through it, as it knows no other host than this machine: to try pushes on a phone, name the tunnel's host`,
      snippet: option(tunnel.domain),
    },
  ];
}

/** Vite's, which asks nobody for their host over HTTPS of its own. */
export function viteServer({ path, server }: ViteConfig): DevelopmentServer {
  return { path, letsHostsIn: server.letsHostsIn || server.https, option: viteHosts };
}

/** https://vite.dev/config/server-options#server-allowedhosts: a dot in front takes all hosts below. */
export function viteHosts(domain: string): string {
  return `server: { allowedHosts: ['.${domain}'] },`;
}

/** https://nextjs.org/docs/app/api-reference/config/next-config-js/allowedDevOrigins: `**` takes hosts at any depth. */
export function nextHosts(domain: string): string {
  return `allowedDevOrigins: ['**.${domain}'],`;
}
