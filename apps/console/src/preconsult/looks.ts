/** How urgency and the scope of a word look: a shape beside the word, the colour only repeats it. */
import type { Shape, Tone } from '@menzhen/ui';

type Look = { shape: Shape; tone: Tone };
const levels: Record<1 | 2 | 3 | 4, Look> = {
  1: { shape: 'bang', tone: 'bad' },
  2: { shape: 'dot', tone: 'bad' },
  3: { shape: 'half', tone: 'act' },
  4: { shape: 'ring', tone: 'quiet' },
};
export const levelLook = (level: number | null): Look => levels[(level ?? 4) as 1];

const assertions: Record<string, Look> = {
  present: { shape: 'dot', tone: 'good' },
  absent: { shape: 'cross', tone: 'quiet' },
  uncertain: { shape: 'half', tone: 'act' },
  feared: { shape: 'half', tone: 'act' },
};
export const assertionLook = (assertion: string): Look => assertions[assertion] ?? { shape: 'dash', tone: 'quiet' };

/** Names one after another, as the language lists them. */
export const listed = (names: readonly string[], locale: string): string => names.join(locale === 'en' ? ', ' : '、');

/** Words once each, without those that stand inside of others. */
export const longest = (words: readonly string[]): string[] =>
  [...new Set(words)].filter((one, _at, all) => !all.some((other) => other !== one && other.includes(one)));

/** Whole minutes that have gone by; never negative, since two clocks may differ a little. */
export const minutesSince = (at: string, now_ms: number): number =>
  Math.max(0, Math.floor((now_ms - Date.parse(at)) / 60_000));

/** A text cut at the words that are marked in it; overlapping marks count once, the first. */
export function cut<M extends { start: number; end: number }>(
  text: string,
  marks: readonly M[],
): { text: string; mark?: M }[] {
  const pieces: { text: string; mark?: M }[] = [];
  let at = 0;
  for (const mark of marks.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    if (mark.start < at || mark.end > text.length || mark.end <= mark.start) continue;
    if (mark.start > at) pieces.push({ text: text.slice(at, mark.start) });
    pieces.push({ text: text.slice(mark.start, mark.end), mark });
    at = mark.end;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
