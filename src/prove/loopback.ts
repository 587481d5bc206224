import type { AddressInfo, Server, Socket } from 'node:net';

/** Binds to a free port of 127.0.0.1 and answers its number. Nothing here ever listens on another interface. */
export function listenOnLoopback(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const sockets = new WeakMap<Server, Set<Socket>>();

/** Remembers a server's connections, so that `closeServer` can end those that keep-alive or CONNECT hold open. */
export function trackSockets(server: Server): void {
  const open = new Set<Socket>();
  sockets.set(server, open);
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
}

/** Stops listening and ends every connection that was tracked. */
export function closeServer(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    for (const socket of sockets.get(server) ?? []) socket.destroy();
  });
}
