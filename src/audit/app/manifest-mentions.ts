import { isScript } from '../../project/parse.ts';
import type { Audit } from '../audit.ts';
import type { AppManifest } from './app-manifests.ts';

const written =
  /\.(?:[cm]?[jt]sx?|vue|svelte|astro|html?|ejs|hbs|handlebars|pug|njk|liquid|php|erb|twig|mustache|blade|mdx?|go|py|rb|java|rs|cs|ex|heex|tmpl|gohtml)$/;

/**
 * Whether anything in the repository could be what links to a manifest: code, a page or a template that says its name or
 * speaks of a manifest in a link. Tells too much rather than too little.
 */
export function isManifestMentioned({ project }: Audit, { path, linkedFrom }: AppManifest): boolean {
  // Next links its own module by itself.
  if (linkedFrom.length > 0 || isScript(path)) return true;
  const name = path.slice(path.lastIndexOf('/') + 1);
  return project.files.list().some((file) => {
    if (file === path || !written.test(file) || !project.files.mentions(file, ['manifest'])) return false;
    const text = project.files.text(file);
    if (text === undefined) return false;
    return text.includes(name) || isLinkWritten(text) || saysManifest(text);
  });
}

function isLinkWritten(text: string): boolean {
  return /\brel\b["'\s:=`{(,]{0,6}manifest\b/i.test(text);
}

/** `manifest: …` in a page's metadata, which Next and others turn into the link. */
function saysManifest(text: string): boolean {
  return /\bmanifest\s*:\s*[^,\s}]/.test(text);
}
