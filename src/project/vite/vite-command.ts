import type { PackageJson } from '../project.ts';

/** What the command line of the project's own scripts says about Vite. */
export interface ViteCommand {
  /** Config file, as given to `--config`. */
  readonly config?: string;
  /** Folder, as given: `vite build web`. */
  readonly root?: string;
  /** As given to `--base`. */
  readonly base?: string;
  readonly outDir?: string;
  /** It is `vite build`. */
  readonly builds: boolean;
}

const subcommands = new Set(['dev', 'serve', 'build', 'preview']);
const valued: Readonly<Record<string, 'config' | 'base' | 'outDir'>> = {
  '-c': 'config',
  '--config': 'config',
  '--base': 'base',
  '--outDir': 'outDir',
};
/** Options of Vite that take a value of their own: it is not the root. See https://vite.dev/guide/cli.html. */
const otherValued = new Set([
  '--port',
  '--mode',
  '-m',
  '-l',
  '--logLevel',
  '-f',
  '--filter',
  '--target',
  '--assetsDir',
]);
/** Scripts in the order in which they speak for the app. */
const order = ['dev', 'start', 'serve', 'build'];

/**
 * The Vite command of package.json's scripts: that of `dev` or `start` before that of `build`, before any other's. When
 * there are several, one without `--config` wins over one with it: the latter builds something beside the app.
 */
export function findViteCommand(manifest: PackageJson | undefined): Partial<ViteCommand> {
  const scripts = Object.entries(manifest?.scripts ?? {});
  const rank = (name: string) => {
    const at = order.findIndex(
      (word) => name === word || name.startsWith(`${word}:`) || name.startsWith(`${word}-`),
    );
    return at === -1 ? order.length : at;
  };
  const commands = scripts
    .sort(([one], [two]) => rank(one) - rank(two))
    .flatMap(([, script]) => readViteCommands(script));
  return commands.find(({ config }) => config === undefined) ?? commands[0] ?? {};
}

/** `--base` of the scripts that build; undefined when none has it, false when they differ. */
export function baseInBuild(manifest: PackageJson | undefined): string | undefined | false {
  const values = [...new Set(builds(manifest).map(({ base }) => base))];
  return values.length > 1 ? false : values[0];
}

/** Every `--outDir` of the scripts that build. */
export function builtInto(manifest: PackageJson | undefined): readonly string[] {
  return [...new Set(builds(manifest).flatMap(({ outDir }) => outDir ?? []))];
}

function builds(manifest: PackageJson | undefined): ViteCommand[] {
  return Object.values(manifest?.scripts ?? {})
    .flatMap(readViteCommands)
    .filter(({ builds }) => builds);
}

/** The Vite commands in a shell line; test runners and other programs of a similar name are none. */
export function readViteCommands(script: string): ViteCommand[] {
  const commands: ViteCommand[] = [];
  for (const words of splitCommands(script)) {
    const at = words.findIndex((word) => /(?:^|[\\/])vite(?:\.js|\.cmd)?$/.test(word));
    const before = words.slice(0, Math.max(at, 0));
    if (at === -1 || before.some((word) => installers.has(word))) {
      continue;
    }
    commands.push(readArguments(words.slice(at + 1)));
  }
  return commands;
}

const installers = new Set(['install', 'add', 'i', 'remove', 'rm', 'echo', 'cd', 'rimraf']);

function readArguments(words: readonly string[]): ViteCommand {
  const command: { -readonly [Key in keyof ViteCommand]: ViteCommand[Key] } = {
    builds: words[0] === 'build',
  };
  for (let at = 0; at < words.length; at++) {
    const [name = '', inline] = splitOnce(words[at] as string);
    const field = valued[name];
    if (field !== undefined) {
      const value = inline ?? words[++at];
      if (value !== undefined) {
        command[field] = value;
      }
    } else if (otherValued.has(name)) {
      at += inline === undefined ? 1 : 0;
    } else if (name === '--host' || name === '--open') {
      // Their value is optional: the word after is one unless it is an option.
      at += inline === undefined && /^[\d/]|^localhost$|^true$/.test(words[at + 1] ?? '') ? 1 : 0;
    } else if (!name.startsWith('-') && !(at === 0 && subcommands.has(name)) && !name.includes('=')) {
      command.root ??= words[at] as string;
    }
  }
  return command;
}

function splitOnce(word: string): [string, string?] {
  const at = word.startsWith('--') ? word.indexOf('=') : -1;
  return at === -1 ? [word] : [word.slice(0, at), word.slice(at + 1)];
}

/** A shell line as its commands' words, quotes taken off; `&&`, `||`, `;`, `|` and `&` separate. */
function splitCommands(script: string): string[][] {
  const commands: string[][] = [[]];
  let word = '';
  let quote = '';
  const endWord = () => {
    if (word !== '') {
      commands.at(-1)?.push(word);
      word = '';
    }
  };
  for (const letter of script) {
    if (quote !== '') {
      if (letter === quote) {
        quote = '';
      } else {
        word += letter;
      }
    } else if (letter === '"' || letter === "'") {
      quote = letter;
    } else if (letter === ' ' || letter === '\t' || letter === '\n') {
      endWord();
    } else if (letter === '&' || letter === '|' || letter === ';') {
      endWord();
      commands.push([]);
    } else {
      word += letter;
    }
  }
  endWord();
  // `concurrently "vite --host" "node server"` quotes whole commands.
  return commands.flatMap((words) => {
    const quoted = words.filter((text) => text.includes(' '));
    return [words.filter((text) => !text.includes(' ')), ...quoted.flatMap(splitCommands)];
  });
}
