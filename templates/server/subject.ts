/**
 * What is wrong with a VAPID subject, as the end of a sentence; undefined when it is fine. Push services want a
 * `mailto:` or `https:` URL that reaches the sender (RFC 8292 §2.1); Apple answers 403 BadJwtToken to hosts that
 * cannot exist, and that for every iPhone at once.
 */
export function subjectProblem(subject: string): string | undefined {
  if (subject === '') return 'is not set';
  const host = /^mailto:[^\s<>@?]+@([^\s<>@?]+)(\?\S*)?$/i.exec(subject)?.[1] ?? webHost(subject);
  if (host === undefined || /[\s<>]/.test(subject)) return 'is neither a complete mailto: nor an https: URL';
  const name = host.toLowerCase();
  if (/^(example\.(com|net|org)|(.+\.)?example)$/.test(name)) return 'is a placeholder that nobody reads';
  const reserved =
    /(^|\.)(localhost|local|invalid|test)$/.test(name) || (!name.includes('.') && !name.startsWith('['));
  const inside =
    /^(127\.|10\.|192\.168\.|169\.254\.|172\.(1[6-9]|2\d|3[01])\.|0\.0\.0\.0$|\[(::1|f[cd]|fe80))/;
  return reserved || inside.test(name) ? 'names a host that does not exist on the internet' : undefined;
}

function webHost(subject: string): string | undefined {
  if (!URL.canParse(subject)) return undefined;
  const url = new URL(subject);
  return url.protocol === 'https:' && url.hostname !== '' ? url.hostname : undefined;
}
