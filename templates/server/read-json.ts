import { HTTPException } from 'hono/http-exception';
import { isRecord } from './subscription.ts';

/**
 * Reads a JSON object from a request's body.
 * @param maxBytes counted as it arrives, whatever Content-Length says
 * @throws HTTPException 400 for anything else, 413 when it is longer
 */
export async function readJson(request: Request, maxBytes: number): Promise<Record<string, unknown>> {
  // Pages of other origins can send any text without asking, but not this type (https://fetch.spec.whatwg.org/#cors-safelisted-request-header).
  if (!/^application\/json(;|$)/i.test(request.headers.get('content-type') ?? '')) {
    throw new HTTPException(400, { message: 'content-type must be application/json' });
  }
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(await readBytes(request, maxBytes)));
  } catch (error) {
    if (error instanceof HTTPException) throw error;
    throw new HTTPException(400, { message: 'body is not JSON' });
  }
  if (!isRecord(value)) throw new HTTPException(400, { message: 'body must be a JSON object' });
  return value;
}

async function readBytes(request: Request, maxBytes: number): Promise<Uint8Array> {
  const tooLong = () => new HTTPException(413, { message: `body is longer than ${maxBytes} bytes` });
  const declared = request.headers.get('content-length');
  if (declared !== null && /^\d+$/.test(declared)) {
    if (Number(declared) > maxBytes) throw tooLong();
    return new Uint8Array(await request.arrayBuffer());
  }
  const chunks: Uint8Array[] = [];
  let length = 0;
  // Not `for await`: in an app's TypeScript settings a stream may not be known to be iterable.
  const reader = request.body?.getReader();
  for (let part = await reader?.read(); part?.value !== undefined; part = await reader?.read()) {
    length += part.value.length;
    if (length > maxBytes) {
      await reader?.cancel();
      throw tooLong();
    }
    chunks.push(part.value);
  }
  return new Uint8Array(Buffer.concat(chunks));
}
