import type { Node } from 'oxc-parser';
import type { Place } from '../bindings/units.ts';
import { bare, keyName, memberPath, stringValue } from '../literals.ts';
import type { Evaluator } from '../values/evaluate.ts';
import { calleeName } from '../values/known-calls.ts';

/** What the code shows of a topic: its fixed texts, and what is put between them. */
export interface Topic {
  readonly place: Place;
  readonly parts: readonly (string | Place)[];
  /** Cut to this length, at most. */
  readonly cut: number | undefined;
}

/** The topic that an expression makes, as far as it is text put together; undefined where it is hashed, encoded or not known. */
export function readTopic(place: Place, evaluator: Evaluator, depth = 0): Topic | undefined {
  const { unit } = place;
  const node = bare(place.node);
  const text = stringValue(node);
  if (text !== undefined) return { place, parts: [text], cut: undefined };
  if (depth > 6) return undefined;
  const inner = (next: Node): Topic | undefined => readTopic({ unit, node: next }, evaluator, depth + 1);
  switch (node.type) {
    case 'TemplateLiteral': {
      const parts = node.quasis.flatMap((quasi, index): (string | Place)[] => {
        const expression = node.expressions[index];
        const between =
          expression === undefined ? [] : (inner(expression)?.parts ?? [{ unit, node: expression }]);
        return [quasi.value.cooked ?? '', ...between];
      });
      return { place, parts: parts.filter((part) => part !== ''), cut: undefined };
    }
    case 'BinaryExpression': {
      if (node.operator !== '+') return undefined;
      const sides = [node.left, node.right].flatMap((side) => inner(side)?.parts ?? [{ unit, node: side }]);
      return sides.some((side) => typeof side === 'string')
        ? { place, parts: sides, cut: undefined }
        : undefined;
    }
    case 'CallExpression': {
      const callee = bare(node.callee);
      const name = callee.type === 'MemberExpression' ? keyName(callee) : undefined;
      if (callee.type === 'Identifier') {
        const [only, ...others] = evaluator.evaluate({ unit, node });
        return only === undefined || others.length > 0 || only.node === node
          ? undefined
          : readTopic(only, evaluator, depth + 1);
      }
      const digits = hexDigits(node);
      if (digits !== undefined) return { place, parts: ['0'.repeat(digits)], cut: undefined };
      if (callee.type !== 'MemberExpression' || !['slice', 'substring', 'substr'].includes(name ?? ''))
        return undefined;
      const topic = inner(callee.object);
      const [from, to] = node.arguments.map((argument) => bare(argument));
      const starts = from?.type === 'Literal' && from.value === 0;
      if (topic === undefined || !starts || to?.type !== 'Literal' || typeof to.value !== 'number')
        return undefined;
      return { place, parts: topic.parts, cut: Math.min(to.value, topic.cut ?? to.value) };
    }
    case 'Identifier': {
      const values = evaluator.evaluate({ unit, node });
      const [only] = values;
      if (values.length !== 1 || only === undefined || only.node === node) return undefined;
      return only.node.type === 'Identifier' ? undefined : readTopic(only, evaluator, depth + 1);
    }
    default:
      return undefined;
  }
}

/** How many digits `createHash('sha256').update(id).digest('hex')` has. */
function hexDigits(call: Node & { type: 'CallExpression' }): number | undefined {
  const callee = bare(call.callee);
  const [encoding] = call.arguments;
  if (callee.type !== 'MemberExpression' || keyName(callee) !== 'digest') return undefined;
  if (encoding === undefined || stringValue(encoding) !== 'hex') return undefined;
  let at: Node = bare(callee.object);
  while (at.type === 'CallExpression') {
    const made = bare(at.callee);
    if (made.type !== 'MemberExpression' || keyName(made) === 'createHash') {
      const [name] = at.arguments;
      return calleeName(at) === 'createHash' && name !== undefined
        ? digests[stringValue(name) ?? '']
        : undefined;
    }
    at = bare(made.object);
  }
  return undefined;
}

const digests: Readonly<Record<string, number>> = { md5: 32, sha1: 40, sha256: 64, sha384: 96, sha512: 128 };

/** What is wrong with the topic, whatever stands in its unknown parts; undefined where it may be right. */
export function wrongTopic(topic: Topic): string | undefined {
  const texts = topic.parts.filter((part) => typeof part === 'string');
  const shown = cutTexts(topic);
  const strange = /[^\w-]/.exec(shown)?.[0];
  if (strange !== undefined)
    return `has ${strange === ' ' ? 'a space' : `\`${strange}\``} in it, which no topic may`;
  const fixed = texts.join('').length;
  const uuids = topic.parts.filter((part) => typeof part !== 'string' && isUuid(part)).length;
  const least = fixed + 36 * uuids;
  if (least > 32 && (topic.cut ?? 33) > 32)
    return `is at least ${least} characters long, where 32 are allowed`;
  const isFixed = topic.parts.length > 0 && texts.length + uuids === topic.parts.length;
  const length = Math.min(least, topic.cut ?? least);
  if (isFixed && length % 4 === 1)
    return `is ${length} characters long, which is no base64url: Apple answers 400 to it`;
  return undefined;
}

/** The texts that are sure to be left after a cut: those before the first unknown part, and all of them without one. */
function cutTexts({ parts, cut }: Topic): string {
  if (cut === undefined) return parts.filter((part) => typeof part === 'string').join('');
  const first = parts.findIndex((part) => typeof part !== 'string');
  return (first === -1 ? parts : parts.slice(0, first)).join('').slice(0, cut);
}

function isUuid({ node }: Place): boolean {
  const value = bare(node);
  if (value.type !== 'CallExpression') return false;
  return memberPath(value.callee)?.at(-1) === 'randomUUID';
}

/** Whether a part is the session id of a CometChat call, which has dots: `v1.123.aik2`. */
export function sessionPart({ parts }: Topic): Place | undefined {
  return parts.find((part): part is Place => {
    if (typeof part === 'string') return false;
    const name = memberPath(part.node)?.at(-1) ?? '';
    return /^session_?id$/i.test(name);
  });
}
