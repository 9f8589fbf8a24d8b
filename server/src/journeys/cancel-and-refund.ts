/**
 * Cancel and refund: the place goes back and the refund is recorded in the same transaction; the money itself goes its way
 * afterwards and is pushed until it has arrived. A case that a closure opened for the booking is settled by it.
 */
import {
  actorName,
  type Db,
  found,
  type Handlers,
  keepToDepartment,
  type Locale,
  type Tx,
  type Wake,
} from '../kernel/index.ts';
import type { BookingCard, Bookings } from '../modules/booking/index.ts';
import type { DrawerRow, Drawers } from '../modules/drawer/index.ts';
import type { Payment } from '../modules/payment/index.ts';
import type { People } from '../modules/people/index.ts';
import type { Scheduling } from '../modules/scheduling/index.ts';
import { BOOKING, payableOfBooking } from './payable-of-booking.ts';

export interface CancelGround {
  db: Db;
  wake: Wake;
  people: People;
  scheduling: Pick<Scheduling, 'cases' | 'lockOpenCase' | 'settle'>;
  booking: Bookings;
  drawer: Pick<Drawers, 'lockOpenIfAny' | 'holds'>;
  payment: Payment;
  /** Takes a checked-in patient's ticket out of the queue. */
  leaveQueue: (tx: Tx, booking_id: string, ask: { at: Temporal.Instant; actor: string }) => Promise<void>;
}
export interface Why {
  /** The hospital's own doing (`closure`), or the patient's or the desk's. */
  cause?: 'cancelled' | 'closure';
  reason: string;
  actor: string;
  now: Temporal.Instant;
}

/** Gives back all that was paid and not yet given back; returns how much, in fen. */
async function refundInFull(tx: Tx, payment: Payment, card: BookingCard, why: Why): Promise<number> {
  const summary = (await payment.ordersOf(tx, BOOKING, [card.id])).get(card.id);
  const refund_fen = (summary?.paid_fen ?? 0) - (summary?.refund_fen ?? 0);
  if (refund_fen > 0)
    await payment.requestRefund(tx, {
      payable: payableOfBooking(card.id),
      refund_fen,
      cause: 'cancelled',
      ...why,
    });
  return refund_fen;
}

/** A case that a closure opened for the booking is settled by giving the place up. */
async function settleCase(tx: Tx, ground: CancelGround, id: string, refund_fen: number, why: Why): Promise<void> {
  const open = await ground.scheduling.lockOpenCase(tx, id);
  const state = refund_fen > 0 ? 'refunded' : 'cancelled';
  if (open) await ground.scheduling.settle(tx, { case: open, state, refund_fen }, { at: why.now, actor: why.actor });
}

/** Gives a booking up for the desk or the hospital: place, money and ticket go back, and its case is settled. */
export async function giveUp(
  tx: Tx,
  ground: CancelGround,
  id: string,
  by: 'desk' | 'hospital',
  why: Why,
): Promise<void> {
  const { booking, payment } = ground;
  const told = { at: why.now, actor: why.actor };
  await booking.advance(tx, { booking_id: id, to: 'cancelled', ...told, reason: why.reason, cancelled_by: by });
  const card = found(await booking.card(tx, id));
  const cause = why.cause ?? (by === 'hospital' ? 'closure' : 'cancelled');
  const refund_fen = await refundInFull(tx, payment, card, { ...why, cause });
  await ground.leaveQueue(tx, id, told);
  await settleCase(tx, ground, id, refund_fen, why);
}

/**
 * The patient stands at the window: card money goes back at once, cash out of the cashier's own drawer. Who has none open, or
 * too little in it, leaves it waiting for its payer at the counter: giving a place up never hangs on cash.
 */
async function handOver(
  tx: Tx,
  { payment, drawer }: CancelGround,
  ask: Why & { booking_id: string; own: DrawerRow | undefined },
): Promise<void> {
  const orders = await payment.desk.ordersOfPayable(tx, payableOfBooking(ask.booking_id));
  const waiting = orders.flatMap(({ refunds }) => refunds).filter(({ state }) => state === 'requested');
  for (const { id: refund_id, channel, refund_fen } of waiting) {
    const told = { refund_id, actor: ask.actor, now: ask.now };
    if (channel === 'card') await payment.desk.handBack(tx, told);
    if (channel === 'cash' && ask.own && (await drawer.holds(tx, ask.own, refund_fen)))
      await payment.desk.handBack(tx, { ...told, drawer_id: ask.own.id });
  }
}

export type CancelRouteNames = 'bookingCancel' | 'deskBookingCancel';

export function cancelHandlers(ground: CancelGround): Handlers<CancelRouteNames> {
  const { booking, drawer, payment, people, scheduling, db, wake } = ground;
  const view = async (id: string, ask: { masked: boolean; locale: Locale }) =>
    (await booking.view(db.kysely, [found(await booking.card(db.kysely, id))], ask))[0]!;

  return {
    async bookingCancel({ params, actor, now, run, locale }) {
      const before = found(await booking.card(db.kysely, params.id));
      found((await people.ownPatientIds(db.kysely, actor.id)).includes(before.patient_id) || undefined);
      await run(async (tx) => {
        const [asked] = await scheduling.cases(tx, { booking_ids: [params.id], state: 'choosing', limit: 1 });
        // the hospital took the doctor away: the patient may always let go, and it is no cancellation of theirs
        if (asked)
          return giveUp(tx, ground, params.id, 'hospital', {
            reason: '停诊或替诊，患者选择退号',
            actor: actorName(actor),
            now,
          });
        const card = await booking.cancelByPatient(tx, params.id, actor, now);
        await refundInFull(tx, payment, card, { reason: '患者取消预约', actor: actorName(actor), now });
        await ground.leaveQueue(tx, params.id, { at: now, actor: actorName(actor) });
      });
      wake.announce();
      if (before.state === 'held') await payment.closeUnpaid(payableOfBooking(before.id)).catch(() => {});
      return view(params.id, { masked: false, locale });
    },
    /** The patient stands at the window: counter money is handed back at once, channel money goes its way. */
    async deskBookingCancel({ params, body, actor, now, run, locale }) {
      const before = found(await booking.card(db.kysely, params.id));
      keepToDepartment(actor, ['clerk', 'cashier'], before.department_id);
      await run(async (tx) => {
        const own = await drawer.lockOpenIfAny(tx, actor.id);
        const why = { reason: body.reason, actor: actorName(actor), now };
        await giveUp(tx, ground, params.id, 'desk', why);
        await handOver(tx, ground, { booking_id: params.id, own, ...why });
      });
      wake.announce();
      if (before.state === 'held') await payment.closeUnpaid(payableOfBooking(before.id)).catch(() => {});
      return view(params.id, { masked: true, locale });
    },
  };
}
