/** SQL that the waiting list asks of booking's rows. */
import { first, sql, type Tx } from '../../kernel/index.ts';

/** Which of these patients already hold a place in the slot's session or at its time. */
export async function busyPatients(tx: Tx, slot_id: string, patient_ids: string[]): Promise<Set<string>> {
  const { rows } = await sql<{ patient_id: string }>`
    select distinct b.patient_id from slot t join booking b on b.patient_id = any(${patient_ids}::uuid[])
      and b.state in ('held', 'booked', 'checked_in', 'called', 'in_consultation')
      and (b.session_id = t.session_id or (b.starts_at < t.ends_at and b.ends_at > t.starts_at))
    where t.id = ${slot_id}
  `.execute(tx);
  return new Set(rows.map((row) => row.patient_id));
}

/** The day of the patient's last finished visit in a department; undefined: there is none. */
export async function lastSeen(tx: Tx, patient_id: string, department_id: string): Promise<string | undefined> {
  return first(
    await sql<{ date: string }>`
      select date from booking where patient_id = ${patient_id} and department_id = ${department_id} and state = 'finished'
      order by date desc limit 1
    `.execute(tx),
  )?.date;
}

/** A stretch of past days, and the moment from which on what was given back counts. */
export interface PastSpan {
  from: string;
  to: string;
  since: Temporal.Instant;
}
export interface GivenBackAsk {
  department_id: string;
  doctor_id: string | null;
  half_days: string[] | null;
  visit_type_ids: string[] | null;
  from_time: string | null;
  to_time: string | null;
  spans: PastSpan[];
  /** What was given back later before its slot came too late for an offer. */
  stops_minutes_before_slot: number;
}

/**
 * Of each span: how many such sessions ran, and how many places of them patients gave back or let run out from `since` on.
 * What the hospital cancelled is not counted: those places were gone.
 */
export async function givenBack(tx: Tx, ask: GivenBackAsk): Promise<{ sessions: number; given_back: number }[]> {
  const { rows } = await sql<{ sessions: number; given_back: number }>`
    select count(distinct s.id)::int as sessions, count(b.id)::int as given_back
    from unnest(${ask.spans.map((span) => span.from)}::date[], ${ask.spans.map((span) => span.to)}::date[],
      ${ask.spans.map((span) => span.since.toString())}::timestamptz[]) with ordinality as w (from_date, to_date, since, n)
    left join session s on s.date between w.from_date and w.to_date and s.department_id = ${ask.department_id} and s.state = 'open'
      and (${ask.doctor_id}::uuid is null or s.doctor_id = ${ask.doctor_id})
      and (${ask.half_days}::text[] is null or s.half_day = any(${ask.half_days}::text[]))
      and (${ask.visit_type_ids}::uuid[] is null or s.visit_type_id = any(${ask.visit_type_ids}::uuid[]))
      and s.starts_at > w.since
    left join slot t on t.session_id = s.id
      and (${ask.from_time}::time is null or t.starts >= ${ask.from_time}::time)
      and (${ask.to_time}::time is null or t.ends <= ${ask.to_time}::time)
    left join booking b on b.slot_id = t.id and b.state in ('cancelled', 'expired') and b.cancelled_by is distinct from 'hospital'
      and b.state_at >= w.since and b.state_at <= b.starts_at - ${ask.stops_minutes_before_slot} * interval '1 minute'
    group by w.n order by w.n
  `.execute(tx);
  return rows;
}
