/** What push can do here: `ready` can be switched on with a click, `on` means that the push server knows this browser. */
export type PushState = 'unsupported' | 'insecure' | 'needs-home-screen' | 'denied' | 'ready' | 'on';

/** A state as a sentence for the person in front of the screen. */
export function describePush(state: PushState): string {
  return sentences[state];
}

const sentences: Readonly<Record<PushState, string>> = {
  unsupported: 'This browser cannot receive notifications.',
  insecure: 'Notifications need a secure address: https://, or localhost during development.',
  'needs-home-screen':
    'To receive notifications, add this app to the Home Screen: tap Share, then “Add to Home Screen”, and open it from there.',
  denied: 'Notifications are blocked. Allow them for this site in the browser’s settings.',
  ready: 'Get notified when something needs you.',
  on: 'Notifications are on.',
};

/** What the browser says about itself. */
export interface PushEnvironment {
  readonly isSecure: boolean;
  readonly hasServiceWorker: boolean;
  readonly hasPushManager: boolean;
  readonly hasNotification: boolean;
  readonly isDenied: boolean;
  readonly isStandalone: boolean;
  readonly userAgent: string;
  readonly platform: string;
  readonly touchPoints: number;
}

/** Everything that can be said without looking for a subscription. */
export function judgeEnvironment(environment: PushEnvironment): Exclude<PushState, 'on'> {
  const { hasServiceWorker, hasPushManager, hasNotification, userAgent } = environment;
  if (hasServiceWorker && hasPushManager && hasNotification) return environment.isDenied ? 'denied' : 'ready';
  // Over plain http to anything but localhost, only the service worker is missing.
  if (!environment.isSecure) return 'insecure';
  // An iPad calls itself a Mac, but no Mac has a touch screen.
  const isIpad = environment.platform === 'MacIntel' && environment.touchPoints > 1;
  if (environment.isStandalone || !(isIpad || /iPhone|iPad|iPod/.test(userAgent))) return 'unsupported';
  // Since iOS 16.4: https://webkit.org/blog/13878/web-push-for-web-apps-on-ios-and-ipados/
  const version = /(?:OS |Version\/)(\d+)[._](\d+)/.exec(userAgent);
  const isTooOld = version !== null && Number(version[1]) * 100 + Number(version[2]) < 1604;
  return isTooOld ? 'unsupported' : 'needs-home-screen';
}

/** Asks the browser; on a server, everything is missing. */
export function readEnvironment(): PushEnvironment {
  const isPage = typeof window !== 'undefined';
  const hasNotification = isPage && 'Notification' in window;
  return {
    isSecure: !isPage || window.isSecureContext,
    hasServiceWorker: hasServiceWorkers(),
    hasPushManager: isPage && 'PushManager' in window,
    hasNotification,
    isDenied: hasNotification && Notification.permission === 'denied',
    // Missing in jsdom, where an app's own tests may run.
    isStandalone:
      isPage &&
      typeof matchMedia === 'function' &&
      matchMedia('(display-mode: standalone), (display-mode: fullscreen)').matches,
    userAgent: isPage ? navigator.userAgent : '',
    platform: isPage ? navigator.platform : '',
    touchPoints: isPage ? navigator.maxTouchPoints : 0,
  };
}

export function hasServiceWorkers(): boolean {
  try {
    // In a sandboxed frame it is there, and throws when it is touched.
    return (
      typeof window !== 'undefined' && 'serviceWorker' in navigator && navigator.serviceWorker !== undefined
    );
  } catch {
    return false;
  }
}
