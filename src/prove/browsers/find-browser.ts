import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from '../../errors.ts';
import type { BrowserFamily } from '../event-log.ts';

interface Wanted {
  readonly name: string;
  /** Environment variables that name the program, first one wins. */
  readonly variables: readonly string[];
  /** Program names to look for on PATH. */
  readonly programs: readonly string[];
  readonly paths: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>>;
  readonly install: string;
}

const MAC = '/Applications';

const WANTED: Record<BrowserFamily, Wanted> = {
  firefox: {
    name: 'Firefox',
    variables: ['PUSHWRIGHT_FIREFOX', 'FIREFOX_PATH'],
    programs: ['firefox-esr', 'firefox'],
    paths: {
      linux: ['/usr/bin/firefox-esr', '/usr/bin/firefox', '/snap/bin/firefox'],
      darwin: [
        `${MAC}/Firefox.app/Contents/MacOS/firefox`,
        `${MAC}/Firefox Developer Edition.app/Contents/MacOS/firefox`,
      ],
      win32: ['Mozilla Firefox\\firefox.exe'],
    },
    install: 'On Debian: apt install firefox-esr. Elsewhere: https://www.mozilla.org/firefox/',
  },
  chromium: {
    name: 'Chromium or Chrome',
    variables: ['PUSHWRIGHT_CHROMIUM', 'CHROME_PATH'],
    programs: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'],
    paths: {
      linux: ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'],
      darwin: [
        `${MAC}/Google Chrome.app/Contents/MacOS/Google Chrome`,
        `${MAC}/Chromium.app/Contents/MacOS/Chromium`,
        `${MAC}/Microsoft Edge.app/Contents/MacOS/Microsoft Edge`,
      ],
      win32: [
        'Google\\Chrome\\Application\\chrome.exe',
        'Chromium\\Application\\chrome.exe',
        'Microsoft\\Edge\\Application\\msedge.exe',
      ],
    },
    install: 'On Debian: apt install chromium. Elsewhere: https://www.google.com/chrome/',
  },
};

/** Where it is looked for, so that a test can put something else there. */
export interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/**
 * The installed browser's program: named by PUSHWRIGHT_FIREFOX / PUSHWRIGHT_CHROMIUM, on PATH, or at the usual places.
 * Throws a UserError that names the package to install.
 */
export function findBrowser(
  family: BrowserFamily,
  { env, platform }: Surroundings = { env: process.env, platform: process.platform },
): string {
  const wanted = WANTED[family];
  for (const variable of wanted.variables) {
    const named = env[variable];
    if (!named) continue;
    if (isProgram(named, platform)) return named;
    throw new UserError(
      `${variable} names ${named}, which is not a program.`,
      `Correct ${variable} or remove it to let ${wanted.name} be found.`,
    );
  }
  const folders = (env.PATH ?? env.Path ?? '').split(path.delimiter).filter((folder) => folder !== '');
  const suffix = platform === 'win32' ? '.exe' : '';
  const onPath = wanted.programs.flatMap((program) =>
    folders.map((folder) => path.join(folder, `${program}${suffix}`)),
  );
  const found = [...onPath, ...usualPlaces(wanted, env, platform)].find((file) => isProgram(file, platform));
  if (found) return found;
  throw new UserError(
    `${wanted.name} is not installed, or not where it usually is.`,
    `${wanted.install}. Or name the program in ${wanted.variables[0]}.`,
  );
}

function usualPlaces(wanted: Wanted, env: Surroundings['env'], platform: NodeJS.Platform): string[] {
  const places = [...(wanted.paths[platform] ?? [])];
  if (platform !== 'win32') return places;
  const roots = [env.PROGRAMFILES, env['PROGRAMFILES(X86)'], env.LOCALAPPDATA];
  return roots.flatMap((root) => (root ? places.map((place) => path.join(root, place)) : []));
}

function isProgram(file: string, platform: NodeJS.Platform): boolean {
  try {
    // Windows has no executable bit.
    accessSync(file, platform === 'win32' ? constants.F_OK : constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
