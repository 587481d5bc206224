import { type OpaqueValue, originsOf, type Value } from '../flow/flow-values.ts';
import { isServerAction } from './server-entries.ts';
import type { SentCall } from './server-model.ts';
import { isFromOutside, readable } from './server-requests.ts';

/** What people write at length. */
const prose = /^(?:body|text|message|content|description|comment|caption|summary|msg|note)$/i;

/** A text of the request that a payload takes in as it is; undefined when none does, or something may look at its length. */
export function unboundedText({ values, state, entry, contentOf }: SentCall): string | undefined {
  const payload = values[1];
  if (payload === undefined || entry.node === undefined || !entry.terminal) return undefined;
  if ([...state.facts.keys()].some((path) => /length|size|bytes/i.test(path) && !allowsMore(path)))
    return undefined;
  const isAction = isServerAction(entry.module, entry.node);
  const found = texts(contentOf(payload) ?? payload).find((text) => {
    const path = written(text).replace(/\bJSON\.parse\(/g, '(');
    return (
      originsOf(text).has('request') &&
      isFromOutside(text, isAction) &&
      // Nothing but the way into the request: no call that could cut it.
      !/(?:slice|substr|trunc|split|cut|limit|parse)/i.test(path) &&
      prose.test(/(\w+)(?:@\d+)?$/.exec(path)?.[1] ?? '')
    );
  });
  return found && readable({ ...found, path: written(found) });
}

/** Without a default beside it, which changes nothing about its length. */
function written({ path }: OpaqueValue): string {
  return path.replace(/^\((.*) (?:\?\?|\|\|) "[^"]*"\)$/, '$1');
}

/** `body.length > 262144`: a limit of requests is none of payloads, which end at 4096 bytes. */
function allowsMore(path: string): boolean {
  const limit = /[<>]=? (\d+)/.exec(path)?.[1];
  return limit !== undefined && Number(limit) > 4096;
}

function texts(value: Value): OpaqueValue[] {
  switch (value.kind) {
    case 'opaque':
      return [value];
    case 'object':
      return [...value.properties.values()].flatMap(texts);
    case 'either':
      return value.alternatives.flatMap((alternative) => texts(alternative.value));
    default:
      return [];
  }
}
