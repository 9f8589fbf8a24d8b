import { first, sql, type Tx } from '../../kernel/index.ts';
import type { SessionRow, SlotCard, SlotRow, TemplateRow } from './tables.ts';

const templateColumns = sql`id, doctor_id, room_id, visit_type_id, weekday, half_day, starts, ends, slot_minutes, places_per_slot, valid_from, valid_to, version`;

export async function templates(tx: Tx): Promise<TemplateRow[]> {
  const { rows } =
    await sql<TemplateRow>`select ${templateColumns} from schedule_template order by doctor_id, weekday, starts`.execute(
      tx,
    );
  return rows;
}

export async function insertTemplate(tx: Tx, t: Omit<TemplateRow, 'version'>): Promise<TemplateRow> {
  const { rows } = await sql<TemplateRow>`
    insert into schedule_template (id, doctor_id, room_id, visit_type_id, weekday, half_day, starts, ends, slot_minutes, places_per_slot, valid_from, valid_to)
    values (${t.id}, ${t.doctor_id}, ${t.room_id}, ${t.visit_type_id}, ${t.weekday}, ${t.half_day}, ${t.starts}, ${t.ends}, ${t.slot_minutes}, ${t.places_per_slot}, ${t.valid_from}, ${t.valid_to})
    returning ${templateColumns}
  `.execute(tx);
  return rows[0]!;
}

export async function endTemplate(tx: Tx, id: string, valid_to: string): Promise<TemplateRow | undefined> {
  return first(
    await sql<TemplateRow>`
      update schedule_template set valid_to = ${valid_to}, version = version + 1
      where id = ${id} and valid_from <= ${valid_to} returning ${templateColumns}
    `.execute(tx),
  );
}

export interface NewSession {
  id: string;
  template_id: string;
  date: string;
  half_day: string;
  starts: string;
  ends: string;
  starts_at: string;
  ends_at: string;
  department_id: string;
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
}
/** Makes the session once (a template makes one a day); undefined when it is there already, or its doctor or room is taken. */
export async function insertSession(tx: Tx, s: NewSession): Promise<SessionRow | undefined> {
  return first(
    await sql<SessionRow>`
      insert into session (id, template_id, date, half_day, starts, ends, starts_at, ends_at, department_id, doctor_id, room_id, visit_type_id)
      values (${s.id}, ${s.template_id}, ${s.date}, ${s.half_day}, ${s.starts}, ${s.ends}, ${s.starts_at}, ${s.ends_at}, ${s.department_id}, ${s.doctor_id}, ${s.room_id}, ${s.visit_type_id})
      on conflict do nothing
      returning id, date, half_day, starts, ends, starts_at, ends_at, department_id, doctor_id, room_id, visit_type_id, state, close_reason, 0 as capacity, 0 as booked
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

export interface SessionAsk {
  from: string;
  to: string;
  department_id?: string;
  doctor_id?: string;
  ids?: string[];
}
/** Sessions with their places counted from the slots. */
export async function sessions(tx: Tx, ask: SessionAsk): Promise<SessionRow[]> {
  const { rows } = await sql<SessionRow>`
    select s.id, s.date, s.half_day, s.starts, s.ends, s.starts_at, s.ends_at, s.department_id, s.doctor_id, s.room_id, s.visit_type_id, s.state, s.close_reason,
      coalesce(sum(t.capacity), 0)::int as capacity, coalesce(sum(t.booked), 0)::int as booked
    from session s left join slot t on t.session_id = s.id
    where s.date between ${ask.from} and ${ask.to}
      and (${ask.department_id ?? null}::uuid is null or s.department_id = ${ask.department_id ?? null})
      and (${ask.doctor_id ?? null}::uuid is null or s.doctor_id = ${ask.doctor_id ?? null})
      and (${ask.ids ?? null}::uuid[] is null or s.id = any(${ask.ids ?? null}::uuid[]))
    group by s.id order by s.date, s.starts, s.id
  `.execute(tx);
  return rows;
}

export async function session(tx: Tx, id: string): Promise<SessionRow | undefined> {
  return (await sessions(tx, { from: '0001-01-01', to: '9999-12-31', ids: [id] }))[0];
}

export async function slots(tx: Tx, session_id: string): Promise<SlotRow[]> {
  const { rows } = await sql<SlotRow>`
    select id, session_id, starts_at, ends_at, starts, ends, capacity, booked from slot where session_id = ${session_id} order by starts_at
  `.execute(tx);
  return rows;
}

export async function slotCards(tx: Tx, slot_ids: string[]): Promise<SlotCard[]> {
  const { rows } = await sql<SlotCard>`
    select t.id as slot_id, s.id as session_id, s.date, s.half_day, t.starts, t.ends, t.starts_at, t.ends_at, s.ends_at as session_ends_at,
      s.department_id, s.doctor_id, s.room_id, s.visit_type_id, s.state
    from slot t join session s on s.id = t.session_id where t.id = any(${slot_ids}::uuid[])
  `.execute(tx);
  return rows;
}

/** Closes once; undefined when it was closed before. */
export async function closeSession(tx: Tx, id: string, reason: string): Promise<{ id: string } | undefined> {
  return first(
    await sql<{
      id: string;
    }>`update session set state = 'closed', close_reason = ${reason} where id = ${id} and state = 'open' returning id`.execute(
      tx,
    ),
  );
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
      : sql`exists (select 1 from schedule_template where ${column} = ${ask.id} and (valid_to is null or valid_to >= ${ask.from}))`;
  const { rows } = await sql<{ used: boolean }>`
    select exists (select 1 from session where ${column} = ${ask.id} and date >= ${ask.from} and state = 'open') or ${template} as used
  `.execute(tx);
  return rows[0]!.used;
}
