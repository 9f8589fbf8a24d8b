/**
 * Closing a day: who never came is a no-show, who still stands in a queue leaves it, holds that ran out are released. One
 * booking, one transaction; running it again finds nothing left to do.
 */
import {
  actorName,
  type Db,
  dayOf,
  type Handlers,
  inTransaction,
  keepToHospitalWide,
  Refusal,
  type Tx,
  type Wake,
  wallTimeOf,
} from '../kernel/index.ts';
import type { BookingCard, Bookings } from '../modules/booking/index.ts';
import type { Queue } from '../modules/queue/index.ts';

export interface CloseDayGround {
  db: Db;
  wake: Wake;
  booking: Pick<Bookings, 'card' | 'cards' | 'openBefore' | 'lock' | 'move' | 'stayedAway'>;
  queue: Pick<Queue, 'leaveQueue' | 'openAtPointsBefore' | 'closeAtPoint'>;
  /** Settles the case that a closure left open for a booking; false: there is none. */
  settleClosed: (tx: Tx, booking_id: string, ask: { actor: string; now: Temporal.Instant }) => Promise<boolean>;
  /** One round of holds that ran out; returns how many. */
  expireHolds: () => Promise<number>;
}
export interface DayClosed {
  no_shows: number;
  left: number;
  expired: number;
}
interface Closing {
  date: string;
  actor: string;
  now: Temporal.Instant;
}

const BATCH = 200;
/** The reason that a no-show keeps: who waited in vain did come. */
export const noShowReasons = { booked: '未到诊', waited: '已签到，当日未就诊' } as const;

const invalid = (message: string): Refusal => new Refusal('input_invalid', {}, [{ field: 'date', message }]);

/** A day to come, or one whose sessions still run for somebody, cannot be closed. */
export function judgeClosing(
  ask: Pick<Closing, 'date' | 'now'>,
  open: readonly Pick<BookingCard, 'date' | 'session_ends_at'>[],
): Refusal | null {
  if (ask.date > dayOf(ask.now)) return invalid('这一天还没有到 / this day has not come yet');
  const running = open
    .map((card) => card.session_ends_at)
    .filter((ends_at) => Temporal.Instant.compare(ask.now, ends_at) < 0)
    .toSorted(Temporal.Instant.compare);
  if (running.length === 0) return null;
  const last = wallTimeOf(running.at(-1)!);
  return invalid(
    `还有班次到 ${last} 才结束，请在那之后日终 / a session still runs until ${last}; close the day after it`,
  );
}

export async function closeTheDay(ground: CloseDayGround, ask: Closing): Promise<DayClosed> {
  const { db, booking, wake } = ground;
  const closed: DayClosed = { no_shows: 0, left: 0, expired: await ground.expireHolds() };
  for (;;) {
    const ids = await booking.openBefore(db.kysely, ask.date, BATCH);
    const refusal = judgeClosing(ask, await booking.cards(db.kysely, ids));
    if (refusal) throw refusal;
    for (const id of ids) {
      const did = await closeBooking(ground, id, ask, ['booked', 'checked_in', 'called']);
      closed.no_shows += Number(did !== undefined);
      closed.left += Number(did?.left ?? false);
    }
    wake.announce();
    if (ids.length < BATCH) break;
  }
  closed.left += await closeServicePoints(ground, ask);
  wake.announce();
  return closed;
}

/** Who still stands at a service point leaves it; returns how many. */
async function closeServicePoints({ db, queue }: CloseDayGround, ask: Closing): Promise<number> {
  const ids = await queue.openAtPointsBefore(db.kysely, ask.date);
  for (const id of ids) await inTransaction(db, (tx) => queue.closeAtPoint(tx, id, { at: ask.now, actor: ask.actor }));
  return ids.length;
}

/** Closes one booking if it is still in one of these states; undefined when somebody has moved it on meanwhile. */
function closeBooking(
  ground: CloseDayGround,
  id: string,
  ask: Pick<Closing, 'actor' | 'now'>,
  states: readonly BookingCard['state'][],
): Promise<{ left: boolean } | undefined> {
  const { db, booking, queue } = ground;
  const deed = { at: ask.now, actor: ask.actor };
  return inTransaction(db, async (tx) => {
    // whose doctor was taken away did not stay away
    await ground.settleClosed(tx, id, { actor: ask.actor, now: ask.now });
    const card = await booking.lock(tx, id);
    if (!states.includes(card.state)) return undefined;
    const reason = card.state === 'booked' ? noShowReasons.booked : noShowReasons.waited;
    await booking.move(tx, card, { to: 'no_show', reason, ...deed });
    return { left: await queue.leaveQueue(tx, id, { ...deed, cause: `booking:${id}` }) };
  });
}

/** One round: who is booked and has not come by the time the rules of the booking give is a no-show. Returns how many. */
export async function markNoShows(ground: CloseDayGround, now: Temporal.Instant): Promise<number> {
  let marked = 0;
  for (const id of await ground.booking.stayedAway(now)) {
    if (await closeBooking(ground, id, { actor: 'system:no-shows', now }, ['booked'])) marked += 1;
  }
  if (marked > 0) ground.wake.announce();
  return marked;
}

export function closeDayHandlers(ground: CloseDayGround): Handlers<'dayClose'> {
  return {
    dayClose({ body, actor, now }) {
      keepToHospitalWide(actor, ['administrator', 'operator']);
      return closeTheDay(ground, { date: body.date, actor: actorName(actor), now });
    },
  };
}
