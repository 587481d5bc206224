// Serves a built single-page app below its base, with the push server behind the same origin, as a web server in production
// would: node serve-build.js <folder> <base> <port> <origin of the push server>
import { readFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { extname, join } from 'node:path';

const [folder = '.', base = '/', port = '0', target = ''] = process.argv.slice(2);
const types = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
};

createServer((incoming, outgoing) => {
  const { pathname } = new URL(incoming.url ?? '/', 'http://localhost');
  if (pathname.startsWith(`${base}api/push/`)) {
    const { method, headers, url } = incoming;
    const forwarded = request(new URL(url ?? '/', target), { method, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    forwarded.on('error', () => outgoing.writeHead(502).end());
    incoming.pipe(forwarded);
    return;
  }
  if (!pathname.startsWith(base)) {
    outgoing.writeHead(404).end();
    return;
  }
  const path = join(folder, pathname.slice(base.length) || 'index.html');
  try {
    outgoing.setHeader('content-type', types[extname(path)] ?? 'application/octet-stream');
    outgoing.end(readFileSync(path));
  } catch {
    outgoing.setHeader('content-type', 'text/html');
    outgoing.end(readFileSync(join(folder, 'index.html')));
  }
}).listen(Number(port), '127.0.0.1');
