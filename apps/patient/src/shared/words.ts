import { commonWords } from './common-words.ts';

/**
 * Every sentence of the app, [Chinese, English], kept beside the screens that say it. Both are written, neither is a
 * translation; the pair makes a missing language impossible and `words.test.ts` finds unused and uneven ones.
 */
export const words = {
  ...commonWords,
} as const satisfies Record<string, readonly [zh: string, en: string]>;

export type Word = keyof typeof words;
