import { createHash } from 'node:crypto';

/**
 * Hosts of the push services that browsers use. This server posts to whatever a browser sends it as its endpoint, so
 * anything else would let a user aim it at other machines. A leading dot stands for all subdomains.
 */
const pushServices = [
  'fcm.googleapis.com', // Chrome, Edge on Android, Opera, Samsung Internet
  'jmt17.google.com', // Chromium builds without Google's API keys
  'updates.push.services.mozilla.com',
  '.push.services.mozilla.com',
  'web.push.apple.com',
  '.push.apple.com',
  '.notify.windows.com', // Edge on Windows
];

const maxLength = 2048;

/**
 * Reads a push endpoint: an https URL on port 443 without user name or fragment, on a known push service.
 * @param extraHosts more hosts, in the form of the list above (PUSH_ALLOWED_ENDPOINTS)
 * @returns undefined when this server must not post there
 */
export function parseEndpoint(value: unknown, extraHosts: readonly string[]): URL | undefined {
  if (typeof value !== 'string' || value.length > maxLength || !URL.canParse(value)) return undefined;
  const url = new URL(value);
  const plain = url.protocol === 'https:' && url.port === '' && url.username === '' && url.password === '';
  if (!plain || url.hash !== '') return undefined;
  const known = [...pushServices, ...extraHosts].some((host) =>
    host.startsWith('.') ? url.hostname.endsWith(host) : url.hostname === host,
  );
  return known ? url : undefined;
}

/**
 * The key that a subscription is stored under: an endpoint is long, and the only thing that is unique about a browser.
 * @returns SHA-256 of the URL in hex; undefined when it is none
 */
export function endpointId(endpoint: unknown): string | undefined {
  if (typeof endpoint !== 'string' || endpoint.length > maxLength || !URL.canParse(endpoint))
    return undefined;
  return createHash('sha256').update(new URL(endpoint).href).digest('hex');
}
