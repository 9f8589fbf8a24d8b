/** What the invariants of a run are read from: the raw rows of its stage and its part of the record. */
import { sql } from '../../../server/src/kernel/index.ts';
import type { World } from './world.ts';

export interface BookingRow {
  id: string;
  state: string;
  slot_id: string;
  session_id: string;
  patient_id: string;
  pool: string;
  starts_at: Temporal.Instant;
  ends_at: Temporal.Instant;
}
export interface SlotRow {
  id: string;
  session_id: string;
  half_day: string;
  starts_at: Temporal.Instant;
  ends_at: Temporal.Instant;
  capacity: number;
  booked: number;
  aside: number;
  closed: boolean;
}
export interface FreedRow {
  id: string;
  slot_id: string;
  booking_id: string | null;
  state: string;
}
export interface EntryRow {
  id: string;
  patient_id: string;
  kind: string;
  session_id: string | null;
  class_rank: number;
  joined_at: Temporal.Instant;
  state: string;
  booking_id: string | null;
}
export interface OfferRow {
  id: string;
  entry_id: string;
  patient_id: string;
  freed_place_id: string;
  slot_id: string;
  state: string;
  booking_id: string | null;
  expires_at: Temporal.Instant;
}
export interface PoolRow {
  session_id: string;
  pool: string;
  floor: number;
  ceiling: number | null;
  used: number;
}
export interface FactRow {
  seq: string;
  at: Temporal.Instant;
  kind: string;
  subject: string;
  data: Record<string, string | number | null | undefined> & {
    passed_over?: { entry_id: string; because: string; rule?: string }[];
  };
}
export interface Tables {
  slots: SlotRow[];
  bookings: BookingRow[];
  pools: PoolRow[];
  freed: FreedRow[];
  entries: EntryRow[];
  offers: OfferRow[];
  facts: FactRow[];
}

export async function read({ hospital, stage }: World): Promise<Tables> {
  const run = hospital.nodes[0]!.db.kysely;
  const all = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(run)).rows;
  const sessions = sql`(select unnest(${stage.session_ids}::uuid[]))`;
  return {
    slots: await all(sql<SlotRow>`
      select t.id, t.session_id, s.half_day, t.starts_at, t.ends_at, t.capacity, t.booked, t.aside, t.state = 'closed' or s.state = 'closed' as closed
      from slot t join session s on s.id = t.session_id where t.session_id in ${sessions} order by t.starts_at`),
    bookings: await all(sql<BookingRow>`select * from booking where session_id in ${sessions} order by id`),
    pools: await all(sql<PoolRow>`select * from session_pool where session_id in ${sessions}`),
    freed: await all(sql<FreedRow>`select * from freed_place where session_id in ${sessions}`),
    entries: await all(sql<EntryRow>`select * from waitlist_entry
      where department_id = ${stage.department_id} and joined_at >= ${stage.begins}`),
    offers: await all(
      sql<OfferRow>`select * from waitlist_offer where session_id in ${sessions} order by offered_at, id`,
    ),
    facts: await all(sql<FactRow>`
      select seq::text as seq, at, kind, subject, data from fact
      where data->>'session_id' = any(${stage.session_ids}) or (data->>'department_id' = ${stage.department_id} and at >= ${stage.begins})
      order by fact.seq`),
  };
}

const KEEPS: readonly string[] = ['held', 'booked', 'checked_in', 'called', 'in_consultation', 'finished', 'no_show'];
export const keepsPlace = ({ state }: { state: string }): boolean => KEEPS.includes(state);
