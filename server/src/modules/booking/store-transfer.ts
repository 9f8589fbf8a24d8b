/** SQL of moving a booking to another place, and of bookings that follow a session to another doctor. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { BookingCard } from './tables.ts';

/**
 * Locks both sessions, both slots and the booking, each kind in the order of ids. The patient is locked before. False: the
 * booking was moved meanwhile, so that others should have been locked.
 */
export async function lockBothPlaces(tx: Tx, card: BookingCard, slot_id: string): Promise<boolean> {
  await sql`
    select 1 from session where id in (${card.session_id}, (select session_id from slot where id = ${slot_id})) order by id for no key update
  `.execute(tx);
  await sql`select 1 from slot where id in (${card.slot_id}, ${slot_id}) order by id for no key update`.execute(tx);
  const { rows } = await sql<{
    slot_id: string;
  }>`select slot_id from booking where id = ${card.id} for no key update`.execute(tx);
  return rows[0]?.slot_id === card.slot_id;
}

export type Room = 'free' | 'full' | 'reserved' | 'closed' | 'past';
/** Whether the slot has room for this booking; undefined: there is no such slot. Its session and it are locked before. */
export async function roomIn(
  tx: Tx,
  card: BookingCard,
  slot_id: string,
  now: Temporal.Instant,
): Promise<Room | undefined> {
  const row = first(
    await sql<{ room: Room }>`
      select case when t.ends_at <= ${now} then 'past'
        else slot_room(t.id, ${card.channel}, ${card.reserve}, ${card.session_id}, ${now}) end as room
      from slot t where t.id = ${slot_id}
    `.execute(tx),
  );
  return row?.room;
}

/**
 * Takes the place and puts the booking into it under a new serial number; the old place is given back by the caller. Who had
 * checked in and goes to another day is expected anew.
 */
export async function takePlace(
  tx: Tx,
  card: BookingCard,
  ask: { slot_id: string; at: Temporal.Instant },
): Promise<{ state: BookingCard['state']; serial: number } | undefined> {
  await sql`update slot set booked = booked + 1 where id = ${ask.slot_id}`.execute(tx);
  const moved = first(
    await sql<{ state: BookingCard['state']; serial: number; session_id: string; pool: string }>`
      with numbered as (
        update session s set issued = issued + 1 from slot t where t.id = ${ask.slot_id} and s.id = t.session_id
        returning s.issued, s.id as session_id, s.date, s.department_id, s.doctor_id, t.starts_at, t.ends_at,
          (select p.pool from session_pool p where p.session_id = s.id and p.pool = ${card.reserve}) as reserve
      )
      update booking b set session_id = n.session_id, slot_id = ${ask.slot_id}, serial = n.issued, date = n.date, department_id = n.department_id,
        doctor_id = n.doctor_id, starts_at = n.starts_at, ends_at = n.ends_at, reserve = n.reserve, state_at = ${ask.at},
        state = case when n.date = b.date then b.state else 'booked' end,
        checked_in_at = case when n.date = b.date then b.checked_in_at end
      from numbered n where b.id = ${card.id} and b.state = any('{booked,checked_in}')
      returning b.state, b.serial, b.session_id, b.pool
    `.execute(tx),
  );
  if (moved)
    await sql`
      update session_pool set used = used + 1 where session_id = ${moved.session_id} and pool = ${moved.pool}
    `.execute(tx);
  return moved;
}

const STANDING = ['held', 'booked', 'checked_in', 'called'];
/** Bookings that stand in these sessions, or in these of their slots; the sessions are locked before. */
export async function standingIn(
  tx: Tx,
  ask: { session_ids: string[]; slot_ids: string[] },
): Promise<{ id: string; state: BookingCard['state'] }[]> {
  const { rows } = await sql<{ id: string; state: BookingCard['state'] }>`
    select id, state from booking
    where state = any(${STANDING}::text[]) and (session_id = any(${ask.session_ids}::uuid[]) or slot_id = any(${ask.slot_ids}::uuid[]))
    order by id
  `.execute(tx);
  return rows;
}

/** Unpaid holds in closed places: what a closing leaves to be let go. */
export async function heldInClosed(tx: Tx, session_ids: string[] | null): Promise<{ id: string; reason: string }[]> {
  const { rows } = await sql<{ id: string; reason: string }>`
    select b.id, coalesce(t.close_reason, s.close_reason, '') as reason from booking b join slot t on t.id = b.slot_id join session s on s.id = b.session_id
    where b.state = 'held' and (s.state = 'closed' or t.state = 'closed') and (${session_ids}::uuid[] is null or b.session_id = any(${session_ids}::uuid[]))
    order by b.id
  `.execute(tx);
  return rows;
}

/** Their sessions have another doctor now: bookings not yet seen follow. An expired one too, since a late payment may revive it. */
export async function followDoctor(tx: Tx, session_ids: string[], doctor_id: string): Promise<void> {
  await sql`
    update booking set doctor_id = ${doctor_id}
    where session_id = any(${session_ids}::uuid[]) and state = any(${[...STANDING, 'expired']}::text[])
  `.execute(tx);
}
