/** Bookings as they were made, for judging them again; and the forgiving of those that count against a patient. */
import { sql, type Tx } from '../../kernel/index.ts';
import { before, type Now, type PastBooking } from '../policy/index.ts';
import type { BookingCard } from './tables.ts';

/** A booking with what was known when it was made. */
export type MadeBooking = Pick<
  BookingCard,
  | 'id'
  | 'patient_id'
  | 'account_id'
  | 'date'
  | 'half_day'
  | 'starts'
  | 'ends'
  | 'department_id'
  | 'doctor_id'
  | 'visit_type_id'
  | 'channel'
  | 'created_at'
>;

/** The least id of a moment: ids begin with the millisecond they were made in, so a span of time is a span of the key. */
function idFrom(at: Temporal.Instant): string {
  const hex = at.epochMilliseconds.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-0000-0000-000000000000`;
}

/** In the order they were made. `after` continues behind one. */
export async function madeBetween(
  tx: Tx,
  ask: { from: Temporal.Instant; to: Temporal.Instant; after: string | undefined; limit: number },
): Promise<MadeBooking[]> {
  const { rows } = await sql<MadeBooking>`
    select b.id, b.patient_id, b.account_id, b.date, s.half_day, t.starts, t.ends, b.department_id, b.doctor_id,
      s.visit_type_id, b.channel, b.created_at
    from booking b join slot t on t.id = b.slot_id join session s on s.id = b.session_id
    where b.id >= ${idFrom(ask.from)}::uuid and b.id < ${idFrom(ask.to)}::uuid
      and (${ask.after ?? null}::uuid is null or b.id > ${ask.after ?? null}::uuid)
    order by b.id limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** When each of these patients was first seen through; those never seen are left out. */
export async function firstSeen(tx: Tx, patient_ids: readonly string[]): Promise<Map<string, Temporal.Instant>> {
  const { rows } = await sql<{ patient_id: string; at: Temporal.Instant }>`
    select patient_id, min(state_at) as at from booking
    where patient_id = any(${[...patient_ids]}::uuid[]) and state = 'finished' group by patient_id
  `.execute(tx);
  return new Map(rows.map((row) => [row.patient_id, row.at]));
}

/**
 * A history as it was when `asked` was made: what came later is not there, and what changed later is still open. Ids are in
 * order of time, finer than the wall clock. (A hold that expired and was paid late after all counts as open throughout.)
 */
export const asOf = (history: readonly PastBooking[], asked: { id: string; now: Now }): PastBooking[] =>
  history
    .filter((b) => b.id < asked.id)
    .map((b) => (before(asked.now, b.state_at) ? { ...b, state: 'booked', cancelled_by: null, came: false } : b));

/** Marks bookings as forgiven: they never count against the patient again. Said twice it stays at the first. */
export async function forgive(tx: Tx, ids: readonly string[], at: Temporal.Instant): Promise<void> {
  await sql`
    update booking set forgiven_at = ${at} where id = any(${[...ids]}::uuid[]) and forgiven_at is null
  `.execute(tx);
}
