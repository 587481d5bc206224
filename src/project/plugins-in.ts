import { type StaticValue, unknown } from './static-value.ts';

/** A plugin as a configuration has it: called, handed over as it was imported, or not known. */
export type PluginValue = Extract<StaticValue, { kind: 'call' | 'imported' | 'unknown' }>;

/** The plugins in a `plugins` or `integrations` value, nested arrays, conditions and all. */
export function pluginsIn(value: StaticValue): PluginValue[] {
  switch (value.kind) {
    case 'array': {
      const found = value.items.flatMap(pluginsIn);
      return value.complete ? found : [...found, unknown as PluginValue];
    }
    case 'either':
      return value.options.flatMap(pluginsIn);
    case 'call':
    case 'imported':
    case 'unknown':
      return [value];
    default:
      // A plugin written in place, or what a failed condition leaves.
      return [];
  }
}
