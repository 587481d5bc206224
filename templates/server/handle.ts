import { join } from 'node:path';
import { environment } from '#push/server/environment';
import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { errorName, log } from './log.ts';
import type { PushNotification } from './notification.ts';
import { type StartedPush, startPush } from './start-push.ts';

/** One database and one queue for the process: bundlers make copies of a module, and development reloads it. */
const held = globalThis as { [key: symbol]: Promise<StartedPush> | undefined };
const key = Symbol.for('pushwright.server');

let app: Promise<ReturnType<typeof createApp>> | undefined;

/**
 * Answers the push routes, `/api/push/…`, inside the app's own server.
 * @param peer address of the other end of the connection. Frameworks that do not tell it listen on this machine alone in
 *   development, where the address decides over the development identity.
 */
export async function handlePush(request: Request, peer = '127.0.0.1'): Promise<Response> {
  try {
    app ??= start().then(({ config, store, notifier }) => createApp(config, store, notifier));
    return await (await app).fetch(request, { peer });
  } catch (error) {
    app = undefined;
    if (!(error instanceof ConfigError)) throw error;
    for (const problem of error.problems) process.stderr.write(`push: ${problem}\n`);
    return new Response('push is not set up on this server: its log says why', { status: 503 });
  }
}

/**
 * Sends a notification to all browsers of a user, for the app's own code on the server. Resolves when it is queued.
 * @returns how many browsers it was queued for
 * @throws ConfigError when the environment is not usable, InvalidNotification when the notification is not
 */
export async function notifyUser(user: string, notification: PushNotification): Promise<number> {
  const { notifier } = await start();
  return notifier.notifyUser(user, notification);
}

async function start(): Promise<StartedPush> {
  held[key] ??= open();
  return held[key];
}

async function open(): Promise<StartedPush> {
  try {
    const started = await startPush(readConfig(environment, join(process.cwd(), 'push-data/push.sqlite')));
    log('ready', { developmentIdentity: started.config.devUser !== undefined });
    return started;
  } catch (error) {
    held[key] = undefined;
    if (!(error instanceof ConfigError)) log('failed', { error: errorName(error) });
    throw error;
  }
}
