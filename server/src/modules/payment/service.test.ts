import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from '../../kernel/index.ts';
import { type Clinic, FEE_FEN, HOLD_SECONDS, openClinic } from './testing/clinic.ts';
import type { SignedNotice } from './testing/scripted-channel.ts';
import type { OrderRow } from './tables.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const requestsOf = (no: string) => clinic.channel.requests.filter((r) => r.no === no).map((r) => r.method);
const notices = async (text: string) =>
  (
    await sql<{ notice_id: string; outcome: string | null; copies: number; raw: Buffer }>`
      select notice_id, outcome, copies, raw from payment_notice where told::text like ${`%${text}%`} order by received_at, notice_id
    `.execute(clinic.db.kysely)
  ).rows;

function shuffled<T>(items: T[]): T[] {
  const left = [...items];
  return items.map(() => left.splice(Math.floor(Math.random() * left.length), 1)[0]!);
}

describe('an order', () => {
  it('is the same one again for the same payable, also when asked for twice at once', async () => {
    const { order, booking_id } = await clinic.hold();
    const ask = clinic.orderAsk(booking_id);
    const again = await Promise.all([1, 2, 3].map(() => clinic.inTx((tx) => clinic.payment.openOrder(tx, ask))));
    expect(new Set(again.map((each) => each.id))).toEqual(new Set([order.id]));
    expect(await clinic.facts(order.id)).toEqual(['payment.opened']);
  });

  it('is never opened for nothing', async () => {
    await expect(clinic.hold(0)).rejects.toMatchObject({ code: 'nothing_to_pay' });
    const { rows } = await sql`select 1 from payment_order where amount_fen = 0`.execute(clinic.db.kysely);
    expect(rows).toEqual([]);
  });

  it('goes to the channel with what is left of the payer’s time on the channel’s clock, and brings the payer back', async () => {
    const { order } = await clinic.hold();
    const started = await clinic.start(order);
    expect(started.cashier_url).toBe(
      `https://pay.example/cashier?no=${order.merchant_order_no}&redirect_url=https%3A%2F%2Fclinic.example%2Fback%3Fa%3D1`,
    );
    const { channel_expires_at, state } = await clinic.order(order.id);
    expect(state).toBe('paying');
    expect(channel_expires_at).toEqual(clinic.channelClock.now().add({ seconds: HOLD_SECONDS }));
  });

  it('says the same words with the same number after an unknown outcome', async () => {
    const { order } = await clinic.hold();
    clinic.channel.failNext('open', 'lost_answer');
    await expect(clinic.start(order)).rejects.toMatchObject({ code: 'payment_channel_unavailable' });
    clinic.pass(7);
    expect(await clinic.start(order)).toMatchObject({ order_id: order.id });
  });

  it('is replaced by another when the payer changes the way of paying', async () => {
    const { order, booking_id } = await clinic.hold();
    await clinic.start(order, 'h5');
    const started = await clinic.start(order, 'native');
    expect(started.order_id).not.toBe(order.id);
    expect(started.code_url).toContain('weixin://');
    expect((await clinic.order(order.id)).state).toBe('closed');
    expect(clinic.channel.orders.get(order.merchant_order_no)!.order.status).toBe('closed');
    expect(await clinic.summary(booking_id)).toMatchObject({ order_id: started.order_id, state: 'paying' });
  });

  it('that was paid a moment before another way was tried is settled, not opened again', async () => {
    const { order, booking_id } = await clinic.holdAndPay();
    await expect(clinic.start(order, 'native')).rejects.toMatchObject({ code: 'nothing_to_pay' });
    expect(await clinic.booking(booking_id)).toEqual({ state: 'booked', paid_times: 1 });
  });
});

describe('notices', () => {
  it('fifteen in random order, one of them forged, have one effect', async () => {
    const { order, booking_id, notice } = await clinic.holdAndPay();
    const forged: SignedNotice = { ...notice, headers: { signature: 'forged' } };
    const others = [1, 2, 3].map(() => clinic.channel.paidNotice(order.merchant_order_no));
    const all = shuffled([forged, ...others, ...Array.from({ length: 11 }, () => notice)]);
    const answers = await Promise.allSettled(all.map((each) => clinic.deliver(each)));
    expect(answers.filter((a) => a.status === 'fulfilled')).toHaveLength(14);
    expect(answers[all.indexOf(forged)]).toMatchObject({ reason: { code: 'payment_notice_refused' } });
    expect(await clinic.booking(booking_id)).toEqual({ state: 'booked', paid_times: 1 });
    expect(await clinic.facts(order.id)).toEqual(['payment.opened', 'payment.started', 'payment.paid']);
    const kept = await notices(order.merchant_order_no);
    expect(kept.map((row) => row.copies).sort()).toEqual([1, 1, 1, 11]);
    expect(kept.filter((row) => row.outcome === 'settled')).toHaveLength(1);
    expect(kept.find((row) => row.copies === 11)!.raw).toEqual(notice.raw);
  });

  it('of another amount, or of an order that is not ours, are refused, recorded once, and change nothing', async () => {
    const { order, booking_id } = await clinic.holdAndPay();
    const wrong = clinic.channel.paidNotice(order.merchant_order_no, { paid_fen: FEE_FEN - 1 });
    const foreign = clinic.channel.paidNotice(order.merchant_order_no, { merchant_order_no: 'foreign-order-1' });
    for (const notice of [wrong, wrong, foreign])
      await expect(clinic.deliver(notice)).rejects.toMatchObject({ code: 'payment_notice_refused' });
    expect(await clinic.booking(booking_id)).toEqual({ state: 'held', paid_times: 0 });
    expect((await clinic.order(order.id)).state).toBe('paying');
    const { rows } = await sql<{ why: string }>`
      select data->>'why' as why from fact where kind = 'payment.notice_refused'
        and data->>'merchant_no' in (${order.merchant_order_no}, 'foreign-order-1') order by seq
    `.execute(clinic.db.kysely);
    expect(rows.map((row) => row.why)).toEqual(['amount_mismatch', 'unknown_order']);
  });

  it('lost between their commit and the acting are acted on by the next work', async () => {
    const { order, booking_id, notice } = await clinic.holdAndPay();
    clinic.trouble.settle_fails = 1;
    expect(await clinic.deliver(notice)).toEqual({ code: 'SUCCESS', message: '成功' });
    expect(await clinic.booking(booking_id)).toEqual({ state: 'held', paid_times: 0 });
    expect((await clinic.order(order.id)).state).toBe('paying');
    clinic.channel.failNext('query', 'lost_request');
    clinic.pass(20);
    await clinic.work();
    expect(await clinic.booking(booking_id)).toEqual({ state: 'booked', paid_times: 1 });
    expect(await notices(order.merchant_order_no)).toMatchObject([{ outcome: 'settled' }]);
  });

  it('that never come are healed by asking', async () => {
    const { booking_id } = await clinic.holdAndPay();
    clinic.pass(5);
    await clinic.work();
    expect(await clinic.booking(booking_id)).toEqual({ state: 'booked', paid_times: 1 });
  });

  it('of a refund may come before those of the payment', async () => {
    const { order, booking_id, notice } = await clinic.holdAndPay();
    await clinic.payment.refresh(order.id);
    await clinic.refund(booking_id);
    await clinic.work();
    const [refund] = await clinic.refundsOf(order.id);
    await clinic.deliver(clinic.channel.endRefund(refund!.merchant_refund_no, 'success'));
    await clinic.deliver(notice);
    expect((await clinic.order(order.id)).state).toBe('refunded');
    expect((await clinic.booking(booking_id)).paid_times).toBe(1);
    expect(await clinic.summary(booking_id)).toMatchObject({ state: 'refunded', refund_fen: FEE_FEN });
  });
});

describe('the end of the payer’s time', () => {
  it('closes an order at the channel, and one never opened there at once', async () => {
    const [started, idle] = [await clinic.hold(), await clinic.hold()];
    await clinic.start(started.order);
    clinic.pass(HOLD_SECONDS + 31);
    await expect(clinic.start(started.order)).rejects.toMatchObject({ code: 'hold_expired' });
    await clinic.work();
    expect((await clinic.order(started.order.id)).state).toBe('closed');
    expect((await clinic.order(idle.order.id)).state).toBe('closed');
    expect(requestsOf(started.order.merchant_order_no)).toContain('close');
    expect(requestsOf(idle.order.merchant_order_no)).toEqual([]);
    expect((await clinic.summary(idle.booking_id))!.state).toBe('not_due');
  });

  it('settles what the channel will not close because it is paid', async () => {
    const { booking_id } = await clinic.holdAndPay();
    await clinic.payment.closeUnpaid({ kind: 'booking', id: booking_id });
    expect(await clinic.booking(booking_id)).toEqual({ state: 'booked', paid_times: 1 });
  });

  it('goes on closing while the channel cannot be reached', async () => {
    const { order, booking_id } = await clinic.hold();
    await clinic.start(order);
    clinic.channel.failNext('close', 'lost_request', 'lost_answer');
    await clinic.payment.closeUnpaid({ kind: 'booking', id: booking_id });
    await clinic.work();
    expect((await clinic.order(order.id)).state).toBe('paying');
    clinic.pass(60);
    await clinic.work();
    expect((await clinic.order(order.id)).state).toBe('closed');
  });

  it('a success after the close is settled: here the place is gone, so the money goes back', async () => {
    const { order, booking_id } = await clinic.hold();
    await clinic.start(order);
    clinic.pass(HOLD_SECONDS + 31);
    await clinic.release(booking_id);
    await clinic.payment.closeUnpaid({ kind: 'booking', id: booking_id });
    expect((await clinic.order(order.id)).state).toBe('closed');
    await clinic.deliver(clinic.channel.payLate(order.merchant_order_no)!);
    expect(await clinic.facts(order.id)).toEqual([
      'payment.opened',
      'payment.started',
      'payment.closed',
      'payment.paid',
      'refund.requested',
    ]);
    await clinic.work();
    expect(clinic.channel.refundedFen(order.merchant_order_no)).toBe(FEE_FEN);
  });

  it('a success after the close whose notice is lost is found by the last look', async () => {
    const { order, booking_id } = await clinic.hold();
    await clinic.start(order);
    clinic.pass(HOLD_SECONDS + 31);
    await clinic.release(booking_id);
    await clinic.work();
    clinic.channel.payLate(order.merchant_order_no);
    clinic.pass(121);
    await clinic.work();
    expect((await clinic.order(order.id)).paid_fen).toBe(FEE_FEN);
    expect((await clinic.refundsOf(order.id))[0]).toMatchObject({ refund_fen: FEE_FEN });
  });

  it('a closed order is let go after its last look', async () => {
    const { order } = await clinic.hold();
    await clinic.start(order);
    clinic.pass(HOLD_SECONDS + 31);
    await clinic.work();
    clinic.pass(121);
    await clinic.work();
    expect((await clinic.order(order.id)).next_query_at).toBeNull();
  });
});

describe('the counter', () => {
  const take = (booking_id: string, method: 'cash' | 'card' = 'cash') => {
    const { expires_at: _, actor: __, ...ask } = clinic.orderAsk(booking_id);
    return clinic.inTx((tx) => clinic.payment.takeAtCounter(tx, { ...ask, method, actor: 'staff:cashier' }));
  };

  it('takes the fee once', async () => {
    const { booking_id } = await clinic.hold();
    const both = await Promise.allSettled([take(booking_id), take(booking_id, 'card')]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(await clinic.booking(booking_id)).toEqual({ state: 'booked', paid_times: 1 });
    expect(await clinic.summary(booking_id)).toMatchObject({ state: 'paid', paid_fen: FEE_FEN });
  });

  it('gives up the order begun on the phone, and gives its money back if it comes all the same', async () => {
    const { order, booking_id, notice } = await clinic.holdAndPay();
    const counter = await take(booking_id);
    await clinic.deliver(notice);
    await clinic.work();
    expect(clinic.channel.refundedFen(order.merchant_order_no)).toBe(FEE_FEN);
    expect(await clinic.booking(booking_id)).toEqual({ state: 'booked', paid_times: 1 });
    expect(await clinic.summary(booking_id)).toMatchObject({ order_id: counter.id, state: 'paid' });
  });

  it('hands money back at once, or when the payer comes', async () => {
    const [now, later] = [await clinic.hold(), await clinic.hold()];
    for (const { booking_id } of [now, later]) await take(booking_id);
    await clinic.refund(now.booking_id, FEE_FEN, { at_counter: true });
    expect((await clinic.summary(now.booking_id))!.state).toBe('refunded');
    await clinic.refund(later.booking_id);
    clinic.pass(3600);
    await clinic.work();
    expect((await clinic.summary(later.booking_id))!.state).toBe('refunding');
    const { refunds } = (await clinic.summary(later.booking_id))!;
    const handBack = () =>
      clinic.inTx((tx) => {
        const ask = { refund_id: refunds[0]!.refund_id, actor: 'staff:cashier', now: clinic.clock.now() };
        return clinic.payment.desk.handBack(tx, ask);
      });
    await handBack();
    await expect(handBack()).rejects.toMatchObject({ code: 'refund_state' });
    expect((await clinic.summary(later.booking_id))!.state).toBe('refunded');
  });
});

describe('refunds', () => {
  it('are pushed again with the same number after an unknown outcome', async () => {
    const { order, booking_id } = await clinic.holdAndSettle();
    clinic.channel.failNext('refund', 'lost_request', 'lost_answer');
    await clinic.refund(booking_id);
    for (const seconds of [0, 4, 6]) {
      clinic.pass(seconds);
      await clinic.work();
    }
    const [refund] = await clinic.refundsOf(order.id);
    expect(requestsOf(refund!.merchant_refund_no)).toEqual(['refund', 'queryRefund', 'refund', 'queryRefund']);
    expect(clinic.channel.refundedFen(order.merchant_order_no)).toBe(FEE_FEN);
    clinic.channel.endRefund(refund!.merchant_refund_no, 'success');
    clinic.pass(11);
    await clinic.work();
    expect((await clinic.summary(booking_id))!.state).toBe('refunded');
    expect((await clinic.facts(order.id)).slice(3)).toEqual([
      'refund.requested',
      'refund.processing',
      'refund.succeeded',
    ]);
  });

  it('get a new number only after the channel closed the last one', async () => {
    const { order, booking_id } = await clinic.holdAndSettle();
    await clinic.refund(booking_id);
    await clinic.work();
    const [before] = await clinic.refundsOf(order.id);
    const closed = clinic.channel.endRefund(before!.merchant_refund_no, 'closed');
    await clinic.deliver(closed);
    clinic.pass(5);
    await clinic.work();
    await clinic.deliver(closed);
    const [refund] = await clinic.refundsOf(order.id);
    expect(refund).toMatchObject({ state: 'processing', attempt: 2 });
    await clinic.deliver(clinic.channel.endRefund(refund!.merchant_refund_no, 'success'));
    expect((await clinic.order(order.id)).state).toBe('refunded');
    expect(clinic.channel.refundedFen(order.merchant_order_no)).toBe(FEE_FEN);
  });

  it('that cannot reach the payer say so until a person cures them', async () => {
    const { order, booking_id } = await clinic.holdAndSettle();
    await clinic.refund(booking_id);
    await clinic.work();
    const [refund] = await clinic.refundsOf(order.id);
    await clinic.deliver(clinic.channel.endRefund(refund!.merchant_refund_no, 'abnormal'));
    expect((await clinic.summary(booking_id))!.state).toBe('refund_failed');
    clinic.channel.endRefund(refund!.merchant_refund_no, 'success');
    clinic.pass(3600);
    await clinic.work();
    expect((await clinic.summary(booking_id))!.state).toBe('refunded');
  });

  it('asked for at the same time never exceed what was captured', async () => {
    const { order, booking_id } = await clinic.holdAndSettle();
    const asked = await Promise.allSettled([1, 2, 3, 4, 5].map(() => clinic.refund(booking_id, 700)));
    expect(asked.filter((one) => one.status === 'fulfilled')).toHaveLength(2);
    for (const one of asked)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'refund_not_possible' });
    await clinic.work();
    for (const refund of await clinic.refundsOf(order.id))
      await clinic.deliver(clinic.channel.endRefund(refund.merchant_refund_no, 'success'));
    expect(await clinic.order(order.id)).toMatchObject({
      state: 'partly_refunded',
      refund_due_fen: 1400,
      refunded_fen: 1400,
    });
    await clinic.refund(booking_id, 0);
    await clinic.refund(booking_id, 100);
    expect((await clinic.order(order.id)).refund_due_fen).toBe(FEE_FEN);
  });
});

describe('the list of payments', () => {
  const all = { from: null, until: null, channel: null, state: null, department_ids: null, before: null, limit: 100 };
  const list = (ask: Partial<Parameters<typeof clinic.payment.desk.list>[1]> = {}) =>
    clinic.payment.desk.list(clinic.db.kysely, { ...all, ...ask });
  const timeOf = (order: OrderRow) => order.paid_at ?? order.created_at;

  it('pages newest first without losing or repeating one', async () => {
    const whole = await list();
    const seen: string[] = [];
    for (let before: [string, string] | null = null; ; ) {
      const page = await list({ before, limit: 7 });
      seen.push(...page.map((order) => order.id));
      if (page.length < 7) break;
      before = [timeOf(page.at(-1)!).toString(), page.at(-1)!.id];
    }
    expect(seen).toEqual(whole.map((order) => order.id));
    expect(whole.length).toBeGreaterThan(20);
  });
  it('keeps to a channel, a state, a day and departments', async () => {
    const cash = await list({ channel: 'cash', state: 'refunded' });
    expect(cash.length).toBeGreaterThan(0);
    expect(cash.every((order) => order.channel === 'cash' && order.state === 'refunded')).toBe(true);
    expect(await list({ from: clinic.clock.now().add({ hours: 240 }) })).toEqual([]);
    expect(await list({ department_ids: ['00000000-0000-7000-8000-000000000001'] })).toEqual([]);
  });
});
