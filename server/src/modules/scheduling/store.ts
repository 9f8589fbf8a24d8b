import { sql, type Tx } from '../../kernel/index.ts';
import type { SessionRow, SlotCard, SlotRow } from './tables.ts';

export interface SessionAsk {
  from: string;
  to: string;
  department_id?: string;
  department_ids?: string[] | undefined;
  doctor_id?: string | undefined;
  ids?: string[];
}
/** Sessions with their places counted from the slots. */
export async function sessions(tx: Tx, ask: SessionAsk): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select s.id, s.date, s.half_day, s.starts, s.ends, s.starts_at, s.ends_at, s.department_id, s.doctor_id, s.room_id, s.visit_type_id, s.registration_fen, s.consultation_fen,
      s.state, s.close_reason, s.substitute_for,
      t.capacity, t.booked
    from session s cross join lateral (
      -- by the session's own slots, however many years of others there are
      select coalesce(sum(t.capacity), 0)::int as capacity, coalesce(sum(t.booked + t.aside), 0)::int as booked
      from slot t where t.session_id = s.id and t.state = 'open'
    ) as t
    where s.date between ${ask.from} and ${ask.to} and s.state <> 'withdrawn'
      and (${ask.department_id ?? null}::uuid is null or s.department_id = ${ask.department_id ?? null})
      and (${ask.department_ids ?? null}::uuid[] is null or s.department_id = any(${ask.department_ids ?? null}::uuid[]))
      and (${ask.doctor_id ?? null}::uuid is null or s.doctor_id = ${ask.doctor_id ?? null})
      and (${ask.ids ?? null}::uuid[] is null or s.id = any(${ask.ids ?? null}::uuid[]))
    order by s.date, s.starts, s.id
  `.execute(tx);
  return rows;
}

export async function session(tx: Tx, id: string): Promise<SessionRow | undefined> {
  return (await sessions(tx, { from: '0001-01-01', to: '9999-12-31', ids: [id] }))[0];
}

export async function slots(tx: Tx, session_id: string): Promise<SlotRow[]> {
  const { rows } = await sql<SlotRow>`
    select id, session_id, starts_at, ends_at, starts, ends, capacity, booked + aside as booked, state from slot where session_id = ${session_id} order by starts_at
  `.execute(tx);
  return rows;
}

export async function slotCards(tx: Tx, slot_ids: string[]): Promise<SlotCard[]> {
  const { rows } = await sql<SlotCard>`
    select t.id as slot_id, s.id as session_id, s.date, s.half_day, t.starts, t.ends, t.starts_at, t.ends_at, s.ends_at as session_ends_at,
      s.department_id, s.doctor_id, s.room_id, s.visit_type_id, s.registration_fen, s.consultation_fen,
      case when s.state = 'open' and t.state = 'open' then 'open' else 'closed' end as state
    from slot t join session s on s.id = t.session_id where t.id = any(${slot_ids}::uuid[])
  `.execute(tx);
  return rows;
}

const usedColumns = {
  department: 'department_id',
  doctor: 'doctor_id',
  room: 'room_id',
  visit_type: 'visit_type_id',
} as const;
export type UsedKind = keyof typeof usedColumns;

/** Whether open sessions from a day on, or templates still valid then, need this department, doctor, room or visit type. */
export async function inUse(tx: Tx, ask: { kind: UsedKind; id: string; from: string }): Promise<boolean> {
  const column = sql.ref(usedColumns[ask.kind]);
  const template =
    ask.kind === 'department'
      ? sql`false`
      : sql`exists (select 1 from schedule_template where ${column} = ${ask.id} and state = 'active' and (valid_to is null or valid_to >= ${ask.from}))`;
  const { rows } = await sql<{ used: boolean }>`
    select exists (select 1 from session where ${column} = ${ask.id} and date >= ${ask.from} and state = 'open') or ${template} as used
  `.execute(tx);
  return rows[0]!.used;
}
