import type { Node } from 'oxc-parser';
import { parseModule } from '../../../project/parse.ts';
import { findBindings } from '../bindings/find-bindings.ts';
import { keyName } from '../literals.ts';
import type { MarkupTag } from '../modules/markup.ts';
import { extensionOf, type ScriptsInFile } from '../modules/scripts-in-files.ts';
import { type EventNature, eventNature, handlerEvent } from '../values/known-calls.ts';

/** An event handler written in a template: `@click="enable"`, `onclick={() => push.enable()}`, `onload="start()"`. */
export interface TemplateHandler {
  /** The attribute as written. */
  readonly attribute: string;
  readonly nature: EventNature;
  readonly tag: string;
  /** Offset of the attribute in the file. */
  readonly start: number;
  /** What the handler's expression mentions from outside: a name, and the properties read from it. */
  readonly mentions: readonly { readonly name: string; readonly path: readonly string[] }[];
}

/** Event handlers of a file with markup, their expressions parsed. */
export function findTemplateHandlers(path: string, file: ScriptsInFile): TemplateHandler[] {
  const handlers: TemplateHandler[] = [];
  const component = /^[A-Z]|-/;
  for (const tag of file.tags) {
    for (const attribute of tag.attributes) {
      if (extensionOf(path) === 'svelte' && attribute.name.startsWith('use:')) {
        handlers.push(actionOf(tag, attribute));
        continue;
      }
      const event = handlerEvent(attribute.name);
      if (event === undefined || attribute.value.trim() === '') continue;
      // An .astro file's plain attributes are HTML; what stands in braces there runs on the server, but for handlers of islands.
      if (extensionOf(path) === 'vue' && !/^(?:@|v-on:)/.test(attribute.name)) continue;
      const own = eventNature(event);
      const nature = own === 'automatic' && !listensByItself(tag) ? undefined : own;
      handlers.push({
        attribute: attribute.name,
        nature:
          nature ??
          (component.test(tag.name) && /^(?:press|tap|confirm|enable|accept|allow)/.test(event)
            ? 'gesture'
            : nature),
        tag: tag.name,
        start: attribute.start,
        mentions: mentionsOf(attribute.value),
      });
    }
  }
  return handlers;
}

/** Runs when the element is created: https://svelte.dev/docs/svelte/use */
function actionOf(tag: MarkupTag, attribute: MarkupTag['attributes'][number]): TemplateHandler {
  const [name = '', ...path] = attribute.name.slice('use:'.length).split('.');
  return {
    attribute: attribute.name,
    nature: 'automatic',
    tag: tag.name,
    start: attribute.start,
    mentions: [{ name, path }],
  };
}

/** Elements whose load event comes with the page: an image's or a frame's is left out, as nobody can tell what it means. */
function listensByItself(tag: MarkupTag): boolean {
  return /^(?:body|svelte:(?:window|document|body))$/i.test(tag.name);
}

function mentionsOf(expression: string): TemplateHandler['mentions'] {
  const { globals, parent } = findBindings(parseModule('handler.ts', expression).program);
  return [...globals].flatMap(([name, nodes]) =>
    nodes.map((node) => ({ name, path: accessPath(node, parent) })),
  );
}

function accessPath(node: Node, parent: (node: Node) => Node | undefined): string[] {
  const path: string[] = [];
  let at = node;
  for (let up = parent(at); up !== undefined; up = parent(up)) {
    if (up.type === 'MemberExpression' && up.object === at) {
      const name = keyName(up);
      if (name === undefined) break;
      path.push(name);
    } else if (up.type !== 'ChainExpression' && up.type !== 'TSNonNullExpression') break;
    at = up;
  }
  return path;
}
