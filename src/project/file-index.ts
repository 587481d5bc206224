import { isUtf8 } from 'node:buffer';
import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path';
import { createByteReader } from './byte-reader.ts';
import { lazy } from './lazy.ts';
import type { FileIndex } from './project.ts';
import { vocabulary } from './vocabulary.ts';
import { createWordScanner, type WordSet } from './word-scanner.ts';

/** Larger files are data, not source: they are not read. */
export const sizeCap = 5 * 1024 * 1024;

/** What stays in memory between two questions about one file; past that, files are read again. */
const cacheBudget = 64 * 1024 * 1024;

interface CachedFile {
  readonly bytes: Buffer;
  text?: string | undefined;
}

const bitOf = new Map(vocabulary.map((word, bit) => [word, bit]));
const scan = lazy(() => createWordScanner(vocabulary));

/** What a path leads to, looked up once: the repository does not change under a reader. */
interface Place {
  readonly real: string;
  readonly isFile: boolean;
  readonly isDirectory: boolean;
  readonly size: number;
}

/**
 * The reader of a repository. Real paths decide: what a path leads to has to lie in the root, or, for a path that
 * climbs out with `../`, in the repository or workspace around it.
 * @param root absolute path
 * @param boundary absolute path at or above `root`, asked for when a path climbs out
 * @param list the paths for `list()`, computed at its first call
 */
export function createFileIndex(
  root: string,
  boundary: () => string,
  list: () => readonly string[],
): FileIndex {
  const realRoot = realpathSync.native(root);
  const realBoundary = lazy(() => realpathSync.native(boundary()));
  const realFolders = new Map<string, string | undefined>();
  const cache = new Map<string, CachedFile | undefined>();
  const places = new Map<string, Place | undefined>();
  const read = new Set<string>();
  const readBytes = createByteReader();
  const wordsOf = new Map<string, WordSet | undefined>();
  let cached = 0;

  const realFolder = (folder: string): string | undefined => {
    if (!realFolders.has(folder)) {
      realFolders.set(
        folder,
        attempt(() => realpathSync.native(folder)),
      );
    }
    return realFolders.get(folder);
  };

  /** Resolvers ask about the same paths over and over, most of them missing. */
  const locate = (path: string): Place | undefined => {
    const known = places.get(path);
    if (known !== undefined || places.has(path)) {
      return known;
    }
    const place = find(path);
    places.set(path, place);
    return place;
  };

  /** The real place of a path and what is there; undefined for what is missing or out of bounds. */
  const find = (path: string): Place | undefined => {
    if (path.includes('\0') || isAbsolute(path)) {
      return undefined;
    }
    const full = join(root, path);
    const folder = realFolder(dirname(full));
    if (folder === undefined) {
      return undefined;
    }
    return attempt(() => {
      let real = full === root ? realRoot : join(folder, basename(full));
      // A missing file is an answer like any other: an exception for each would cost more than all else here.
      let stats = lstatSync(real, { throwIfNoEntry: false });
      if (stats?.isSymbolicLink()) {
        real = realpathSync.native(real);
        stats = statSync(real);
      }
      if (stats === undefined) {
        return undefined;
      }
      const climbs = isOutside(root, full);
      return isOutside(climbs ? realBoundary() : realRoot, real)
        ? undefined
        : { real, isFile: stats.isFile(), isDirectory: stats.isDirectory(), size: stats.size };
    });
  };

  const open = (path: string): CachedFile | undefined => {
    if (cache.has(path)) {
      return cache.get(path);
    }
    const place = locate(path);
    let file: CachedFile | undefined;
    if (place?.isFile && place.size <= sizeCap) {
      const bytes = attempt(() => readBytes(place.real, place.size));
      if (bytes !== undefined) {
        file = { bytes };
        read.add(place.real);
      }
    }
    if (cached + (file?.bytes.length ?? 0) <= cacheBudget) {
      cached += file?.bytes.length ?? 0;
      cache.set(path, file);
    }
    return file;
  };

  /** A file that is asked about once is asked about a dozen times: its words outlive its bytes. */
  const wordsIn = (path: string): WordSet | undefined => {
    if (!wordsOf.has(path)) {
      const bytes = open(path)?.bytes;
      wordsOf.set(path, bytes && scan()(bytes));
    }
    return wordsOf.get(path);
  };

  return {
    list,
    mentions(path, words) {
      const known = wordsIn(path);
      if (known === undefined) {
        return false;
      }
      return words.some((word) => {
        const bit = bitOf.get(word);
        return bit === undefined
          ? (open(path)?.bytes.includes(word) ?? false)
          : ((known[bit >> 5] as number) & (1 << (bit & 31))) !== 0;
      });
    },
    has: (path) => locate(path)?.isFile ?? false,
    hasDirectory: (path) => locate(path)?.isDirectory ?? false,
    bytes: (path) => open(path)?.bytes,
    text(path) {
      const file = open(path);
      if (file !== undefined && !('text' in file)) {
        // toString keeps the byte order mark; a NUL says UTF-16 or binary.
        file.text = isUtf8(file.bytes) && !file.bytes.includes(0) ? file.bytes.toString('utf8') : undefined;
      }
      return file?.text;
    },
    entries(directory) {
      const place = locate(directory);
      if (!place?.isDirectory) {
        return [];
      }
      return (attempt(() => readdirSync(place.real)) ?? []).sort();
    },
    get filesRead() {
      return read.size;
    },
  };
}

function isOutside(folder: string, path: string): boolean {
  if (path.startsWith(folder) && path[folder.length] === sep && !path.includes('..')) {
    return false;
  }
  const way = relative(folder, path);
  return way === '..' || way.startsWith(`..${sep}`) || isAbsolute(way);
}

/** The value, or undefined when the file system refuses: missing, forbidden, a loop of links. */
function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
