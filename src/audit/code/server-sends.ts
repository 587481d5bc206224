import type { Class, Node } from 'oxc-parser';
import type { ParsedModule } from '../../project/parse.ts';
import { type FunctionNode, isFunction } from './bindings.ts';
import type { CodeModel } from './code-model.ts';
import { createFlow } from './create-flow.ts';
import { type Flow, TooManyPaths } from './flow.ts';
import { emptyState, type Outcome, type State } from './flow-state.ts';
import { opaque, undefinedValue, type Value } from './flow-values.ts';
import { bare, keyName, stringValue } from './literals.ts';
import { createServerHost, requestBuilders, type ServerHost } from './server-host.ts';
import type { SendSite } from './server-model.ts';
import { walk as visit } from './walk.ts';

/** Levels of callers that are looked at above the function that sends. */
const highest = 4;
/** Functions that mention a name and are tried as its callers. */
const mostCallers = 12;
/** Functions that are walked for one send and one answer. */
const mostRuns = 12;
/** Steps that one of them is worth. */
const budget = 20_000;

/** Code that something starts: a function with the way it is started, or a module's own statements. */
export interface Entry {
  readonly module: ParsedModule;
  /** The outermost function; undefined for the module's top level. */
  readonly node: FunctionNode | undefined;
  readonly owner: Class | undefined;
  readonly name: string | undefined;
  /** Started by a runtime or a framework, which does nothing with what it returns. */
  readonly terminal: boolean;
}

/** Every call that sends a push, with what becomes of the subscription for each answer. */
export function findSends(code: CodeModel, isServer: (path: string) => boolean): SendSite[] {
  const sites: SendSite[] = [];
  const host = createServerHost();
  const walk: Walk = { code, host, flow: createFlow(code, host, budget), left: 0 };
  for (const path of code.mentioning(['web-push', 'webcrypto', '@pushforge/builder', '@negrel/webpush'])) {
    if (!isServer(path)) continue;
    for (const module of [code.module(path), code.frontmatter(path)]) {
      if (module === undefined) continue;
      for (const { node, via, ancestors } of findSendCalls(module)) {
        sites.push(judge(walk, module, node, via, ancestors));
      }
    }
  }
  return sites;
}

interface SendCall {
  readonly node: Node;
  readonly via: SendSite['via'];
  readonly ancestors: readonly Node[];
}

function findSendCalls(module: ParsedModule): SendCall[] {
  const sources = new Set<string>();
  const found: SendCall[] = [];
  visit(module.program, {
    enter(node) {
      const source =
        node.type === 'ImportDeclaration'
          ? node.source.value
          : node.type === 'ImportExpression'
            ? stringValue(node.source)
            : node.type === 'CallExpression' &&
                node.callee.type === 'Identifier' &&
                node.callee.name === 'require'
              ? stringValue(node.arguments[0] as Node)
              : undefined;
      if (source !== undefined) sources.add(source);
    },
  });
  const usesWebPush = [...sources].some((source) =>
    /^(?:npm:|https?:\/\/\S*\/)?web-push(?:[@/]|$)/.test(source),
  );
  const buildsRequests = [...sources].some((source) => requestBuilders.test(source));
  if (!usesWebPush && !buildsRequests) return [];
  visit(module.program, {
    enter(node, _parent, ancestors) {
      if (node.type !== 'CallExpression') return;
      const callee = bare(node.callee);
      const name =
        callee.type === 'MemberExpression'
          ? keyName(callee)
          : callee.type === 'Identifier'
            ? callee.name
            : undefined;
      if (usesWebPush && name === 'sendNotification' && isLibrary(callee, module)) {
        found.push({ node, via: 'web-push', ancestors: [...ancestors] });
      } else if (
        buildsRequests &&
        name === 'fetch' &&
        callee.type === 'Identifier' &&
        goesToEndpoint(node, module)
      ) {
        found.push({ node, via: 'fetch', ancestors: [...ancestors] });
      }
    },
  });
  return found;
}

/** A member of something, or a name that comes from the package itself: not a function of the app's own that is called alike. */
function isLibrary(callee: Node, module: ParsedModule): boolean {
  if (callee.type === 'MemberExpression')
    return !/registration/i.test(module.text.slice(callee.object.start, callee.object.end));
  return module.program.body.some(
    (statement) =>
      (statement.type === 'ImportDeclaration' &&
        /web-push/.test(statement.source.value) &&
        /\bsendNotification\b/.test(module.text.slice(statement.start, statement.end))) ||
      (statement.type === 'VariableDeclaration' &&
        /\bsendNotification\b[^=]*\}\s*=\s*require\(/.test(
          module.text.slice(statement.start, statement.end),
        )),
  );
}

function goesToEndpoint(node: Node & { type: 'CallExpression' }, module: ParsedModule): boolean {
  return (
    node.arguments.some((argument) =>
      /endpoint|request|payload|init/i.test(module.text.slice(argument.start, argument.end)),
    ) &&
    !/^\s*['"`](?:\/|https?:)/.test(
      module.text.slice(node.arguments[0]?.start ?? 0, node.arguments[0]?.end ?? 0),
    )
  );
}

function judge(
  walk: Walk,
  module: ParsedModule,
  node: Node,
  via: SendSite['via'],
  ancestors: readonly Node[],
): SendSite {
  const entry = entryOf(module, ancestors);
  const fates = new Map<number, Fate>();
  const fateOf = (status: number): Fate => {
    let fate = fates.get(status);
    if (fate === undefined) {
      walk.host.target = node;
      walk.host.status = status;
      walk.left = mostRuns;
      fate = assess(walk, entry, highest);
      fates.set(status, fate);
    }
    return fate;
  };
  return {
    module,
    node,
    via,
    within: entry.node,
    fromRequest: () => fateOf(410).fromRequest,
    onStatus: (status) => fateOf(status).fate,
  };
}

interface Fate {
  readonly fate: 'deleted' | 'kept' | 'unknown';
  readonly fromRequest: boolean;
  readonly reached: boolean;
}

interface Walk {
  readonly code: CodeModel;
  readonly host: ServerHost;
  readonly flow: Flow;
  /** Entries that may still be tried. */
  left: number;
}

/** What becomes of the subscription when the send fails, as seen from one entry or, where it hands the failure on, from its callers. */
function assess(walk: Walk, entry: Entry, levels: number): Fate {
  const outcomes = walk.left-- > 0 ? runEntry(walk.flow, entry) : undefined;
  if (outcomes === undefined) return { fate: 'unknown', fromRequest: false, reached: true };
  const reached = outcomes.filter(({ state }) => hasEffect(state, 'send@'));
  if (reached.length === 0) return { fate: 'unknown', fromRequest: false, reached: false };
  const marked = (mark: string): boolean => reached.some(({ state }) => state.marks.has(mark));
  const fromRequest = reached.every(({ state }) => state.marks.has('from-request'));
  if (reached.some(({ state }) => hasEffect(state, 'delete@')))
    return { fate: 'deleted', fromRequest, reached: true };
  if (marked('may-delete') || marked('doubtful')) return { fate: 'unknown', fromRequest, reached: true };
  const handsOn = !entry.terminal && reached.some(escapes);
  if (!handsOn && (entry.terminal || !marked('from-argument')))
    return { fate: 'kept', fromRequest, reached: true };
  const known: Fate[] = [];
  for (const caller of levels === 0 ? [] : findCallers(walk.code, entry)) {
    const above = assess(walk, caller, levels - 1);
    if (above.reached) known.push(above);
    if (handsOn && above.reached && above.fate !== 'kept') return above;
  }
  const requested = fromRequest || (known.length > 0 && known.every((fate) => fate.fromRequest));
  return { fate: handsOn && known.length === 0 ? 'unknown' : 'kept', fromRequest: requested, reached: true };
}

function hasEffect(state: State, kind: string): boolean {
  for (const token of state.effects) if (token.startsWith(kind)) return true;
  return false;
}

/** Whether the caller learns anything of how it went. */
function escapes({ value, thrown }: Outcome): boolean {
  if (thrown) return true;
  const result = value.kind === 'promise' ? value.value : value;
  return (
    (value.kind === 'promise' && value.rejected) || result.kind !== 'constant' || result.value !== undefined
  );
}

/** Every outcome of running the entry; undefined when there are too many. */
export function runEntry(flow: Flow, entry: Entry): Outcome[] | undefined {
  flow.refill();
  flow.endings = [];
  const scope = flow.moduleScope(entry.module);
  const node = entry.node;
  try {
    if (node === undefined) {
      const ends = flow.run(entry.module.program.body as never, emptyState, scope);
      return [...ends.map(({ state }): Outcome => ({ state, value: undefinedValue })), ...flow.endings];
    }
    const owner: Value | undefined = entry.owner && {
      kind: 'instance',
      of: { kind: 'class', node: entry.owner, scope },
    };
    // A schedule or a queue has no request, and what comes after the request is the platform's.
    const outside = entry.terminal && !/^(?:scheduled|queue|email|alarm)$/.test(entry.name ?? '');
    const values = node.params.map((_, index) =>
      opaque(`argument ${index}`, new Set([entry.terminal ? (outside && index === 0 ? 'request' : 'platform') : 'argument']), { truth: true }),
    );
    const site = { node: node as never, scope, name: '', receiver: undefined, isNew: false };
    return flow.call({ kind: 'function', node, scope, self: owner }, values, emptyState, site);
  } catch (error) {
    if (error instanceof TooManyPaths) return undefined;
    throw error;
  }
}

/** The outermost function around a node, and who starts it. */
export function entryOf(module: ParsedModule, ancestors: readonly Node[]): Entry {
  const index = ancestors.findIndex((ancestor) => isFunction(ancestor));
  const node = ancestors[index];
  if (node === undefined || !isFunction(node))
    return { module, node: undefined, owner: undefined, name: undefined, terminal: true };
  const owner = ancestors
    .slice(0, index)
    .find(
      (ancestor): ancestor is Class =>
        ancestor.type === 'ClassDeclaration' || ancestor.type === 'ClassExpression',
    );
  const parent = ancestors[index - 1];
  const wrapped = parent?.type === 'CallExpression' || parent?.type === 'NewExpression';
  const name = nameOf(node, ancestors.slice(0, index));
  const exported = ancestors
    .slice(0, index)
    .some(({ type }) => type === 'ExportNamedDeclaration' || type === 'ExportDefaultDeclaration');
  const isDefault = ancestors.slice(0, index).some(({ type }) => type === 'ExportDefaultDeclaration');
  const outer = parent?.type === 'CallExpression' ? bare(parent.callee) : undefined;
  // `procedure.handler(async () => …)` belongs to whoever has made the procedure.
  const handed = wrapped && (name === undefined || outer?.type === 'MemberExpression');
  const terminal =
    handed || (exported && isRoute(module, isDefault && owner === undefined ? 'default' : name, name));
  return { module, node, owner, name, terminal };
}

function nameOf(node: FunctionNode, above: readonly Node[]): string | undefined {
  if (node.id) return node.id.name;
  for (const ancestor of [...above].reverse()) {
    switch (ancestor.type) {
      case 'VariableDeclarator':
        return ancestor.id.type === 'Identifier' ? ancestor.id.name : undefined;
      case 'MethodDefinition':
      case 'PropertyDefinition':
      case 'Property':
        return keyName(ancestor as Node & { key: Node });
      case 'AssignmentExpression':
        return ancestor.left.type === 'MemberExpression'
          ? keyName(ancestor.left)
          : ancestor.left.type === 'Identifier'
            ? ancestor.left.name
            : undefined;
      case 'CallExpression':
      case 'ParenthesizedExpression':
      case 'ObjectExpression':
      case 'TSAsExpression':
      case 'TSSatisfiesExpression':
      case 'AwaitExpression':
        continue;
      default:
        return undefined;
    }
  }
  return undefined;
}

const verbs = new Set([
  'GET',
  'POST',
  'PUT',
  'PATCH',
  'DELETE',
  'ALL',
  'HEAD',
  'OPTIONS',
  'action',
  'loader',
  'handler',
  'onRequest',
  'onRequestPost',
  'actions',
]);

/** `'use server'` at the top: every export is a server action, which any client can call. */
export function hasServerDirective({ program }: ParsedModule): boolean {
  return program.body.some(
    (statement) =>
      statement.type === 'ExpressionStatement' &&
      'directive' in statement &&
      statement.directive === 'use server',
  );
}

/** Whether a framework calls the export: a route's verb, a worker's `fetch`, a server action. */
export function isRoute(
  module: ParsedModule,
  exported: string | undefined,
  name: string | undefined,
): boolean {
  if (hasServerDirective(module)) return true;
  if (exported !== undefined && verbs.has(exported)) return true;
  if (exported !== 'default') return false;
  if (name !== undefined && ['fetch', 'scheduled', 'queue', 'email'].includes(name)) return true;
  return /(?:^|\/)(?:pages\/api|api|netlify\/functions|functions|server\/(?:api|routes|tasks))\//.test(
    module.path,
  );
}

const callers = new WeakMap<ParsedModule, Map<Node, readonly Entry[]>>();

/** Functions, and modules' top levels, that mention the entry by its name; whether they really call it, walking them tells. */
function findCallers(code: CodeModel, entry: Entry): readonly Entry[] {
  const { name, module, node } = entry;
  if (name === undefined || node === undefined) return [];
  const known = callers.get(module) ?? new Map<Node, readonly Entry[]>();
  callers.set(module, known);
  let found = known.get(node);
  if (found === undefined) {
    found = collectCallers(code, entry, name);
    known.set(node, found);
  }
  return found;
}

function collectCallers(code: CodeModel, entry: Entry, name: string): Entry[] {
  const found = new Map<Node, Entry>();
  for (const path of code.mentioning([name])) {
    const other = code.module(path);
    if (other === undefined || (other !== entry.module && !leadsTo(code, other))) continue;
    visit(other.program, {
      enter(at, parent, ancestors) {
        const named = at.type === 'Identifier' && at.name === name;
        if (!named || parent === undefined || found.size >= mostCallers) return;
        if (parent.type === 'ImportSpecifier' || parent.type === 'ExportSpecifier') return;
        const isName =
          (parent.type === 'VariableDeclarator' && parent.id === at) ||
          (isFunction(parent) && parent.id === at) ||
          parent.type === 'MethodDefinition';
        if (isName || ancestors.includes(entry.node as Node)) return;
        const around = entryOf(other, ancestors);
        const key = around.node ?? other.program;
        if (!found.has(key)) found.set(key, around);
      },
    });
  }
  return [...found.values()];
}

/** Only modules that import something of the repository can call into it. */
function leadsTo(code: CodeModel, module: ParsedModule): boolean {
  return module.program.body.some(
    (statement) =>
      (statement.type === 'ImportDeclaration' &&
        code.resolve(module.path, statement.source.value) !== undefined) ||
      /\brequire\(|\bimport\(/.test(module.text.slice(statement.start, statement.end)),
  );
}
