import { fileURLToPath } from 'node:url';
import { createAdaptorServer } from '@hono/node-server';
import { createApp } from './app.ts';
import { ConfigError, readConfig } from './config.ts';
import { errorName, log } from './log.ts';
import { startPush } from './start-push.ts';

/** Shorter than the time that process managers leave between SIGTERM and SIGKILL, ms. */
const drainLimit = 8000;

try {
  await start();
} catch (error) {
  const problems =
    error instanceof ConfigError ? error.problems : [`The server could not start (${errorName(error)}).`];
  for (const problem of problems) process.stderr.write(`${problem}\n`);
  process.exitCode = 1;
}

async function start(): Promise<void> {
  const config = readConfig(process.env, fileURLToPath(new URL('./data/push.sqlite', import.meta.url)));
  const { store, notifier, stop: stopPush } = await startPush(config);
  const app = createApp(config, store, notifier);

  const server = createAdaptorServer({
    fetch: (request, env) => app.fetch(request, { peer: env.incoming.socket.remoteAddress }),
  });
  server.on('error', (error) => {
    process.stderr.write(
      `The server cannot listen on ${config.host}:${config.port} (${errorName(error)}).\n`,
    );
    process.exit(1);
  });
  server.listen(config.port, config.host, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    log('listening', { host: config.host, port, developmentIdentity: config.devUser !== undefined });
  });

  const stop = async (signal: NodeJS.Signals) => {
    log('stopping', { signal });
    const closed = new Promise((resolve) => server.close(resolve));
    if ('closeIdleConnections' in server) server.closeIdleConnections();
    await notifier.drain(drainLimit);
    if ('closeAllConnections' in server) server.closeAllConnections();
    await closed;
    await stopPush();
    log('stopped');
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void stop(signal));
  }
}
