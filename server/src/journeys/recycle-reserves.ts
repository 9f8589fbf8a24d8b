/**
 * Release and recycling: what a session kept for somebody goes to everybody when its time has come, each share in a
 * transaction of its own and once, however many nodes are at it. Places that nobody could take before are set aside first, due
 * to return at once: the waiting list looks before the counter does.
 */
import { type Clock, type Db, inTransaction, newId, type Tx, type Wake } from '../kernel/index.ts';
import type { Bookings } from '../modules/booking/index.ts';
import type { Scheduling } from '../modules/scheduling/index.ts';

export interface RecycleGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  scheduling: Pick<Scheduling, 'duePools' | 'recyclePool'>;
  booking: Pick<Bookings, 'setFreePlaceAside'>;
  /** Whether anybody waits for a place of the session; without it, a place would be away for a moment for nothing. */
  somebodyWaits: (tx: Tx, session_id: string) => Promise<boolean>;
}
const ACTOR = 'system:recycle';
const AT_ONCE = 200;

type Due = Awaited<ReturnType<Scheduling['duePools']>>[number];

async function recycle(tx: Tx, ground: RecycleGround, due: Due, now: Temporal.Instant): Promise<boolean> {
  const done = await ground.scheduling.recyclePool(tx, due, { at: now, actor: ACTOR });
  if (!done) return false;
  if (done.freed > 0 && (await ground.somebodyWaits(tx, due.session_id))) await setAside(tx, ground, due, done, now);
  return true;
}

/** The earliest free places, as many as became free. The session is locked, so nobody takes them meanwhile. */
async function setAside(
  tx: Tx,
  ground: RecycleGround,
  due: Due,
  { freed, slots }: NonNullable<Awaited<ReturnType<Scheduling['recyclePool']>>>,
  now: Temporal.Instant,
): Promise<void> {
  const places = slots.flatMap((slot) => Array<string>(slot.capacity - slot.booked - slot.aside).fill(slot.id));
  for (const slot_id of places.slice(0, freed)) {
    const aside = { id: newId(now.epochMilliseconds), now, return_at: now };
    await ground.booking.setFreePlaceAside(tx, { slot_id, ...due }, aside, ACTOR);
  }
}

/** One round; returns how many shares it recycled. */
export async function recycleReserves(ground: RecycleGround): Promise<number> {
  const now = ground.clock.now();
  let recycled = 0;
  for (const due of await ground.scheduling.duePools(ground.db.kysely, now, AT_ONCE))
    if (await inTransaction(ground.db, (tx) => recycle(tx, ground, due, now))) recycled += 1;
  if (recycled > 0) ground.wake.announce();
  return recycled;
}
