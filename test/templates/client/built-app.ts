import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { basename, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const repository = fileURLToPath(new URL('../../../', import.meta.url));
const templates = join(repository, 'templates');

/** The templates in a Vite app, as they are copied: flat, and with relative imports. */
export interface AppOptions {
  /** Main module, TypeScript or TSX; `./push/…` is there to import from. */
  readonly main: string;
  readonly base?: string;
  readonly config?: 'config.ts' | 'config.any-prefix.ts' | 'config.joined-worker.ts';
  /** Content of `.env`. */
  readonly env?: string;
  readonly envPrefix?: string;
  /** More files to serve, by name. */
  readonly files?: Readonly<Record<string, string>>;
  readonly head?: string;
  /** More modules beside the main one, by name. */
  readonly more?: Readonly<Record<string, string>>;
}

export interface BuiltApp {
  readonly dist: string;
  remove(): void;
}

/** Builds the app with Vite itself, into a temporary folder. */
export async function buildApp(options: AppOptions): Promise<BuiltApp> {
  const root = mkdtempSync(join(tmpdir(), 'pushwright-app-'));
  const push = join(root, 'src/push');
  mkdirSync(push, { recursive: true });
  mkdirSync(join(root, 'public'));
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'), 'junction');
  const sources: [template: string, name: string][] = [
    'client/client.ts',
    'client/environment.ts',
    'client/push-error.ts',
    'client/registration.ts',
    'client/subscription.ts',
    'client/mount-push.ts',
    'react/use-push.ts',
    'react/enable-push-button.tsx',
    'react/push-listener.tsx',
  ].map((template) => [template, basename(template)]);
  sources.push([`frameworks/vite/${options.config ?? 'config.ts'}`, 'config.ts']);
  for (const [template, name] of sources) {
    const text = readFileSync(join(templates, template), 'utf8');
    writeFileSync(join(push, name), text.replaceAll("'#push/", "'./"));
  }
  writeFileSync(join(root, 'src/main.tsx'), options.main);
  for (const [name, text] of Object.entries(options.more ?? {})) writeFileSync(join(root, 'src', name), text);
  writeFileSync(join(root, '.env'), options.env ?? '');
  const html = `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>App</title>${options.head ?? ''}</head>
    <body><h1>App</h1><div id="root"></div><script type="module" src="/src/main.tsx"></script></body></html>`;
  writeFileSync(join(root, 'index.html'), html);
  cpSync(join(templates, 'worker/sw.js'), join(root, 'public/sw.js'));
  cpSync(join(templates, 'manifest/icons'), join(root, 'public/icons'), { recursive: true });
  for (const [name, content] of Object.entries(options.files ?? {}))
    writeFileSync(join(root, 'public', name), content);
  await build({
    root,
    configFile: false,
    logLevel: 'error',
    base: options.base ?? '/',
    ...(options.envPrefix === undefined ? {} : { envPrefix: options.envPrefix }),
    build: { minify: false },
  });
  return { dist: join(root, 'dist'), remove: () => rmSync(root, { recursive: true, force: true }) };
}

export interface PushRequest {
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: { subscription?: { endpoint: string }; oldEndpoint?: string; endpoint?: string };
}

/** A host for built apps with a push server beside it that answers as it is told to. */
export interface Host {
  readonly origin: string;
  /** The build that is served. */
  dist: string;
  /** Where it is served. */
  base: string;
  /** What the push server answers: a status, nothing at all, or 404 to every address that does not end in a slash. */
  answer: number | 'never' | 'page' | 'slash';
  readonly requests: PushRequest[];
  close(): Promise<void>;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.png': 'image/png',
};

export async function startHost(dist: string, base = '/'): Promise<Host> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    if (pathname.startsWith('/api/push/')) return void answerPush(host, request, response);
    if (pathname.startsWith(host.base)) {
      const file = pathname.slice(host.base.length) || 'index.html';
      const content =
        read(join(host.dist, file)) ??
        (extname(file) === '' ? read(join(host.dist, 'index.html')) : undefined);
      if (content) {
        const type = types[extname(file)] ?? 'text/html';
        return void response
          .writeHead(200, {
            'content-type': type,
            'cache-control': 'no-cache',
            'access-control-allow-origin': '*',
          })
          .end(content);
      }
    }
    response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const host: Host = {
    origin: `http://127.0.0.1:${port}`,
    dist,
    base,
    answer: 204,
    requests: [],
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return host;
}

async function answerPush(host: Host, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const path = new URL(request.url ?? '/', host.origin).pathname;
  const body = JSON.parse(Buffer.concat(chunks).toString() || '{}') as PushRequest['body'];
  host.requests.push({ path, authorization: request.headers.authorization, body });
  if (host.answer === 'never') return;
  if (host.answer === 'page')
    response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>Sign in</h1>');
  else response.writeHead(host.answer !== 'slash' ? host.answer : path.endsWith('/') ? 204 : 404).end();
}

function read(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}
