import type { CodeModel } from '../code/code-model.ts';
import { keyName } from '../code/literals.ts';
import { placeOf } from '../code/place-of.ts';
import { unboundedText } from '../code/server/unbounded-text.ts';
import { calleeName } from '../code/values/known-calls.ts';
import { walk } from '../code/walk.ts';
import type { Rule } from '../rule.ts';

export const payloadOversized: Rule = {
  id: 'payload-oversized',
  group: 'server',
  title: 'Text of any length goes into the payload',
  severity: 'warning',
  why: 'A push service refuses a push whose encrypted payload is over 4096 bytes, so the people whose message is long get no notification of it at all.',
  fix: 'Cut what a notification shows to a few hundred characters before it goes into the payload.',
  example: 'const body = [...message.text].slice(0, 300).join("");',
  docs: 'https://www.rfc-editor.org/rfc/rfc8291#section-4',
  appliesTo: ({ code }) => code.server.sends.length > 0,
  *check({ code }) {
    for (const send of code.server.sends) {
      if (send.via !== 'web-push') continue;
      const text = send
        .calls()
        .map(unboundedText)
        .find((found) => found !== undefined);
      if (text === undefined || isLimited(code, /(\w+)$/.exec(text)?.[1] ?? '')) continue;
      yield {
        message: `${text} goes into the payload uncut: as soon as it is long, the push service answers 413 and nobody is notified.`,
        certainty: 'likely',
        at: placeOf(send.module, send.node),
      };
    }
  },
};

const limits = ['.max(', 'maxLength('];

/** A schema that has a field of that name end at a length: `text: z.string().max(300)`. */
function isLimited(code: CodeModel, field: string): boolean {
  return code.mentioning(limits).some((path) => {
    let found = false;
    const module = code.module(path);
    if (module !== undefined)
      walk(module.program, {
        enter(node) {
          if (node.type !== 'Property' || keyName(node) !== field) return;
          walk(node.value, {
            enter(inner) {
              if (inner.type === 'CallExpression') found ||= /^max(?:Length)?$/.test(calleeName(inner) ?? '');
            },
          });
        },
      });
    return found;
  });
}
