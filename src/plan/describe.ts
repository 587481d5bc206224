import { posix } from 'node:path';
import { parseEnv } from 'node:util';
import { createTwoFilesPatch } from 'diff';
import type { CreateOperation, EditOperation, Operation } from './operation.ts';

/** From how many new files in one folder on they are one line: a plan should fit on a screen. */
const crowd = 4;
const shownNames = 6;

/**
 * The plan as lines for people, in the plan's order; many new files in one folder are one line. Shows no content.
 */
export function describePlan(operations: readonly Operation[]): string[] {
  const lines: string[] = [];
  for (let index = 0; index < operations.length; ) {
    const files = newFilesOfOneFolder(operations.slice(index));
    if (files.length >= crowd) {
      const [first] = files as [CreateOperation, ...CreateOperation[]];
      const names = files.slice(0, shownNames).map(({ path }) => posix.basename(path));
      if (files.length > shownNames) names.push(`and ${files.length - shownNames} more`);
      lines.push(
        line('create', `${posix.dirname(first.path)}/`, `${files.length} files: ${names.join(', ')}`),
      );
      index += files.length;
    } else {
      lines.push(line(...wordsOf(operations[index] as Operation)));
      index++;
    }
  }
  return lines;
}

function newFilesOfOneFolder(operations: readonly Operation[]): CreateOperation[] {
  const files: CreateOperation[] = [];
  for (const operation of operations) {
    const folder = files[0] && posix.dirname(files[0].path);
    if (
      operation.kind !== 'create' ||
      (folder ?? posix.dirname(operation.path)) !== posix.dirname(operation.path)
    )
      break;
    // A manifest has more to say than its name.
    if (posix.dirname(operation.path) === '.' || posix.basename(operation.path) === 'package.json') break;
    files.push(operation);
  }
  return files;
}

function line(verb: string, path: string, reason: string): string {
  return `${verb.padEnd(8)} ${path}${path === '' ? '' : '  '}${reason}`;
}

function wordsOf(operation: Operation): [verb: string, path: string, reason: string] {
  if (operation.kind === 'install') {
    const folder = operation.directory === '.' ? '' : `${operation.directory}/`;
    return ['install', folder, `${operation.command.join(' ')}: ${operation.reason}`];
  }
  if (operation.kind === 'manual') return ['by hand', operation.path ?? '', operation.reason];
  return [operation.kind, operation.path, operation.reason];
}

/** The plan as the contract's JSON: what happens where and why, no contents. */
export function planAsJson(operations: readonly Operation[]): {
  operations: { kind: string; path: string; reason: string }[];
  manual: { path: string | undefined; reason: string; snippet: string; needed: boolean }[];
} {
  return {
    operations: operations
      .filter((operation) => operation.kind !== 'manual')
      .map((operation) => ({
        kind: operation.kind,
        path: operation.kind === 'install' ? operation.directory : operation.path,
        reason: operation.reason,
      })),
    manual: operations
      .filter((operation) => operation.kind === 'manual')
      .map(({ path, reason, snippet, needed = false }) => ({ path, reason, snippet, needed })),
  };
}

/** The plan as a unified diff that `git apply` takes, but for secret files, of which only the variables' names are told. */
export function diffPlan(operations: readonly Operation[]): string {
  const parts: string[] = [];
  for (const operation of operations) {
    if (operation.kind === 'create' || operation.kind === 'edit') parts.push(diffOf(operation));
  }
  return parts.join('');
}

function diffOf(operation: CreateOperation | EditOperation): string {
  const header = `diff --git a/${operation.path} b/${operation.path}\n`;
  if (operation.secret) {
    return `# ${operation.path} is not shown: it holds secrets; sets ${addedVariables(operation).join(', ')}\n`;
  }
  if (operation.kind === 'create' && typeof operation.content !== 'string') {
    return `# ${operation.path} is not shown: it is binary\n`;
  }
  const before = operation.kind === 'edit' ? operation.before : '';
  const after = operation.kind === 'edit' ? operation.after : (operation.content as string);
  const from = operation.kind === 'edit' ? `a/${operation.path}` : '/dev/null';
  const mode = operation.kind === 'edit' ? '' : 'new file mode 100644\n';
  const patch = createTwoFilesPatch(from, `b/${operation.path}`, before, after, undefined, undefined, {
    context: 3,
  });
  // The library begins with a line of equals signs, which git does not expect.
  return `${header}${mode}${patch.slice(patch.indexOf('---'))}`;
}

function addedVariables(operation: CreateOperation | EditOperation): string[] {
  const before = operation.kind === 'edit' ? parseEnv(operation.before) : {};
  const after = parseEnv(operation.kind === 'edit' ? operation.after : String(operation.content));
  return Object.keys(after).filter((name) => after[name] !== before[name]);
}
