import { resolve } from 'node:path';
import { generateVapidKeys } from '../vapid/generate-keys.ts';

interface KeysOptions {
  readonly json?: boolean;
  readonly env?: boolean;
  readonly write?: boolean;
  readonly subject?: string;
}

/** `pushwright generate-vapid-keys`: prints a pair, or writes it where it belongs. What it prints is the point: the only output that holds a private key. */
export async function generateVapidKeysCommand(directory: string, options: KeysOptions): Promise<0> {
  if (options.write || options.env) {
    const { printEnvLines, writeKeys } = await import('./shared/write-keys.ts');
    const root = resolve(directory);
    await (options.write ? writeKeys(root, options.subject) : printEnvLines(root));
    return 0;
  }
  const { publicKey, privateKey } = generateVapidKeys();
  process.stdout.write(
    options.json
      ? `${JSON.stringify({ publicKey, privateKey })}\n`
      : `Public key, for the browser:\n${publicKey}\n\nPrivate key, for the push server alone:\n${privateKey}\n`,
  );
  return 0;
}
