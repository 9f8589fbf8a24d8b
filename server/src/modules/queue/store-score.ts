/** SQL of how wrong the waiting times are. The truth of a range is the first call of its ticket after it was said. */
import { sql, type Tx } from '../../kernel/index.ts';

/** Errors of a day, hour and department, in sums of minutes. */
export interface ScoreRow {
  date: string;
  hour: number;
  department_id: string;
  n: number;
  not_judged: number;
  error_sum: number;
  absolute_error_sum: number;
  rival_absolute_error_sum: number;
  within_p50: number;
  within_p90: number;
}

/**
 * Sums of the ranges of these days. Not judged: who was held, went to another line or left in between (the range was said
 * of a line that they then did not wait in), and who still waits.
 */
const sums = (where: ReturnType<typeof sql>) => sql`
  with judged as (
    select f.date, f.hour, f.department_id, f.p50_minutes::float8 as p50, f.p90_minutes::float8 as p90,
      f.rival_minutes::float8 as rival,
      case when not exists (
        select 1 from ticket_act a where a.ticket_id = f.ticket_id and a.undone_at is null
          and a.act in ('hold', 'transfer', 'leave') and a.at >= f.made_at and a.at <= called.at
      ) then extract(epoch from called.at - f.made_at)::float8 / 60 end as waited
    from wait_forecast f
    left join lateral (
      select c.at from ticket_call c where c.ticket_id = f.ticket_id and c.is_turn and c.at >= f.made_at
      order by c.call_no limit 1
    ) as called on true
    where ${where}
  )
  select date, hour, department_id, count(waited)::int as n, count(*) filter (where waited is null)::int as not_judged,
    coalesce(sum(p50 - waited), 0)::float8 as error_sum, coalesce(sum(abs(p50 - waited)), 0)::float8 as absolute_error_sum,
    coalesce(sum(abs(rival - waited)), 0)::float8 as rival_absolute_error_sum,
    count(*) filter (where waited <= p50)::int as within_p50, count(*) filter (where waited <= p90)::int as within_p90
  from judged group by date, hour, department_id
`;

/** Keeps a closed day's sums for ever. */
export async function keepScore(tx: Tx, date: string): Promise<void> {
  await sql`
    insert into wait_score (date, hour, department_id, n, not_judged, error_sum, absolute_error_sum, rival_absolute_error_sum,
      within_p50, within_p90) ${sums(sql`f.date = ${date}`)}
  `.execute(tx);
}

/** Ranges are kept singly for so many days after theirs, for who wants to look into one; their sums stay. */
const DAYS_KEPT = 31;
export async function forgetForecasts(tx: Tx, today: string): Promise<void> {
  await sql`
    delete from wait_forecast f using wait_day d where d.date = f.date and f.date < ${today}::date - ${DAYS_KEPT}::int
  `.execute(tx);
}

/** The sums of days, closed or not; null: all departments. */
export async function scoresOf(
  tx: Tx,
  ask: { from: string; to: string; department_ids: string[] | null },
): Promise<(ScoreRow & { is_closed: boolean })[]> {
  const own = (column: string) =>
    sql`(${ask.department_ids}::uuid[] is null or ${sql.ref(column)} = any(${ask.department_ids}::uuid[]))`;
  const { rows } = await sql<ScoreRow & { is_closed: boolean }>`
    select s.*, true as is_closed from wait_score s where s.date between ${ask.from} and ${ask.to} and ${own('s.department_id')}
    union all
    select open.*, false from (${sums(sql`f.date between ${ask.from} and ${ask.to} and ${own('f.department_id')}
      and not exists (select 1 from wait_day d where d.date = f.date)`)}) as open
    order by 1, 2, 3
  `.execute(tx);
  return rows;
}
