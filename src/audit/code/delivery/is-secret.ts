/** Whether what an expression is made from can be a secret: a variable that says where the app runs is none. */
export function isSecret(path: string): boolean {
  const names = path.match(/\benv(?:\.get\(")?\.?\w+/g) ?? [];
  return names.length === 0 || names.some((name) => !open.test(name));
}

const open = /APP_?ID|REGION|NODE_ENV|HOST|DOMAIN|ORIGIN|URL|PORT|MODE|PUBLIC|VAPID/i;

/** Whether a part of the request, by its path, can be what only the right caller knows. */
export function mayBeCredential(path: string): boolean {
  return !/(?:headers\.|(?:get|header)\(")(?:origin|host|referer|content-|user-agent|accept|x-forwarded|x-request-id)/i.test(
    path,
  );
}
