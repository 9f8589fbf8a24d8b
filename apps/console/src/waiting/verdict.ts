/** What to think of a group's ranges: only shares that are clearly off are named, and only where there are enough of them. */
import type { WaitFigures, WaitScoreView } from '@menzhen/contract';

export const ENOUGH = 100;
const OFF = 0.05;

export type Verdict = 'few' | 'fits' | 'long' | 'short' | 'wide' | 'narrow';

export function verdictOf(figures: WaitFigures, nominal: WaitScoreView['nominal']): Verdict {
  const { n, within_p50, within_p90 } = figures;
  if (n < ENOUGH || within_p50 === null || within_p90 === null) return 'few';
  const [middle, high] = [within_p50 - nominal.within_p50, within_p90 - nominal.within_p90];
  if (middle < -OFF && high > OFF) return 'wide';
  if (middle > OFF && high < -OFF) return 'narrow';
  if (middle < -OFF || high < -OFF) return 'short';
  if (middle > OFF || high > OFF) return 'long';
  return 'fits';
}

export const percent = (share: number): number => Math.round(share * 100);

/** By how many percent the error is smaller than the plain rule's; negative: larger; null: nothing compared. */
export const betterBy = (figures: Pick<WaitFigures, 'mae_ratio'>): number | null =>
  figures.mae_ratio === null ? null : Math.round((1 - figures.mae_ratio) * 100);
