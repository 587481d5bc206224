import type { Node } from 'oxc-parser';
import type { ParsedModule } from '../../../project/parse.ts';
import type { Call, Host } from '../flow/flow.ts';
import { none, type OpaqueValue, originsOf, pathOf, type Scope, type Value } from '../flow/flow-values.ts';
import { createServerHost } from './server-host.ts';

export interface StoreHost extends Host {
  /** Calls and assignments that store a subscription. */
  readonly found: ReadonlyMap<Node, Found>;
  /** Calls that delete the subscriptions of an owner that the request names. */
  readonly removed: ReadonlyMap<Node, Found>;
  /** Whether anything that may ask where an endpoint leads was given one. */
  isChecked(): boolean;
  /** Forgets what the last route did. */
  clear(): void;
}

export interface Found {
  readonly module: ParsedModule;
  readonly node: Node;
  readonly owner: OpaqueValue | undefined;
}

const storing =
  /insert|create|save|upsert|update|store|^(?:set|put|add|push|run|exec|execute|query|tag|write|append|register|hset|sadd|unshift)$/i;
const finding = /find|get|select|load|lookup|where|first|query|by/i;
const deleting = /delete|remove|destroy|unsubscribe|^(?:del|hdel|srem|unset)$/i;
const conditions = /^(?:eq|where|andWhere|in|match|filter|equals|execute|run)$/;
const aboutPush = /subscri|push/i;

/** Calls that learn nothing from an endpoint: they compare it, hash it, log it, answer with it or read it from the request. */
const blind =
  /exist|count|has|hash|digest|cipher|encod|stringify|^(?:eq|in|is|match|log|info|warn|error|debug|trace|json|send|status|parse|safeParse|parseAsync|safeParseAsync|validate|validateAsync|valid|cast|String|Boolean|text|formData|toString|trim|toJSON|slice|substring|substr|values|set|then|from|of|some|every|map|filter|forEach|sendNotification|equals|or|and|not|includes|add|push|Headers|Response|after|waitUntil|sql|readBody|assign|revalidatePath|concat|join|fromEntries|entries|keys|body)$/i;

/** The server's runtime, with an eye on calls that are given a subscription of the request. */
export function createStoreHost(): StoreHost {
  const found = new Map<Node, Found>();
  const removed = new Map<Node, Found>();
  let checked = false;
  /** Records that were looked up by an owner that the request names, by the place of the look-up. */
  const looked = new Map<number, OpaqueValue>();
  /** Records that were made with a subscription in them, by the place where they were made: saved later, perhaps. */
  const made = new Map<number, OpaqueValue | undefined>();
  /** An endpoint is asked for as well, which only its own browser knows. */
  let namesEndpoint = false;
  const base = createServerHost();
  const leavesOf = (value: Value, key: string): Leaf[] => leaves(value, key, base.contents);
  const note = (into: Map<Node, Found>, node: Node, scope: Scope, owner: OpaqueValue | undefined): void => {
    if (into.get(node)?.owner === undefined) into.set(node, { module: scope.module, node, owner });
  };
  return {
    ...base,
    // The route's own parameters are the request; what modules hand out while they are loaded is not.
    started: none,
    found,
    get removed() {
      return namesEndpoint ? new Map<Node, Found>() : removed;
    },
    isChecked: () => checked,
    clear() {
      found.clear();
      removed.clear();
      looked.clear();
      made.clear();
      checked = false;
      namesEndpoint = false;
    },
    call(callee, values, state, site, flow) {
      if (callee.kind === 'builtin' && callee.name === 'URL') checked ||= asks(site, values, leavesOf);
      if (callee.kind === 'builtin' && /^array\.(?:push|unshift)$/.test(callee.name)) {
        const flat = values.flatMap((value) => leavesOf(value, ''));
        if (flat.some((leaf) => isSubscription(leaf) || isBody(leaf, site)))
          note(found, site.node, site.scope, flat.find(isOwner)?.value);
      }
      return base.call?.(callee, values, state, site, flow);
    },
    unseen(callee, values, state, site) {
      const flat = values.flatMap((value) => leavesOf(value, ''));
      const owner = flat.find(isOwner)?.value;
      if (callee.kind !== 'builtin') checked ||= asks(site, values, leavesOf);
      const path = `${site.receiver === undefined ? '' : pathOf(site.receiver)} ${pathOf(callee)}`;
      const isAbout = flat.some((leaf) => isSubscription(leaf) || isBody(leaf, site));
      const record = site.name === 'save' && [...made].find(([start]) => path.includes(`@${start}`));
      const isStoring = storing.test(site.name) || (site.name === 'values' && /\binsert\(/.test(path));
      if (isAbout && (finding.test(site.name) || deleting.test(site.name) || conditions.test(site.name)))
        namesEndpoint = true;
      if (isAbout && site.isNew && callee.kind !== 'builtin') made.set(site.node.start, owner);
      if (record) note(found, site.node, site.scope, record[1]);
      else if (isAbout && isStoring && writes(path, values)) note(found, site.node, site.scope, owner);
      else if (owner !== undefined && removes(path, values, site))
        note(removed, site.node, site.scope, owner);
      else if (owner !== undefined && finding.test(site.name)) looked.set(site.node.start, owner);
      return state;
    },
    assign(target, key, value, state, node, scope, flow) {
      if (target.kind !== 'opaque' || !leavesOf(value, key ?? '').some(isSubscription)) return undefined;
      const record = [...looked].find(([start]) => target.path.includes(`@${start}`));
      let owner = record?.[1];
      if (node.type === 'MemberExpression' && node.computed) {
        const [named] = flow.evaluate(node.property, state, scope);
        if (named?.value.kind === 'opaque' && isOwner({ key: '', value: named.value })) owner = named.value;
      }
      if (owner !== undefined || aboutPush.test(key ?? '')) note(found, node, scope, owner);
      return undefined;
    },
  };
}

/** Whether a call may find out where an endpoint of the request leads. */
function asks(
  site: Call,
  values: readonly Value[],
  leavesOf: (value: Value, key: string) => Leaf[],
): boolean {
  const about = [...values, ...(site.receiver === undefined ? [] : [site.receiver])];
  if (!about.some((value) => leavesOf(value, '').some((leaf) => isSubscription(leaf) && !isKey(leaf))))
    return false;
  // Part of a query that writes: `insert(…).values(…).onConflictDoUpdate(…)`.
  if (/^on(?:Conflict|Duplicate)/.test(site.name)) return false;
  const [first] = values;
  // `endpoint.startsWith('https://')` leaves every host open.
  if (first?.kind === 'constant' && /^https?:?\/?\/?$/.test(String(first.value))) return false;
  return !(
    storing.test(site.name) ||
    finding.test(site.name) ||
    deleting.test(site.name) ||
    blind.test(site.name)
  );
}

/** A call that deletes, or the condition of one: `delete().eq('user_id', …)`. */
function removes(path: string, values: readonly Value[], site: Call): boolean {
  const [first] = values;
  const sql = first?.kind === 'constant' && typeof first.value === 'string' ? first.value : '';
  if (/^\s*delete\s+from\s/i.test(sql)) return aboutPush.test(sql);
  const written = calleeText(site);
  if (!aboutPush.test(`${path} ${written}`)) return false;
  return deleting.test(site.name) || (conditions.test(site.name) && /\.(?:delete|remove)\(/.test(path));
}

interface Leaf {
  readonly key: string;
  readonly value: OpaqueValue;
}

/** The opaque values inside a value, each with the name it is stored under; a text of JSON is what was made into it. */
function leaves(value: Value, key: string, contents: WeakMap<Value, Value>): Leaf[] {
  switch (value.kind) {
    case 'opaque': {
      const content = contents.get(value);
      return content === undefined ? [{ key, value }] : leaves(content, key, contents);
    }
    case 'object':
      return [...value.properties].flatMap(([name, property]) =>
        leaves(property, name.startsWith('...') ? key : name, contents),
      );
    case 'array':
      return value.elements.flatMap((element) => leaves(element, key, contents));
    case 'either':
      return value.alternatives.flatMap((alternative) => leaves(alternative.value, key, contents));
    default:
      return [];
  }
}

const subscriptionName = /subscription|endpoint|p256dh/i;
const ownerName =
  /^x?(?:push)?(?:user|owner|member|account|customer|employee|person|profile|player|uid|email|username)(?:id|uuid|uid|identifier|name|key|email|address)?$/i;

function isSubscription({ key, value }: Leaf): boolean {
  if (!originsOf(value).has('request')) return false;
  return subscriptionName.test(key) || subscriptionName.test(value.path);
}

/** A browser's key, which says nothing about where its endpoint leads. */
function isKey({ value }: Leaf): boolean {
  return /\.(?:p256dh|auth)\b(?!.*(?:endpoint|subscription))/i.test(value.path);
}

/** The whole body of a request, given to something that is called after subscriptions. */
function isBody({ value }: Leaf, site: Call): boolean {
  return (
    originsOf(value).has('request') &&
    /(?:\.(?:json\(\)(?:@\d+)?|body)|(?:^|\.)read(?:Validated)?Body\(\)(?:@\d+)?)$/.test(value.path) &&
    subscriptionName.test(calleeText(site)) &&
    // Other things are subscribed to as well.
    /p256dh|endpoint|web-?push|push[-_]?sub|vapid/i.test(
      `${site.scope.module.path} ${site.scope.module.text}`,
    )
  );
}

/** What is called, as it is written; tags of templates and the handler itself have no callee. */
function calleeText({ node, scope }: Call): string {
  const { callee } = node as Partial<typeof node>;
  return callee === undefined ? '' : scope.module.text.slice(callee.start, callee.end);
}

function isOwner({ key, value }: Leaf): boolean {
  if (!originsOf(value).has('request') || subscriptionName.test(value.path)) return false;
  const last = /([\w-]+)(?:\)(?:@\d+)?)?\)*$/.exec(value.path.replace(/@\d+/g, ''))?.[1] ?? '';
  return [key, last].some((name) => ownerName.test(name.replace(/[^a-z]/gi, '')));
}

/** SQL that only reads or deletes stores nothing, given to the call or prepared before: `db.prepare('DELETE …').run(…)`. */
function writes(path: string, values: readonly Value[]): boolean {
  const [first] = values;
  if (/\bprepare\(\s*["'`]?\s*(?:select|delete)\b/i.test(path)) return false;
  return (
    first?.kind !== 'constant' ||
    typeof first.value !== 'string' ||
    !/^\s*(?:select|delete)\b/i.test(first.value)
  );
}
