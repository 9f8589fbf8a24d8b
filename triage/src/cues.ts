// Cue words, compiled: each kind is one pattern that finds all its words in a stretch of text, longest first.
import { normalise } from './normalise.ts';
import { firstFrom } from './ordered.ts';
import type { Cues } from './types.ts';

export interface Found {
  from: number;
  to: number;
}

export interface CueBook {
  /** All places of this kind's words in `text` between two offsets. */
  find(kind: string, text: string, from: number, to: number): Found[];
  /** Whether the stretch consists of this kind's words alone. */
  only(kind: string, stretch: string): boolean;
  /** Whether the stretch begins with such a word (the length of it) or 0. */
  startsWith(kind: string, stretch: string): number;
  has(kind: string, stretch: string): boolean;
}

interface Compiled {
  any: RegExp;
  /** Longest first, each anchored where it is tried. */
  words: ReadonlyMap<string, RegExp[]>;
  start: RegExp;
}

const NEVER = /(?!)/g;
const NONE: Compiled = { any: NEVER, words: new Map(), start: NEVER };

export function compileCues(cues: Cues): CueBook {
  const book = new Map(Object.entries(cues).map(([kind, words]) => [kind, compile(words)]));
  const of = (kind: string): Compiled => book.get(kind) ?? NONE;
  return {
    find: (kind, text, from, to) => findAll(of(kind).any, text.slice(from, to), from),
    only: (kind, stretch) => consistsOf(of(kind).words, stretch),
    startsWith: (kind, stretch) => of(kind).start.exec(stretch)?.[0].length ?? 0,
    has: (kind, stretch) => findAll(of(kind).any, stretch, 0).length > 0,
  };
}

function compile(words: readonly string[]): Compiled {
  const plain = words.map((word) => normalise(word.replaceAll('_', ' ')).text).filter((word) => word !== '');
  const sorted = [...new Set(plain)].sort((a, b) => b.length - a.length);
  const either = `(?:${sorted.map(wholeWord).join('|')})`;
  const byFirst = [...Map.groupBy(sorted, (word) => word[0] as string)];
  const sticky = byFirst.map(([char, all]) => [char, all.map((word) => new RegExp(wholeWord(word), 'y'))] as const);
  return { any: new RegExp(either, 'g'), words: new Map(sticky), start: new RegExp(`^${either}`) };
}

/**
 * Whether words and spaces alone make up the stretch. Each place is asked once: one pattern `(?:有|过|有过)*` would try every way
 * to part 有过有过有过…, which doubles with each word.
 */
function consistsOf(words: Compiled['words'], stretch: string): boolean {
  const reached = new Uint8Array(stretch.length + 1);
  reached[0] = 1;
  for (let at = 0; at < stretch.length; at += 1) {
    if (!reached[at]) continue;
    if (stretch[at] === ' ') reached[at + 1] = 1;
    for (const word of words.get(stretch[at] as string) ?? []) {
      word.lastIndex = at;
      if (word.test(stretch)) reached[word.lastIndex] = 1;
    }
  }
  return reached[stretch.length] === 1;
}

/** "no" is not in "nose". */
function wholeWord(word: string): string {
  const plain = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return /^[a-z]/.test(word) ? `\\b${plain}\\b` : plain;
}

function findAll(pattern: RegExp, stretch: string, offset: number): Found[] {
  return [...stretch.matchAll(pattern)].map((match) => ({
    from: offset + match.index,
    to: offset + match.index + match[0].length,
  }));
}

/** The same book over one text: each kind is looked for once, and every later question is answered from that. */
export function overText(book: CueBook, text: string): CueBook {
  const known = new Map<string, Found[]>();
  const all = (kind: string): Found[] => {
    const found = known.get(kind) ?? book.find(kind, text, 0, text.length);
    known.set(kind, found);
    return found;
  };
  const find = (kind: string, _: string, from: number, to: number): Found[] => {
    const found = all(kind);
    const inside: Found[] = [];
    for (let at = firstFrom(found, from); at < found.length && (found[at] as Found).from < to; at += 1) {
      const cue = found[at] as Found;
      // A longer cue runs over the edge (没有过|敏): the shorter one in front of it counts.
      if (cue.to > to) return [...inside, ...book.find(kind, text, cue.from, to)];
      inside.push(cue);
    }
    return inside;
  };
  return { ...book, find };
}
