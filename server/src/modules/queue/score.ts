/** How wrong the waiting times are, as the operator sees it: the same figures for all, by hour, by department and by day. */
import type { WaitFigures, WaitScoreView } from '@menzhen/contract';
import type { Tx } from '../../kernel/index.ts';
import type { Names } from './ports.ts';
import { type ScoreRow, scoresOf } from './store-score.ts';
import { nameIn } from './views.ts';
import type { Locale } from './words.ts';

/** What a range claims: half of the true waits are at most its P50, nine of ten at most its P90. */
export const NOMINAL = { within_p50: 0.5, within_p90: 0.9, inside: 0.4 };

type Sums = Omit<ScoreRow, 'date' | 'hour' | 'department_id'>;

/** Figures of sums; null where nobody was called yet. Minutes to a hundredth, shares to a thousandth. */
export function figuresOf(rows: readonly Sums[]): WaitFigures {
  const sum = (of: keyof Sums) => rows.reduce((all, row) => all + row[of], 0);
  const n = sum('n');
  const mean = (of: keyof Sums, digits: number) => (n === 0 ? null : Number((sum(of) / n).toFixed(digits)));
  const share = (part: number) => (n === 0 ? null : Number((part / n).toFixed(3)));
  const [error, rival] = [sum('absolute_error_sum'), sum('rival_absolute_error_sum')];
  return {
    n,
    not_judged: sum('not_judged'),
    mae_minutes: mean('absolute_error_sum', 2),
    rival_mae_minutes: mean('rival_absolute_error_sum', 2),
    mae_ratio: rival === 0 ? null : Number((error / rival).toFixed(3)),
    bias_minutes: mean('error_sum', 2),
    within_p50: share(sum('within_p50')),
    within_p90: share(sum('within_p90')),
    inside: share(sum('within_p90') - sum('within_p50')),
  };
}

export interface ScoreAsk {
  from: string;
  to: string;
  /** Null: all. */
  department_ids: string[] | null;
  locale: Locale;
}

export async function waitScore(tx: Tx, names: Names, { locale, ...ask }: ScoreAsk): Promise<WaitScoreView> {
  const rows = await scoresOf(tx, ask);
  const grouped = <K>(key: (row: (typeof rows)[number]) => K) =>
    [...Map.groupBy(rows, key)].map(([of, own]) => ({ of, own, figures: figuresOf(own) }));
  return {
    ...{ from: ask.from, to: ask.to, nominal: NOMINAL, total: figuresOf(rows) },
    hours: grouped((row) => row.hour)
      .map(({ of, figures }) => ({ hour: of, ...figures }))
      .sort((a, b) => a.hour - b.hour),
    departments: grouped((row) => row.department_id)
      .map(({ of, figures }) => ({
        department_id: of,
        department_name: nameIn(names.department(of), locale),
        ...figures,
      }))
      .sort((a, b) => b.n - a.n || (a.department_id < b.department_id ? -1 : 1)),
    days: grouped((row) => row.date)
      .map(({ of, own, figures }) => ({ date: of, is_closed: own.every((row) => row.is_closed), ...figures }))
      .sort((a, b) => (a.date < b.date ? 1 : -1)),
  };
}
