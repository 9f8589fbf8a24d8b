/**
 * What hospitals write into one cell of a week: “101 诊室 专家号”, “√”, “单周 出诊、双周 停”, “102 普通 13:30-16:30”. A word that
 * comes a second time begins a second duty.
 */
import type { Weeks } from '../tables.ts';
import type { Names, Said } from './entry.ts';
import { fenOfCell, timeOfCell } from './words.ts';
import { type Why, why } from './why.ts';

interface Part {
  said: Said;
  duty: 'on' | 'off';
}
export type Read = { parts: Part[]; why: null } | { parts: []; why: Why };
/** What a piece of text adds to a duty. */
type Piece = Partial<Said> & { off?: true; on?: true };
interface Rule {
  pattern: RegExp;
  piece: (found: RegExpExecArray) => Piece | undefined;
}

const SEPARATORS = /[\s,、;/|+·()[\]]+/y;
const literal = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
const spaced = (name: string) => [...name.normalize('NFKC').replace(/\s+/g, '')].map(literal).join('\\s*');
/** Not in the middle of a longer number or time. */
const WHOLE = '(?![\\d:])';

/** A name and the short form people use for it, unless two things have the same short form. */
function nameRules(names: string[], shorten: RegExp, piece: (name: string) => Piece): Rule[] {
  const shortOf = (name: string) => name.normalize('NFKC').replace(/\s+/g, '').replace(shorten, '');
  const shorts = Map.groupBy(names, shortOf);
  const ways = names.flatMap((name) => {
    const short = shortOf(name);
    return [[name, name] as const, ...(short && shorts.get(short)!.length === 1 ? [[short, name] as const] : [])];
  });
  return ways
    .toSorted(([a], [b]) => b.length - a.length)
    .map(([written, name]) => ({ pattern: new RegExp(spaced(written) + WHOLE, 'iy'), piece: () => piece(name) }));
}

const weeks = (pattern: string, value: Weeks): Rule => ({
  pattern: new RegExp(pattern, 'iy'),
  piece: () => ({ weeks: value }),
});
const fixed: readonly Rule[] = [
  {
    pattern: /(\d{1,2}:\d{2})\s*(?:[-–—~至到])\s*(\d{1,2}:\d{2})/y,
    piece: ([, from, to]) => {
      const [starts, ends] = [timeOfCell(from!), timeOfCell(to!)];
      return starts && ends ? { starts, ends } : undefined;
    },
  },
  weeks('单周?|odd(\\s*weeks?)?', 'odd'),
  weeks('双周?|even(\\s*weeks?)?', 'even'),
  weeks('每周|every(\\s*weeks?)?', 'every'),
  { pattern: /停诊|停|休息|休|不出诊|off|rest|[-–—×x](?=$|[\s,、;])/iy, piece: () => ({ off: true }) },
  { pattern: /出诊|坐诊|上班|有号|[√✓✔☑]|on(?=$|\s)/iy, piece: () => ({ on: true }) },
  { pattern: /每段\s*(\d{1,2})\s*号/y, piece: ([, places]) => ({ places_per_slot: Number(places) }) },
  { pattern: /每段\s*(\d{1,2})\s*分钟?/y, piece: ([, minutes]) => ({ slot_minutes: Number(minutes) }) },
  { pattern: /挂号费?\s*([\d.]+)\s*元?/y, piece: ([, yuan]) => fee('registration_fen', yuan!) },
  { pattern: /诊察费?\s*([\d.]+)\s*元?/y, piece: ([, yuan]) => fee('consultation_fen', yuan!) },
];
function fee(name: 'registration_fen' | 'consultation_fen', yuan: string): Piece | undefined {
  const fen = fenOfCell(yuan);
  return fen === undefined ? undefined : { [name]: fen };
}

/** Reads cells with the hospital's own names; keep one for a whole sheet. */
export function cellReader(names: Names): (text: string) => Read {
  const rules = [
    ...nameRules(names.rooms, /(号?诊室|室)$/, (room) => ({ room })),
    ...nameRules(names.visit_types, /(号|门诊)$/, (visit_type) => ({ visit_type })),
    ...fixed,
  ];
  return (written) => {
    const text = written.normalize('NFKC').trim();
    const pieces: Piece[] = [];
    let at = skip(text, 0);
    while (at < text.length) {
      const next = pieceAt(rules, text, at);
      if (!next) return { parts: [], why: why('text_unknown', { text: text.slice(at, at + 20).split(/[\n;]/)[0]! }) };
      pieces.push(next.piece);
      at = skip(text, next.end);
    }
    return together(pieces);
  };
}

function skip(text: string, at: number): number {
  SEPARATORS.lastIndex = at;
  return SEPARATORS.test(text) ? SEPARATORS.lastIndex : at;
}

function pieceAt(rules: readonly Rule[], text: string, at: number): { piece: Piece; end: number } | undefined {
  for (const { pattern, piece } of rules) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    const read = found && piece(found);
    if (read) return { piece: read, end: at + found[0].length };
  }
  return undefined;
}

const isOff = (one: Piece): boolean => one.off === true;

/** A word of a kind that a duty has already begins the next. */
function together(pieces: Piece[]): Read {
  const duties: Piece[] = [];
  for (const piece of pieces) {
    const last = duties.at(-1);
    if (last && Object.keys(piece).every((kind) => !(kind in last))) Object.assign(last, piece);
    else duties.push({ ...piece });
  }
  const on = duties.filter((one) => !isOff(one));
  if (on.length === 0 && duties.some((one) => one.weeks && one.weeks !== 'every'))
    return { parts: [], why: why('off_weeks') };
  if (on.length === 0) return { parts: [{ said: {}, duty: 'off' }], why: null };
  return { parts: on.map(({ off: _off, on: _on, ...said }) => ({ said, duty: 'on' })), why: null };
}
