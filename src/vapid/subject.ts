/**
 * What is wrong with a VAPID subject, as one sentence; undefined when it is fine. It must be a URL that the push
 * service's operator can complain to: `mailto:` or `https:` (RFC 8292 §2.1). Apple answers 403 BadJwtToken for hosts
 * that cannot exist, others take them and leave you unreachable.
 */
export function checkSubject(subject: string): string | undefined {
  if (subject.trim() === '') return 'The VAPID subject is empty; push services want a mailto: or https: URL.';
  if (/[<>]/.test(subject)) {
    return 'The VAPID subject has angle brackets around its address, which makes it no URL; write it without them.';
  }
  if (/\s/.test(subject)) {
    return 'The VAPID subject has a space in it, which no URL may have; write mailto: and the address with nothing between.';
  }
  const scheme = /^(mailto|https):/i.exec(subject)?.[1]?.toLowerCase();
  if (scheme === undefined) {
    return subject.includes('@')
      ? 'The VAPID subject is a bare address; put mailto: in front of it.'
      : 'The VAPID subject is neither a mailto: nor an https: URL.';
  }
  const host = scheme === 'mailto' ? mailHost(subject) : webHost(subject);
  if (host === undefined) return `The VAPID subject is not a complete ${scheme}: URL.`;
  if (['example.com', 'example.org', 'example.net', 'example'].some((domain) => isDomain(host, domain))) {
    return `The VAPID subject points to ${host}, a placeholder that nobody reads.`;
  }
  if (isReserved(host)) {
    return `The VAPID subject points to ${host}, which does not exist outside this network; Apple refuses it with BadJwtToken.`;
  }
  return undefined;
}

function mailHost(subject: string): string | undefined {
  const address = subject.slice('mailto:'.length).split('?', 1)[0] ?? '';
  const [local, host, ...rest] = address.split('@');
  if (!local || !host || rest.length > 0) return undefined;
  return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(host) ? host.toLowerCase() : undefined;
}

function webHost(subject: string): string | undefined {
  try {
    return new URL(subject).hostname || undefined;
  } catch {
    return undefined;
  }
}

/** Names that RFC 6761 and RFC 6762 keep out of the public DNS, addresses of this network, and names of one label. */
function isReserved(host: string): boolean {
  if (['localhost', 'local', 'invalid', 'test'].some((domain) => isDomain(host, domain))) return true;
  if (!host.includes('.') && !host.startsWith('[')) return true;
  return /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0$|\[(::1|f[cd]|fe80))/.test(
    host,
  );
}

function isDomain(host: string, domain: string): boolean {
  return host === domain || host.endsWith(`.${domain}`);
}
