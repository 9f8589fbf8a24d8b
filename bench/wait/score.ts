/** Forecasts against what came: the same figures as the operator's page, over any group of them. */
export interface Judged {
  department: string;
  /** Hour of the day at which it was said. */
  hour: number;
  p50_minutes: number;
  p90_minutes: number;
  /** People ahead × mean visit (÷ rooms that share the line). */
  rival_minutes: number;
  /** The same, counting who is with the doctor as one more. */
  sterner_minutes: number;
  waited_minutes: number;
}
export interface Score {
  n: number;
  mae_minutes: number;
  rival_mae_minutes: number;
  mae_ratio: number;
  sterner_ratio: number;
  /** Share of true waits inside P50–P90; by what the range claims, 0.40. */
  coverage: number;
  within_p50: number;
  within_p90: number;
  bias_minutes: number;
}

/** What P50–P90 claims to hold. */
export const NOMINAL = 0.4;

export function scoreOf(judged: readonly Judged[]): Score {
  const mean = (of: (one: Judged) => number) => judged.reduce((sum, one) => sum + of(one), 0) / judged.length;
  const mae = (of: 'p50_minutes' | 'rival_minutes' | 'sterner_minutes') =>
    mean((one) => Math.abs(one[of] - one.waited_minutes));
  const within_p50 = mean((one) => Number(one.waited_minutes <= one.p50_minutes));
  const within_p90 = mean((one) => Number(one.waited_minutes <= one.p90_minutes));
  const [mae_minutes, rival_mae_minutes] = [mae('p50_minutes'), mae('rival_minutes')];
  return {
    ...{ n: judged.length, mae_minutes, rival_mae_minutes, within_p50, within_p90 },
    mae_ratio: mae_minutes / rival_mae_minutes,
    sterner_ratio: mae_minutes / mae('sterner_minutes'),
    coverage: within_p90 - within_p50,
    bias_minutes: mean((one) => one.p50_minutes - one.waited_minutes),
  };
}
