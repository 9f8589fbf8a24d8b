// Cue words, compiled: each kind is one pattern that finds all its words in a stretch of text, longest first.
import { normalise } from './normalise.ts';
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
  only: RegExp;
  start: RegExp;
}

const NEVER = /(?!)/g;

export function compileCues(cues: Cues): CueBook {
  const book = new Map(Object.entries(cues).map(([kind, words]) => [kind, compile(words)]));
  const of = (kind: string): Compiled => book.get(kind) ?? { any: NEVER, only: NEVER, start: NEVER };
  return {
    find: (kind, text, from, to) => findAll(of(kind).any, text.slice(from, to), from),
    only: (kind, stretch) => stretch === '' || of(kind).only.test(stretch),
    startsWith: (kind, stretch) => of(kind).start.exec(stretch)?.[0].length ?? 0,
    has: (kind, stretch) => findAll(of(kind).any, stretch, 0).length > 0,
  };
}

function compile(words: readonly string[]): Compiled {
  const plain = words.map((word) => normalise(word.replaceAll('_', ' ')).text).filter((word) => word !== '');
  const sources = [...new Set(plain)].sort((a, b) => b.length - a.length).map(wholeWord);
  const either = `(?:${sources.join('|')})`;
  return { any: new RegExp(either, 'g'), only: new RegExp(`^(?:${either}| )*$`), start: new RegExp(`^${either}`) };
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
    for (let at = firstAfter(found, from); at < found.length && (found[at] as Found).from < to; at += 1) {
      const cue = found[at] as Found;
      // A longer cue runs over the edge (没有过|敏): the shorter one in front of it counts.
      if (cue.to > to) return [...inside, ...book.find(kind, text, cue.from, to)];
      inside.push(cue);
    }
    return inside;
  };
  return { ...book, find };
}

function firstAfter(found: readonly Found[], from: number): number {
  let [low, high] = [0, found.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((found[middle] as Found).from < from) low = middle + 1;
    else high = middle;
  }
  return low;
}
