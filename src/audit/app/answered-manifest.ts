import type { Node } from 'oxc-parser';
import { manifestLinkedIn } from '../../project/linked-manifest.ts';
import { isScript } from '../../project/parse.ts';
import type { Audit } from '../audit.ts';
import { keyName, stringValue } from '../code/literals.ts';
import { attribute, isMarkup } from '../code/modules/scripts-in-files.ts';
import { walk } from '../code/walk.ts';

/**
 * Whether a server of the repository answers the address that a file links as its manifest: a route's file that is called
 * like the manifest, or a route that is written with its path. What cannot be read may be answered by anybody.
 * @param path the page, component or configuration that has the link
 */
export function isManifestAnswered(audit: Audit, path: string): boolean {
  const address = linkedAddress(audit, path);
  if (address === undefined) return true;
  const name = address.replace(/[?#].*$/, '').replace(/^.*\//, '');
  return name !== '' && (isRouteFile(audit, name) || isRouted(audit, name));
}

function linkedAddress({ code }: Audit, path: string): string | undefined {
  for (const tag of isMarkup(path) ? (code.scripts(path)?.tags ?? []) : []) {
    if (tag.name === 'link' && attribute(tag, 'rel')?.toLowerCase() === 'manifest')
      return attribute(tag, 'href') ?? '';
  }
  const module = code.module(path);
  return module && manifestLinkedIn(module.program);
}

/** `server/api/site.webmanifest.get.ts`, `app/manifest.json/route.ts`, `src/pages/manifest.webmanifest.ts`. */
function isRouteFile({ project }: Audit, name: string): boolean {
  return project.files
    .list()
    .some(
      (path) =>
        isScript(path) && path.split('/').some((part) => part === name || part.startsWith(`${name}.`)),
    );
}

const methods = /^(?:get|all|use|route|head|add|on)$/i;

function isRouted({ code }: Audit, name: string): boolean {
  return code.mentioning([name]).some((path) => {
    let found = false;
    const check = (node: Node) => {
      if (node.type !== 'CallExpression' || node.callee.type !== 'MemberExpression') return;
      if (!methods.test(keyName(node.callee) ?? '')) return;
      found ||= node.arguments.some((argument) => stringValue(argument)?.endsWith(`/${name}`));
    };
    const module = code.module(path);
    if (module !== undefined) walk(module.program, { enter: check });
    return found;
  });
}
