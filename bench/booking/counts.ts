/** What went wrong, counted from raw tables and from what the crowd saw. */
import { asOwner } from '../house.ts';
import type { Seen } from './load.ts';

/** Places sold beyond capacity, counters that disagree with their rows, serials given twice. */
const countOversold = (url: string): Promise<number> =>
  asOwner(url, async (client) => {
    const { rows } = await client.query<{ wrong: number }>(`
      select (
        select count(*) from slot t left join (select slot_id, count(*) as n from booking where state not in ('cancelled', 'expired') group by 1) b on b.slot_id = t.id
        where coalesce(b.n, 0) > t.capacity or coalesce(b.n, 0) <> t.booked
      ) + (select count(*) from (select 1 from booking group by session_id, serial having count(*) > 1) d) as wrong`);
    return Number(rows[0]!.wrong);
  });

/** Every slice is counted, then the bookings of its day are taken out, so that every slice starts alike. */
export async function countAndClear(url: string): Promise<number> {
  const wrong = await countOversold(url);
  await asOwner(url, async (client) => {
    await client.query('delete from booking where date > current_date');
    await client.query('update slot set booked = 0 where booked > 0 and starts_at > now()');
    await client.query('update session set issued = 0 where issued > 0 and starts_at > now()');
    await client.query('vacuum analyze slot, session, booking, fact');
    await client.query('checkpoint');
  });
  return wrong;
}

export const ofKind = (seen: Seen, first: string): number =>
  Object.entries(seen.answers).reduce((sum, [name, n]) => (name.startsWith(first) ? sum + n : sum), 0);

/**
 * Refusals of places that were free for the whole life of the request. Nobody gives a place back here, so that is: when the
 * refusal was answered, fewer bookings had even been asked for, of those that won, than the slot has places; or, at the end,
 * places are left although somebody was refused.
 */
export function falseRejects(seen: Seen, places: number): number {
  let sum = 0;
  for (const [slot_id, refused] of Object.entries(seen.refused_ms)) {
    const won = (seen.won_asked_ms[slot_id] ?? []).toSorted((a, b) => a - b);
    const all_asked_ms = won.length < places ? Number.POSITIVE_INFINITY : won[places - 1]!;
    sum += refused.filter((at_ms) => at_ms < all_asked_ms).length;
  }
  return sum;
}
