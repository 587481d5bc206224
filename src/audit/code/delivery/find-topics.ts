import type { Node } from 'oxc-parser';
import type { Place } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { keyName, propertyValue, stringValue } from '../literals.ts';
import { evaluatorOf } from '../values/evaluator-of.ts';
import { walk } from '../walk.ts';
import { optionOf } from './call-push.ts';
import type { Delivery } from './delivery.ts';
import { readTopic, type Topic } from './topic.ts';

/** The topics that sends are given, where the code shows how they are made: at the send, or by whoever hands them to it. */
export function findTopics(code: CodeModel): readonly Topic[] {
  if (code.server.sends.length === 0 || code.mentioning(['topic']).length === 0) return [];
  const { units, evaluator } = evaluatorOf(code);
  const topics = new Map<unknown, Topic>();
  const add = (place: Place): void => {
    const topic = readTopic(place, evaluator);
    if (topic !== undefined) topics.set(topic.place.node, topic);
  };
  for (const { module, node, via } of code.server.sends) {
    const options = node.type === 'CallExpression' && via === 'web-push' ? node.arguments[2] : undefined;
    const unit = units.get(module.path);
    if (options === undefined || unit === undefined || unit.module !== module) continue;
    for (const value of evaluator.evaluate({ unit, node: options })) {
      const found = propertyValue(value.node, 'topic');
      if (found !== undefined) add({ unit: value.unit, node: found });
    }
  }
  for (const delivery of code.server.deliveries) {
    for (const { value } of optionOf(delivery, 'topic', delivery.state)) {
      if (value === 'unknown') continue;
      const wanted =
        value.kind === 'constant' && typeof value.value === 'string'
          ? { text: value.value }
          : value.kind === 'opaque'
            ? { start: Number(/@(\d+)$/.exec(value.path)?.[1] ?? -1) }
            : undefined;
      const place = wanted && handedIn(code, delivery, wanted);
      if (place !== undefined) add(place);
    }
  }
  return [...topics.values()];
}

/** Where the code that leads to a send writes its topic. */
function handedIn(
  code: CodeModel,
  { start, walked }: Delivery,
  wanted: { readonly text?: string; readonly start?: number },
): Place | undefined {
  const { units, evaluator } = evaluatorOf(code);
  const first = { module: start.module, node: start.node ?? (start.module.program as Node) };
  for (const { module, node } of [first, ...walked]) {
    const unit = units.get(module.path);
    if (unit === undefined || unit.module !== module) continue;
    let found: Node | undefined;
    walk(node, {
      enter(each) {
        if (found !== undefined || each.type !== 'Property' || keyName(each) !== 'topic') return;
        const isIt =
          each.value.start === wanted.start ||
          (wanted.start !== undefined &&
            evaluator
              .evaluate({ unit, node: each.value })
              .some(({ node: made }) => made.start === wanted.start)) ||
          (wanted.text !== undefined && stringValue(each.value) === wanted.text);
        if (isIt) found = each.value;
      },
    });
    if (found !== undefined) return { unit, node: found };
  }
  return undefined;
}
