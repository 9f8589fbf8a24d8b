/**
 * Where a booking's place comes from and where it goes: taken in the slot's row, counted in its partition, set aside when it
 * is given back. Every function stands in the transaction that moves the booking, its session and slot locked before.
 */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { FeePartRow } from '../catalog/index.ts';
import type { BookingCard, FreedPlace } from './tables.ts';

/** Serialises everything that gives this patient a place. */
export async function lockPatient(tx: Tx, patient_id: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${patient_id}, 0))`.execute(tx);
}

/** Locks a slot's session and the slot for giving a place of it; undefined when there is no such slot. */
export async function lockSlot(tx: Tx, slot_id: string): Promise<{ open: boolean } | undefined> {
  await sql`select 1 from session where id = (select session_id from slot where id = ${slot_id}) for no key update`.execute(
    tx,
  );
  return first(
    await sql<{ open: boolean }>`
      select t.state = 'open' and s.state = 'open' as open from slot t join session s on s.id = t.session_id
      where t.id = ${slot_id} for no key update of t
    `.execute(tx),
  );
}

const count = (tx: Tx, session_id: string, pool: string, by: number) =>
  sql`update session_pool set used = used + ${by} where session_id = ${session_id} and pool = ${pool}`.execute(tx);

export interface SetAside {
  id: string;
  now: Temporal.Instant;
  return_at: Temporal.Instant;
}
/**
 * Gives a place back. If nobody else could have booked there (the slot was full, or all that was left of the session is kept
 * for others) and it belongs to no reserve, it is set aside until `return_at`; then it is returned, else undefined.
 */
export async function givePlaceBack(
  tx: Tx,
  card: Pick<BookingCard, 'id' | 'slot_id' | 'session_id' | 'pool'>,
  aside: SetAside | undefined,
): Promise<FreedPlace | undefined> {
  await count(tx, card.session_id, card.pool, -1);
  if (card.pool === 'extra') {
    await sql`update slot set booked = booked - 1, capacity = capacity - 1 where id = ${card.slot_id}`.execute(tx);
    return undefined;
  }
  const { rows } = await sql<{ aside: boolean }>`
    update slot t set booked = booked - 1, aside = aside + set_aside.n
    from (
      select case when ${aside !== undefined} and t.state = 'open'
        and (t.booked + t.aside >= t.capacity or (
          select sum(greatest(0, p.floor - p.used)) from session_pool p where p.session_id = t.session_id
        ) >= (
          select sum(o.capacity - o.booked - o.aside) from slot o
          where o.session_id = t.session_id and o.state = 'open' and o.ends_at > ${aside?.now ?? null}
        ))
        and not exists (select 1 from session_pool p where p.session_id = t.session_id and p.pool = ${card.pool} and p.used < p.floor)
        then 1 else 0 end as n from slot t where t.id = ${card.slot_id}
    ) as set_aside
    where t.id = ${card.slot_id} returning set_aside.n = 1 as aside
  `.execute(tx);
  return aside && rows[0]?.aside ? insertFreed(tx, { ...card, booking_id: card.id }, aside) : undefined;
}

const freedColumns = sql`id, slot_id, session_id, booking_id, pool, freed_at, return_at, state`;

async function insertFreed(
  tx: Tx,
  of: { slot_id: string; session_id: string; booking_id: string | null; pool: string },
  aside: SetAside,
): Promise<FreedPlace | undefined> {
  return first(
    await sql<FreedPlace>`
      insert into freed_place (id, slot_id, session_id, booking_id, pool, freed_at, return_at, state_at)
      values (${aside.id}, ${of.slot_id}, ${of.session_id}, ${of.booking_id}, ${of.pool}, ${aside.now}, ${aside.return_at}, ${aside.now})
      returning ${freedColumns}
    `.execute(tx),
  );
}

/** Sets a free place of a slot aside, if there is one: what a recycled reserve gives to the waiting list first. */
export async function setFreePlaceAside(
  tx: Tx,
  of: { slot_id: string; session_id: string; pool: string },
  aside: SetAside,
): Promise<FreedPlace | undefined> {
  const { rows } = await sql`
    update slot set aside = aside + 1 where id = ${of.slot_id} and booked + aside < capacity and state = 'open' returning id
  `.execute(tx);
  return rows.length ? insertFreed(tx, { ...of, booking_id: null }, aside) : undefined;
}

/** Places set aside and not yet gone, oldest first; only those in one state when asked. */
export async function freedPlaces(
  tx: Tx,
  ask: { limit: number; ids?: string[]; state?: 'waiting' | 'offered' },
): Promise<FreedPlace[]> {
  const { rows } = await sql<FreedPlace>`
    select ${freedColumns} from freed_place
    where state in ('waiting', 'offered') and (${ask.ids ?? null}::uuid[] is null or id = any(${ask.ids ?? null}::uuid[]))
      and (${ask.state ?? null}::text is null or state = ${ask.state ?? null})
    order by freed_at, id limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/**
 * Compare-and-set of a place set aside; false when somebody was first. Its slot is locked before. `return_at`: drawn anew, when
 * an offer of it came to nothing at a moment that somebody could have chosen.
 */
export async function moveFreed(
  tx: Tx,
  ask: {
    id: string;
    from: FreedPlace['state'];
    to: FreedPlace['state'];
    now: Temporal.Instant;
    return_at?: Temporal.Instant | undefined;
  },
): Promise<boolean> {
  const { rows } = await sql`
    update freed_place set state = ${ask.to}, state_at = ${ask.now}, return_at = coalesce(${ask.return_at ?? null}, return_at) where id = ${ask.id} and state = ${ask.from} returning id
  `.execute(tx);
  return rows.length > 0;
}

/** The place goes back to everybody. */
export async function returnAside(tx: Tx, slot_id: string): Promise<void> {
  await sql`update slot set aside = aside - 1 where id = ${slot_id}`.execute(tx);
}

/** A held booking in a place that is aside, or in one more than the slot has. Constraints refuse what may not be. */
export async function insertHeld(tx: Tx, row: NewBooking, place: 'aside' | 'extra'): Promise<{ serial: number }> {
  if (place === 'aside')
    await sql`update slot set aside = aside - 1, booked = booked + 1 where id = ${row.slot_id}`.execute(tx);
  else await sql`update slot set capacity = capacity + 1, booked = booked + 1 where id = ${row.slot_id}`.execute(tx);
  const { rows } = await sql<{ serial: number; session_id: string; pool: string }>`
    with numbered as (
      update session s set issued = issued + 1 from slot t where t.id = ${row.slot_id} and s.id = t.session_id
      returning s.issued, s.id as session_id, s.date, s.department_id, s.doctor_id, t.starts_at, t.ends_at
    )
    insert into booking (id, session_id, slot_id, patient_id, account_id, state, serial, fee_fen, fee_parts, payer_class, channel, reserve, policy_version,
      created_by, idempotency_key, created_at, held_until, state_at, date, department_id, doctor_id, starts_at, ends_at)
    select ${row.id}, session_id, ${row.slot_id}, ${row.patient_id}, ${row.account_id}, 'held', issued, ${row.fee_fen}, ${JSON.stringify(row.fee_parts)}::jsonb, ${row.payer_class}, ${row.channel}, ${row.reserve}, ${row.policy_version},
      ${row.actor}, ${row.key}, ${row.now}, ${row.until}, ${row.now}, date, department_id, doctor_id, starts_at, ends_at from numbered
    returning serial, session_id, pool
  `.execute(tx);
  const made = rows[0]!;
  await count(tx, made.session_id, made.pool, 1);
  return { serial: made.serial };
}
export interface NewBooking {
  id: string;
  slot_id: string;
  patient_id: string;
  account_id: string | null;
  fee_fen: number;
  fee_parts: FeePartRow[];
  payer_class: string;
  channel: string;
  reserve: string | null;
  policy_version: number;
  actor: string;
  key: string;
  now: Temporal.Instant;
  until: Temporal.Instant;
}

/**
 * Takes a place again for a booking that had expired: its own while that is still set aside, else one that anybody of its
 * partition could take now. False when there is none, or the patient is busy or booked meanwhile.
 */
export async function retakePlace(tx: Tx, card: BookingCard, now: Temporal.Instant): Promise<boolean> {
  const { rows } = await sql<{ open: boolean; busy: boolean; room: string; own: string | null }>`
    select t.state = 'open' and s.state = 'open' as open,
      slot_room(t.id, ${card.channel}, ${card.reserve}, null, ${now}) as room,
      (select f.id from freed_place f where f.booking_id = ${card.id} and f.state = 'waiting') as own,
      exists (
        select 1 from booking o where o.patient_id = ${card.patient_id} and o.id <> ${card.id}
          and o.state in ('held', 'booked', 'checked_in', 'called', 'in_consultation')
          and (o.session_id = ${card.session_id} or (o.starts_at < ${card.slot_ends_at} and o.ends_at > ${card.slot_starts_at}))
      ) as busy
    from slot t join session s on s.id = t.session_id where t.id = ${card.slot_id}
  `.execute(tx);
  const { open, busy, room, own } = rows[0]!;
  // an extra place went when it was given up
  if (!open || busy || card.pool === 'extra' || (!own && room !== 'free')) return false;
  if (own) await moveFreed(tx, { id: own, from: 'waiting', to: 'taken', now });
  await sql`update slot set booked = booked + 1, aside = aside - ${own ? 1 : 0} where id = ${card.slot_id}`.execute(tx);
  await count(tx, card.session_id, card.pool, 1);
  return true;
}
