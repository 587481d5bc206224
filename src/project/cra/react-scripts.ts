import { hasDependency } from '../dependencies.ts';
import { findEnvFiles, readEnvFile } from '../env-files.ts';
import { joinPosix } from '../posix-path.ts';
import type { Project } from '../project.ts';

/** What package.json and the env files say to react-scripts. https://create-react-app.dev/docs/advanced-configuration */
export interface ReactScripts {
  /** `dependency react-scripts`, and the script that runs it. */
  readonly evidence: readonly string[];
  /** URL prefix as the build takes it from `homepage`: `/`, `/app/`, `./`. */
  readonly base: string;
  /** The module that the build starts from. */
  readonly entry: string | undefined;
  readonly outDir: string;
  /** Fields that are decided elsewhere: `base` when PUBLIC_URL is set. */
  readonly unknown: readonly string[];
}

const packages = ['react-scripts', 'react-app-rewired', '@craco/craco'];
const program = /(?:^|[\s/])(?:react-scripts|react-app-rewired|craco)(?:\s|$)/;

/** In the order in which react-scripts looks for them. */
const extensions = ['mjs', 'js', 'ts', 'tsx', 'jsx'];

/** Undefined when the app is not made with Create React App, or no longer: its packages outlive many a migration. */
export function readReactScripts(project: Project): ReactScripts | undefined {
  const { manifest, files } = project;
  const declared = packages.filter((name) => hasDependency(manifest, name));
  const script = Object.entries(manifest?.scripts ?? {}).find(([, line]) => program.test(line));
  const entry = extensions.map((extension) => `src/index.${extension}`).find((path) => files.has(path));
  const isVite = hasDependency(manifest, 'vite') && files.has('index.html');
  const isApp = entry !== undefined || files.has('public/index.html');
  if (declared.length === 0 || !isApp || (script === undefined && isVite)) return undefined;
  const { base, isUnsure } = readBase(project);
  const settings = settingsOf(project, 'BUILD_PATH');
  return {
    evidence: [
      ...declared.slice(0, 2).map((name) => `dependency ${name}`),
      ...(script === undefined ? [] : [`script ${script[0]}`]),
    ],
    base,
    entry,
    outDir: joinPosix(settings.at(-1) ?? 'build'),
    unknown: isUnsure ? ['base'] : [],
  };
}

/** The path of `homepage`; a PUBLIC_URL of the environment comes before it, and only a build knows that one. */
function readBase(project: Project): { base: string; isUnsure: boolean } {
  const { homepage } = project.manifest ?? {};
  const given = settingsOf(project, 'PUBLIC_URL').filter((value) => value !== '');
  const written = given.at(-1) ?? (typeof homepage === 'string' ? homepage : '/');
  const base = pathOf(written);
  return base === undefined || given.some((value) => pathOf(value) !== base)
    ? { base: base ?? '/', isUnsure: true }
    : { base, isUnsure: false };
}

/** `https://name.github.io/app` and `/app` are `/app/`, `.` is `./`. */
function pathOf(url: string): string | undefined {
  if (/^\.\/?$/.test(url)) return './';
  if (!URL.canParse(url, 'https://app.invalid/') || /[$%]/.test(url)) return undefined;
  return new URL(url, 'https://app.invalid/').pathname.replace(/\/*$/, '/');
}

/** Every value that an env file or a script of package.json gives to a variable. */
function settingsOf(project: Project, name: string): string[] {
  const inFiles = findEnvFiles(project, '.', ['REACT_APP_'])
    .filter(({ isExample, mode }) => !isExample && mode !== 'test')
    .flatMap(({ path }) => readEnvFile(project, path).get(name) ?? []);
  const pattern = new RegExp(`(?:^|[\\s&;])${name}=("[^"]*"|'[^']*'|\\S*)`);
  const inScripts = Object.values(project.manifest?.scripts ?? {})
    .filter((line) => program.test(line))
    .flatMap((line) => pattern.exec(line)?.[1]?.replace(/^["']|["']$/g, '') ?? []);
  return [...inFiles, ...inScripts];
}
