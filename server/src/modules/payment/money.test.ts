/** Payables, parts, the second person and the books, through payment's door on a real database. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { first, sql } from '../../kernel/index.ts';
import { type Clinic, FEE_FEN, HOLD_SECONDS, openClinic } from './testing/clinic.ts';
import type { PayableRow } from './tables.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const REGISTRATION_FEN = 500;
const CONSULTATION_FEN = FEE_FEN - REGISTRATION_FEN;

const payableOf = async (id: string) =>
  first(await sql<PayableRow>`select * from payable where id = ${id}`.execute(clinic.db.kysely))!;
const factsOf = async (id: string) =>
  (
    await sql<{ kind: string }>`
      select kind from fact where data->>'payable_id' = ${id} order by seq
    `.execute(clinic.db.kysely)
  ).rows.map(({ kind }) => kind);

/** What stands in every account because of the orders of one payable; accounts at zero are left out. */
async function booksOf(id: string): Promise<Record<string, number>> {
  const { rows } = await sql<{ account: string; sum_fen: number }>`
    select account, sum(amount_fen)::bigint as sum_fen from ledger_line
    where source in (select 'order:' || id from payment_order where payable_id = ${id}
      union all select 'refund:' || r.id from refund r join payment_order o on o.id = r.order_id where o.payable_id = ${id})
    group by account having sum(amount_fen) <> 0
  `.execute(clinic.db.kysely);
  return Object.fromEntries(rows.map(({ account, sum_fen }) => [account, sum_fen]));
}
const sumOfBooks = async () =>
  first(
    await sql<{ sum: number }>`select coalesce(sum(amount_fen), 0)::bigint as sum from ledger_line`.execute(
      clinic.db.kysely,
    ),
  )!.sum;

const adjust = (booking_id: string, refund_fen: number, more: object = {}) =>
  clinic.refund(booking_id, refund_fen, { cause: 'adjustment', actor: 'staff:cashier', ...more });

describe('a payable', () => {
  it('is due, paid, refunded; each change is told once, the whole follows from its shares', async () => {
    const { booking_id } = await clinic.holdAndSettle();
    expect(await payableOf(booking_id)).toMatchObject({
      ...{ amount_fen: FEE_FEN, own_fen: FEE_FEN, insurance_fen: 0 },
      ...{ own_state: 'paid', insurance_state: 'none', whole_state: 'paid' },
    });
    await clinic.refund(booking_id);
    expect((await payableOf(booking_id)).whole_state).toBe('refunded');
    expect((await factsOf(booking_id)).filter((kind) => kind.startsWith('payable.'))).toEqual([
      'payable.due',
      'payable.paid',
      'payable.refunded',
    ]);
  });

  it('that nobody paid is void, and paid all the same when the money comes late', async () => {
    const { booking_id, notice, order } = await clinic.holdAndPay();
    await clinic.payment.closeUnpaid({ kind: 'booking', id: booking_id });
    await clinic.deliver(notice);
    await clinic.work();
    expect((await clinic.order(order.id)).paid_fen).toBe(FEE_FEN);
    expect((await payableOf(booking_id)).whole_state).toBe('paid');
    const unpaid = await clinic.hold();
    await clinic.payment.closeUnpaid({ kind: 'booking', id: unpaid.booking_id });
    expect((await payableOf(unpaid.booking_id)).whole_state).toBe('void');
  });

  it('is given up with its order when whoever let the time end fell over before saying so', async () => {
    const [started, created] = [await clinic.hold(), await clinic.hold()];
    await clinic.start(started.order);
    clinic.pass(HOLD_SECONDS + 60);
    await clinic.work();
    for (const { booking_id, order } of [started, created]) {
      expect((await clinic.order(order.id)).state).toBe('closed');
      expect((await payableOf(booking_id)).whole_state).toBe('void');
    }
  });

  it('of nothing is settled by an order of its own, once', async () => {
    const { booking_id } = await clinic.holdForNothing();
    const settle = () => clinic.settleFree(booking_id);
    await settle();
    expect(await clinic.booking(booking_id)).toEqual({ state: 'booked', paid_times: 1 });
    await expect(settle()).rejects.toMatchObject({ code: 'nothing_to_pay' });
    expect(await clinic.summary(booking_id)).toMatchObject({ state: 'not_due', channel: 'free', paid_fen: 0 });
    expect(await booksOf(booking_id)).toEqual({});
  });

  it('keeps the three statuses of an insured one apart', async () => {
    const { booking_id } = await clinic.holdAndSettle();
    const whole = async (own: string, insurance: string) => {
      await sql`
        update payable set amount_fen = 1500, own_fen = 500, insurance_fen = 1000, own_state = ${own}, insurance_state = ${insurance}
        where id = ${booking_id}
      `.execute(clinic.db.kysely);
      return (await payableOf(booking_id)).whole_state;
    };
    expect(await whole('due', 'due')).toBe('due');
    expect(await whole('due', 'paid')).toBe('partly_paid');
    expect(await whole('paid', 'due')).toBe('partly_paid');
    expect(await whole('paid', 'paid')).toBe('paid');
    expect(await whole('refunded', 'paid')).toBe('partly_paid');
    expect(await whole('refunded', 'refunded')).toBe('refunded');
    expect(await whole('void', 'void')).toBe('void');
  });
});

describe('the books', () => {
  it('have a payment by its parts, owe what is promised back, and are even again when it has left', async () => {
    const { booking_id } = await clinic.holdAndSettle();
    expect(await booksOf(booking_id)).toEqual({
      channel_wechat: FEE_FEN,
      income_registration: -REGISTRATION_FEN,
      income_consultation: -CONSULTATION_FEN,
    });
    await clinic.refund(booking_id);
    expect(await booksOf(booking_id)).toEqual({ channel_wechat: FEE_FEN, refunds_owed: -FEE_FEN });
    clinic.channel.refundBegins = 'success';
    await clinic.work();
    clinic.channel.refundBegins = 'processing';
    expect(await booksOf(booking_id)).toEqual({});
    expect(await sumOfBooks()).toBe(0);
  });

  it('are never changed, only added to', async () => {
    await clinic.holdAndSettle();
    for (const crime of [
      sql`update ledger_leg set amount_fen = 1`,
      sql`delete from ledger_leg`,
      sql`delete from ledger_posting`,
      sql`truncate ledger_leg`,
      sql`update ledger_posting set day = day - 1`,
    ])
      await expect(crime.execute(clinic.db.kysely)).rejects.toThrow(/never changed/);
  });

  it('take no posting of a day that is closed', async () => {
    const { notice, booking_id } = await clinic.holdAndPay();
    const day = clinic.clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate().toString();
    await expect(
      clinic.inTx(async (tx) => {
        await clinic.ledger.lockDay(tx, day);
        const closing = { day, at: clinic.clock.now(), actor: 'staff:finance', totals: {} };
        expect(await clinic.ledger.closeDay(tx, closing)).toBe(true);
        expect(await clinic.ledger.closeDay(tx, closing)).toBe(false);
        await clinic.ledger.post(tx, {
          ...{ kind: 'captured', source: `order:${booking_id}`, at: clinic.clock.now(), actor: 'system:test' },
          legs: [{ debit: 'cash', credit: 'other_income', amount_fen: 1 }],
        });
      }),
    ).rejects.toThrow(/is closed/);
    await clinic.deliver(notice);
  });
});

describe('a refund by part', () => {
  it('leaves the visit, is waived, and takes no more than the part has', async () => {
    const { booking_id } = await clinic.holdAndSettle();
    const parts = [{ kind: 'consultation' as const, refund_fen: 300 }];
    await adjust(booking_id, 300, { parts });
    expect(await clinic.summary(booking_id)).toMatchObject({ refund_fen: 300, waived_fen: 300, state: 'refunding' });
    expect(await payableOf(booking_id)).toMatchObject({ waived_fen: 300, whole_state: 'paid' });
    await expect(
      adjust(booking_id, CONSULTATION_FEN, { parts: [{ kind: 'consultation', refund_fen: CONSULTATION_FEN }] }),
    ).rejects.toMatchObject({ code: 'refund_not_possible' });
    await expect(adjust(booking_id, 10, { parts: [{ kind: 'consultation', refund_fen: 9 }] })).rejects.toMatchObject({
      code: 'refund_not_possible',
    });
  });

  it('two of the same part at once are given only what is there', async () => {
    const { booking_id } = await clinic.holdAndSettle();
    const parts = [{ kind: 'registration' as const, refund_fen: REGISTRATION_FEN }];
    const both = await Promise.allSettled([1, 2].map(() => adjust(booking_id, REGISTRATION_FEN, { parts })));
    expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});

describe('a refund that needs a second person', () => {
  const ask = async () => {
    const { booking_id, order } = await clinic.holdAndSettle();
    const refund = await adjust(booking_id, 400, { needs_second_person: true });
    return { booking_id, order, refund_id: refund!.id };
  };
  const decision = (refund_id: string, actor = 'staff:finance') => ({ refund_id, actor, now: clinic.clock.now() });
  const approve = (id: string, actor?: string) =>
    clinic.inTx((tx) => clinic.payment.approveRefund(tx, decision(id, actor)));
  const reject = (id: string, actor?: string) =>
    clinic.inTx((tx) => clinic.payment.rejectRefund(tx, { ...decision(id, actor), note: '理由不足' }));

  it('is not promised before, and not by whoever asked', async () => {
    const { booking_id, refund_id } = await ask();
    await expect(approve(refund_id, 'staff:cashier')).rejects.toMatchObject({ code: 'refund_same_person' });
    await clinic.work();
    expect(clinic.channel.requests.some(({ no }) => no.startsWith(refund_id.replaceAll('-', '')))).toBe(false);
    expect(await clinic.summary(booking_id)).toMatchObject({ refund_fen: 0, waived_fen: 0, state: 'paid' });
    expect(await booksOf(booking_id)).not.toHaveProperty('refunds_owed');
  });

  it('goes its way after the yes; a second yes or a no has no effect', async () => {
    const { booking_id, refund_id } = await ask();
    const both = await Promise.allSettled([
      approve(refund_id),
      approve(refund_id, 'staff:director'),
      reject(refund_id),
    ]);
    expect(both.map(({ status }) => status).filter((one) => one === 'fulfilled')).toHaveLength(1);
    const { state } = (await clinic.summary(booking_id))!.refunds[0]!;
    if (state === 'rejected') return;
    expect(await booksOf(booking_id)).toMatchObject({ refunds_owed: -400 });
    await clinic.work();
    expect((await clinic.summary(booking_id))!.refunds[0]!.state).toBe('processing');
  });

  it('is free again after the no', async () => {
    const { booking_id, order, refund_id } = await ask();
    await reject(refund_id);
    await expect(approve(refund_id)).rejects.toMatchObject({ code: 'refund_state' });
    expect((await clinic.order(order.id)).refund_due_fen).toBe(0);
    await clinic.refund(booking_id, FEE_FEN);
    expect((await payableOf(booking_id)).whole_state).toBe('refunded');
    expect(await factsOf(booking_id)).toContain('refund.rejected');
  });

  it('makes way for giving back everything: the visit is given up, so it needs nobody’s word any more', async () => {
    const { booking_id, order, refund_id } = await ask();
    await clinic.refund(booking_id, FEE_FEN);
    await expect(approve(refund_id)).rejects.toMatchObject({ code: 'refund_state' });
    expect(await clinic.order(order.id)).toMatchObject({ refund_due_fen: FEE_FEN });
    const { refunds, refund_fen, waived_fen } = (await clinic.summary(booking_id))!;
    expect({ refund_fen, waived_fen }).toEqual({ refund_fen: FEE_FEN, waived_fen: 0 });
    expect(refunds.map(({ state }) => state)).toEqual(['rejected', 'requested']);
    expect((await payableOf(booking_id)).whole_state).toBe('refunded');
    expect(await booksOf(booking_id)).toEqual({ channel_wechat: FEE_FEN, refunds_owed: -FEE_FEN });
  });
});
