// Stage 1: one way of writing. NFKC, half-width, lower case, simplified script, one sign per stop, mended typos; every
// character of the result knows where in the original it came from.
import { toSimplified } from './normalise-script.ts';

export interface Normal {
  text: string;
  /** Offset in the original where the character at this index begins. */
  start: number[];
  /** Offset in the original where it ends. */
  end: number[];
}

/** No one writes longer complaints by hand; what follows is not read (the talk keeps it). */
export const MOST_CHARACTERS = 20_000;

const STOPS: Record<string, string> = {
  '，': ',',
  '；': ';',
  '！': '!',
  '？': '?',
  '｡': '。',
  '︑': '、',
  '~': ',',
  '～': ',',
  '…': ',',
  '—': ',',
  '(': ',',
  ')': ',',
  '[': ',',
  ']': ',',
  '【': ',',
  '】': ',',
  '：': ',',
  ':': ',',
  '|': ',',
  '\n': '。',
  '\r': '。',
  '\t': ' ',
  '\u3000': ' ',
};

/** Marks around a word say nothing to us: “喘不上气” is 喘不上气. */
const DROPPED = /[\u200b-\u200f\u2028-\u202e\u2060\ufeff\u00ad"'“”‘’「」『』《》〈〉*_`^]|[\ufe00-\ufe0f]/u;
const PICTURE = /\p{Extended_Pictographic}/u;
const HAN = /\p{Script=Han}/u;
const LATIN = /[a-z]/;

type Put = (piece: string, start: number, end: number) => void;

/** Never throws; an unpaired surrogate becomes a space. */
export function normalise(original: string, typos: TypoTable = NO_TYPOS): Normal {
  const raw = spell(original.slice(0, MOST_CHARACTERS));
  return mend(joinSpaces(raw), typos);
}

function collector(): { out: Normal; put: Put; chars: string[] } {
  const out: Normal = { text: '', start: [], end: [] };
  const chars: string[] = [];
  const put: Put = (piece, start, end) => {
    for (const unit of piece.split('')) {
      chars.push(unit);
      out.start.push(start);
      out.end.push(end);
    }
  };
  return { out, put, chars };
}

function spell(original: string): Normal {
  const { out, put, chars } = collector();
  let at = 0;
  for (const point of original) {
    const end = at + point.length;
    put(written(point), at, end);
    at = end;
  }
  out.text = chars.join('');
  return out;
}

/** One character as the normalised text writes it; empty when it says nothing. */
export function written(point: string): string {
  const stop = STOPS[point];
  if (stop) return stop;
  if (DROPPED.test(point)) return '';
  if (point.length === 1 && point >= '\ud800' && point <= '\udfff') return ' ';
  if (point < '\u0020') return ' ';
  if (PICTURE.test(point) && point > '\u00ff') return ',';
  if (point >= '\u4e00' && point <= '\u9fff') return toSimplified(point);
  const plain = point.normalize('NFKC').toLowerCase();
  return plain.length === 1 ? (STOPS[plain] ?? toSimplified(plain)) : plain;
}

/** A space between Chinese words is a stop; beside a number it is nothing; between Latin words it stays, once. */
function joinSpaces(raw: Normal): Normal {
  const { out, put, chars } = collector();
  for (let at = 0; at < raw.text.length; at += 1) {
    const char = raw.text[at] as string;
    const [start, end] = [raw.start[at] as number, raw.end[at] as number];
    if (char !== ' ') put(fullStop(raw.text, at), start, end);
    else if (raw.text[at - 1] !== ' ') put(spaceBetween(chars.at(-1) ?? '', nextWritten(raw.text, at)), start, end);
  }
  out.text = chars.join('');
  return out;
}

function nextWritten(text: string, at: number): string {
  let next = at;
  while (text[next] === ' ') next += 1;
  return text[next] ?? '';
}

function spaceBetween(before: string, after: string): string {
  if (HAN.test(before) && HAN.test(after)) return ',';
  if (/[a-z0-9]/.test(before) && /[a-z0-9]/.test(after)) return LATIN.test(before) || LATIN.test(after) ? ' ' : ',';
  if (/[,;.!?]/.test(before) && LATIN.test(after)) return ' ';
  return '';
}

/** A point ends a sentence unless it stands between digits. */
function fullStop(text: string, at: number): string {
  const char = text[at] as string;
  if (char !== '.') return char;
  return /\d/.test(text[at - 1] ?? '') && /\d/.test(text[at + 1] ?? '') ? '.' : '。';
}

// ------------------------------------------------------------------ typos

export interface TypoTable {
  pairs: ReadonlyMap<string, string>;
  /** What is typed instead, by its first character, the longest first. */
  wrongs: ReadonlyMap<string, readonly string[]>;
}

const NO_TYPOS: TypoTable = { pairs: new Map(), wrongs: new Map() };

/** From wrong to right. */
export function typoTable(typos: Record<string, string>): TypoTable {
  const pairs = new Map(
    Object.entries(typos).flatMap(([wrong, right]) =>
      spellings(wrong).map((each) => [spell(each).text, spell(right).text]),
    ),
  );
  const longestFirst = [...pairs.keys()].filter((wrong) => wrong.length > 1).sort((a, b) => b.length - a.length);
  return { pairs, wrongs: Map.groupBy(longestFirst, (wrong) => wrong[0] as string) };
}

/** `_` is a space that may be left out: pinyin is typed with and without. */
const spellings = (wrong: string): string[] =>
  wrong.includes('_') ? [wrong.replaceAll('_', ' '), wrong.replaceAll('_', '')] : [wrong];

function mend(raw: Normal, typos: TypoTable): Normal {
  if (typos.wrongs.size === 0) return raw;
  const { out, put, chars } = collector();
  for (let at = 0; at < raw.text.length; ) {
    const wrong = typoAt(raw.text, at, typos);
    const length = wrong?.length ?? 1;
    const right = wrong === undefined ? (raw.text[at] as string) : (typos.pairs.get(wrong) as string);
    putMended(put, raw, at, length, right);
    at += length;
  }
  out.text = chars.join('');
  return out;
}

function typoAt(text: string, at: number, typos: TypoTable): string | undefined {
  return typos.wrongs
    .get(text[at] as string)
    ?.find(
      (wrong) =>
        text.startsWith(wrong, at) && !(LATIN.test(wrong[0] as string) && isInWord(text, at, at + wrong.length)),
    );
}

const isInWord = (text: string, from: number, to: number): boolean =>
  LATIN.test(text[from - 1] ?? '') || LATIN.test(text[to] ?? '');

/** Same length: character by character; otherwise every new character stands for the whole old word. */
function putMended(put: Put, raw: Normal, at: number, length: number, right: string): void {
  if (right.length === length) {
    for (let i = 0; i < length; i += 1) put(right[i] as string, raw.start[at + i] as number, raw.end[at + i] as number);
  } else {
    put(right, raw.start[at] as number, raw.end[at + length - 1] as number);
  }
}

/** From a stretch of the normal text back to the original. */
export function original(normal: Normal, from: number, to: number): { start: number; end: number } {
  return { start: normal.start[from] ?? 0, end: normal.end[to - 1] ?? 0 };
}
