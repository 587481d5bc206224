/**
 * Whether a request may be given the development identity (PUSH_DEV_USER): it comes from this machine, and no page of
 * another machine stands behind it. A development server's proxy hides the real peer, hence the look at the headers.
 */
export function isLocalRequest(request: Request, peer: string | undefined): boolean {
  const forwarded = request.headers.get('x-forwarded-for');
  const origin = request.headers.get('origin');
  return (
    isLoopback(peer) &&
    isLoopback(new URL(request.url).hostname) &&
    (origin === null || (URL.canParse(origin) && isLoopback(new URL(origin).hostname))) &&
    (forwarded === null || forwarded.split(',').every((address) => isLoopback(address.trim())))
  );
}

/** True for the addresses and names that never leave the machine (RFC 6761 §6.3 for `localhost`). */
export function isLoopback(host: string | undefined): boolean {
  if (host === undefined) return false;
  const plain = host.replace(/^\[|\]$/g, '').replace(/^::ffff:/, '');
  return plain === '::1' || /^127(\.\d{1,3}){3}$/.test(plain) || /^([a-z0-9-]+\.)*localhost$/i.test(plain);
}
