/** The channels' messages over real HTTP, as their stand-in sends them: fifteen of each in any order, one of them forged, have one effect. */
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { must } from '../../server/src/demo/clinic-day/client.ts';
import { type MoneyHouse, openMoneyHouse, type PayChannel } from '../kit/money-house.ts';

let house: MoneyHouse;
beforeAll(async () => {
  house = await openMoneyHouse(5470);
});
afterAll(() => house.close());

const CALM = {
  callback_copies: 1,
  forge_one_copy: false,
  reorder_callbacks: false,
  callback_delay_seconds: 0,
  refund_seconds: 2,
};

/** How often each thing happened to the order of a booking. */
async function effectsOf(booking_id: string) {
  const [row] = await house.query<Record<string, number>>(
    `select (select count(*)::int from ledger_posting where kind = 'captured' and source = 'order:' || o.id) as posted,
      (select count(*)::int from fact where kind = 'payment.paid' and subject = 'payment:' || o.id) as paid,
      (select count(*)::int from fact where kind = 'booking.booked' and subject = 'booking:' || o.payable_id) as booked,
      (select count(*)::int from message m where m.booking_id = o.payable_id and m.kind like '%booked%') as told,
      (select count(*)::int from payment_notice where outcome = 'settled' and told #>> '{order,merchant_order_no}' = o.merchant_order_no) as settled,
      (select coalesce(sum(copies), 0)::int from payment_notice where told #>> '{order,merchant_order_no}' = o.merchant_order_no) as copies
     from payment_order o where o.payable_id = $1`,
    booking_id,
  );
  return row!;
}

async function paidAt(channel: PayChannel): Promise<string> {
  const who = await house.patient();
  const { id } = await must('bookingHold', house.hold(who, (await house.slot(1)).id));
  await house.tap((await house.openPage(who, id, channel))!);
  return id;
}

it.each(['wechat', 'alipay'] as const)(
  '%s: fifteen copies in any order, one forged, have one effect',
  async (channel) => {
    const refusedBefore = await refusals(channel);
    await house.faults({ callback_copies: 15, forge_one_copy: true, reorder_callbacks: true });
    const id = await paidAt(channel);
    await house.arrive();
    // the stand-in may still be sending what it began by itself
    await vi.waitFor(async () => expect((await effectsOf(id)).copies).toBe(14), { timeout: 10_000 });
    await house.app.payment.drain();
    await house.faults(CALM);
    await house.app.rounds.readers();
    expect(await effectsOf(id)).toEqual({ posted: 1, paid: 1, booked: 1, told: 1, settled: 1, copies: 14 });
    expect(await refusals(channel)).toBe(refusedBefore + 1);
    expect(await house.violations()).toEqual([]);
  },
  60_000,
);

const refusals = async (channel: PayChannel): Promise<number> => {
  await house.app.payment.drain();
  const rows = await house.query<{ n: number }>(
    `select coalesce(sum(copies), 0)::int as n from payment_notice_refusal where channel = $1 and why = 'bad_signature'`,
    channel,
  );
  return rows[0]!.n;
};

it.each(['wechat', 'alipay'] as const)(
  '%s: news of a refund that comes before news of its payment',
  async (channel) => {
    await house.faults({ callback_delay_seconds: 300, refund_seconds: 1, reorder_callbacks: true });
    const who = await house.patient();
    const { id } = await must('bookingHold', house.hold(who, (await house.slot(1)).id));
    await house.tap((await house.openPage(who, id, channel))!);
    // the payer looks, so the hospital knows of the payment long before the channel's message
    house.pass(5);
    await house.arrive();
    await must('bookingPayment', house.ask('bookingPayment', { as: who, params: { id } }));
    await must('bookingCancel', house.ask('bookingCancel', { as: who, params: { id } }));
    for (let minutes = 0; minutes < 12; minutes += 2) {
      house.pass(120);
      await house.arrive();
      await house.app.rounds.payments();
    }
    await house.faults(CALM);
    const [order] = await house.query<{ state: string; refunded_fen: number; paid_fen: number }>(
      'select state, refunded_fen, paid_fen from payment_order where payable_id = $1',
      id,
    );
    expect(order).toMatchObject({ state: 'refunded', refunded_fen: order!.paid_fen });
    expect(await house.violations()).toEqual([]);
  },
  60_000,
);
