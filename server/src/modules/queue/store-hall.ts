/** SQL of what a board shows. */
import { sql, type Tx } from '../../kernel/index.ts';
import type { CallRow } from './tables.ts';

/** The newest calls of departments, or of one room, since a moment; newest first. One that was taken back is not among them. */
export async function callsSince(
  tx: Tx,
  ask: { department_ids: string[]; room_id: string | null; since: Temporal.Instant; limit: number },
): Promise<CallRow[]> {
  const { rows } = await sql<CallRow>`
    select c.ticket_id, c.call_no, t.number, t.patient_id, c.department_id, c.room_id, c.service_point_id, c.is_turn, c.at
    from ticket_call c join ticket t on t.id = c.ticket_id
    where c.department_id = any(${ask.department_ids}::uuid[]) and c.at >= ${ask.since}
      and (${ask.room_id}::uuid is null or c.room_id = ${ask.room_id})
      and not exists (
        select 1 from ticket_act a
        where a.ticket_id = c.ticket_id and a.act = 'call' and (a.before->>'calls')::int + 1 = c.call_no and a.undone_at is not null
      )
    order by c.seq desc limit ${ask.limit}
  `.execute(tx);
  return rows;
}
