/** A text twice as long is twice the work, not four times: counted in looks at what was read, never in time. */
import { expect, test } from 'vitest';
import { compileCues } from './cues.ts';
import { createFlagReader } from './flags.ts';
import { createMatcher } from './match.ts';
import { typoTable } from './normalise.ts';
import { look, readSight } from './reading-turn.ts';
import { smallData, smallEngine } from './testing/small.ts';

const tools = {
  matcher: createMatcher(smallData.concepts, smallData.classes),
  cues: compileCues(smallData.cues),
  typos: typoTable(smallData.typos),
};

/** The list, and how often one of its elements was asked for. */
function counted<T extends object>(list: T[]): { list: T[]; looks: () => number } {
  let looks = 0;
  const get = (target: T[], key: string | symbol, receiver: unknown): unknown => {
    if (typeof key === 'string' && /^\d+$/.test(key)) looks += 1;
    return Reflect.get(target, key, receiver);
  };
  return { list: new Proxy(list, { get }), looks: () => looks };
}

/** Looks at hits, measures and clauses while every mention of the text is ruled upon. */
function looksOf(text: string): number {
  const sight = look({ from: 'patient', text }, 0, tools);
  const [hits, measures, pieces] = [counted(sight.hits), counted(sight.measures), counted(sight.pieces)];
  const seen = { ...sight, hits: hits.list, measures: measures.list, pieces: pieces.list };
  readSight(seen, { person: { who: 'self' }, isOther: () => false }, 0, tools.cues);
  return hits.looks() + measures.looks() + pieces.looks();
}

/** How often it was asked where a mention stands while rules are tried, one of them asking what stands near what. */
function flagLooksOf(text: string): number {
  const reading = smallEngine.read(text);
  let looks = 0;
  const mentions = reading.mentions.map((mention) => ({
    ...mention,
    get clause() {
      looks += 1;
      return mention.clause;
    },
  }));
  createFlagReader(smallData.rules, { broader: () => [] })({ ...reading, mentions });
  return looks;
}

const TEXTS = [
  '咳嗽',
  '咳嗽，',
  '没有胸闷，',
  '否认发烧，咳嗽，心慌，胸闷，',
  '三年前得过心梗，',
  '我咳嗽。',
  '突然头疼，心慌，',
  '没有发烧头疼',
  '突然，咳嗽，心慌，头疼，',
];

/** Four times the text; a little more is the deeper halving of longer lists. Squares would be sixteen. */
const MOST_GROWTH = 6;
const SHORT = 1_500;

const filled = (words: string, characters: number): string => words.repeat(Math.ceil(characters / words.length));

const growth = (looks: (text: string) => number, words: string): number =>
  looks(filled(words, 4 * SHORT)) / Math.max(1, looks(filled(words, SHORT)));

test.each(TEXTS)('many times %s', (words) => {
  expect(growth(looksOf, words)).toBeLessThan(MOST_GROWTH);
});

test.each(TEXTS)('red flags of many times %s', (words) => {
  expect(growth(flagLooksOf, words)).toBeLessThan(MOST_GROWTH);
});
