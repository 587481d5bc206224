import { opaque, type Value } from '../flow/flow-values.ts';
import { namedAlternatives } from './named-alternatives.ts';
import { alternativesOf } from './notification-options.ts';
import type { Question } from './worker-model.ts';

const fromOutside = /^(?:notification\.data|payload)(?:\.[\w$]+)*$/;

/**
 * The field of a push payload, or of a notification's data, that an address is as it came: a default beside it, or being
 * resolved against a base, changes nothing about whose address it is. Undefined: it is made otherwise.
 */
export function rawUrl(value: Value): string | undefined {
  return value.kind === 'opaque' ? rawPath(value.path) : undefined;
}

function rawPath(path: string): string | undefined {
  if (fromOutside.test(path)) return path;
  const resolved = /^new URL\((.*)\)@\d+(?:\.href|\.toString\(\)@\d+)?$/.exec(path)?.[1];
  if (resolved !== undefined) return rawPath(resolved);
  const named = namedAlternatives(path);
  return named.length > 1 || named[0] !== path
    ? named.map(rawPath).find((one) => one !== undefined)
    : undefined;
}

/** Whether a handler asks anything of the payload's address but whether it is there, on whichever path. */
export function isChecked(questions: readonly Question[], raw: string): boolean {
  return questions.some(
    (question) =>
      question.about.includes('payload') &&
      !question.about.includes('clients') &&
      concerns(question, raw) &&
      !isPlain(question, raw),
  );
}

/** Whether a question is about that field, about all that came, or about nobody can tell what of it. */
function concerns({ asked, equals }: Question, raw: string): boolean {
  const text = `${asked} ${equals?.path ?? ''}`;
  const namesAnother = /\b(?:payload|notification\.data)\.[\w$]/.test(text);
  return text.includes(raw) || !namesAnother || /\b(?:payload|notification\.data)(?![\w$.])/.test(text);
}

function isPlain({ asked, equals }: Question, raw: string): boolean {
  if (equals === undefined) return rawPath(asked) !== undefined;
  const { path, to } = equals;
  const [, field = path] = /^typeof (.*)$/.exec(path) ?? [];
  // Compared with an address of this app's own: it is one of a list.
  return rawPath(field) !== undefined && !(path === raw && typeof to === 'string' && to !== '');
}

/** What a notification may carry under the path that a click's handler reads: `notification.data.url`. */
export function carriedAt(data: Value, raw: string): readonly Value[] {
  let values = alternativesOf(data);
  for (const key of raw.split('.').slice(2)) {
    values = values.flatMap((value): readonly Value[] => {
      if (value.kind === 'opaque' && value.origins.has('payload'))
        return namedAlternatives(value.path)
          .filter((path) => fromOutside.test(path))
          .map((path) => opaque(`${path}.${key}`, value.origins));
      const found = value.kind === 'object' ? value.properties.get(key) : undefined;
      return found === undefined ? [] : alternativesOf(found);
    });
  }
  return values;
}
