/**
 * The round: places given back find their next person, or go back to everybody when their time is up. Each place in a
 * transaction of its own; any number of nodes may run it at once.
 */
import { type Db, inTransaction, type Wake } from '../../kernel/index.ts';
import type { Bookings } from '../booking/index.ts';

export interface RoundGround {
  db: Db;
  wake: Wake;
  booking: Pick<Bookings, 'freedPlaces' | 'returnFreed'>;
}

const ACTOR = 'system:waitlist';
/** Places looked at in one round; a round comes every second. */
const MOST_PLACES = 500;

/** One round. Returns how many places it moved. */
export async function waitlistRound({ db, wake, booking }: RoundGround, now: Temporal.Instant): Promise<number> {
  let moved = 0;
  for (const place of await booking.freedPlaces(db.kysely, { limit: MOST_PLACES, state: 'waiting' })) {
    if (Temporal.Instant.compare(place.return_at, now) > 0) continue;
    if (await inTransaction(db, (tx) => booking.returnFreed(tx, place, { at: now, actor: ACTOR }))) moved += 1;
  }
  if (moved > 0) wake.announce();
  return moved;
}
