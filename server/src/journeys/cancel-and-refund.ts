/**
 * Cancel and refund: the place goes back and the refund is recorded in the same transaction; the money itself goes its way
 * afterwards and is pushed until it has arrived. Closing a session does the same for everyone booked in it.
 */
import {
  actorName,
  type Db,
  found,
  type Handlers,
  type Locale,
  inTransaction,
  keepToDepartment,
  type Tx,
  type Wake,
} from '../kernel/index.ts';
import type { BookingCard, Bookings } from '../modules/booking/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import type { Payment } from '../modules/payment/index.ts';
import type { People } from '../modules/people/index.ts';
import type { Policies } from '../modules/policy/index.ts';
import { type Scheduling, sessionView } from '../modules/scheduling/index.ts';

export interface CancelGround {
  db: Db;
  wake: Wake;
  people: People;
  catalog: Catalog;
  policy: Policies;
  scheduling: Scheduling;
  booking: Bookings;
  payment: Payment;
  /** Takes a checked-in patient's ticket out of the queue. */
  leaveQueue: (tx: Tx, booking_id: string, ask: { at: Temporal.Instant; actor: string }) => Promise<void>;
}
interface Why {
  reason: string;
  actor: string;
  now: Temporal.Instant;
}

/** Gives back all that was paid and not yet given back; nothing when nothing was. */
async function refundInFull(tx: Tx, payment: Payment, card: BookingCard, why: Why): Promise<void> {
  const summary = (await payment.ordersOf(tx, 'booking', [card.id])).get(card.id);
  const refund_fen = (summary?.paid_fen ?? 0) - (summary?.refund_fen ?? 0);
  if (refund_fen > 0)
    await payment.requestRefund(tx, { payable: { kind: 'booking', id: card.id }, refund_fen, ...why });
}

async function cancel(tx: Tx, ground: CancelGround, id: string, by: 'desk' | 'hospital', why: Why): Promise<void> {
  const { booking, payment } = ground;
  await booking.advance(tx, {
    booking_id: id,
    to: 'cancelled',
    at: why.now,
    actor: why.actor,
    reason: why.reason,
    cancelled_by: by,
  });
  const card = found(await booking.card(tx, id));
  await refundInFull(tx, payment, card, why);
  await ground.leaveQueue(tx, id, { at: why.now, actor: why.actor });
}

/** Cancels and refunds everyone still booked in a closed session, each in a transaction of their own; again is harmless. */
async function finishClosing(ground: CancelGround, session_id: string, why: Why): Promise<number> {
  const { booking, payment, db } = ground;
  let cancelled = 0;
  for (const id of await booking.openInSession(db.kysely, session_id)) {
    const before = await inTransaction(db, async (tx) => {
      const card = await booking.lock(tx, id);
      // the worker and the operator may both be at it
      if (!CLOSABLE.includes(card.state)) return undefined;
      await cancel(tx, ground, id, 'hospital', why);
      return card;
    });
    if (before?.state === 'held') await payment.closeUnpaid({ kind: 'booking', id }).catch(() => {});
    if (before) cancelled += 1;
  }
  return cancelled;
}
const CLOSABLE: readonly string[] = ['held', 'booked', 'checked_in'];

/** Closures that a crash cut short between freezing and cancelling: finished by whoever comes next. Returns how many. */
export async function finishClosures(ground: CancelGround, now: Temporal.Instant): Promise<number> {
  let cancelled = 0;
  for (const { session_id, close_reason } of await ground.booking.closedWithOpen(ground.db.kysely)) {
    cancelled += await finishClosing(ground, session_id, {
      reason: `停诊：${close_reason}`,
      actor: 'system:closures',
      now,
    });
  }
  if (cancelled > 0) ground.wake.announce();
  return cancelled;
}

export type CancelRouteNames = 'bookingCancel' | 'deskBookingCancel' | 'sessionClose';

export function cancelHandlers(ground: CancelGround): Handlers<CancelRouteNames> {
  const { booking, payment, people, scheduling, catalog, policy, db, wake } = ground;
  const view = async (id: string, ask: { masked: boolean; locale: Locale }) =>
    (await booking.view(db.kysely, [found(await booking.card(db.kysely, id))], ask))[0]!;

  return {
    async bookingCancel({ params, actor, now, run, locale }) {
      const before = found(await booking.card(db.kysely, params.id));
      found((await people.ownPatientIds(db.kysely, actor.id)).includes(before.patient_id) || undefined);
      await run(async (tx) => {
        const card = await booking.cancelByPatient(tx, params.id, actor, now);
        await refundInFull(tx, payment, card, { reason: '患者取消预约', actor: actorName(actor), now });
        await ground.leaveQueue(tx, params.id, { at: now, actor: actorName(actor) });
      });
      wake.announce();
      if (before.state === 'held') await payment.closeUnpaid({ kind: 'booking', id: before.id }).catch(() => {});
      return view(params.id, { masked: false, locale });
    },
    /** The patient stands at the window: counter money is handed back at once, channel money goes its way. */
    async deskBookingCancel({ params, body, actor, now, run, locale }) {
      const { department_id } = found(await booking.card(db.kysely, params.id));
      keepToDepartment(actor, ['clerk', 'cashier'], department_id);
      await run(async (tx) => {
        await cancel(tx, ground, params.id, 'desk', { reason: body.reason, actor: actorName(actor), now });
        await payment.payOutAtCounter(tx, {
          payable: { kind: 'booking', id: params.id },
          actor: actorName(actor),
          now,
        });
      });
      wake.announce();
      return view(params.id, { masked: true, locale });
    },
    /** 停诊: frozen in one transaction; then each booked patient is cancelled and refunded in one of their own. */
    async sessionClose({ params, body, actor, now, run, locale }) {
      const { department_id } = found(await scheduling.session(db.kysely, params.id));
      keepToDepartment(actor, ['administrator', 'operator'], department_id);
      const why = { reason: `停诊：${body.reason}`, actor: actorName(actor), now };
      const row = await run((tx) => scheduling.close(tx, params.id, { reason: body.reason, actor: why.actor, now }));
      const cancelled = await finishClosing(ground, params.id, why);
      wake.announce();
      const rules = await policy.current();
      const shown = {
        catalog: await catalog.view(),
        policy: rules.data,
        calendar: rules.calendar,
        now: scheduling.now(),
        locale,
      };
      const fresh = found(await scheduling.session(db.kysely, row.id));
      return { session: sessionView(shown, fresh), cancelled };
    },
  };
}
