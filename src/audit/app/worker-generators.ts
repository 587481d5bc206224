import type { Project } from '../../project/project.ts';
import { packages } from '../code/modules/entries.ts';

/** Packages and frameworks that write a worker at build time, or bring one and register it by themselves. */
const generators =
  /pwa|workbox|serwist|onesignal|pushwoosh|webpushr|service-?worker|plugin-offline|^gatsby$|^nuxt$|^@sveltejs\/kit$|^@angular\//i;

/** Whether a worker may come from a package that the repository declares. */
export function mayGenerateWorker(project: Project): boolean {
  return packages(project).some(({ manifest }) =>
    Object.keys({ ...manifest?.dependencies, ...manifest?.devDependencies }).some((name) =>
      generators.test(name),
    ),
  );
}
