import type { CallExpression, SourceFile } from 'ts-morph';
import { codeStyleOf } from './code-style.ts';
import type { EditResult } from './edit-result.ts';
import { unwrap } from './names.ts';
import { addProperties, findProperty } from './object-property.ts';
import { type Insertion, insertIntoSource, withMark } from './splice.ts';
import { parseSource, tsMorph } from './syntax.ts';
import { splitByteOrderMark } from './text-style.ts';

/**
 * Starts the Mock Service Worker with another worker file: `worker.start({ serviceWorker: { url: '/msw-sw.js' } })`.
 * https://mswjs.io/docs/api/setup-worker/start#serviceworker
 * @param name what `start` is called on; `setupWorker` for `setupWorker(…).start()`
 * @param url source of the worker's URL
 */
export function addMockWorkerUrl(text: string, path: string, name: string, url: string): EditResult {
  const { mark, body } = splitByteOrderMark(text);
  const snippet = `serviceWorker: { url: ${url} }`;
  const manual = (reason: string): EditResult => ({ status: 'manual', reason, snippet });
  const source = parseSource(body, path);
  if (source === undefined) return manual(`${path} has a syntax error, so it cannot be read.`);
  const { eol, quote } = codeStyleOf(source);
  const [call, another] = startsOf(source, name);
  if (call === undefined || another !== undefined)
    return manual(`${path} does not start the Mock Service Worker exactly once.`);
  const insertions = optionIn(call, url.replaceAll("'", quote), eol);
  const done = insertions && insertIntoSource(source, path, insertions);
  if (done === undefined)
    return manual(`${path} gives the Mock Service Worker options that cannot be read safely.`);
  return withMark(mark, done.result);
}

function startsOf(source: SourceFile, name: string): CallExpression[] {
  const { Node, SyntaxKind } = tsMorph();
  return source.getDescendantsOfKind(SyntaxKind.CallExpression).filter((call) => {
    const callee = call.getExpression();
    if (!Node.isPropertyAccessExpression(callee) || callee.getName() !== 'start') return false;
    const object = callee.getExpression();
    const started = Node.isCallExpression(object) ? object.getExpression() : object;
    return started.getText() === name;
  });
}

/** The option, in the options that are there or as the only one; undefined when one of its kind may be there. */
function optionIn(call: CallExpression, url: string, eol: string): readonly Insertion[] | undefined {
  const { Node } = tsMorph();
  const [given] = call.getArguments();
  if (given === undefined) return [{ at: call.getEnd() - 1, text: `{ serviceWorker: { url: ${url} } }` }];
  const object = unwrap(given);
  if (!Node.isObjectLiteralExpression(object)) return undefined;
  const property = findProperty(object, 'serviceWorker');
  if (property.kind === 'absent')
    return addProperties(object, [{ key: 'serviceWorker', value: [{ key: 'url', value: url }] }], eol);
  const inner = property.kind === 'value' ? unwrap(property.value) : undefined;
  if (!Node.isObjectLiteralExpression(inner) || findProperty(inner, 'url').kind !== 'absent')
    return undefined;
  return addProperties(inner, [{ key: 'url', value: url }], eol);
}
