/** SQL of waiting: forecasts as they were said, what a day that is over teaches, and how wrong it was. */
import { sql, type Tx } from '../../kernel/index.ts';
import { ticketColumns } from './store.ts';
import type { TicketRow } from './tables.ts';
import type { Measure } from './waiting-time-measures.ts';

export interface ForecastRow {
  ticket_id: string;
  made_at: Temporal.Instant;
  date: string;
  hour: number;
  department_id: string;
  people_ahead: number;
  p50_minutes: number;
  p90_minutes: number;
  rival_minutes: number;
}

/** When each ticket was last told how long still. */
export async function lastForecasts(tx: Tx, ticket_ids: string[]): Promise<Map<string, Temporal.Instant>> {
  const { rows } = await sql<{ ticket_id: string; made_at: Temporal.Instant }>`
    select ticket_id, max(made_at) as made_at from wait_forecast where ticket_id = any(${ticket_ids}::uuid[])
    group by ticket_id
  `.execute(tx);
  return new Map(rows.map((row) => [row.ticket_id, row.made_at]));
}

export async function insertForecasts(tx: Tx, forecasts: readonly ForecastRow[]): Promise<void> {
  if (forecasts.length === 0) return;
  const rows = forecasts.map((row) => ({ ...row, made_at: row.made_at.toString() }));
  await sql`
    insert into wait_forecast (ticket_id, made_at, date, hour, department_id, people_ahead, p50_minutes, p90_minutes, rival_minutes)
    select * from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as f(ticket_id uuid, made_at timestamptz, date date,
      hour smallint, department_id uuid, people_ahead integer, p50_minutes real, p90_minutes real, rival_minutes real)
    on conflict do nothing
  `.execute(tx);
}

/** Days before `today` with tickets that nobody has measured yet, oldest first. */
export async function unmeasuredDays(tx: Tx, today: string): Promise<string[]> {
  const { rows } = await sql<{ date: string }>`
    select distinct date from ticket where date < ${today} and not exists (select 1 from wait_day d where d.date = ticket.date)
    order by date
  `.execute(tx);
  return rows.map(({ date }) => date);
}

/** True for the one who closes the day; anybody else finds it closed. */
export async function takeDay(tx: Tx, date: string, at: Temporal.Instant): Promise<boolean> {
  const made = await sql`
    insert into wait_day (date, closed_at) values (${date}, ${at}) on conflict do nothing
  `.execute(tx);
  return made.numAffectedRows === 1n;
}

export async function insertMeasures(tx: Tx, date: string, measures: readonly Measure[]): Promise<void> {
  await sql`
    insert into wait_measure (date, what, department_id, doctor_id, visit_type_id, part, n, minutes_sum, minutes_square_sum)
    select ${date}::date, m.* from jsonb_to_recordset(${JSON.stringify(measures)}::jsonb) as m(what text, department_id uuid,
      doctor_id uuid, visit_type_id text, part smallint, n integer, minutes_sum float8, minutes_square_sum float8)
  `.execute(tx);
}

/** The measures of closed days since `from`, summed over these days. */
export async function measuresSince(tx: Tx, from: string): Promise<Measure[]> {
  const { rows } = await sql<Measure>`
    select what, department_id, doctor_id, visit_type_id, part, sum(n)::int as n, sum(minutes_sum) as minutes_sum,
      sum(minutes_square_sum) as minutes_square_sum
    from wait_measure where date >= ${from} group by what, department_id, doctor_id, visit_type_id, part
  `.execute(tx);
  return rows;
}

/** An act on a ticket that still counts, with what of its ticket a day's measures need. */
export interface DayActRow {
  ticket_id: string;
  kind: string;
  act: string;
  at: Temporal.Instant;
  room_id: string | null;
  session_id: string | null;
  service_point_id: string | null;
  department_id: string;
  doctor_id: string | null;
  visit_type_id: string | null;
  booking_id: string | null;
  slot_starts_at: Temporal.Instant | null;
  checked_in_at: Temporal.Instant;
  urgency: number;
  /** Of the ticket's last turn: all that is known of days before acts were kept. */
  ticket_room_id: string | null;
  called_at: Temporal.Instant | null;
  started_at: Temporal.Instant | null;
  ended_at: Temporal.Instant | null;
}
export async function actsOfDay(tx: Tx, date: string): Promise<DayActRow[]> {
  const { rows } = await sql<DayActRow>`
    select t.id as ticket_id, t.kind, a.act, a.at, a.room_id, t.session_id, t.service_point_id, t.department_id, t.doctor_id,
      t.visit_type_id, t.booking_id, t.slot_starts_at, t.checked_in_at, t.urgency, t.room_id as ticket_room_id, t.called_at,
      t.started_at, t.ended_at
    from ticket t join ticket_act a on a.ticket_id = t.id
    where t.date = ${date} and a.undone_at is null and a.act <> 'undo'
    order by t.id, a.seq
  `.execute(tx);
  return rows;
}

/** Tickets of a line that do not wait and are not over: with somebody, or gone for a while. */
export async function goingOf(
  tx: Tx,
  ask: { session_ids: string[]; service_point_id: string | null; date: string },
): Promise<TicketRow[]> {
  const { rows } = await sql<TicketRow>`
    select ${ticketColumns} from ticket t
    where t.date = ${ask.date} and t.state in ('called', 'in_consultation', 'passed', 'away')
      and (t.session_id = any(${ask.session_ids}::uuid[]) or t.service_point_id = ${ask.service_point_id})
    order by t.serial
  `.execute(tx);
  return rows;
}

/** When each room of these sessions or this service point last was left by a patient. */
export async function lastLeft(
  tx: Tx,
  ask: { session_ids: string[]; service_point_id: string | null; date: string },
): Promise<Map<string, Temporal.Instant>> {
  const { rows } = await sql<{ room_id: string; at: Temporal.Instant }>`
    select room_id, max(greatest(ended_at, passed_at, away_at)) as at from ticket
    where date = ${ask.date} and room_id is not null
      and (session_id = any(${ask.session_ids}::uuid[]) or service_point_id = ${ask.service_point_id})
    group by room_id having max(greatest(ended_at, passed_at, away_at)) is not null
  `.execute(tx);
  return new Map(rows.map((row) => [row.room_id, row.at]));
}
