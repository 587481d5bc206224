import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import type { EventLog } from './event-log.ts';
import { closeServer, listenOnLoopback, trackSockets } from './loopback.ts';
import type { VendorServer } from './vendor.ts';
import { findVendor } from './vendors.ts';

/** An HTTP proxy that knows the push vendors and nobody else. */
export interface PushProxy {
  /** `http://127.0.0.1:<port>`, for the application server's proxy setting. */
  readonly url: string;
  close(): Promise<void>;
}

/**
 * Takes CONNECT for a vendor's host and port 443 and hands the connection to the stand-in. Everything else is answered 502 and logged:
 * nothing is ever forwarded, so no byte of the application server leaves this machine.
 */
export async function startProxy(log: EventLog, vendorServer: VendorServer): Promise<PushProxy> {
  const server = createServer((request, response) => {
    log.record({ kind: 'refused-host', host: request.url ?? '' });
    response.writeHead(502, { 'content-type': 'text/plain' });
    response.end('This proxy only takes CONNECT to push services.\n');
  });
  trackSockets(server);

  server.on('connect', (request, stream, head) => {
    const socket = stream as Socket;
    const [host = '', port] = splitHost(request.url ?? '');
    socket.on('error', () => socket.destroy());
    if (!findVendor(host) || port !== '443') {
      log.record({ kind: 'refused-host', host: request.url ?? '' });
      socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
      return;
    }
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    if (head.length > 0) socket.unshift(head);
    vendorServer.accept(socket);
  });

  const port = await listenOnLoopback(server);
  return { url: `http://127.0.0.1:${port}`, close: () => closeServer(server) };
}

function splitHost(target: string): [string, string] {
  const colon = target.lastIndexOf(':');
  return [target.slice(0, colon), target.slice(colon + 1)];
}
