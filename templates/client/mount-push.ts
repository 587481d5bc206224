import {
  describePush,
  dismissPushOffer,
  enablePush,
  getPushState,
  isPushOfferDismissed,
  onPushMessage,
  onPushState,
  openPushUrl,
  type PushMessage,
  type PushResult,
  startPush,
} from '#push/client';

export interface MountOptions {
  /** False leaves the button out, for an app that has one of its own. */
  readonly button?: boolean;
  /** Goes where a clicked notification leads, in an app with a router; a page load otherwise. */
  readonly onOpen?: (url: string, message: PushMessage) => void;
}

interface Host extends HTMLElement {
  unmountPush?: () => void;
}

/**
 * Starts push for an app without a framework: listens to the worker and, where push can be switched on, offers it in
 * a corner of the page. Call it once; a second call replaces the first. Returns what takes it all away.
 */
export function mountPush(options: MountOptions = {}): () => void {
  if (typeof document === 'undefined') return () => {};
  document.querySelector<Host>('[data-pushwright="host"]')?.unmountPush?.();

  const host: Host = document.createElement('div');
  host.dataset.pushwright = 'host';
  const card = options.button === false ? undefined : createCard();
  if (card) host.append(card.element);
  document.body.append(host);

  const endings = [
    onPushState((result) => {
      host.dataset.pushwrightState = result.state;
      card?.show(result);
    }),
    onPushMessage((message) => {
      if (message.type !== 'pushwright:open') return;
      if (options.onOpen) options.onOpen(message.url, message);
      else openPushUrl(message.url);
    }),
  ];
  host.unmountPush = () => {
    for (const end of endings) end();
    host.remove();
  };
  void startPush();
  return host.unmountPush;
}

/** The offer: a sentence, the button that asks, and one that puts it away for good. */
function createCard() {
  const element = document.createElement('section');
  const status = element.appendChild(document.createElement('p'));
  status.setAttribute('role', 'status');
  status.style.margin = '0 0 0.5rem';
  const enable = createButton('enable', {
    background: 'CanvasText',
    color: 'Canvas',
    marginInlineEnd: '0.5rem',
  });
  enable.textContent = 'Enable notifications';
  const dismiss = createButton('dismiss', { background: 'transparent', color: 'inherit' });

  let hasAsked = false;
  let isAsking = false;
  const show = ({ state, error }: PushResult) => {
    const isOffered = state === 'ready' || state === 'denied' || state === 'needs-home-screen';
    const isShown = isOffered && !isPushOfferDismissed();
    element.removeAttribute('style');
    Object.assign(element.style, isShown ? cardStyle : unseenStyle);
    element.ariaLabel = isShown ? 'Notifications' : null;
    const isSaid = isShown || (state === 'on' && hasAsked);
    status.textContent = isSaid ? (error?.message ?? describePush(state)) : '';
    dismiss.textContent = state === 'ready' ? 'Not now' : 'Close';
    // Left where they are while they stay, so that the focus stays on them.
    const buttons = [...(isShown && state === 'ready' ? [enable] : []), ...(isShown ? [dismiss] : [])];
    for (const button of [enable, dismiss]) if (!buttons.includes(button)) button.remove();
    for (const button of buttons) if (!button.isConnected) element.append(button);
  };

  enable.addEventListener('click', async () => {
    if (isAsking) return;
    isAsking = true;
    hasAsked = true;
    enable.ariaDisabled = 'true';
    show(await enablePush());
    enable.ariaDisabled = null;
    isAsking = false;
  });
  dismiss.addEventListener('click', async () => {
    dismissPushOffer();
    show({ state: await getPushState() });
  });
  return { element, show };
}

function createButton(name: string, style: Partial<CSSStyleDeclaration>): HTMLButtonElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.dataset.pushwright = name;
  Object.assign(button.style, buttonStyle, style);
  return button;
}

// Set one by one, never as a style sheet: pages whose security policy forbids inline styles allow that.
const cardStyle: Partial<CSSStyleDeclaration> = {
  position: 'fixed',
  insetInlineEnd: '1rem',
  bottom: 'calc(1rem + env(safe-area-inset-bottom, 0px))',
  zIndex: '2147483000',
  boxSizing: 'border-box',
  maxWidth: 'min(26rem, calc(100vw - 2rem))',
  padding: '0.75rem 1rem',
  border: '1px solid GrayText',
  borderRadius: '0.75rem',
  boxShadow: '0 4px 16px rgb(0 0 0 / 0.2)',
  colorScheme: 'light dark',
  background: 'Canvas',
  color: 'CanvasText',
  font: '1rem/1.4 system-ui, sans-serif',
  textAlign: 'start',
};

/** For screen readers alone, which announce there that push is on while the button goes away. */
const unseenStyle: Partial<CSSStyleDeclaration> = {
  position: 'absolute',
  width: '1px',
  height: '1px',
  overflow: 'hidden',
  clipPath: 'inset(50%)',
  whiteSpace: 'nowrap',
};

const buttonStyle: Partial<CSSStyleDeclaration> = {
  padding: '0.5rem 0.875rem',
  border: '1px solid GrayText',
  borderRadius: '0.5rem',
  font: 'inherit',
  cursor: 'pointer',
  outlineOffset: '2px',
};
