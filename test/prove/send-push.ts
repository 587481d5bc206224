import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { PushService } from '../../src/prove/push-service.ts';

export interface PushAnswer {
  readonly statusCode?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly message?: string;
}

/** Sends with the web-push library, in a process that knows the push service only as a proxy and an authority to trust. */
export function sendPush(
  pushService: PushService,
  subscription: object,
  payload: string | null,
  options: object,
): Promise<PushAnswer> {
  const script = fileURLToPath(new URL('send-push.js', import.meta.url));
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [script], {
      env: { ...process.env, NODE_EXTRA_CA_CERTS: pushService.caFile },
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    let text = '';
    child.stdout.on('data', (chunk) => {
      text += chunk;
    });
    child.once('error', reject);
    child.once('close', () => resolve(JSON.parse(text)));
    child.stdin.end(
      JSON.stringify({ subscription, payload, options: { proxy: pushService.proxyUrl, ...options } }),
    );
  });
}
