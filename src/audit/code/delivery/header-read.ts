import type { Tokens, Value } from '../flow/flow-values.ts';

/** Whether a call reads a header or a cookie of the request. */
export function isHeaderRead(callee: Value, name: string, about: Tokens, values: readonly Value[]): boolean {
  if (callee.kind === 'opaque' && /^next\/headers:(?:headers|cookies)$/.test(callee.path)) return true;
  if (!about.has('request')) return false;
  const constantName = values.some((value) => value.kind === 'constant' && typeof value.value === 'string');
  return (
    (name === 'header' && constantName) ||
    /^get(?:Request)?Headers?$|^getCookies?$/.test(name) ||
    (name === 'get' &&
      constantName &&
      callee.kind === 'opaque' &&
      /^argument 0\.(?:req\.)?get$|headers\.get$/.test(callee.path))
  );
}
