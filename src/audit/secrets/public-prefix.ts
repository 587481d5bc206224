import { hasDependency } from '../../project/dependencies.ts';
import type { Audit } from '../audit.ts';

/** What the bundlers in use expose to client code, where no known framework says so itself. */
const conventional = [
  'VITE_',
  'NEXT_PUBLIC_',
  'REACT_APP_',
  'NUXT_PUBLIC_',
  'EXPO_PUBLIC_',
  'GATSBY_',
  'VUE_APP_',
];

/** The prefix that hands a variable to client code; undefined for one that stays on the server. */
export function publicPrefixOf(name: string, { framework, project }: Audit): string | undefined {
  const prefixes = framework?.layout.envPrefix ?? conventional;
  const found = prefixes.find((prefix) => prefix !== '' && name.startsWith(prefix));
  if (found !== undefined || !name.startsWith('PUBLIC_')) return found;
  return ['astro', '@sveltejs/kit'].some((each) => hasDependency(project.manifest, each))
    ? 'PUBLIC_'
    : undefined;
}

/** Whether a variable's name says that it holds the private half of the push key pair. */
export function namesPrivateKey(name: string): boolean {
  return /(?:vapid|push)[\w.-]*priv(?!ac|il)|priv(?!ac|il)[\w.-]*(?:vapid|push)/i.test(name);
}
