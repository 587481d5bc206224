import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { errorName, log } from './log.ts';
import { createNotifier } from './notify.ts';
import { openSqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

const day = 86_400_000;
/** A browser confirms its subscription at every visit; after this long without one FCM has dropped it as well. */
const unseenLimit = 270 * day;
/** Shorter than the time that process managers leave between SIGTERM and SIGKILL, ms. */
const drainLimit = 8000;

try {
  await start();
} catch (error) {
  const problems =
    error instanceof ConfigError ? error.problems : [`The server could not start (${errorName(error)}).`];
  for (const problem of problems) console.error(problem);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  const config = readConfig(process.env);
  const store = openStore(config.database);
  const notifier = createNotifier(config, store);
  const app = createApp(config, store, notifier);

  const others = await store.countOtherKeys(config.vapid.publicKey);
  // They work again if the old pair comes back, so they stay.
  if (others > 0) log('other-key', { subscriptions: others });
  const purgeUnseen = async () => {
    const subscriptions = await store.purgeUnseen(Date.now() - unseenLimit);
    if (subscriptions > 0) log('purged-unseen', { subscriptions });
  };
  await purgeUnseen();
  const timer = setInterval(
    () => void purgeUnseen().catch((error) => log('failed', { error: errorName(error) })),
    day,
  );

  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, { peer: env.incoming.socket.remoteAddress }),
  });
  server.on('error', (error) => {
    console.error(`The server cannot listen on ${config.host}:${config.port} (${errorName(error)}).`);
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    log('listening', { host: config.host, port, developmentIdentity: config.devUser !== undefined });
  });

  const stop = async (signal: NodeJS.Signals) => {
    log('stopping', { signal });
    clearInterval(timer);
    const closed = new Promise((resolve) => server.close(resolve));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    await notifier.drain(drainLimit);
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed;
    await store.close();
    log('stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(signal));
  }
}

function openStore(path: string): Store {
  try {
    return openSqliteStore(path);
  } catch (error) {
    throw new ConfigError([
      `PUSH_DATABASE cannot be opened (${errorName(error)}): set the path of a file that this user may write.`,
    ]);
  }
}
