import type { Place } from '../bindings/units.ts';
import type { CodeModel } from '../code-model.ts';
import { memberPath, stringValue } from '../literals.ts';
import { evaluatorOf } from '../values/evaluator-of.ts';
import { objectLiterals } from './object-literal.ts';
import { findVendorCalls } from './vendor-calls.ts';

export interface NamedEnvironment {
  readonly of: 'subscription' | 'event';
  /** `development` or `production`; undefined where the code decides it while it runs, or does not show it. */
  readonly value: string | undefined;
  readonly place: Place;
}

/** The environments that subscriptions and events are made for. */
export function findEnvironments(code: CodeModel): NamedEnvironment[] {
  const { evaluator } = evaluatorOf(code);
  const found: NamedEnvironment[] = [];
  for (const [of, method] of [
    ['subscription', ['pushnotifications', 'subscriptions', 'create']],
    ['event', ['pushnotifications', 'events', 'create']],
  ] as const) {
    for (const { unit, node } of findVendorCalls(code, method)) {
      const [first] = node.arguments;
      for (const params of first === undefined ? [] : objectLiterals({ unit, node: first }, evaluator)) {
        const token = of === 'event' ? undefined : params.properties.get('push_token');
        const holders = token === undefined ? [params] : objectLiterals(token.value, evaluator);
        for (const { properties } of holders) {
          const property = properties.get('environment');
          if (property === undefined) continue;
          const values = evaluator.evaluate(property.value);
          const named = new Set(values.map((value) => environmentName(value)));
          found.push({ of, value: named.size === 1 ? [...named][0] : undefined, place: property.value });
        }
      }
    }
  }
  return found;
}

/** A literal, or the SDK's `PushEnvironment.DEV`. */
function environmentName({ node }: Place): string | undefined {
  const path = memberPath(node)?.slice(-2).join('.');
  if (path === 'PushEnvironment.DEV') return 'development';
  if (path === 'PushEnvironment.PROD') return 'production';
  return stringValue(node);
}
