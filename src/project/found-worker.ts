import type { ServiceWorker } from './project.ts';

/** A service worker while the facts about it come together. */
export interface FoundWorker {
  path: string;
  kind: ServiceWorker['kind'];
  /** URL path below the base that it is served at; undefined when only a bundler knows. */
  served: string | undefined;
  scope?: string;
  registeredAt?: { readonly path: string; readonly line: number };
  isModule?: boolean;
  importedBy?: string;
  built?: boolean;
}
