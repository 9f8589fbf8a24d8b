/**
 * Book and pay: a place is held, paid within the time, and booked. Whatever order, delay or repetition the channel's messages
 * come in, a paid patient ends booked or refunded: a late success books when the place is still free, else goes back in full.
 */
import type { PayAnswer, PaymentStatus, Static } from '@menzhen/contract';
import {
  actorName,
  type Clock,
  type Db,
  dayOf,
  found,
  type Handlers,
  type Locale,
  keepToDepartment,
  Refusal,
  type Tx,
  type Wake,
} from '../kernel/index.ts';
import { type BookingCard, type Bookings, stateWords } from '../modules/booking/index.ts';
import type { Catalog } from '../modules/catalog/index.ts';
import {
  type PaidOrder,
  type Payment,
  type PaymentSummary,
  sceneBelongs,
  type Settle,
} from '../modules/payment/index.ts';
import type { People } from '../modules/people/index.ts';
import type { Policies } from '../modules/policy/index.ts';
import type { Scheduling } from '../modules/scheduling/index.ts';
import { describing, heldToPay } from './held-to-pay.ts';
import { BOOKING, payableOf } from './payable-of-booking.ts';

export interface BookAndPayGround {
  db: Db;
  clock: Clock;
  wake: Wake;
  people: People;
  catalog: Catalog;
  policy: Policies;
  scheduling: Pick<Scheduling, 'slotCards'>;
  booking: Bookings;
  payment: Payment;
  publicOrigin: string;
}

/** Kept places that the desk gives by judgement, and so says why. */
const NEEDS_REASON: readonly string[] = ['senior', 'referral'];
const reasonMissing = (): Refusal =>
  new Refusal('input_invalid', {}, [
    { field: 'reserve_reason', message: '请写明使用预留号的理由 / say why kept places are used' },
  ]);

const wrongScene = (): Refusal =>
  new Refusal('input_invalid', {}, [
    { field: 'scene', message: '该支付方式不属于此渠道 / this way of paying is not of that channel' },
  ]);

const inText = (steps: PaymentSummary['steps']) => steps.map(({ what, at }) => ({ what, at: at.toString() }));

/** How the payment of a booking stands, as the patient sees it. */
function statusOf(
  card: BookingCard,
  told: PaymentSummary | undefined,
  channels: Payment['channels'],
): Static<typeof PaymentStatus> {
  return {
    booking_id: card.id,
    booking_state: card.state,
    payment: told?.state ?? (card.fee_fen === 0 ? 'not_due' : 'unpaid'),
    amount_fen: card.fee_fen,
    parts: card.fee_parts,
    order_id: told?.order_id ?? null,
    channel: told?.channel ?? null,
    channels: [...channels],
    expires_at: told?.expires_at?.toString() ?? (card.state === 'held' ? card.held_until.toString() : null),
    paid_fen: told?.paid_fen ?? 0,
    refund_fen: told?.refund_fen ?? 0,
    waived_fen: told?.waived_fen ?? 0,
    steps: inText(told?.steps ?? []),
    refunds: (told?.refunds ?? []).map(({ requested_at, settled_at, steps, ...refund }) => ({
      ...refund,
      requested_at: requested_at.toString(),
      settled_at: settled_at?.toString() ?? null,
      steps: inText(steps),
    })),
  };
}

/** What payment asks when money has come for a booking; runs in payment's transaction. */
export function settleBooking(ground: { booking: () => Bookings; payment: () => Payment }): Settle {
  return {
    async lock(tx, payable) {
      await ground.booking().lockWithPatient(tx, payable.id);
    },
    async paid(tx, paid, now) {
      const booking = ground.booking();
      const card = found(await booking.card(tx, paid.payable.id));
      const told = { at: now, actor: `channel:${paid.channel}`, cause: `order:${paid.order_id}` };
      if (card.state === 'held' && card.session_state === 'open') {
        await booking.move(tx, card, { to: 'booked', ...told });
      } else if (card.state !== 'expired' || !(await booking.revive(tx, card, told))) {
        await giveBack(tx, ground.payment(), card, paid, now);
      }
    },
    together: {
      lock: (tx, payables) =>
        ground.booking().lockHeld(
          tx,
          payables.map(({ id }) => id),
        ),
      async paid(tx, paid, now) {
        const told = paid.map(({ payable, channel, order_id }) => ({
          booking_id: payable.id,
          actor: `channel:${channel}`,
          cause: `order:${order_id}`,
        }));
        await ground.booking().bookHeld(tx, told, now);
      },
    },
  };
}

async function giveBack(
  tx: Tx,
  payment: Payment,
  card: BookingCard,
  paid: PaidOrder,
  now: Temporal.Instant,
): Promise<void> {
  const reason = `支付成功时预约为“${stateWords[card.state].zh}”，已全额退款`;
  await payment.requestRefund(tx, {
    payable: paid.payable,
    order_id: paid.order_id,
    refund_fen: paid.amount_fen,
    cause: 'late',
    reason,
    actor: 'system:book-and-pay',
    now,
  });
}

export type BookAndPayRouteNames = 'bookingPay' | 'bookingPayment' | 'deskBookingHold';

export function bookAndPayHandlers(ground: BookAndPayGround): Handlers<BookAndPayRouteNames> {
  const { booking, payment, people, scheduling, db, wake } = ground;

  async function own(id: string, account_id: string): Promise<BookingCard> {
    const card = found(await booking.card(db.kysely, id));
    return found((await people.ownPatientIds(db.kysely, account_id)).includes(card.patient_id) ? card : undefined);
  }
  const descriptionOf = describing(ground);
  const one = async (card: BookingCard, locale: Locale) =>
    (await booking.view(db.kysely, [card], { masked: true, locale }))[0]!;
  const waivedAnswer = (card: BookingCard): Static<typeof PayAnswer> => ({
    order_id: card.id,
    amount_fen: 0,
    payment: 'not_due',
    expires_at: null,
    cashier_url: null,
    code_url: null,
    jsapi: null,
  });

  return {
    async bookingPay({ params, body, actor, now, run, ip }) {
      await own(params.id, actor.id);
      const { channel = 'wechat', scene } = body;
      if (!sceneBelongs(channel, scene)) throw wrongScene();
      const { card, order } = await run(async (tx) => {
        const card = await heldToPay(tx, booking, params.id, now);
        const ask = {
          ...payableOf(card),
          ...{ description: await descriptionOf(card), actor: actorName(actor), now },
        };
        if (card.fee_fen === 0) {
          await payment.settleFree(tx, ask);
          return { card, order: undefined };
        }
        return { card, order: await payment.openOrder(tx, { ...ask, channel, expires_at: card.held_until }) };
      });
      wake.announce();
      if (!order) return waivedAnswer(card);
      const payer_openid = await people.openidOf(db.kysely, actor.id);
      const started = await payment.startChannel(order.id, {
        ...{ channel, scene },
        client_ip: ip,
        payer_openid,
        return_url: `${ground.publicOrigin}/#/payment/pay-page?id=${card.id}`,
      });
      return {
        ...started,
        jsapi: started.jsapi ?? null,
        amount_fen: order.amount_fen,
        payment: 'paying' as const,
        expires_at: card.held_until.toString(),
      };
    },
    async bookingPayment({ params, actor }) {
      const before = await own(params.id, actor.id);
      const orders = await payment.ordersOf(db.kysely, BOOKING, [before.id]);
      const known = orders.get(before.id);
      // Looking at the page asks the channel: a lost callback heals under the patient's eyes.
      if (known && known.state === 'paying') await payment.refresh(known.order_id).then(wake.announce, () => {});
      // the money first: who was told of it in between is then told of the place it bought, and never "paid, and still held"
      const told = (await payment.ordersOf(db.kysely, BOOKING, [before.id])).get(before.id);
      return statusOf(found(await booking.card(db.kysely, before.id)), told, payment.channels);
    },
    async deskBookingHold({ body, actor, now, run, idempotency_key, locale }) {
      const { reserve_reason: _reason, ...asked } = body;
      const slot = (await scheduling.slotCards(db.kysely, [body.slot_id])).get(body.slot_id);
      keepToDepartment(actor, ['clerk'], slot?.department_id);
      const channel = body.channel ?? 'counter';
      // who stands at the window on the day itself is on site, without a word
      const onSite = channel === 'counter' && slot?.date === dayOf(now) ? 'on_site' : null;
      if (body.reserve && NEEDS_REASON.includes(body.reserve) && !body.reserve_reason) throw reasonMissing();
      const { card } = await booking.hold({
        ...asked,
        account_id: null,
        actor: actorName(actor),
        key: idempotency_key,
        channel,
        reserve: body.reserve ?? onSite,
      });
      const deed = { at: now, actor: actorName(actor), reason: body.reserve_reason ?? null };
      await run(async (tx) => {
        if (body.reserve) await booking.noteReserve(tx, card, { ...deed, reserve: body.reserve });
        return { id: card.id };
      });
      wake.announce();
      return one(card, locale);
    },
  };
}

/** One round of holds that ran out: expired, and their channel orders closed; a payment found there is settled. */
export async function expireHolds(
  ground: Pick<BookAndPayGround, 'booking' | 'payment' | 'clock' | 'wake'>,
  log: (message: string, error: unknown) => void,
): Promise<number> {
  const expired = await ground.booking.expireDue(ground.clock.now());
  if (expired.length) ground.wake.announce();
  for (const card of expired) {
    await ground.payment
      .closeUnpaid({ kind: BOOKING, id: card.id })
      .catch((error: unknown) => log('closing an expired order failed; it will be asked again', error));
  }
  return expired.length;
}
