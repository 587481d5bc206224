import { type OpaqueValue, originsOf, type Value } from '../flow/flow-values.ts';
import { type Entry, isServerAction } from './server-entries.ts';
import { handsRequestOn, isFromOutside, readable } from './server-requests.ts';

/** The part of a request that a subscription is, on one path at least; undefined when it comes from anywhere else. */
export function subscriptionFromOutside(
  value: Value | undefined,
  entry: Entry,
): { readonly path: string; readonly handsRequestOn: boolean } | undefined {
  if (entry.node === undefined) return undefined;
  const isAction = isServerAction(entry.module, entry.node);
  const found = endpoints(value).find(
    (part) => originsOf(part).has('request') && isFromOutside(part, isAction),
  );
  if (found === undefined) return undefined;
  return { path: readable(found), handsRequestOn: handsRequestOn(entry.node, isAction) };
}

/** What a subscription's endpoint can be. */
function endpoints(value: Value | undefined): OpaqueValue[] {
  switch (value?.kind) {
    case 'opaque':
      return [value];
    case 'either':
      return value.alternatives.flatMap((alternative) => endpoints(alternative.value));
    case 'object':
      return endpoints(value.properties.get('endpoint'));
    default:
      return [];
  }
}
