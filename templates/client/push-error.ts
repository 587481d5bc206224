import type { PushState } from '#push/environment';

/** What went wrong; `message` is a sentence for the person in front of the screen. */
export interface PushError {
  readonly code:
    | Exclude<PushState, 'ready' | 'on'>
    | 'dismissed'
    | 'not-configured'
    | 'worker'
    | 'push-service'
    | 'signed-out'
    | 'server';
  readonly message: string;
}

/** Why something failed. Thrown in this folder only: what an app gets to see is a `PushResult`. */
export class Failure extends Error {
  readonly code: PushError['code'];

  constructor(code: PushError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export function signedOut(): Failure {
  return new Failure('signed-out', 'Sign in to receive notifications on this device.');
}

export function missingKey(): Failure {
  return new Failure(
    'not-configured',
    'Notifications are not set up: the app has no valid VAPID public key.',
  );
}

/** Anything that was thrown, as what an app gets to see. */
export function asPushError(error: unknown): PushError {
  if (error instanceof Failure) return { code: error.code, message: error.message };
  return { code: 'worker', message: `Notifications failed: ${messageOf(error)}` };
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Settles like the promise, or fails when that takes longer than the milliseconds. */
export function withTimeLimit<T>(promise: Promise<T>, milliseconds: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Failure('server', 'it took too long.')), milliseconds);
  });
  return Promise.race([promise, limit]).finally(() => clearTimeout(timer));
}
