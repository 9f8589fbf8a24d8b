/** SQL of the day's figures: every figure is a count of rows of `an_booking` that the same condition lists again. */
import type { figures } from '@menzhen/contract';
import type { RawBuilder } from 'kysely';
import { first, HOSPITAL_ZONE, sql, type Tx } from '../../kernel/index.ts';

export type Figure = (typeof figures)[number];

/** What each figure counts. */
const counts: Record<Figure, RawBuilder<unknown>> = {
  booked: sql`b.state in ('booked', 'checked_in', 'called', 'in_consultation', 'finished', 'no_show')`,
  checked_in: sql`b.checked_in_at is not null and b.state <> 'cancelled'`,
  waiting: sql`b.state in ('checked_in', 'called')`,
  in_consultation: sql`b.state = 'in_consultation'`,
  seen: sql`b.state = 'finished'`,
  no_shows: sql`b.state = 'no_show'`,
  cancelled: sql`b.state = 'cancelled' and b.booked_at is not null`,
};
const waited = sql`extract(epoch from b.called_at - b.checked_in_at)::float8 / 60`;
const tenth = (share: number) => sql`
  round(percentile_cont(${sql.lit(share)}) within group (order by ${waited}) filter (where b.called_at is not null)::numeric, 1)::float8`;

export interface Scope {
  date: string;
  /** null: the whole hospital. */
  department_ids: string[] | null;
}
export interface CountRow extends Record<Figure, number> {
  /** null: all departments together. */
  department_id: string | null;
  visits: number;
  wait_minutes_p50: number | null;
  wait_minutes_p90: number | null;
}

const inScope = ({ date, department_ids }: Scope) => sql`
  b.date = ${date} and (${department_ids}::uuid[] is null or b.department_id = any(${department_ids}::uuid[]))`;

/** The day's counts: one row per department, and the one for all of them. */
export async function countsOf(tx: Tx, scope: Scope): Promise<CountRow[]> {
  const columns = Object.entries(counts).map(
    ([figure, condition]) => sql`count(*) filter (where ${condition})::int as ${sql.ref(figure)}`,
  );
  const { rows } = await sql<CountRow>`
    select b.department_id, ${sql.join(columns)}, count(*)::int as visits,
      ${tenth(0.5)} as wait_minutes_p50, ${tenth(0.9)} as wait_minutes_p90
    from an_booking b
    where ${inScope(scope)} and (b.booked_at is not null or b.checked_in_at is not null)
    group by grouping sets ((b.department_id), ())
  `.execute(tx);
  return rows;
}

export interface MoneyRow {
  department_id: string | null;
  paid_fen: number;
  refunded_fen: number;
}

/** Money that moved on the day, by the department of its booking. */
export async function moneyOf(tx: Tx, { date, department_ids }: Scope): Promise<MoneyRow[]> {
  const { rows } = await sql<MoneyRow>`
    select b.department_id, coalesce(sum(p.amount_fen) filter (where p.kind = 'paid'), 0)::int8 as paid_fen,
      coalesce(sum(p.amount_fen) filter (where p.kind = 'refunded'), 0)::int8 as refunded_fen
    from an_payment p left join an_booking b on b.booking_id = p.booking_id
    where p.date = ${date} and (${department_ids}::uuid[] is null or b.department_id = any(${department_ids}::uuid[]))
    group by b.department_id
  `.execute(tx);
  return rows;
}

export interface HourRow {
  hour: number;
  checked_in: number;
  seen: number;
}

export async function hoursOf(tx: Tx, scope: Scope): Promise<HourRow[]> {
  const hour = (column: string) =>
    sql`extract(hour from ${sql.ref(column)} at time zone ${sql.lit(HOSPITAL_ZONE)})::int`;
  const { rows } = await sql<HourRow>`
    select hour, sum(came)::int as checked_in, sum(went)::int as seen from (
      select ${hour('b.checked_in_at')} as hour, 1 as came, 0 as went from an_booking b
      where ${inScope(scope)} and ${counts.checked_in}
      union all
      select ${hour('b.finished_at')}, 0, 1 from an_booking b where ${inScope(scope)} and ${counts.seen}
    ) as moments group by hour order by hour
  `.execute(tx);
  return rows;
}

export interface VisitBehind {
  booking_id: string;
  patient_id: string;
  department_id: string;
  doctor_id: string;
  state: string;
  starts: string | null;
  checked_in_at: Temporal.Instant | null;
  called_at: Temporal.Instant | null;
  finished_at: Temporal.Instant | null;
  wait_minutes: number | null;
}

/** The visits that a figure counts. */
export async function visitsBehind(tx: Tx, scope: Scope, figure: Figure): Promise<VisitBehind[]> {
  const { rows } = await sql<VisitBehind>`
    select b.booking_id, b.patient_id, b.department_id, b.doctor_id, b.state, b.starts, b.checked_in_at, b.called_at,
      b.finished_at, round((${waited})::numeric, 1)::float8 as wait_minutes
    from an_booking b
    where ${inScope(scope)} and (b.booked_at is not null or b.checked_in_at is not null) and ${counts[figure]}
    order by b.starts, b.booking_id
  `.execute(tx);
  return rows;
}

export interface NameRow {
  kind: string;
  id: string;
  name: string;
  name_en: string;
}
export async function names(tx: Tx): Promise<NameRow[]> {
  return (await sql<NameRow>`select kind, id, name, name_en from an_name`.execute(tx)).rows;
}

/** The newest hospital time among the facts that were read. */
export async function asOf(tx: Tx): Promise<Temporal.Instant | undefined> {
  return first(await sql<{ at: Temporal.Instant }>`select at from an_as_of`.execute(tx))?.at;
}
