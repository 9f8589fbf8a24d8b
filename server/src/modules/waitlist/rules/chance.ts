/**
 * How likely a place is, told with what it is reckoned from: the same sessions of the last weeks, looked at from the same
 * time before them. No model and no weights, so that a patient can follow it. Pure.
 */
import type { WaitlistChance } from '@menzhen/contract';

export const WEEKS_LOOKED_AT = 8;
/** With fewer weeks than this the share is told as saying little. */
export const FEW_WEEKS = 5;
/** For the two-sided 90 % interval of a normal distribution. */
const Z_90 = 1.645;

/** One past week: whether such sessions ran, and how many of their places were given back from that time on. */
export interface PastWeek {
  sessions: number;
  given_back: number;
}

/** Wilson's interval of a share: holds for few trials and for 0 or all of them. Shares of 0 to 1. */
export function wilson(hits: number, trials: number, z = Z_90): { low: number; high: number } {
  const share = hits / trials;
  const zz = (z * z) / trials;
  const middle = share + zz / 2;
  const reach = z * Math.sqrt((share * (1 - share)) / trials + zz / (4 * trials));
  return { low: Math.max(0, (middle - reach) / (1 + zz)), high: Math.min(1, (middle + reach) / (1 + zz)) };
}

const percent = (share: number): number => Math.round(share * 100);

/** Null: no such session ran in the weeks looked at, so nothing is known. */
export function chanceOf(weeks: readonly PastWeek[], position: number): WaitlistChance | null {
  const ran = weeks.filter((week) => week.sessions > 0);
  if (ran.length === 0) return null;
  const enough = ran.filter((week) => week.given_back >= position).length;
  const { low, high } = wilson(enough, ran.length);
  return {
    position,
    weeks: ran.length,
    weeks_enough: enough,
    given_back: ran.reduce((sum, week) => sum + week.given_back, 0),
    percent: percent(enough / ran.length),
    percent_low: percent(low),
    percent_high: percent(high),
    few: ran.length < FEW_WEEKS,
  };
}
