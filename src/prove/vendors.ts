import type { Refused } from './push-request.ts';

/** What a vendor says to an application server. */
export interface VendorAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** A push service that browsers subscribe at, as an application server meets it. */
export interface Vendor {
  readonly name: string;
  readonly hosts: readonly string[];
  /** The subscription token in an endpoint's path. */
  tokenOf(path: string): string | undefined;
  refuse(refused: Refused): VendorAnswer;
  /** An answer with no fault in the request: 404, 410, 429, 500, 503. */
  fail(status: number): VendorAnswer;
}

/** Errors as autopush writes them: https://mozilla-services.github.io/autopush-rs/http.html#error-codes */
function mozillaError(status: number, errno: number, error: string, message: string): VendorAnswer {
  const moreInfo = 'http://autopush.readthedocs.io/en/latest/http.html#error-codes';
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ code: status, errno, error, message, more_info: moreInfo }),
  };
}

const mozilla: Vendor = {
  name: 'Mozilla',
  hosts: ['updates.push.services.mozilla.com'],
  tokenOf: (path) => /^\/wpush\/(?:v1|v2)\/([^/]+)$/.exec(path)?.[1],
  refuse({ refusal, vapid, reason }) {
    switch (refusal) {
      case 'method':
        return mozillaError(405, 999, 'Method Not Allowed', reason);
      case 'unknown-endpoint':
        return mozillaError(404, 102, 'Not Found', 'Invalid URL endpoint');
      case 'unsubscribed':
        return mozillaError(410, 106, 'Gone', 'Invalid subscription');
      case 'vapid':
        return mozillaError(
          401,
          109,
          'Unauthorized',
          vapid === 'key-mismatch' ? 'VAPID public key mismatch' : reason,
        );
      case 'ttl-missing':
      case 'ttl-invalid':
        return mozillaError(400, 111, 'Bad Request', 'Missing TTL value');
      case 'topic-invalid':
        return mozillaError(400, 113, 'Bad Request', 'Invalid Topic header value');
      case 'body-too-large':
        return mozillaError(413, 104, 'Payload Too Large', reason);
      case 'urgency-invalid':
      case 'encoding':
      case 'body-malformed':
        return mozillaError(400, 110, 'Bad Request', reason);
    }
  },
  fail(status) {
    switch (status) {
      case 404:
        return mozillaError(404, 102, 'Not Found', 'Invalid URL endpoint');
      case 410:
        return mozillaError(410, 106, 'Gone', 'Invalid subscription');
      case 429:
        return mozillaError(429, 201, 'Too Many Requests', 'Too many requests. Please try again later.');
      case 503:
        return mozillaError(503, 201, 'Service Unavailable', 'Use exponential back-off for retries');
      default:
        return mozillaError(status, 999, 'Error', 'An unknown error has occurred');
    }
  },
};

/** FCM answers in one line of text. The 403, 404 and 410 lines are those that application servers report of it. */
const google: Vendor = {
  name: 'Google',
  hosts: ['jmt17.google.com', 'fcm.googleapis.com'],
  tokenOf: (path) => /^\/(?:fcm\/send|wp)\/([^/]+)$/.exec(path)?.[1],
  refuse({ refusal, vapid, reason }) {
    switch (refusal) {
      case 'method':
        return googleError(405, reason);
      case 'unknown-endpoint':
        return google.fail(404);
      case 'unsubscribed':
        return google.fail(410);
      case 'vapid':
        if (vapid === 'missing' || vapid === 'scheme') return googleError(400, 'UnauthorizedRegistration');
        return googleError(
          403,
          vapid === 'key-mismatch'
            ? 'the VAPID credentials in the authorization header do not correspond to the credentials used to create the subscriptions.'
            : 'permission denied: invalid JWT provided',
        );
      case 'body-too-large':
        return googleError(413, reason);
      default:
        return googleError(400, reason);
    }
  },
  fail(status) {
    if (status === 404) {
      return googleError(404, 'A valid push subscription endpoint should be specified in the URL.');
    }
    if (status === 410) return googleError(410, 'push subscription has unsubscribed or expired.');
    return googleError(status, status === 429 ? 'Too many requests.' : 'An internal error occurred.');
  },
};

function googleError(status: number, line: string): VendorAnswer {
  return { status, headers: { 'content-type': 'text/plain; charset=utf-8' }, body: `${line}\n` };
}

/** Those whose browsers can be driven here. */
export const vendors: readonly Vendor[] = [mozilla, google];

/** Who answers at that host name. */
export function findVendor(host: string): Vendor | undefined {
  return vendors.find((vendor) => vendor.hosts.includes(host.toLowerCase()));
}
