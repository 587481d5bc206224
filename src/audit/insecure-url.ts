/** Whether an address is plain HTTP to a host that browsers do not trust without TLS, and that they could reach. */
export function isInsecure(url: string | undefined): boolean {
  if (url === undefined || !/^(?:http|ws):\/\//i.test(url)) return false;
  const host = hostOf(url);
  // Names of one label and .internal are other containers: servers talk to them, browsers cannot.
  const isPublicName =
    host.includes('.') &&
    !/\.(?:internal|svc|cluster\.local|docker|lan|local|test|example|invalid)$/.test(host);
  return isPublicName && !isLoopback(host) && !/(?:^|\.)example\.(?:com|org|net)$/.test(host);
}

/** Host of an absolute URL, `` when it is none. A template's expressions may leave it incomplete, so it is not parsed. */
export function hostOf(url: string): string {
  return /^[a-z]+:\/\/([^/:?#]+)/i.exec(url)?.[1]?.toLowerCase() ?? '';
}

/** What follows the host. */
export function pathOf(url: string): string {
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
}

/** Trustworthy without TLS: https://w3c.github.io/webappsec-secure-contexts/#is-origin-trustworthy */
function isLoopback(host: string): boolean {
  return host === 'localhost' || host.endsWith('.localhost') || /^127\./.test(host) || host === '0.0.0.0';
}

/** Addresses of a local network: RFC 1918 and link-local. */
export function isPrivateAddress(host: string): boolean {
  return /^(?:10\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(host);
}
