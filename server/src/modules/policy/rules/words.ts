/** Words of the rules that appear inside sentences. */
import type { HalfDay } from './policy.ts';

export interface BothWords {
  zh: string;
  en: string;
}
export const halfDayWords: Record<HalfDay, BothWords> = {
  morning: { zh: '上午', en: 'morning' },
  afternoon: { zh: '下午', en: 'afternoon' },
  evening: { zh: '夜间', en: 'evening' },
};
