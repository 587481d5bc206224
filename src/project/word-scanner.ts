/** Which of a scanner's words a file holds, one bit a word: bit `n % 32` of element `n >> 5`. */
export type WordSet = Uint32Array;

/**
 * Makes a search for many words at once, by an Aho-Corasick automaton over bytes: one table look-up a byte, however many
 * words there are (Aho and Corasick, Efficient string matching, 1975, https://doi.org/10.1145/360825.360855).
 * @param words ASCII, none of them empty
 */
export function createWordScanner(words: readonly string[]): (bytes: Uint8Array) => WordSet {
  const { classOf, classes } = classify(words);
  const { next, ends } = buildTrie(words, classOf, classes);
  const table = complete(next, ends, classes);
  const none: WordSet = new Uint32Array((words.length + 31) >> 5);
  // A state is an offset into the table, so that a step is an addition and a look-up.
  const outputs = ends.map((found) => (found.size === 0 ? undefined : [...found]));
  const isEnd = new Uint8Array(ends.length * classes);
  for (const [state, found] of outputs.entries()) if (found !== undefined) isEnd[state * classes] = 1;

  return (bytes) => {
    let found: WordSet | undefined;
    let state = 0;
    for (let at = 0; at < bytes.length; at++) {
      state = table[state + (classOf[bytes[at] as number] as number)] as number;
      if (isEnd[state] === 1) {
        found ??= new Uint32Array(none.length);
        for (const word of outputs[state / classes] as number[]) {
          found[word >> 5] = (found[word >> 5] as number) | (1 << (word & 31));
        }
      }
    }
    return found ?? none;
  };
}

/** Bytes that no word holds are all the same to the automaton. */
function classify(words: readonly string[]): { classOf: Uint8Array; classes: number } {
  const classOf = new Uint8Array(256);
  let classes = 1;
  for (const char of words.join('')) {
    const byte = char.charCodeAt(0);
    if (classOf[byte] === 0) classOf[byte] = classes++;
  }
  return { classOf, classes };
}

interface Trie {
  /** Row of each state: the next state, by class; -1 where the trie ends. */
  readonly next: number[][];
  /** Words that end in each state. */
  readonly ends: Set<number>[];
}

function buildTrie(words: readonly string[], classOf: Uint8Array, classes: number): Trie {
  const next: number[][] = [new Array(classes).fill(-1)];
  const ends: Set<number>[] = [new Set()];
  for (const [index, word] of words.entries()) {
    let state = 0;
    for (const char of word) {
      const row = next[state] as number[];
      const kind = classOf[char.charCodeAt(0)] as number;
      if (row[kind] === -1) {
        row[kind] = next.length;
        next.push(new Array(classes).fill(-1));
        ends.push(new Set());
      }
      state = row[kind] as number;
    }
    (ends[state] as Set<number>).add(index);
  }
  return { next, ends };
}

/** Fills in where a mismatch leads, breadth first, and what ends there as well. */
function complete(next: number[][], ends: Set<number>[], classes: number): Uint32Array {
  const table = new Uint32Array(next.length * classes);
  const fallback = new Array<number>(next.length).fill(0);
  const queue = [0];
  for (const state of queue) {
    const back = fallback[state] as number;
    for (const word of ends[back] as Set<number>) (ends[state] as Set<number>).add(word);
    for (let kind = 0; kind < classes; kind++) {
      const target = (next[state] as number[])[kind] as number;
      const missed = state === 0 ? 0 : (table[back * classes + kind] as number) / classes;
      if (target === -1) table[state * classes + kind] = missed * classes;
      else {
        fallback[target] = missed;
        table[state * classes + kind] = target * classes;
        queue.push(target);
      }
    }
  }
  return table;
}
