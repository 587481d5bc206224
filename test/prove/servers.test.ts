import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { UserError } from '../../src/errors.ts';
import { findFreePort, startServer } from '../../src/prove/servers.ts';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pushwright-servers-'));
  await writeFile(
    path.join(folder, 'server.mjs'),
    `import { spawn } from 'node:child_process';
     import { createServer } from 'node:http';
     const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
     console.log('grandchild', child.pid);
     const ready = Date.now() + Number(process.env.DELAY ?? 0);
     if (process.env.STUBBORN) process.on('SIGTERM', () => {});
     createServer((request, response) => response.writeHead(Date.now() < ready ? 503 : 404).end())
       .listen(Number(process.env.PORT), '127.0.0.1');`,
  );
  await writeFile(
    path.join(folder, 'broken.mjs'),
    `console.error('VAPID_SUBJECT is not set'); process.exit(3);`,
  );
  await writeFile(path.join(folder, 'silent.mjs'), 'setInterval(() => {}, 1000);');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function start(script: string, env: Record<string, string> = {}, timeoutMs = 20_000) {
  const port = await findFreePort();
  return startServer({
    name: 'the test server',
    command: process.execPath,
    args: [path.join(folder, script)],
    cwd: folder,
    env: { ...process.env, PORT: String(port), ...env },
    readyUrl: `http://127.0.0.1:${port}/`,
    timeoutMs,
  });
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** False once the process is gone; a killed one needs a moment. */
async function staysAlive(pid: number): Promise<boolean> {
  for (let tries = 0; tries < 50 && isAlive(pid); tries += 1) await sleep(50);
  return isAlive(pid);
}

describe('startServer', () => {
  it('waits until the server is ready, and ends it with what it started', async () => {
    const server = await start('server.mjs', { DELAY: '400' });
    expect(server.running).toBe(true);
    const pid = Number(/grandchild (\d+)/.exec(server.output())?.[1]);
    expect(isAlive(pid)).toBe(true);
    await server.stop();
    expect(server.running).toBe(false);
    expect(await staysAlive(pid)).toBe(false);
    await server.stop();
  });

  it('kills one that does not listen', async () => {
    const server = await start('server.mjs', { STUBBORN: '1' });
    const pid = Number(/grandchild (\d+)/.exec(server.output())?.[1]);
    await server.stop();
    expect(server.running).toBe(false);
    expect(await staysAlive(pid)).toBe(false);
  });

  it('shows the last words of one that ends', async () => {
    const error = await start('broken.mjs').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UserError);
    expect((error as UserError).message).toContain('It ended with code 3.');
    expect((error as UserError).advice).toContain('VAPID_SUBJECT is not set');
  });

  it('gives up on one that never answers', async () => {
    await expect(start('silent.mjs', {}, 800)).rejects.toThrow('It did not answer.');
  });

  it('says that a program is not there', async () => {
    const started = startServer({
      name: 'the app',
      command: path.join(folder, 'none'),
      args: [],
      cwd: folder,
      env: {},
      readyUrl: 'http://127.0.0.1:9/',
    });
    await expect(started).rejects.toThrow(/Could not start the app .*ENOENT/);
  });

  it.skipIf(process.platform === 'win32').each(['SIGINT', 'SIGTERM'] as const)(
    'leaves nothing running when this process gets %s',
    async (signal) => {
      // A parent that starts a server through the module under test, compiled on the fly as vitest does here.
      const port = await findFreePort();
      const script = path.join(folder, 'parent.mjs');
      const { build } = await import('rolldown');
      const built = path.join(folder, 'servers.mjs');
      await build({
        input: path.resolve('src/prove/servers.ts'),
        platform: 'node',
        output: { file: built, codeSplitting: false },
      });
      await writeFile(
        script,
        `import { startServer } from ${JSON.stringify(pathToFileURL(built).href)};
         const server = await startServer({ name: 'it', command: process.execPath, args: [${JSON.stringify(path.join(folder, 'server.mjs'))}],
           cwd: ${JSON.stringify(folder)}, env: { ...process.env, PORT: '${port}' }, readyUrl: 'http://127.0.0.1:${port}/' });
         console.log(server.output());
         setInterval(() => {}, 1000);`,
      );
      const parent = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] });
      const pid = await new Promise<number>((resolve) => {
        let text = '';
        parent.stdout.on('data', (chunk) => {
          text += chunk;
          const found = /grandchild (\d+)/.exec(text);
          if (found) resolve(Number(found[1]));
        });
      });
      const ended = new Promise((resolve) => parent.once('close', (_code, by) => resolve(by)));
      parent.kill(signal);
      expect(await ended).toBe(signal);
      expect(await staysAlive(pid)).toBe(false);
    },
  );
});
