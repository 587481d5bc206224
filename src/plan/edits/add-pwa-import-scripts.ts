import type { CallExpression, Node, ObjectLiteralExpression, SourceFile } from 'ts-morph';
import { codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { bindingOf, bindingsOf, constantOf, isAssigned, mentionsOf, unwrap } from './names.ts';
import { addProperties, findProperty, type NewProperty } from './object-property.ts';
import { type Insertion, insertIntoSource, withMark } from './splice.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';

/** A plugin that writes a worker by itself, and the option that names the scripts its worker loads. */
export interface PluginOption {
  /** Packages that it may come from: `vite-plugin-pwa`, `@vite-pwa/astro`. */
  readonly modules: readonly string[];
  /** Keys from the plugin's first argument to the array: `workbox`, `importScripts`. */
  readonly keys: readonly [string, ...string[]];
}

type Finding =
  | { readonly kind: 'already' }
  | { readonly kind: 'missing'; readonly insertions: readonly Insertion[] }
  | { readonly kind: 'unclear'; readonly reason: string };

/**
 * Makes a plugin that generates a service worker load a script in it: `VitePWA({ workbox: { importScripts: ['push-sw.js'] } })`.
 * https://vite-pwa-org.netlify.app/workbox/generate-sw
 * @param url of the script, relative to the worker's own URL
 */
export function addPwaImportScripts(
  text: string,
  path: string,
  option: PluginOption,
  url: string,
): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const snippet = option.keys.reduceRight((value, key) => `{ ${key}: ${value} }`, `['${url}']`).slice(2, -2);
  const manual = (reason: string): EditResult => ({ status: 'manual', reason, snippet });
  const source = parseSource(body, path);
  if (source === undefined) return manual(`${path} has a syntax error, so its options cannot be read.`);
  const finding = read(source, path, option, url);
  if (finding.kind === 'unclear') return manual(finding.reason);
  if (finding.kind === 'already')
    return { status: 'already', reason: `${path} makes the worker load ${url} already.` };
  const done = insertIntoSource(source, path, finding.insertions);
  if (done === undefined || read(done.source, path, option, url).kind !== 'already')
    return manual(`An edit of ${path} would change more than it should.`);
  return withMark(mark, done.result);
}

function read(source: SourceFile, path: string, option: PluginOption, url: string): Finding {
  const { Node } = tsMorph();
  const unclear = (reason: string): Finding => ({ kind: 'unclear', reason });
  const calls = callsOf(source, option.modules);
  const [call] = calls;
  if (call === undefined) return unclear(`${path} calls the plugin in a form that cannot be followed.`);
  if (calls.length > 1) return unclear(`${path} calls the plugin more than once.`);
  const { eol, quote } = codeStyleOf(source);
  const array = `[${quote}${url}${quote}]`;
  const [given] = call.getArguments();
  if (given === undefined) {
    const written = option.keys.reduceRight((value, key) => `{ ${key}: ${value} }`, array);
    return { kind: 'missing', insertions: [{ at: call.getEnd() - 1, text: written }] };
  }
  let object = objectOf(given);
  if (object === undefined)
    return unclear(`The plugin's options in ${path} are not an object literal of that file.`);
  for (const [index, key] of option.keys.entries()) {
    const property = findProperty(object, key);
    if (property.kind === 'unreadable') return unclear(`\`${key}\` in ${path} ${property.why}.`);
    if (property.kind === 'absent') {
      const added = option.keys
        .slice(index)
        .reduceRight<string | readonly NewProperty[]>((value, name) => [{ key: name, value }], array);
      return { kind: 'missing', insertions: addProperties(object, added as readonly NewProperty[], eol) };
    }
    const value = unwrap(property.value);
    if (index === option.keys.length - 1) return readArray(value, path, key, url, quote);
    const next = Node.isObjectLiteralExpression(value) ? value : objectOf(value);
    if (next === undefined) return unclear(`\`${key}\` in ${path} is not an object literal.`);
    object = next;
  }
  return unclear(`${path} has no options.`);
}

function readArray(value: Node, path: string, key: string, url: string, quote: string): Finding {
  const { Node } = tsMorph();
  if (!Node.isArrayLiteralExpression(value))
    return { kind: 'unclear', reason: `\`${key}\` in ${path} is not an array literal.` };
  const elements = value.getElements();
  const has = elements.some(
    (each) => Node.isStringLiteral(each) && plain(each.getLiteralText()) === plain(url),
  );
  if (has) return { kind: 'already' };
  const last = elements.at(-1);
  const text = `${quote}${url}${quote}`;
  return {
    kind: 'missing',
    insertions: [
      last === undefined ? { at: value.getStart() + 1, text } : { at: last.getEnd(), text: `, ${text}` },
    ],
  };
}

/** Calls of what the modules export, and of what is required in place: `require('next-pwa')({…})`. */
function callsOf(source: SourceFile, modules: readonly string[]): CallExpression[] {
  const { Node, SyntaxKind } = tsMorph();
  const bindings = bindingsOf(source);
  return source.getDescendantsOfKind(SyntaxKind.CallExpression).filter((call) => {
    const callee = call.getExpression();
    const binding = bindingOf(callee, bindings);
    if (binding !== undefined) return modules.includes(binding.module);
    if (!Node.isCallExpression(callee) || callee.getExpression().getText() !== 'require') return false;
    const [module] = callee.getArguments();
    return Node.isStringLiteral(module) && modules.includes(module.getLiteralText());
  });
}

/** An object literal, written in place or as a constant of the file that nothing changes. */
function objectOf(node: Node): ObjectLiteralExpression | undefined {
  const { Node } = tsMorph();
  const inner = unwrap(node);
  if (Node.isObjectLiteralExpression(inner)) return inner;
  if (!Node.isIdentifier(inner)) return undefined;
  const source = inner.getSourceFile();
  if (mentionsOf(source, inner.getText()).some(isAssigned)) return undefined;
  const value = constantOf(source, inner.getText())?.getInitializer();
  return value === undefined || Node.isIdentifier(value) ? undefined : objectOf(value);
}

function plain(url: string): string {
  return url.replace(/^\.?\//, '').replace(/[?#].*$/, '');
}
