import type { Evaluator } from './evaluate.ts';
import { absolute, directoryOf } from './module-path.ts';
import { parameterValue } from './parameter-value.ts';
import { type Binding, lookUp, type Scope } from './scope.ts';
import { either, literal, nothing, propertyOf, type StaticValue, spread, unknown } from './static-value.ts';

/** What a name is worth where it stands, changes to it considered. */
export function evaluateName(name: string, scope: Scope, evaluator: Evaluator): StaticValue {
  const found = lookUp(name, scope);
  if (found === undefined) {
    const folder = directoryOf(scope.module.path, evaluator);
    const globals: Record<string, StaticValue> = {
      undefined: nothing,
      __dirname: literal(folder),
      __filename: literal(absolute(scope.module.path, evaluator)),
    };
    return Object.hasOwn(globals, name) ? (globals[name] as StaticValue) : unknown;
  }
  if (scope.module.reassigned.has(name)) {
    return unknown;
  }
  const value = evaluateBinding(found.binding, found.scope, evaluator);
  const changes = scope.module.changed.get(name);
  return changes === undefined ? value : withChanges(value, changes);
}

function evaluateBinding(binding: Binding, scope: Scope, evaluator: Evaluator): StaticValue {
  switch (binding.kind) {
    case 'value':
      return evaluator.evaluate(binding.init, scope);
    case 'property':
      return binding.path.reduce(propertyOf, evaluator.evaluate(binding.init, scope));
    case 'function':
      return { kind: 'function', node: binding.node, scope };
    case 'imported':
      return followImport(binding.specifier, binding.name, scope, evaluator);
    case 'parameter':
      return parameterValue(binding, scope, evaluator);
    default:
      return unknown;
  }
}

/** An import of the project's own file is what that file exports; one of a package stays a name. */
function followImport(specifier: string, name: string, scope: Scope, evaluator: Evaluator): StaticValue {
  if (name !== '*' && specifier.startsWith('.')) {
    const module = evaluator.around.load?.(scope.module.path, specifier);
    if (module !== undefined) {
      return evaluator.exported(module, name);
    }
  }
  return { kind: 'imported', specifier, name };
}

/** An object that is changed after it was written: what is written to is no longer certain. */
function withChanges(value: StaticValue, names: ReadonlySet<string>): StaticValue {
  if (value.kind === 'array') {
    return { ...value, complete: false };
  }
  if (value.kind !== 'object') {
    return unknown;
  }
  if (names.has('*')) {
    return spread(value, unknown);
  }
  const properties = new Map(value.properties);
  for (const name of names) {
    properties.set(name, either([propertyOf(value, name), unknown]));
  }
  return { ...value, properties };
}
