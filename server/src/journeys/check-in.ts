/**
 * Check in: the booking is marked as arrived and its ticket issued, both or neither. By the hall's rotating code on the
 * patient's phone, or at the desk.
 */
import {
  actorName,
  type Db,
  dayOf,
  found,
  type Handlers,
  type Locale,
  keepToDepartment,
  Refusal,
  type Tx,
  type Wake,
  wallTimeOf,
} from '../kernel/index.ts';
import type { BookingCard, Bookings } from '../modules/booking/index.ts';
import type { Payment } from '../modules/payment/index.ts';
import type { People } from '../modules/people/index.ts';
import type { Queue } from '../modules/queue/index.ts';
import { BOOKING } from './payable-of-booking.ts';

export interface CheckInGround {
  db: Db;
  wake: Wake;
  people: Pick<People, 'ownPatientIds'>;
  booking: Pick<Bookings, 'card' | 'lock' | 'move' | 'checkInWindow' | 'view'>;
  payment: Pick<Payment, 'ordersOf'>;
  queue: Pick<Queue, 'issueTicket' | 'isHallCode' | 'needOf'>;
}

export interface Arrival {
  now: Temporal.Instant;
  window: { from: Temporal.Instant; until: Temporal.Instant };
  paid: boolean;
}

/** Why a booking cannot be checked in now, or null. Whether its state allows it is for the booking to say. */
export function judgeCheckIn(
  card: Pick<BookingCard, 'state' | 'date' | 'session_state'>,
  { now, window, paid }: Arrival,
): Refusal | null {
  const at = (instant: Temporal.Instant) => ({ at: wallTimeOf(instant) });
  const open = card.state === 'booked' || card.state === 'held';
  if (!open) return null;
  if (card.session_state === 'closed') return new Refusal('session_closed');
  if (card.date !== dayOf(now)) return new Refusal('check_in_wrong_day', { day: card.date });
  if (card.state === 'held' || !paid) return new Refusal('check_in_unpaid');
  if (Temporal.Instant.compare(now, window.from) < 0) return new Refusal('check_in_too_early', at(window.from));
  if (Temporal.Instant.compare(now, window.until) > 0) return new Refusal('check_in_too_late', at(window.until));
  return null;
}

/** True when nothing is due, or all that was due is with us. */
async function isPaid(tx: Tx, payment: CheckInGround['payment'], card: BookingCard): Promise<boolean> {
  if (card.fee_fen === 0) return true;
  const summary = (await payment.ordersOf(tx, BOOKING, [card.id])).get(card.id);
  // what the hospital gave back while the visit stays is owed no longer
  return summary !== undefined && summary.paid_fen - summary.refund_fen + summary.waived_fen >= card.fee_fen;
}

/** Checks a booking in within the caller's transaction; throws the refusal that says why not. */
export async function checkIn(
  tx: Tx,
  { booking, payment, queue }: Pick<CheckInGround, 'booking' | 'payment' | 'queue'>,
  ask: { booking_id: string; actor: string; now: Temporal.Instant },
): Promise<void> {
  const card = await booking.lock(tx, ask.booking_id);
  const window = await booking.checkInWindow(card);
  const refusal = judgeCheckIn(card, { now: ask.now, window, paid: await isPaid(tx, payment, card) });
  if (refusal) throw refusal;
  const deed = { at: ask.now, actor: ask.actor };
  await booking.move(tx, card, { to: 'checked_in', ...deed });
  const need = await queue.needOf(tx, { patient_id: card.patient_id, date: card.date, scope: card });
  await queue.issueTicket(tx, card, { ...deed, cause: `booking:${card.id}` }, need);
}

export type CheckInRouteNames = 'bookingCheckIn' | 'deskBookingCheckIn';

export function checkInHandlers(ground: CheckInGround): Handlers<CheckInRouteNames> {
  const { db, wake, people, booking, queue } = ground;
  const show = async (id: string, ask: { masked: boolean; locale: Locale }) =>
    (await booking.view(db.kysely, [found(await booking.card(db.kysely, id))], ask))[0]!;

  return {
    async bookingCheckIn({ params, body, actor, now, run, locale }) {
      const card = found(await booking.card(db.kysely, params.id));
      const own = await people.ownPatientIds(db.kysely, actor.id);
      if (!own.includes(card.patient_id)) throw new Refusal('not_found');
      if (!(await queue.isHallCode(db.kysely, body.code, card, now))) throw new Refusal('check_in_code_wrong');
      await run((tx) => checkIn(tx, ground, { booking_id: card.id, actor: actorName(actor), now }));
      wake.announce();
      return show(card.id, { masked: false, locale });
    },
    async deskBookingCheckIn({ params, actor, now, run, locale }) {
      const card = found(await booking.card(db.kysely, params.id));
      keepToDepartment(actor, ['clerk', 'nurse'], card.department_id);
      await run((tx) => checkIn(tx, ground, { booking_id: card.id, actor: actorName(actor), now }));
      wake.announce();
      return show(card.id, { masked: true, locale });
    },
  };
}
