import { afterAll, afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { signPushToken } from '../../../../templates/server/identify.ts';
import { type makeBrowser, type PushServices, startPushServices } from './push-services.ts';
import { type RunningServer, sendSecret, startServer, tokenSecret, waitFor } from './run-server.ts';

type Browser = ReturnType<typeof makeBrowser>;

/** For the file that calls it: push services that stay, and a server that is new for each test and reaches nothing else. */
export function pushServerForEachTest() {
  let services: PushServices;
  let server: RunningServer;
  const start = (variables: Readonly<Record<string, string>> = {}) =>
    startServer({
      PUSH_PROXY: services.proxy,
      NODE_EXTRA_CA_CERTS: services.certificate,
      ...variables,
    });

  beforeAll(async () => {
    services = await startPushServices();
  });
  afterAll(async () => services.close());
  beforeEach(async () => {
    services.reset();
    server = await start();
  }, 120_000);
  afterEach(async () => server.stop());

  return {
    get services() {
      return services;
    },
    get server() {
      return server;
    },
    /** Another server, with more variables, in place of the one that runs. */
    async restart(variables: Readonly<Record<string, string>>): Promise<void> {
      await server.stop();
      server = await start(variables);
    },
    async subscribe(user: string, ...browsers: Browser[]): Promise<void> {
      const token = signPushToken(user, tokenSecret, 60);
      for (const { subscription } of browsers) {
        const reply = await server.call('POST', '/api/push/subscribe', { token, body: { subscription } });
        expect(reply.status).toBe(204);
      }
    },
    /** How many browsers it was queued for. */
    async send(user: string, notification: object): Promise<number> {
      const body = { user, notification };
      const reply = await server.call('POST', '/api/push/send', { token: sendSecret, body });
      expect(reply).toMatchObject({ status: 202 });
      return JSON.parse(reply.body).queued;
    },
    /** What the log says became of each delivery, once so many have come to an end. */
    async results(count: number, limit?: number): Promise<unknown[]> {
      await waitFor(() => server.events('push').length >= count, limit);
      return server.events('push').map((line) => line.result);
    },
  };
}
