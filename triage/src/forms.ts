// A form is how people say a thing. White space separates forms; inside one:
//   胸痛          literal text
//   {胸}          any word of that class (lexicon/classes*.yaml); {数} is any number, in digits or Chinese
//   (a|b)  (a|b)? ab+  [ab]  a{2}     as in a regular expression; `*`, `+` and `{n,m}` repeat what stands before
//   …  …12        a gap of up to 6 (12) characters that no stop (,。;!?) interrupts
// Each form becomes one regular expression and the list of its possible beginnings, by which the matcher finds it.
import { normalise, written } from './normalise.ts';

export interface Form {
  source: string;
  /** Where the form ends when it stands at this place of the text; -1 when it does not. */
  ends: (text: string, from: number) => number;
  /** Every text it can begin with, cut at BEGINNING characters. */
  beginnings: string[];
  /** A gapped mention swallows no other. */
  gapped: boolean;
  /** The whole form when it is plain text. */
  literal?: string;
}

type Node =
  | { is: 'text'; text: string }
  | { is: 'set'; source: string }
  | { is: 'gap'; most: number }
  | { is: 'either'; branches: Node[][] }
  | { is: 'repeat'; node: Node; least: number; most: number };

export type Classes = Readonly<Record<string, readonly string[]>>;

/** Longer beginnings make fewer tries, more memory. */
const BEGINNING = 3;
const MOST_BEGINNINGS = 400;
const GAP = 6;
const NUMBER = '0123456789.一二两三四五六七八九十百几数多半';

/** A gap at the beginning says nothing, nor does what may be left out before it. */
function withoutLead(nodes: Node[]): Node[] {
  const [first, second] = nodes;
  if (first?.is === 'gap') return withoutLead(nodes.slice(1));
  if (first?.is === 'repeat' && first.least === 0 && second?.is === 'gap') return withoutLead(nodes.slice(2));
  return nodes;
}

/** Written form to compiled form. Throws with the reason when the form cannot be read. */
export function compileForm(source: string, classes: Classes): Form {
  if (!SPECIAL.test(source)) return plainForm(source);
  const nodes = withoutLead(parse(source, classes));
  const beginnings = beginningsOf(nodes);
  if (beginnings.includes(''))
    throw new Error(`可以是空的，或以空隙、字符集开头  may be empty, or begins with a gap or a set: ${source}`);
  const only = nodes.length > 0 && nodes.every((node) => node.is === 'text');
  const literal = only ? nodes.map((node) => (node as { text: string }).text).join('') : undefined;
  return {
    source,
    ends: tryPattern(() => boundary(gapsStopAtDenial(toSource(nodes)))),
    beginnings,
    gapped: hasGap(nodes),
    literal,
  };
}

export const splitForms = (forms: string): string[] => forms.split(/\s+/).filter((form) => form !== '');

/** English forms: words with single spaces; a gap and classes work there too. */
export const compileEnglish = (source: string, classes: Classes): Form => compileForm(source.toLowerCase(), classes);

const SPECIAL = /[(){}[\]|?*+…\\.]/;

/** Most forms are plain words, for which no pattern is needed. */
function plainForm(source: string): Form {
  const literal = [...source].map(plain).join('');
  if (literal === '') throw new Error(`是空的  is empty: ${source}`);
  const latin = /[a-z]/.test(literal);
  const ends = latin
    ? tryPattern(() => boundary(escaped(literal)))
    : (text: string, from: number) => (text.startsWith(literal, from) ? from + literal.length : -1);
  return { source, ends, beginnings: [literal.slice(0, BEGINNING)], gapped: false, literal };
}

/** The pattern is written and made when it is first tried; most never are. */
function tryPattern(sourceOf: () => string): Form['ends'] {
  let pattern: RegExp | undefined;
  return (text, from) => {
    pattern ??= new RegExp(sourceOf(), 'uy');
    pattern.lastIndex = from;
    return pattern.test(text) ? pattern.lastIndex : -1;
  };
}

/** Latin letters at either end must not go on: "hp" is not in "php". */
function boundary(source: string): string {
  const before = /^[a-z]/.test(source) ? '(?<![a-z])' : '';
  const after = /[a-z]$/.test(source) ? '(?![a-z])' : '';
  return `${before}${source}${after}`;
}

// ------------------------------------------------------------------ reading a form

interface Cursor {
  text: string;
  at: number;
  classes: Classes;
}

function parse(source: string, classes: Classes): Node[] {
  const cursor: Cursor = { text: source, at: 0, classes };
  const branches = parseBranches(cursor, '');
  if (cursor.at < source.length) throw new Error(`多了一个括号  a bracket too many: ${source}`);
  return branches.length === 1 ? (branches[0] as Node[]) : [{ is: 'either', branches }];
}

function parseBranches(cursor: Cursor, until: string): Node[][] {
  const branches: Node[][] = [[]];
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== ')') {
    if (cursor.text[cursor.at] === '|') {
      cursor.at += 1;
      branches.push([]);
    } else {
      const nodes = branches.at(-1) as Node[];
      nodes.push(repeated(cursor, parseOne(cursor)));
    }
  }
  if (until && cursor.text[cursor.at] !== until) throw new Error(`少了右括号  a bracket is not closed: ${cursor.text}`);
  return branches;
}

function parseOne(cursor: Cursor): Node {
  const char = cursor.text[cursor.at] as string;
  if (char === '(') return parseGroup(cursor);
  if (char === '{') return parseClass(cursor);
  if (char === '[') return parseSet(cursor);
  if (char === '…') return parseGap(cursor);
  if (char === '.') {
    cursor.at += 1;
    return { is: 'gap', most: 1 };
  }
  if (char === '\\') return parseEscape(cursor);
  cursor.at += 1;
  return { is: 'text', text: plain(char) };
}

function parseEscape(cursor: Cursor): Node {
  const char = cursor.text[cursor.at + 1] ?? '';
  cursor.at += 2;
  return char === 'd' ? anyOf('0123456789') : { is: 'text', text: char };
}

function parseGroup(cursor: Cursor): Node {
  cursor.at += 1;
  if (cursor.text.startsWith('?:', cursor.at)) cursor.at += 2;
  const branches = parseBranches(cursor, ')');
  cursor.at += 1;
  return { is: 'either', branches };
}

function parseClass(cursor: Cursor): Node {
  const end = cursor.text.indexOf('}', cursor.at);
  const name = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  if (name === '数') return { is: 'repeat', node: anyOf(NUMBER), least: 1, most: 8 };
  const words = cursor.classes[name];
  if (end < 0 || !words) throw new Error(`没有这个词类  unknown class {${name}}: ${cursor.text}`);
  return { is: 'either', branches: words.map((word) => [{ is: 'text', text: plain(word) }]) };
}

function parseSet(cursor: Cursor): Node {
  const end = cursor.text.indexOf(']', cursor.at);
  if (end < 0) throw new Error(`少了 ]  ] is missing: ${cursor.text}`);
  const inside = cursor.text.slice(cursor.at + 1, end);
  cursor.at = end + 1;
  if (inside.startsWith('^')) return { is: 'set', source: `[^,。;!?${inside.slice(1)}]` };
  if (/[a-z0-9]-[a-z0-9]/i.test(inside)) return { is: 'set', source: `[${inside.toLowerCase()}]` };
  return anyOf(inside);
}

const anyOf = (chars: string): Node => ({
  is: 'either',
  branches: [...chars].map((char) => [{ is: 'text', text: plain(char) }]),
});

function parseGap(cursor: Cursor): Node {
  cursor.at += 1;
  const digits = /^\d{1,2}/.exec(cursor.text.slice(cursor.at))?.[0] ?? '';
  cursor.at += digits.length;
  return { is: 'gap', most: digits ? Number(digits) : GAP };
}

function repeated(cursor: Cursor, node: Node): Node {
  if (!'?*+{'.includes(cursor.text[cursor.at] ?? '.')) return node;
  const found = /^(?:[?*+]|\{(\d+)(?:,(\d*))?\})/.exec(cursor.text.slice(cursor.at));
  if (!found) return node;
  cursor.at += found[0].length;
  const bounds = countOf(found[0], found[1], found[2]);
  return repeated(cursor, { is: 'repeat', node, ...bounds });
}

function countOf(sign: string, least?: string, most?: string): { least: number; most: number } {
  if (sign === '?') return { least: 0, most: 1 };
  if (sign === '*') return { least: 0, most: 8 };
  if (sign === '+') return { least: 1, most: 8 };
  return { least: Number(least), most: most === undefined ? Number(least) : Number(most || 8) };
}

/** A class word or one character, written as normalised text is. */
function plain(text: string): string {
  if (text === ' ' || text === '.') return text;
  return text.length === 1 ? written(text) : normalise(text).text;
}

// ------------------------------------------------------------------ what it becomes

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');

function toSource(nodes: readonly Node[]): string {
  return nodes.map(sourceOf).join('');
}

function sourceOf(node: Node): string {
  if (node.is === 'text') return escaped(node.text);
  if (node.is === 'set') return node.source;
  if (node.is === 'gap') return `${GAP_CHAR}{0,${node.most}}?`;
  if (node.is === 'repeat') return `(?:${sourceOf(node.node)}){${node.least},${node.most}}`;
  // Longer words first: a regular expression takes the first that fits.
  const branches = node.branches.map(toSource).sort((a, b) => b.length - a.length);
  return `(?:${branches.join('|')})`;
}

const GAP_CHAR = '[^,。;!?]';
/** 没力, 不舒服 and the like deny nothing. */
const DENIAL =
  '没(?!力|劲|来由|完|办法|法|多久|想到|精神)|否认|并无|从未|不(?![舒适停断住得行了知止敢能由光仅但想肯好对太很]|是很|是特别|是非常|是太)';

/** 胸口没有疼 is no chest pain: a gap does not run over a denial, unless the form itself speaks of one. */
function gapsStopAtDenial(source: string): string {
  if (/[没不无未]/.test(source)) return source;
  return source.replaceAll(`${GAP_CHAR}{`, `(?:(?!${DENIAL})${GAP_CHAR}){`);
}

function hasGap(nodes: readonly Node[]): boolean {
  return nodes.some((node) => {
    if (node.is === 'gap') return node.most > 0;
    if (node.is === 'repeat') return hasGap([node.node]);
    return node.is === 'either' && node.branches.some(hasGap);
  });
}

// ------------------------------------------------------------------ how it can begin

interface Beginning {
  text: string;
  /** Nothing more can be said of what follows. */
  closed: boolean;
}

function beginningsOf(nodes: readonly Node[]): string[] {
  for (let length = BEGINNING; length > 0; length -= 1) {
    const found = [...new Set(extend([{ text: '', closed: false }], nodes, length).map((each) => each.text))];
    if (found.length <= MOST_BEGINNINGS || length === 1) return prefixFree(found);
  }
  return [];
}

function extend(begun: Beginning[], nodes: readonly Node[], length: number): Beginning[] {
  let now = begun;
  for (const node of nodes) {
    if (now.every((each) => each.closed)) return now;
    now = now.flatMap((each) => (each.closed ? [each] : extendOne(each, node, length)));
    now = distinct(now);
  }
  return now;
}

function extendOne(begun: Beginning, node: Node, length: number): Beginning[] {
  if (node.is === 'text') return [cut(begun.text + node.text, length)];
  if (node.is === 'gap' || node.is === 'set') return [{ ...begun, closed: true }];
  if (node.is === 'either') return node.branches.flatMap((branch) => extend([begun], branch, length));
  const once = node.most > 0 ? extendOne(begun, node.node, length) : [];
  const more = node.most > 1 ? once.map((each) => ({ ...each, closed: true })) : once;
  return node.least === 0 ? [begun, ...more] : more;
}

const cut = (text: string, length: number): Beginning =>
  text.length >= length ? { text: text.slice(0, length), closed: true } : { text, closed: false };

function distinct(all: Beginning[]): Beginning[] {
  if (all.length < 2) return all;
  const seen = new Map(all.map((each) => [`${each.text}${each.closed}`, each]));
  return [...seen.values()];
}

/** Where "胸" is a beginning, "胸口" adds nothing. */
function prefixFree(all: string[]): string[] {
  const short = new Set(all);
  return all.filter((text) => {
    for (let length = 1; length < text.length; length += 1) if (short.has(text.slice(0, length))) return false;
    return true;
  });
}
