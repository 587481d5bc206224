import { none, opaque, promise, type Value } from '../flow/flow-values.ts';

/**
 * What a schema of a package makes of a part of the request: the same, or nothing. `schema.parse(body)`, `safeParse(schema, body)`;
 * undefined for any other call.
 */
export function parsedBy(name: string, values: readonly Value[]): Value | undefined {
  const [, safe, later] = /^(p|safeP)arse(Async)?$/.exec(name) ?? [];
  const given = values
    .flatMap(alternativesOf)
    .find((value) => value.kind === 'opaque' && value.origins.has('request'));
  if (safe === undefined || given?.kind !== 'opaque') return undefined;
  const success = opaque(`${given.path}.${name}().success`, none, { form: true });
  const found: Value =
    safe === 'p'
      ? given
      : {
          kind: 'object',
          properties: new Map<string, Value>([
            ['success', success],
            ['data', given],
            ['output', given],
          ]),
          open: true,
        };
  return later === undefined ? found : promise(found);
}

function alternativesOf(value: Value): Value[] {
  return value.kind === 'either'
    ? value.alternatives.flatMap((alternative) => alternativesOf(alternative.value))
    : [value];
}
