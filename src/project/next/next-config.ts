import { createProjectEvaluator, loadModule } from '../load-module.ts';
import { joinPosix } from '../posix-path.ts';
import type { Project } from '../project.ts';
import { either, nothing, optionsOf, propertyOf, type StaticValue, unknown } from '../static-value.ts';

/** What a Next config says, as far as its syntax tree shows it. Fields that exist but cannot be known statically are in `unknown`. */
export interface NextConfig {
  /** The config file; undefined when there is none. */
  readonly path: string | undefined;
  readonly output: 'export' | 'standalone' | undefined;
  /** `''` or a path without a slash at its end: `/docs`. */
  readonly basePath: string;
  readonly trailingSlash: boolean;
  /** Relative to the project's root. */
  readonly distDir: string;
  /** Without the first dot: `tsx`, `page.tsx`. */
  readonly pageExtensions: readonly string[];
  /** Whether there is an `i18n` option, which the pages router has. */
  readonly i18n: boolean;
  readonly rewrites: boolean;
  /** `allowedDevOrigins` is set, or may be. */
  readonly letsHostsIn: boolean;
  readonly unknown: readonly string[];
}

/** In the order in which Next looks for them; a `.cjs` is none of them. */
const configNames = ['js', 'mjs', 'ts', 'mts'].map((extension) => `next.config.${extension}`);

const configs = new WeakMap<Project, NextConfig>();

/** Reads the Next config once. Wrappers of packages, such as `withSentryConfig(config)`, are taken to keep what they are given. */
export function readNextConfig(project: Project): NextConfig {
  const config = configs.get(project) ?? read(project);
  configs.set(project, config);
  return config;
}

function read(project: Project): NextConfig {
  const path = configNames.find((name) => project.files.has(name));
  const config = path === undefined ? empty : evaluate(project, path);
  const unsure = new Set<string>();
  const field = (name: string): StaticValue => {
    const value = propertyOf(config, name);
    if (isCertain(value)) return value;
    if (isNowhere(project, path, name)) return nothing;
    unsure.add(name);
    return value;
  };
  const text = (name: string): string | undefined => {
    const value = field(name);
    if (value.kind !== 'literal') return undefined;
    return typeof value.value === 'string' && value.value !== '' ? value.value : undefined;
  };
  const output = text('output');
  const basePath = text('basePath') ?? '';
  return {
    path,
    output: output === 'export' || output === 'standalone' ? output : undefined,
    basePath: basePath.startsWith('/') ? basePath.replace(/\/+$/, '') : '',
    trailingSlash: isThere(field('trailingSlash')),
    distDir: joinPosix(text('distDir') ?? '.next'),
    pageExtensions: readExtensions(field('pageExtensions')),
    i18n: isThere(field('i18n')),
    rewrites: isThere(field('rewrites')),
    letsHostsIn: isThere(propertyOf(config, 'allowedDevOrigins')),
    unknown: [...unsure],
  };
}

const empty: StaticValue = { kind: 'object', properties: new Map(), complete: true };

function evaluate(project: Project, path: string): StaticValue {
  const module = loadModule(project, path);
  if (module === undefined) return unknown;
  const evaluator = createProjectEvaluator(project);

  /** The options that a value comes to: of a function what it returns, of a package's wrapper the options it is handed. */
  const options = (value: StaticValue, depth: number): StaticValue => {
    if (depth > 12) return unknown;
    switch (value.kind) {
      case 'object':
        return value;
      case 'function':
        return options(evaluator.call(value), depth + 1);
      case 'either':
        return either(value.options.map((option) => options(option, depth + 1)));
      case 'call':
        for (const arg of value.args) {
          const handed = options(evaluator.evaluate(arg, value.scope), depth + 1);
          if (handed.kind === 'object' || handed.kind === 'either') return handed;
        }
        return unknown;
      default:
        return unknown;
    }
  };
  return options(evaluator.exported(module, 'default'), 0);
}

/** A config that cannot be followed still sets nothing whose name it never mentions, unless it takes options from other files. */
function isNowhere(project: Project, path: string | undefined, name: string): boolean {
  const source = path === undefined ? '' : (project.files.text(path) ?? name);
  const withoutComments = source.replace(/\/\*[\s\S]*?\*\/|(^|\s)\/\/.*$/gm, '$1');
  return (
    !new RegExp(`\\b${name}\\b`).test(withoutComments) &&
    !/\bfrom\s*['"][./@~]*\/|require\(\s*['"]\./.test(withoutComments.replaceAll(/from\s*['"]@[\w-]+\//g, ''))
  );
}

function isCertain(value: StaticValue): boolean {
  if (value.kind === 'array') return value.complete && value.items.every(isCertain);
  return value.kind === 'literal' || value.kind === 'object' || value.kind === 'function';
}

/** What is not known may well be there. */
function isThere(value: StaticValue): boolean {
  return optionsOf(value).some((option) => option.kind !== 'literal' || Boolean(option.value));
}

function readExtensions(value: StaticValue): readonly string[] {
  const items = value.kind === 'array' ? value.items : [];
  const texts = items.flatMap((item) =>
    item.kind === 'literal' && typeof item.value === 'string' ? [item.value.replace(/^\./, '')] : [],
  );
  return texts.length > 0 ? texts : ['tsx', 'ts', 'jsx', 'js'];
}
