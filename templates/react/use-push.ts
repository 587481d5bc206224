import { useEffect, useState } from 'react';
import { disablePush, enablePush, onPushState, type PushResult } from '#push/client';

export interface Push {
  /** Undefined until the first answer, and while rendering on a server. */
  readonly state: PushResult['state'] | undefined;
  /** Why the last attempt failed; `error.message` is for the person in front of the screen. */
  readonly error: PushResult['error'];
  /** Switches push on. Call it directly in a click. */
  readonly enable: () => Promise<PushResult>;
  /** Switches push off, before a logout ends the session. */
  readonly disable: () => Promise<PushResult>;
}

/**
 * What push can do here, kept up to date. Needs `<PushListener />` somewhere in the app, which starts it.
 * An effect rather than useSyncExternalStore, which React 17 does not have; the listener is told at once what has
 * changed since the render.
 */
export function usePush(): Push {
  const [result, setResult] = useState<PushResult>();
  useEffect(() => onPushState(setResult), []);
  return { state: result?.state, error: result?.error, enable: enablePush, disable: disablePush };
}
