import { readEnvFile } from '../../project/env-files.ts';
import type { Audit } from '../audit.ts';
import type { Place } from '../code/bindings/units.ts';
import { findEnvReads } from '../code/client/env-reads.ts';
import { bare, stringValue } from '../code/literals.ts';
import { placeOf } from '../code/place-of.ts';
import { findPythonSends, locateInPython } from '../code/python/find-python-sends.ts';
import { findVapidDetails, valuesOf } from '../code/server/vapid-details.ts';
import type { Problem, Rule, Severity } from '../rule.ts';

export const vapidSubjectInvalid: Rule = {
  id: 'vapid-subject-invalid',
  group: 'keys',
  title: 'The VAPID subject is no address at which anybody could be reached',
  severity: 'error',
  why: 'No push is sent at all with a subject that is neither mailto: nor https:, Apple refuses every push with a local one, and with a placeholder nobody can warn you before your server is blocked.',
  fix: 'Use mailto: with an address that is read, or the https address of a page with contact details.',
  example: "webpush.setVapidDetails('mailto:push@your-company.com', publicKey, privateKey);",
  docs: 'https://www.rfc-editor.org/rfc/rfc8292#section-2.1',
  appliesTo: ({ code, project }) =>
    findVapidDetails(code).length > 0 || findPythonSends(project).some(({ subjects }) => subjects.length > 0),
  *check(audit) {
    for (const details of findVapidDetails(audit.code)) {
      if (details.subject === undefined) continue;
      const values = valuesOf(details, details.subject);
      const texts = values.map(({ node }) => textOf(bare(node)));
      const faults = texts.map((text) => (text === undefined ? undefined : faultOf(text)));
      const at = faults.findIndex((one) => one !== undefined);
      const [fault, first] = [faults[at], values[at]];
      if (fault === undefined || first === undefined) continue;
      const others = values.filter((_, index) => faults[index] === undefined);
      if (others.length > 0 && !isFallback(audit, fault, texts[at], others)) continue;
      yield {
        message: others.length > 0 ? `Where the environment sets none: ${fault.message}` : fault.message,
        certainty: others.length > 0 ? 'likely' : 'proven',
        severity: fault.severity,
        at: placeOf(first.unit.module, first.node),
      };
    }
    for (const sends of findPythonSends(audit.project)) {
      for (const { node, subject } of sends.subjects) {
        // What web-push throws for, pywebpush has rules of its own for.
        const fault = /^(?:mailto:|https:\/\/)/i.test(subject.trim()) ? faultOf(subject) : undefined;
        if (fault !== undefined)
          yield {
            message: fault.message,
            certainty: 'proven',
            severity: fault.severity,
            at: locateInPython(sends, node),
          };
      }
    }
    yield* inEnvFiles(audit);
  },
};

/**
 * Whether a subject that no push service takes stands behind variables that nothing here sets: `process.env.SUBJECT || '…'`.
 * A placeholder there is meant to be seen by nobody, and code that falls back on nothing asks for it.
 */
function isFallback(
  { secrets }: Audit,
  fault: Fault,
  text: string | undefined,
  others: readonly Place[],
): boolean {
  if (fault.severity !== 'error' || text === '') return false;
  return others.every(({ unit, node }) => {
    const [read] = findEnvReads(unit).filter(({ place }) => bare(place.node) === bare(node));
    return (
      read !== undefined &&
      !secrets.variables.some(
        ({ name, area, holds }) => name === read.name && area === 'env' && holds !== 'empty',
      )
    );
  });
}

/** The text of a literal; of a template, what stands before the first expression where that is enough to tell. */
function textOf(node: ReturnType<typeof bare>): string | undefined {
  if (node.type === 'TemplateLiteral' && node.expressions.length > 0) {
    const head = node.quasis[0]?.value.cooked ?? '';
    return head.startsWith('<') ? head : undefined;
  }
  return stringValue(node);
}

interface Fault {
  readonly message: string;
  readonly severity: Severity;
}

const localHost = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|.*\.(?:local|localhost|invalid|test|internal))$/i;
const placeholder =
  /^(?:.*[.@])?(?:example\.(?:com|org|net|de)|your-?(?:domain|app|site|company|website|email)\.\w+|yourdomain\.\w+|my-?domain\.\w+|domain\.(?:com|tld)|email\.com)$/i;

function faultOf(text: string): Fault | undefined {
  const value = text.trim();
  if (value === '') return { message: 'The VAPID subject is empty, and web-push throws.', severity: 'error' };
  if (value.startsWith('<'))
    return { message: 'The VAPID subject stands in angle brackets, and web-push throws.', severity: 'error' };
  const mail = /^mailto:\s*(.*)$/i.exec(value)?.[1];
  if (mail === undefined && !/^https:\/\//i.test(value))
    return {
      message: 'The VAPID subject begins with neither mailto: nor https://, and web-push throws.',
      severity: 'error',
    };
  const host = mail === undefined ? hostOf(value) : mail.slice(mail.lastIndexOf('@') + 1);
  if (mail !== undefined && (!mail.includes('@') || /^(?:undefined|null)$/.test(mail)))
    return { message: 'The VAPID subject is mailto: without an address.', severity: 'error' };
  if (localHost.test(host))
    return {
      message:
        'The VAPID subject is on a host that exists on this machine alone: Apple answers every push with 403 BadJwtToken.',
      severity: 'error',
    };
  const isPlaceholder =
    placeholder.test(host) || /^(?:your|you|name|user)[-_.]?(?:e?mail|name)?@/i.test(mail ?? '');
  if (!isPlaceholder) return undefined;
  return {
    message:
      'The VAPID subject is a placeholder: a push service that has trouble with this server reaches nobody.',
    severity: 'warning',
  };
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

function* inEnvFiles({ secrets, project, code }: Audit): Generator<Problem> {
  for (const { name, path, line, area, holds } of secrets.variables) {
    if (area !== 'env' || holds === 'empty' || !/vapid.*(?:subject|sub)$/i.test(name)) continue;
    if (code.mentioning([name]).length === 0) continue;
    const fault = faultOf(readEnvFile(project, path).get(name) ?? '');
    if (fault === undefined) continue;
    yield {
      message: fault.message,
      severity: fault.severity,
      certainty: 'likely',
      at: { path, line, column: 1 },
    };
  }
}
