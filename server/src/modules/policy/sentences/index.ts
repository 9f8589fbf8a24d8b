/** The rules in plain words, made from the same data that is enforced, in the order a patient meets them. */
import type { Policy } from '../rules/index.ts';
import { gateLines, horizonLines, hoursLines, limitLines } from './booking.ts';
import type { Line } from './line.ts';
import { queueLines } from './queue.ts';
import { afterwardsLines, cancelLines, checkInLines, collectLines, payLines, penaltyLines } from './visit.ts';

export { examplesOf } from './examples.ts';
export type { Line } from './line.ts';

export interface Sentence {
  rule: string;
  sentence: string;
}
const parts: ((policy: Policy) => Line[])[] = [
  horizonLines,
  hoursLines,
  gateLines,
  limitLines,
  payLines,
  cancelLines,
  collectLines,
  checkInLines,
  queueLines,
  penaltyLines,
  afterwardsLines,
];

/** Everything a patient should know before booking, in both languages; what binds the staff alone (refund, extra, rush, preconsult) is not said. */
export const linesOf = (policy: Policy): Line[] => parts.flatMap((part) => part(policy));
export const sentencesOf = (policy: Policy, locale: 'zh' | 'en'): Sentence[] =>
  linesOf(policy).map((row) => ({ rule: row.rule, sentence: row[locale] }));
