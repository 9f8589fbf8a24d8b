import { first, sql, type Tx } from '../../kernel/index.ts';
import type { TemplateFields, TemplateRow } from './tables.ts';

const columns = sql`id, doctor_id, room_id, visit_type_id, weekday, half_day, weeks, starts, ends, slot_minutes, places_per_slot,
  registration_fen, consultation_fen, valid_from, valid_to, version`;

/** Nobody else writes templates until this transaction ends, and no session is made from them. */
export async function lockRoster(tx: Tx): Promise<void> {
  await sql`lock table schedule_template in share row exclusive mode`.execute(tx);
}
/** Nobody writes templates until this transaction ends; others may make sessions at the same time. */
export async function holdRoster(tx: Tx): Promise<void> {
  await sql`lock table schedule_template in share mode`.execute(tx);
}

/** Every template that was ever in force or will be; not those taken back before they began. */
export async function templates(tx: Tx): Promise<TemplateRow[]> {
  const { rows } = await sql<TemplateRow>`
    select ${columns} from schedule_template where state = 'active' order by doctor_id, weekday, starts, id
  `.execute(tx);
  return rows;
}

export async function insertTemplate(tx: Tx, t: TemplateFields & { id: string }): Promise<TemplateRow> {
  const { rows } = await sql<TemplateRow>`
    insert into schedule_template (id, doctor_id, room_id, visit_type_id, weekday, half_day, weeks, starts, ends, slot_minutes, places_per_slot,
      registration_fen, consultation_fen, valid_from, valid_to)
    values (${t.id}, ${t.doctor_id}, ${t.room_id}, ${t.visit_type_id}, ${t.weekday}, ${t.half_day}, ${t.weeks}, ${t.starts}, ${t.ends}, ${t.slot_minutes}, ${t.places_per_slot},
      ${t.registration_fen}, ${t.consultation_fen}, ${t.valid_from}, ${t.valid_to})
    returning ${columns}
  `.execute(tx);
  return rows[0]!;
}

/**
 * The template's last day; a template that has not begun by then is withdrawn. Never makes it longer, so that what was
 * ended stays ended.
 * @param version of the row that was looked at; undefined: whichever it is
 */
export async function endTemplate(
  tx: Tx,
  ask: { id: string; last_day: string; version?: number | undefined },
): Promise<TemplateRow | undefined> {
  return first(
    await sql<TemplateRow>`
      update schedule_template set version = version + 1,
        valid_to = case when valid_from <= ${ask.last_day}::date then least(valid_to, ${ask.last_day}::date) else valid_to end,
        state = case when valid_from <= ${ask.last_day}::date then 'active' else 'withdrawn' end
      where id = ${ask.id} and state = 'active' and version = coalesce(${ask.version ?? null}, version) returning ${columns}
    `.execute(tx),
  );
}
