/**
 * Where in the body of a request a value stands, from its path in the flow: `argument 0.body.data.sender` → `data.sender`,
 * empty for the body itself; undefined for anything else.
 */
export function bodyPath(path: string): string | undefined {
  const plain = path.replace(/@\d+/g, '');
  const found = whole.exec(plain);
  if (found === null) return undefined;
  const rest = plain.slice(found[0].length);
  if (rest === '') return '';
  return /^(?:\.[\w-]+)+$/.test(rest) ? rest.slice(1) : undefined;
}

/** Express' and Fastify's `req.body`, a `Request`'s `json()`, Hono's context, h3's `readBody(event)`, and text that is parsed. */
const whole =
  /^(?:argument 0(?:\.(?:req|request|node\.req))?\.(?:body|json\(\))|(?:h3:)?(?:\w+:)?readBody\(\)|JSON\.parse\((?:argument 0(?:\.\w+|\.\w+\(\w*\))*(?:\.toString\(\w*\))?|\w+\(\))\))/;
