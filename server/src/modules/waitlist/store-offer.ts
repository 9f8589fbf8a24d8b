/** SQL of offers. One live offer per entry, per patient and per freed place is kept by partial unique indexes. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { OfferRow, OfferState, PassedOver } from './tables.ts';

const columns = sql`id, entry_id, patient_id, freed_place_id, slot_id, session_id, offered_at, expires_at, state, booking_id`;

export async function insertOffer(
  tx: Tx,
  row: Omit<OfferRow, 'state' | 'booking_id'> & { passed_over: PassedOver[] },
): Promise<void> {
  await sql`
    insert into waitlist_offer (id, entry_id, patient_id, freed_place_id, slot_id, session_id, offered_at, expires_at, state_at, passed_over)
    values (${row.id}, ${row.entry_id}, ${row.patient_id}, ${row.freed_place_id}, ${row.slot_id}, ${row.session_id}, ${row.offered_at},
      ${row.expires_at}, ${row.offered_at}, ${JSON.stringify(row.passed_over)}::jsonb)
  `.execute(tx);
}

export async function offer(tx: Tx, id: string): Promise<OfferRow | undefined> {
  return first(await sql<OfferRow>`select ${columns} from waitlist_offer where id = ${id}`.execute(tx));
}

/** The newest offer of each of these entries. */
export async function newestOffers(tx: Tx, entry_ids: string[]): Promise<Map<string, OfferRow>> {
  const { rows } = await sql<OfferRow>`
    select distinct on (entry_id) ${columns} from waitlist_offer where entry_id = any(${entry_ids}::uuid[])
    order by entry_id, offered_at desc, id desc
  `.execute(tx);
  return new Map(rows.map((row) => [row.entry_id, row]));
}

/** Compare-and-set from `live`; undefined when somebody was first. */
export async function endOffer(
  tx: Tx,
  ask: { id: string; to: Exclude<OfferState, 'live'>; now: Temporal.Instant; booking_id?: string },
): Promise<OfferRow | undefined> {
  return first(
    await sql<OfferRow>`
      update waitlist_offer set state = ${ask.to}, state_at = ${ask.now}, booking_id = ${ask.booking_id ?? null}
      where id = ${ask.id} and state = 'live' returning ${columns}
    `.execute(tx),
  );
}

/** Live offers whose time is over, and those whose session or slot was closed meanwhile. */
export async function deadOffers(
  tx: Tx,
  now: Temporal.Instant,
  limit: number,
): Promise<{ id: string; closed: boolean }[]> {
  const { rows } = await sql<{ id: string; closed: boolean }>`
    select o.id, s.state <> 'open' or t.state <> 'open' as closed
    from waitlist_offer o join slot t on t.id = o.slot_id join session s on s.id = o.session_id
    where o.state = 'live' and (o.expires_at <= ${now} or s.state <> 'open' or t.state <> 'open')
    order by o.expires_at limit ${limit}
  `.execute(tx);
  return rows;
}

/** Who of these already has an offer running, and which of these entries were offered this place or refused this slot. */
export async function notAgain(
  tx: Tx,
  ask: { freed_place_id: string; slot_id: string; entry_ids: string[]; patient_ids: string[] },
): Promise<{ running: Set<string>; had_it: Set<string> }> {
  const { rows } = await sql<{ patient_id: string | null; entry_id: string | null }>`
    select patient_id, null::uuid as entry_id from waitlist_offer where state = 'live' and patient_id = any(${ask.patient_ids}::uuid[])
    union
    select null::uuid, entry_id from waitlist_offer where entry_id = any(${ask.entry_ids}::uuid[])
      and (freed_place_id = ${ask.freed_place_id} or (slot_id = ${ask.slot_id} and state = 'refused'))
  `.execute(tx);
  const some = (key: 'patient_id' | 'entry_id') => new Set(rows.flatMap((row) => row[key] ?? []));
  return { running: some('patient_id'), had_it: some('entry_id') };
}

/** How many places of these departments are set aside now. */
export async function setAside(tx: Tx, department_ids: string[] | null, date: string | null): Promise<number> {
  const row = first(
    await sql<{ n: number }>`
      select count(*)::int as n from freed_place f join session s on s.id = f.session_id
      where f.state in ('waiting', 'offered') and (${department_ids}::uuid[] is null or s.department_id = any(${department_ids}::uuid[]))
        and (${date}::date is null or s.date = ${date}::date)
    `.execute(tx),
  );
  return row!.n;
}
