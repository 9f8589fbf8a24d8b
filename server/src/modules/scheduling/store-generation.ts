import { first, sql, type Tx } from '../../kernel/index.ts';
import type { SessionRow, StandingSession } from './tables.ts';

export type NewSession = Omit<
  SessionRow,
  'state' | 'close_reason' | 'capacity' | 'booked' | 'starts_at' | 'ends_at'
> & {
  template_id: string;
  starts_at: string;
  ends_at: string;
};
/** Makes the session; undefined when its doctor or room is taken then by another (or it was made at the same moment). */
export async function insertSession(tx: Tx, s: NewSession): Promise<SessionRow | undefined> {
  return first(
    await sql<SessionRow>`
      insert into session (id, template_id, date, half_day, starts, ends, starts_at, ends_at, department_id, doctor_id, room_id, visit_type_id,
        registration_fen, consultation_fen)
      values (${s.id}, ${s.template_id}, ${s.date}, ${s.half_day}, ${s.starts}, ${s.ends}, ${s.starts_at}, ${s.ends_at}, ${s.department_id}, ${s.doctor_id}, ${s.room_id}, ${s.visit_type_id},
        ${s.registration_fen}, ${s.consultation_fen})
      on conflict do nothing
      returning id, date, half_day, starts, ends, starts_at, ends_at, department_id, doctor_id, room_id, visit_type_id, registration_fen, consultation_fen,
        state, close_reason, 0 as capacity, 0 as booked
    `.execute(tx),
  );
}

export async function insertSlots(
  tx: Tx,
  session_id: string,
  slots: { id: string; starts: string; ends: string; starts_at: string; ends_at: string; capacity: number }[],
): Promise<void> {
  await sql`
    insert into slot (id, session_id, starts, ends, starts_at, ends_at, capacity)
    select id, ${session_id}, starts, ends, starts_at, ends_at, capacity
    from jsonb_to_recordset(${JSON.stringify(slots)}::jsonb)
      as s(id uuid, starts time, ends time, starts_at timestamptz, ends_at timestamptz, capacity int)
  `.execute(tx);
}

/** Sessions of a span that came from templates, open or closed, each with what its template now says of the day. */
export async function standing(tx: Tx, from: string, to: string): Promise<StandingSession[]> {
  const { rows } = await sql<StandingSession>`
    select s.id, s.template_id, s.date, s.state, s.starts_at, s.doctor_id <> t.doctor_id as substituted, t.weekday, t.weeks, t.valid_from, t.valid_to, t.state as template_state
    from session s join schedule_template t on t.id = s.template_id
    where s.date between ${from} and ${to} and s.state <> 'withdrawn' order by s.date, s.starts, s.id
  `.execute(tx);
  return rows;
}

export interface ClosedTime {
  doctor_id: string;
  date: string;
  starts: string;
  ends: string;
}
/** When doctors were announced as not coming: no changed roster puts a session there again. */
export async function closedTimes(tx: Tx, from: string, to: string): Promise<ClosedTime[]> {
  const { rows } = await sql<ClosedTime>`
    select doctor_id, date, starts, ends from session where state = 'closed' and date between ${from} and ${to}
  `.execute(tx);
  return rows;
}

/**
 * Withdraws those in which no place is taken or set aside and no slot was closed. Locks first and counts then: a booking
 * that was being made is either counted or finds the session withdrawn.
 */
export async function withdrawEmpty(tx: Tx, ids: string[]): Promise<SessionRow[]> {
  await sql`select 1 from session where id = any(${ids}::uuid[]) order by id for update`.execute(tx);
  const { rows } = await sql<SessionRow>`
    update session s set state = 'withdrawn'
    where s.id = any(${ids}::uuid[]) and s.state = 'open'
      and not exists (select 1 from slot t where t.session_id = s.id and (t.booked + t.aside > 0 or t.state = 'closed'))
    returning id, date, half_day, starts, ends, starts_at, ends_at, department_id, doctor_id, room_id, visit_type_id, registration_fen, consultation_fen,
      state, close_reason, 0 as capacity, 0 as booked
  `.execute(tx);
  return rows;
}
