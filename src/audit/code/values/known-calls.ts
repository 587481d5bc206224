import type { Node } from 'oxc-parser';
import { bare, keyName } from '../literals.ts';

type Call = Extract<Node, { type: 'CallExpression' | 'NewExpression' }>;

/**
 * The last name of what is called: `on` for `socket.on(…)`, `create` for `create<T>()(…)`; undefined when it has none.
 */
export function calleeName(call: Call): string | undefined {
  const callee = bare(call.callee);
  if (callee.type === 'Identifier') return callee.name;
  if (callee.type === 'MemberExpression') return keyName(callee);
  return callee.type === 'CallExpression' ? calleeName(callee) : undefined;
}

const through = new Set([
  'useCallback',
  'useEvent',
  'useEffectEvent',
  'useEventCallback',
  'useMemoizedFn',
  'useCallbackRef',
  'useDebouncedCallback',
  'useThrottledCallback',
  'useDebounce',
  'useThrottle',
  'useDebounceFn',
  'useThrottleFn',
  'debounce',
  'throttle',
  'once',
  'memoize',
  'memo',
  'forwardRef',
  'observer',
  'withRouter',
  'defineComponent',
  'markRaw',
  'freeze',
  'persist',
  'devtools',
  'immer',
  'subscribeWithSelector',
]);

/** Whether a call gives back its first argument, for all that matters here: memoising hooks, higher-order components. */
export function passesThrough(name: string): boolean {
  return through.has(name) || /^with[A-Z]/.test(name);
}

/** Calls that run their first argument by themselves when a component mounts or updates. */
export const mountHooks: ReadonlySet<string> = new Set([
  'useEffect',
  'useLayoutEffect',
  'useInsertionEffect',
  'useIsomorphicLayoutEffect',
  'useEffectOnce',
  'useMount',
  'useOnMount',
  'useDidMount',
  'useAsyncEffect',
  'useDeepCompareEffect',
  'useUpdateEffect',
  'useFocusEffect',
  'useIonViewDidEnter',
  'useIonViewWillEnter',
  'useVisibleTask$',
  'onMounted',
  'onBeforeMount',
  'onActivated',
  'onNuxtReady',
  'onMount',
  'onIonViewDidEnter',
  'afterUpdate',
  'afterNavigate',
  'createEffect',
  'createRenderEffect',
  '$effect',
  'watchEffect',
  'watchPostEffect',
]);

/** Members of a component that its framework calls by itself. */
export const mountMethods: ReadonlySet<string> = new Set([
  'componentDidMount',
  'componentWillMount',
  'UNSAFE_componentWillMount',
  'componentDidUpdate',
  'connectedCallback',
  'firstUpdated',
  'ngOnInit',
  'ngAfterViewInit',
  'ngAfterContentInit',
  'created',
  'mounted',
  'beforeCreate',
  'beforeMount',
  'activated',
  'ionViewDidEnter',
]);

/** Calls whose callback belongs to the code around it: it runs when, or soon after, that code runs. */
const timers: Readonly<Record<string, string>> = {
  setTimeout: 'setTimeout runs it later',
  setInterval: 'setInterval runs it again and again',
  requestIdleCallback: 'requestIdleCallback runs it later',
  requestAnimationFrame: 'requestAnimationFrame runs it',
  queueMicrotask: 'queueMicrotask runs it',
  nextTick: 'nextTick runs it',
  startTransition: 'startTransition runs it',
  flushSync: 'flushSync runs it',
  untrack: 'untrack runs it',
};

const chained = new Set(['then', 'catch', 'finally']);
const iterations = new Set([
  'forEach',
  'map',
  'filter',
  'reduce',
  'some',
  'every',
  'find',
  'flatMap',
  'sort',
  'findIndex',
]);

/** For a callback that runs with the code around it: what runs it, in words. */
export function runsWith(call: Call): string | undefined {
  const name = calleeName(call);
  if (name === undefined) return undefined;
  if (call.type === 'NewExpression') return name === 'Promise' ? 'new Promise runs it' : undefined;
  const method = bare(call.callee).type === 'MemberExpression';
  if (Object.hasOwn(timers, name)) return timers[name];
  if (method && chained.has(name)) return `${name}() runs it when the promise settles`;
  if (method && iterations.has(name)) return `${name}() runs it`;
  return name === 'dispatch' ? 'dispatch runs it' : undefined;
}

/** Events that follow an activation by the user: https://html.spec.whatwg.org/multipage/interaction.html#activation-triggering-input-event */
const gestures = new Set([
  'click',
  'dblclick',
  'auxclick',
  'contextmenu',
  'mousedown',
  'mouseup',
  'pointerdown',
  'pointerup',
  'touchstart',
  'touchend',
  'keydown',
  'keyup',
  'keypress',
  'submit',
  'reset',
  'change',
  'input',
  'select',
  'drop',
  'press',
  'tap',
  'toggle',
]);

/** Events that come by themselves. */
const automatics = new Set([
  'load',
  'domcontentloaded',
  'readystatechange',
  'pageshow',
  'pagehide',
  'visibilitychange',
  'focus',
  'online',
  'offline',
  'message',
  'storage',
  'popstate',
  'hashchange',
  'resize',
  'scroll',
  'beforeinstallprompt',
  'appinstalled',
  'controllerchange',
  'updatefound',
  'statechange',
  'astro:page-load',
  'astro:after-swap',
  'turbo:load',
  'turbolinks:load',
  'deviceready',
]);

export type EventNature = 'gesture' | 'automatic' | undefined;

/** Whether an event follows a user's gesture, comes by itself, or is unknown. Names as in `addEventListener`. */
export function eventNature(type: string): EventNature {
  const name = type.trim().toLowerCase();
  if (gestures.has(name)) return 'gesture';
  return automatics.has(name) ? 'automatic' : undefined;
}

/** The event of a handler's name: `onClick`, `onclick`, `on:click`, `@click.prevent`, `v-on:click` → `click`. */
export function handlerEvent(name: string): string | undefined {
  const match = /^(?:@|v-on:|on:?)([A-Za-z][\w:-]*)/.exec(name);
  return match?.[1]?.replace(/(?:Capture)$/, '').toLowerCase();
}

/** Calls that hand over what a server, a socket or a store says: their callback runs by itself. */
const feeds = new Set([
  'onMessage',
  'onSnapshot',
  'onAuthStateChanged',
  'onAuthStateChange',
  'onIdTokenChanged',
  'onValue',
  'onChildAdded',
  'useSocketEvent',
]);

/** Whether a callback given to this call runs when something arrives by itself; what arrives, in words. */
export function feedOf(call: Call): string | undefined {
  const name = calleeName(call);
  if (name === undefined) return undefined;
  if (feeds.has(name)) return `${name} runs it`;
  const callee = bare(call.callee);
  if (callee.type !== 'MemberExpression') return undefined;
  if (['beforeEach', 'beforeResolve', 'afterEach'].includes(name))
    return /router/i.test(receiverName(callee.object) ?? '')
      ? 'every change of the route runs it'
      : undefined;
  if (!['on', 'once', 'addListener', 'bind', 'listen', 'subscribe', 'addMessageListener'].includes(name))
    return undefined;
  const receiver = receiverName(callee.object);
  if (receiver === undefined) return undefined;
  if (
    /socket|pusher|stomp|centrifuge|signalr|hubconnection|ably|websocket|eventsource|^ws$|^io$|^echo$|channel/i.test(
      receiver,
    )
  ) {
    return `a message on ${receiver} runs it`;
  }
  return name === 'subscribe' && /store$/i.test(receiver) ? `a change of ${receiver} runs it` : undefined;
}

function receiverName(node: Node): string | undefined {
  const value = bare(node);
  if (value.type === 'Identifier') return value.name;
  if (value.type === 'MemberExpression') {
    const name = keyName(value);
    return name === 'current' ? receiverName(value.object) : name;
  }
  // `supabase.channel('x').on(…)`, `io().on(…)`
  return value.type === 'CallExpression' ? calleeName(value) : undefined;
}
