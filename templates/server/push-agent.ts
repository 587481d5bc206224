import { request } from 'node:http';
import { Agent } from 'node:https';
import type { Socket } from 'node:net';
import { connect } from 'node:tls';

const timeout = 10_000;

/** What an agent is asked to connect to, and how it is told. Not all versions of Node's types declare this method. */
interface Destination {
  readonly host?: string | null;
  readonly port?: string | number | null;
}
type Connected = (error: Error | null, socket?: Socket) => void;

/**
 * Keeps connections to the push services open between pushes.
 * @param proxy HTTP proxy to tunnel through with CONNECT (RFC 9110 §9.3.6)
 */
export function createPushAgent(proxy: URL | undefined): Agent {
  const agent = new Agent({ keepAlive: true, maxFreeSockets: 20 });
  if (proxy !== undefined) {
    const createConnection = ({ host, port }: Destination, connected: Connected) => {
      tunnel(proxy, `${host}:${port}`).then(
        (socket) => connected(null, connect({ socket, servername: host ?? '' })),
        (error: Error) => connected(error),
      );
    };
    Object.assign(agent, { createConnection });
  }
  return agent;
}

function tunnel(proxy: URL, target: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = { host: target };
    if (proxy.username !== '') {
      const credentials = `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`;
      headers['proxy-authorization'] = `Basic ${Buffer.from(credentials).toString('base64')}`;
    }
    const connecting = request({
      host: proxy.hostname.replace(/^\[|\]$/g, ''),
      port: proxy.port || 80,
      method: 'CONNECT',
      path: target,
      headers,
      agent: false,
      signal: AbortSignal.timeout(timeout),
    });
    connecting.on('connect', (response, socket) => {
      if (response.statusCode === 200) return resolve(socket as Socket);
      socket.destroy();
      reject(Object.assign(new Error('The proxy refused the connection.'), { code: 'EPROXY' }));
    });
    connecting.on('error', reject);
    connecting.end();
  });
}
