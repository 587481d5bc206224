import { type Context, Hono } from 'hono';
import { cors } from 'hono/cors';
import { HTTPException } from 'hono/http-exception';
import { secureHeaders } from 'hono/secure-headers';
import { clientAddress } from './client-address.ts';
import type { Config } from './config.ts';
import { isCrossSite } from './cross-site.ts';
import { isLocalRequest } from './development-identity.ts';
import { endpointId } from './endpoint.ts';
import { equalSecrets } from './equal-secrets.ts';
import { bearerToken, identify } from './identify.ts';
import { errorName, log } from './log.ts';
import type { PushNotification } from './notification.ts';
import { InvalidNotification, type Notifier } from './notify.ts';
import { createRateLimit } from './rate-limit.ts';
import { readJson } from './read-json.ts';
import type { Store } from './store.ts';
import { parseSubscription } from './subscription.ts';

/** What the host gives along with each request. */
interface Bindings {
  /** Address of the other end of the connection. */
  readonly peer?: string | undefined;
}
type PushContext = Context<{ Bindings: Bindings }>;

/** The path below whatever base the app has, without the slash that some frameworks want at the end. */
function routeOf(request: Request): string {
  const { pathname } = new URL(request.url);
  const route = pathname.slice(Math.max(0, pathname.lastIndexOf('/api/push/')));
  return route.length > 1 && route.endsWith('/') ? route.slice(0, -1) : route;
}

/** The routes, on web-standard Request and Response. */
export function createApp(config: Config, store: Store, notifier: Notifier) {
  const app = new Hono<{ Bindings: Bindings }>({ getPath: routeOf });
  const userLimit = createRateLimit(60);
  const refusalLimit = createRateLimit(60);

  app.use(secureHeaders());
  app.use(async (c, next) => {
    await next();
    c.header('Cache-Control', 'no-store');
  });

  // An app on another origin than this server; everybody else's pages are told nothing, and so may not ask.
  if (config.appOrigin !== undefined) {
    const headers = ['Authorization', 'Content-Type'];
    app.use(
      '/api/push/*',
      cors({ origin: config.appOrigin, allowHeaders: headers, credentials: true, maxAge: 600 }),
    );
  }

  app.get('/healthz', (c) => c.text('ok'));
  app.get('/api/push/key', (c) => c.text(config.vapid.publicKey));

  app.post('/api/push/subscribe', async (c) => {
    const user = await signedInUser(c);
    const { subscription: given, oldEndpoint } = await readJson(c.req.raw, 8192);
    const subscription = parseSubscription(given, config.allowedEndpoints);
    if (typeof subscription === 'string') throw new HTTPException(400, { message: subscription });
    const saved = await store.save(user, subscription, config.vapid.publicKey, endpointId(oldEndpoint));
    if (saved === 'foreign') throw new HTTPException(403, { message: 'endpoint belongs to another user' });
    return c.body(null, 204);
  });

  app.post('/api/push/unsubscribe', async (c) => {
    const user = await signedInUser(c);
    const { endpoint } = await readJson(c.req.raw, 8192);
    const id = endpointId(endpoint);
    if (id === undefined) throw new HTTPException(400, { message: 'endpoint is not a URL' });
    const removed = await store.remove(user, id);
    if (removed === 'foreign') throw new HTTPException(403, { message: 'endpoint belongs to another user' });
    return c.body(null, 204);
  });

  app.post('/api/push/send', async (c) => {
    if (!equalSecrets(bearerToken(c.req.raw) ?? '', config.sendSecret))
      refuse(c, 'PUSH_SEND_SECRET is wrong or missing');
    const { user, notification, ...unknown } = await readJson(c.req.raw, 16_384);
    if (Object.keys(unknown).length > 0)
      throw new HTTPException(400, { message: 'body must be { user, notification }' });
    if (!notifier.hasRoom()) tooMany(c, 'too many pushes are waiting');
    // notifyUser checks both, whatever their type here.
    const queued = await notifier.notifyUser(user as string, notification as PushNotification);
    return c.json({ queued }, 202);
  });

  app.onError((error, c) => {
    if (error instanceof HTTPException) return c.text(error.message, error.status);
    if (error instanceof InvalidNotification) return c.text(error.message, 400);
    log('request-failed', { path: c.req.path, error: errorName(error) });
    return c.text('internal error', 500);
  });

  async function signedInUser(c: PushContext): Promise<string> {
    const request = c.req.raw;
    // A page of another origin cannot set this header without asking, so a bearer token needs no look at the origin.
    if (bearerToken(request) === undefined && isCrossSite(request, config.appOrigin)) {
      throw new HTTPException(403, { message: 'request comes from another origin' });
    }
    let user = await identify(request, config.tokenSecret);
    if (user === undefined && isLocalRequest(request, c.env.peer)) user = config.devUser;
    if (user === undefined) return refuse(c, 'not signed in');
    if (!userLimit(user)) tooMany(c, 'too many requests');
    return user;
  }

  /** 401, or 429 for an address that keeps trying. Whoever is signed in shares an address without being slowed by it. */
  function refuse(c: PushContext, message: string): never {
    const address = clientAddress(c.req.raw, c.env.peer);
    if (address !== undefined && !refusalLimit(address)) tooMany(c, 'too many requests');
    throw new HTTPException(401, { message });
  }

  function tooMany(c: PushContext, message: string): never {
    c.header('Retry-After', '60');
    throw new HTTPException(429, { message });
  }

  return app;
}
