/**
 * Take at the counter: a place that is held is paid for at a window — in cash into the cashier's own drawer, by card, or by a
 * code that the patient's phone reads. The drawer is locked first, before patient, booking and order.
 */
import {
  actorName,
  type Db,
  found,
  type Handlers,
  keepToDepartment,
  type Locale,
  Refusal,
  type Run,
  type StaffActor,
  type Wake,
} from '../kernel/index.ts';
import type { BookingCard, Bookings } from '../modules/booking/index.ts';
import type { Drawers } from '../modules/drawer/index.ts';
import type { Payment } from '../modules/payment/index.ts';
import { type PayableGround, describing, heldToPay } from './held-to-pay.ts';
import { type MoneyViewGround, moneyViews } from './desk-money-views.ts';
import { BOOKING, payableOf } from './payable-of-booking.ts';
import { type RefundLimitGround, twoPersonAboveFen } from './refund-limit.ts';

export interface PayCodeGround extends PayableGround {
  wake: Wake;
  booking: Bookings;
  payment: Payment;
  publicOrigin: string;
}
export interface CounterGround extends PayCodeGround, MoneyViewGround, RefundLimitGround {
  db: Db;
  drawer: Pick<Drawers, 'lockOpen'>;
}
export type CounterRouteNames = 'deskBookingPay' | 'deskPayCode' | 'deskPaymentShow';

const AT_THE_WINDOW = ['clerk', 'cashier'] as const;
const READERS = [...AT_THE_WINDOW, 'finance', 'administrator'] as const;
/** A QR code for another's phone: WeChat's own, and for Alipay the address of its page for phones. */
const SCENE_OF_CODE = { wechat: 'native', alipay: 'wap' } as const;

export interface PayCodeAsk {
  booking_id: string;
  channel: keyof typeof SCENE_OF_CODE;
  actor: string;
  now: Temporal.Instant;
  run: Run;
  ip: string;
}

/** Shows a code on a screen of the hospital's — a window's, a kiosk's — that the patient's own phone pays by. */
export const payCode =
  ({ booking, payment, wake, catalog, publicOrigin }: PayCodeGround) =>
  async ({ booking_id, channel, actor, now, run, ip }: PayCodeAsk) => {
    const descriptionOf = describing({ catalog });
    const { card, order } = await run(async (tx) => {
      await booking.lockWithPatient(tx, booking_id);
      const card = await heldToPay(tx, booking, booking_id, now);
      if (card.fee_fen === 0) throw new Refusal('nothing_to_pay');
      const ask = { ...payableOf(card), description: await descriptionOf(card), actor, now };
      return { card, order: await payment.openOrder(tx, { ...ask, channel, expires_at: card.held_until }) };
    });
    wake.announce();
    const started = await payment.startChannel(order.id, {
      channel,
      scene: SCENE_OF_CODE[channel],
      client_ip: ip,
      return_url: `${publicOrigin}/#/booking/booking-page?id=${card.id}`,
    });
    const qr_text = started.code_url ?? started.cashier_url;
    if (!qr_text) throw new Refusal('payment_channel_unavailable');
    const { order_id } = started;
    return { order_id, amount_fen: card.fee_fen, channel, qr_text, expires_at: card.held_until.toString() };
  };

export function counterHandlers(ground: CounterGround): Handlers<CounterRouteNames> {
  const { booking, payment, drawer, db, wake } = ground;
  const views = moneyViews(ground);
  const descriptionOf = describing(ground);
  const openPayCode = payCode(ground);

  async function within(actor: StaffActor, roles: typeof READERS | typeof AT_THE_WINDOW, id: string) {
    const card = found(await booking.card(db.kysely, id));
    keepToDepartment(actor, roles, card.department_id);
    return card;
  }
  const viewOf = async (card: BookingCard, locale: Locale) =>
    (await booking.view(db.kysely, [card], { masked: true, locale }))[0]!;
  const fresh = async (id: string, locale: Locale) => viewOf(found(await booking.card(db.kysely, id)), locale);

  return {
    async deskBookingPay({ params, body, actor, now, run, locale }) {
      const { fee_fen } = await within(actor, AT_THE_WINDOW, params.id);
      await run(async (tx) => {
        const needsDrawer = body.method === 'cash' && fee_fen > 0;
        const drawer_id = needsDrawer ? (await drawer.lockOpen(tx, actor.id)).id : undefined;
        await booking.lockWithPatient(tx, params.id);
        const card = await heldToPay(tx, booking, params.id, now);
        const ask = { ...payableOf(card), description: await descriptionOf(card), actor: actorName(actor), now };
        // nothing changes hands, whatever the method: the desk only confirms
        if (card.fee_fen === 0) await payment.settleFree(tx, ask);
        else await payment.takeAtCounter(tx, { ...ask, method: body.method, ...(drawer_id ? { drawer_id } : {}) });
        return { id: card.id };
      });
      wake.announce();
      return fresh(params.id, locale);
    },
    async deskPayCode({ params, body: { channel }, actor, now, run, ip }) {
      await within(actor, AT_THE_WINDOW, params.id);
      return openPayCode({ booking_id: params.id, channel, actor: actorName(actor), now, run, ip });
    },
    async deskPaymentShow({ params, actor, locale }) {
      await within(actor, READERS, params.id);
      const payable = { kind: BOOKING, id: params.id };
      const known = (await payment.ordersOf(db.kysely, BOOKING, [params.id])).get(params.id);
      // the window waits for the money: a lost notice heals under the clerk's eyes
      if (known?.state === 'paying') await payment.refresh(known.order_id).then(wake.announce, () => {});
      const [owed, orders] = [
        await payment.desk.payable(db.kysely, payable),
        await payment.desk.ordersOfPayable(db.kysely, payable),
      ];
      return {
        booking: await fresh(params.id, locale),
        waived_fen: owed?.waived_fen ?? 0,
        two_person_above_fen: await twoPersonAboveFen(ground),
        orders: await views.orders(db.kysely, orders, { actor, locale }),
      };
    },
  };
}
