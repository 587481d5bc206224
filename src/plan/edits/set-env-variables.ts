import { parseEnv } from 'node:util';
import { appendLines } from './append-lines.ts';
import type { EditResult } from './edit-result.ts';
import { type EnvAssignment, findAssignments } from './env-lines.ts';
import { type Insertion, insertInto, withMark } from './splice.ts';
import { splitByteOrderMark } from './text-style.ts';

export interface EnvVariable {
  readonly name: string;
  /** Empty for a file of names, such as `.env.example`. */
  readonly value: string;
  /** One line, put above it when the variable is new. */
  readonly comment?: string;
}

export interface EnvOptions {
  /** One line, put above all new variables. */
  readonly heading?: string;
}

/**
 * Sets variables in an env file without touching any that has a value: missing ones are appended, empty ones filled in
 * where they stand.
 * @param text of the file; undefined when there is none
 * @throws Error when a value cannot be written so that every reader of env files reads it back
 */
export function setEnvVariables(
  text: string | undefined,
  variables: readonly EnvVariable[],
  { heading }: EnvOptions = {},
): EditResult {
  const { mark, body } = splitByteOrderMark(text ?? '');
  const before = read(body);
  const others = variables.filter(({ name }) =>
    body.split('\n').some((line) => line.trim().startsWith(`${name}:`)),
  );
  if (others.length > 0) {
    // dotenv reads `NAME: value`, Node does not: neither may find two values.
    const names = others.map(({ name }) => name);
    return {
      status: 'manual',
      reason: `${names.join(' and ')} stands there with a colon, which not every reader takes for a value.`,
      snippet: names.map((name) => `${name}=`).join('\n'),
    };
  }
  const assignments = findAssignments(body);
  const wanted = variables.map((variable) => ({ ...variable, written: writtenAs(variable) }));

  const insertions: Insertion[] = [];
  const lines: string[] = [];
  for (const { name, value, written, comment } of wanted) {
    const existing = before[name];
    if (existing === undefined) {
      if (lines.length > 0 && comment !== undefined) lines.push('');
      if (comment !== undefined) lines.push(`# ${oneLine(comment)}`);
      lines.push(`${name}=${written}`);
    } else if (existing === '' && value !== '') {
      const last = assignments.findLast((assignment) => assignment.name === name);
      if (last !== undefined) insertions.push(fill(last, value, written));
    }
  }
  if (lines.length > 0) {
    const head = heading === undefined ? [] : [`# ${oneLine(heading)}`];
    insertions.push(appendLines(body, [...head, ...lines]));
  }
  if (insertions.length === 0) {
    return { status: 'already', reason: `${variables.map(({ name }) => name).join(', ')}: set already.` };
  }
  const result = insertInto(body, insertions);
  if (!isRight(before, read(result.text), wanted)) {
    const snippet = variables.map(({ name }) => `${name}=`).join('\n');
    return { status: 'manual', reason: 'Lines added to this file would not be read as variables.', snippet };
  }
  return withMark(mark, result);
}

/** Node takes a comment that ends without a line break for a variable, so there is always one. */
function read(text: string): NodeJS.Dict<string> {
  return parseEnv(`${text}\n`);
}

/** Quoted only where readers would otherwise cut or trim it. */
function writtenAs({ name, value }: EnvVariable): string {
  if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
    throw new Error(`${name} is no name for an environment variable.`);
  if (/[\r\n\0]/.test(value))
    throw new Error(`The value of ${name} spans lines, which env files cannot hold safely.`);
  // Node reads `$` as it stands, Vite and Next expand it: there is no spelling that both read alike.
  if (value.includes('$'))
    throw new Error(`The value of ${name} contains a dollar sign, which env files expand.`);
  if (!/[\s#"'`\\]/.test(value)) return value;
  const quote = ["'", '"', '`'].find((each) => !value.includes(each));
  if (quote === undefined || (quote === '"' && value.includes('\\'))) {
    throw new Error(`The value of ${name} contains every kind of quote, which env files cannot hold.`);
  }
  return quote + value + quote;
}

function fill(assignment: EnvAssignment, value: string, written: string): Insertion {
  const inside = assignment.quote !== '' && !value.includes(assignment.quote);
  return { at: assignment.start, text: inside ? value : written };
}

/** Every variable reads as before, but for those that were asked for. */
function isRight(
  before: NodeJS.Dict<string>,
  after: NodeJS.Dict<string>,
  variables: readonly EnvVariable[],
): boolean {
  const expected = new Map(Object.entries(before));
  for (const { name, value } of variables) {
    if (!expected.get(name)) expected.set(name, value);
  }
  const names = Object.keys(after);
  return names.length === expected.size && names.every((name) => after[name] === expected.get(name));
}

function oneLine(comment: string): string {
  return comment.replaceAll(/\s+/g, ' ').trim();
}
