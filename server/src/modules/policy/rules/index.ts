/** The rules, read from data. Pure: the hospital's day, wall clock and calendar are handed in. */
export * from './contradictions/index.ts';
export * from './days.ts';
export * from './gates.ts';
export * from './judge.ts';
export * from './lift.ts';
export * from './limits.ts';
export * from './penalties.ts';
export * from './policy.ts';
export * from './time.ts';
export * from './visit.ts';
export { type BothWords, halfDayWords, offenceWord, offenceWords } from './words.ts';
