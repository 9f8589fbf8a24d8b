import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, instantOf, sql } from '../../kernel/index.ts';
import { BillNotReady, BillRefused, ChannelUnknown } from '../payment/index.ts';
import { readXlsx } from '../scheduling/roster/xlsx-read.ts';
import { askForBill } from './service-bill.ts';
import { statement } from './service-view.ts';
import { DAY, type Office, openOffice, strangeRow } from './testing/office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.shut());

const NEXT = addDays(DAY, 1);
const kinds = async () => (await office.cases()).map((row) => `${row.kind} ${row.state}`);
const FEE_FEN = 1500;
const CHANNEL_FEE_FEN = 9;

describe('a day on which all is well', () => {
  it('is matched on the morning after, leaves nothing in the channel’s account, and closes once', async () => {
    await office.paySettled();
    const { booking_id } = await office.paySettled();
    await office.giveBack(booking_id);
    await office.morningAfter();
    expect(await office.bill()).toMatchObject({ state: 'matched', rows_n: 3, net_fen: FEE_FEN - CHANNEL_FEE_FEN });
    expect(await office.cases()).toEqual([]);
    expect(await office.account('channel_wechat')).toBe(0);
    expect(await office.account('bank')).toBe(FEE_FEN - CHANNEL_FEE_FEN);
    expect(await office.account('channel_fees')).toBe(CHANNEL_FEE_FEN);
    expect(await office.unexplained()).toBe(0);

    const closed = await office.close();
    expect(closed).toMatchObject({ closed_by: 'staff:finance', reasons: [], unexplained_fen: 0 });
    expect(closed.channels).toMatchObject([
      {
        channel: 'wechat',
        paid_n: 2,
        paid_fen: 2 * FEE_FEN,
        refunded_n: 1,
        refunded_fen: FEE_FEN,
        billed_fen: FEE_FEN,
      },
    ]);
    expect(await office.close()).toEqual(closed);
    expect(await office.factsLike('day.closed')).toHaveLength(1);
  });

  it('takes no posting any more once it is closed', async () => {
    await office.paySettled();
    await office.morningAfter();
    await office.close();
    const late = { kind: 'captured' as const, source: 'order:late', at: instantOf(DAY, '12:00'), actor: 'x' };
    const legs = [{ debit: 'cash' as const, credit: 'other_income' as const, amount_fen: 1 }];
    await expect(office.inTx((tx) => office.ledger.post(tx, { ...late, legs }))).rejects.toMatchObject({
      constraint: 'ledger_day_is_open',
    });
  });

  it('is not asked for before 10:00, and by one of many nodes only', async () => {
    await office.paySettled();
    office.to(NEXT, '09:59');
    await office.reconciliation.work();
    expect(await office.bill()).toMatchObject({ state: 'wanted', tries: 0 });
    await expect(askForBill(office.ground, { channel: 'wechat', day: DAY })).rejects.toMatchObject({
      code: 'bill_not_ready',
    });
    office.to(NEXT, '10:00');
    const key = { channel: 'wechat' as const, day: DAY };
    const got = await Promise.all([1, 2, 3, 4].map(() => office.reconciliation.fetchOne(key)));
    expect(got.filter(Boolean)).toHaveLength(1);
    expect(await office.factsLike('reconciliation.bill_matched')).toHaveLength(1);
  });
});

describe('which bills are wanted', () => {
  it('every day from the first order on, also when a late one was asked for first, and none before', async () => {
    await office.paySettled();
    const key = (day: string) => ({ channel: 'wechat' as const, day });
    office.to(addDays(DAY, 4), '10:00');
    await askForBill(office.ground, key(addDays(DAY, 2)));
    await expect(askForBill(office.ground, key(addDays(DAY, -1)))).rejects.toMatchObject({ code: 'not_found' });
    await office.reconciliation.work();
    await office.reconciliation.work();
    const { rows } = await sql<{ day: string; state: string }>`select day, state from bill order by day`.execute(
      office.db.kysely,
    );
    expect(rows).toEqual([0, 1, 2, 3].map((days) => ({ day: addDays(DAY, days), state: 'matched' })));
  });
});

describe('a bill that cannot be taken in', () => {
  it.each([
    ['cut short', new BillRefused('truncated', 'ends at line 9'), 'truncated'],
    ['of another merchant', new BillRefused('wrong_merchant', ''), 'wrong_merchant'],
    ['not there yet', new BillNotReady(''), 'not_ready'],
    ['without an answer', new ChannelUnknown('no answer'), 'no_answer'],
    ['broken in a way nobody thought of', new TypeError('oops'), 'fault'],
  ])('%s, is not believed, said once, and tried again', async (_what, error, failure) => {
    await office.paySettled();
    office.channel.says.set(DAY, () => error);
    await office.morningAfter();
    expect(await office.bill()).toMatchObject({ state: 'failed', failure, tries: 1, rows_n: 0 });
    const { rows } = await sql`select 1 from bill_row`.execute(office.db.kysely);
    expect(rows).toEqual([]);
    expect(await office.account('bank')).toBe(0);

    await office.reconciliation.work();
    expect(await office.bill()).toMatchObject({ tries: 1 });
    office.to(NEXT, '10:02');
    await office.reconciliation.work();
    expect(await office.bill()).toMatchObject({ state: 'failed', tries: 2 });
    expect(await office.factsLike('reconciliation.bill_failed')).toHaveLength(1);

    office.channel.says.delete(DAY);
    office.to(NEXT, '10:30');
    await office.reconciliation.work();
    expect(await office.bill()).toMatchObject({ state: 'matched', failure: null, rows_n: 1 });
    expect(await office.unexplained()).toBe(0);
  });

  it('of a day on which nothing moved may never come: believed at the third asking', async () => {
    const { no } = await office.payUnheard();
    office.channel.orders.delete(no);
    office.channel.says.set(DAY, () => new BillNotReady('', { or_nothing_moved: true }));
    await office.morningAfter();
    for (const time of ['10:05', '10:30']) {
      expect(await office.bill()).toMatchObject({ state: 'failed' });
      office.to(NEXT, time);
      await office.reconciliation.work();
    }
    expect(await office.bill()).toMatchObject({ state: 'matched', rows_n: 0 });
  });

  it('leaves the bill that was read before in force', async () => {
    await office.paySettled();
    await office.morningAfter();
    office.channel.says.set(DAY, () => new BillRefused('bad_hash', ''));
    await askForBill(office.ground, { channel: 'wechat', day: DAY });
    await office.reconciliation.work();
    expect(await office.bill()).toMatchObject({ state: 'failed', failure: 'bad_hash', rows_n: 1 });
    expect(await office.unexplained()).toBe(0);
    await expect(office.close()).rejects.toMatchObject({ code: 'day_not_closable' });
  });
});

describe('money of a number we never gave', () => {
  beforeEach(async () => {
    await office.paySettled();
    office.channel.says.set(DAY, (rows) => [...rows, { ...strangeRow(1, instantOf(DAY, '11:00')), n: 99 }]);
  });

  it('stands under differences, once, however often the bill is read', async () => {
    await office.morningAfter();
    for (let again = 0; again < 2; again += 1) {
      expect(await kinds()).toEqual(['unknown_here open']);
      expect(await office.account('differences')).toBe(-4200);
      expect(await office.account('channel_wechat')).toBe(0);
      expect(await office.unexplained()).toBe(0);
      await askForBill(office.ground, { channel: 'wechat', day: DAY });
      await office.reconciliation.work();
    }
    expect(await office.factsLike('reconciliation.difference_found')).toHaveLength(1);
  });

  it('goes back by the channel, and the bill that tells of it explains itself', async () => {
    const stranger = strangeRow(1, instantOf(DAY, '11:00'));
    office.channel.orders.set(stranger.merchant_order_no, {
      words: '',
      total_fen: 4200,
      order: {
        merchant_order_no: stranger.merchant_order_no,
        status: 'paid',
        transaction_id: stranger.transaction_id,
        paid_fen: 4200,
        paid_at: stranger.at,
      },
    });
    office.channel.says.delete(DAY);
    await office.morningAfter();
    const [found] = await office.cases();
    office.channel.failNext('refund', 'lost_answer');
    await expect(office.cure(found!.id, 'refund')).rejects.toMatchObject({ code: 'channel_silent' });
    expect(await office.cure(found!.id, 'refund')).toMatchObject({ state: 'settled', settled_by: 'refund' });
    expect(office.channel.refunds.size).toBe(1);
    expect(await office.account('differences')).toBe(0);
    await expect(office.cure(found!.id, 'take_on', '不要了吧')).rejects.toMatchObject({ code: 'difference_settled' });
    await office.morningAfter(NEXT);
    expect(await office.cases()).toHaveLength(1);
    expect(await office.unexplained()).toBe(0);
    await office.close(DAY);
    expect(await office.close(NEXT)).toMatchObject({ channels: [{ refunded_fen: 4200 }] });
  });

  it('that the channel does not know either is not sent anywhere', async () => {
    await office.morningAfter();
    const [found] = await office.cases();
    await expect(office.cure(found!.id, 'refund')).rejects.toMatchObject({ code: 'cure_refused' });
    expect((await office.cases())[0]).toMatchObject({ state: 'open', asked: 'unknown_order' });
  });

  it('may be taken on with a reason; and is given back to the books when the bill is corrected after all', async () => {
    await office.morningAfter();
    const [found] = await office.cases();
    await expect(office.cure(found!.id, 'take_on')).rejects.toMatchObject({ code: 'cure_needs_note' });
    await expect(office.cure(found!.id, 'settle')).rejects.toMatchObject({ code: 'cure_not_allowed' });
    await office.cure(found!.id, 'take_on', '查无付款人，入其他收入');
    expect(await office.account('other_income')).toBe(-4200);
    expect(await office.account('differences')).toBe(0);

    office.channel.says.delete(DAY);
    await askForBill(office.ground, { channel: 'wechat', day: DAY });
    await office.reconciliation.work();
    expect((await office.cases())[0]).toMatchObject({ settled_by: 'take_on', explanation: 'bill_corrected' });
    expect(await office.account('other_income')).toBe(0);
    expect(await office.unexplained()).toBe(0);
  });

  it('may be left standing with a reason, and then no longer bars the day', async () => {
    await office.morningAfter();
    await expect(office.close()).rejects.toMatchObject({
      code: 'day_not_closable',
      errors: [{ field: 'difference_open' }],
    });
    const [found] = await office.cases();
    await office.cure(found!.id, 'ignore', '已报渠道核查，编号 7781');
    expect(await office.account('differences')).toBe(-4200);
    expect((await office.close()).closed_at).not.toBeNull();
  });
});

describe('money of our own number that is not counted here', () => {
  it('books when the place is still free', async () => {
    const { booking_id } = await office.payUnheard();
    office.channel.failNext('query', ...Array.from({ length: 20 }, () => 'lost_request' as const));
    await office.morningAfter();
    expect(await kinds()).toEqual(['unsettled_here open']);
    const [found] = await office.cases();
    await expect(office.cure(found!.id, 'settle')).rejects.toMatchObject({ code: 'channel_silent' });
    office.channel.endFaults();
    expect(await office.cure(found!.id, 'settle')).toMatchObject({
      state: 'settled',
      settled_by: 'settle',
      explanation: 'ours_came',
    });
    expect(await office.booking(booking_id)).toMatchObject({ state: 'booked' });
    expect(await office.account('differences')).toBe(0);
    expect(await office.unexplained()).toBe(0);
  });

  it('goes back by itself when the place is gone, and closes by itself when the notice comes late', async () => {
    const { booking_id, notice, order } = await office.payUnheard();
    await office.release(booking_id);
    await office.morningAfter();
    await office.deliver(notice);
    await office.work();
    await office.work();
    await office.reconciliation.work();
    expect((await office.cases())[0]).toMatchObject({ settled_by: 'explained', explanation: 'ours_came' });
    expect(await office.refundsOf(order.id)).toMatchObject([{ state: 'succeeded' }]);
    await office.morningAfter(NEXT);
    expect(await office.unexplained()).toBe(0);
    expect((await office.close(DAY)).closed_at).not.toBeNull();
  });
});

describe('money that we count and no bill tells of', () => {
  it('is a difference; a later bill explains it', async () => {
    const { no } = await office.paySettled();
    let left: Parameters<NonNullable<ReturnType<typeof office.channel.says.get>>>[0] = [];
    office.channel.says.set(DAY, (rows) => {
      left = rows;
      return [];
    });
    await office.morningAfter();
    expect(await kinds()).toEqual(['missing_there open']);
    expect(await office.account('differences')).toBe(FEE_FEN);
    expect(await office.unexplained()).toBe(0);
    office.channel.says.set(NEXT, (rows) => [...rows, ...left]);
    await office.morningAfter(NEXT);
    expect(await office.cases()).toMatchObject([
      { merchant_no: no, settled_by: 'explained', explanation: 'in_another_bill' },
    ]);
    expect(await office.account('differences')).toBe(0);
    expect(await office.unexplained()).toBe(0);
  });

  it('near midnight waits for the neighbour’s bill, and the day with it', async () => {
    office.to(DAY, '23:55');
    await office.paySettled();
    let left: Parameters<NonNullable<ReturnType<typeof office.channel.says.get>>>[0] = [];
    office.channel.says.set(DAY, (rows) => {
      left = rows;
      return [];
    });
    office.channel.says.set(NEXT, (rows) => [...rows, ...left]);
    await office.morningAfter();
    expect(await office.cases()).toEqual([]);
    await expect(office.close()).rejects.toMatchObject({ errors: [{ field: 'not_billed_yet' }] });
    expect(await office.unexplained()).toBe(0);
    await office.morningAfter(NEXT);
    expect(await office.cases()).toEqual([]);
    expect((await office.close()).closed_at).not.toBeNull();
  });

  it('may be borne by the hospital', async () => {
    await office.paySettled();
    office.channel.says.set(DAY, () => []);
    await office.morningAfter();
    const [found] = await office.cases();
    expect(await office.cure(found!.id, 'ask_again')).toMatchObject({
      state: 'open',
      asked: 'paid',
      asked_fen: FEE_FEN,
    });
    await office.cure(found!.id, 'take_on', '渠道查无此笔，医院承担');
    expect(await office.account('cash_over_short')).toBe(FEE_FEN);
    expect(await office.close()).toMatchObject({ channels: [{ billed_fen: 0, difference_fen: -FEE_FEN }] });
    expect(await office.unexplained()).toBe(0);
  });
});

describe('other differences', () => {
  it('of the amount, and of a refund’s', async () => {
    const { booking_id } = await office.paySettled();
    await office.paySettled();
    await office.giveBack(booking_id);
    office.channel.says.set(DAY, (rows) =>
      rows.map((row, at) => (at === 1 ? row : { ...row, amount_fen: row.amount_fen - (row.kind === 'paid' ? 1 : 20) })),
    );
    await office.morningAfter();
    expect(await office.cases()).toMatchObject([
      { kind: 'amount_differs', effect_fen: expect.any(Number) },
      { kind: 'amount_differs', effect_fen: expect.any(Number) },
    ]);
    expect((await office.cases()).map((row) => row.effect_fen).sort((a, b) => a - b)).toEqual([-1, 20]);
    expect(await office.unexplained()).toBe(0);
    for (const { id } of await office.cases()) await office.cure(id, 'ignore', '已向渠道查询');
    expect(await office.close()).toMatchObject({ unexplained_fen: 0, channels: [{ billed_fen: FEE_FEN + 19 }] });
  });

  it('a row told twice, in one bill and again in the next', async () => {
    await office.paySettled();
    let left: Parameters<NonNullable<ReturnType<typeof office.channel.says.get>>>[0] = [];
    office.channel.says.set(DAY, (rows) => {
      left = rows;
      return [...rows, { ...rows[0]!, n: 88 }];
    });
    office.channel.says.set(NEXT, (rows) => [...rows, ...left]);
    await office.morningAfter();
    await office.morningAfter(NEXT);
    expect(await office.cases()).toMatchObject([
      { kind: 'duplicate_row', effect_fen: FEE_FEN },
      { kind: 'duplicate_row', effect_fen: FEE_FEN },
    ]);
    expect(await office.unexplained()).toBe(0);
  });

  it('a refund that was made at the channel’s own console', async () => {
    await office.paySettled();
    office.channel.says.set(DAY, (rows) => [
      ...rows,
      {
        ...rows[0]!,
        n: 70,
        kind: 'refund',
        merchant_refund_no: null,
        refund_id: '50309',
        amount_fen: 700,
        fee_fen: -4,
      },
    ]);
    await office.morningAfter();
    expect(await office.cases()).toMatchObject([
      { kind: 'unknown_here', money: 'refund', merchant_no: '50309', effect_fen: -700 },
    ]);
    expect(await office.account('differences')).toBe(700);
    expect(await office.unexplained()).toBe(0);
  });

  it('a refund that the channel made and we have not heard of yet', async () => {
    const { booking_id } = await office.paySettled();
    office.channel.refundBegins = 'processing';
    await office.refund(booking_id);
    await office.work();
    const [refund_no] = [...office.channel.refunds.keys()];
    office.channel.endRefund(refund_no!, 'success');
    await office.morningAfter();
    const [found] = await office.cases();
    expect(found).toMatchObject({ kind: 'unsettled_here', money: 'refund', effect_fen: -FEE_FEN });
    expect(await office.cure(found!.id, 'settle')).toMatchObject({ state: 'settled', settled_by: 'settle' });
    expect(await office.unexplained()).toBe(0);
  });
});

describe('closing a day', () => {
  it('is refused with every reason, in both languages, and changes nothing', async () => {
    await office.paySettled();
    office.desk.drawers = 2;
    await expect(office.close()).rejects.toMatchObject({
      code: 'day_not_closable',
      errors: [{ field: 'day_not_over' }],
    });
    office.to(NEXT, '08:00');
    const refused = await office.close().catch((error: unknown) => error);
    expect(refused).toMatchObject({
      code: 'day_not_closable',
      errors: [{ field: 'bill_missing' }, { field: 'drawer_open' }],
    });
    expect(String((refused as { params: { zh: { reasons: string } } }).params.zh.reasons)).toContain('2 个钱箱');
    expect(String((refused as { params: { en: { reasons: string } } }).params.en.reasons)).toContain('2 drawers');
    await office.morningAfter();
    expect((await office.day()).reasons.map((reason) => reason.code)).toEqual(['drawer_open']);
    office.desk.drawers = 0;
    expect((await office.close()).closed_at).not.toBeNull();
  });
});

describe('the statement of a day', () => {
  it('is a workbook of four sheets: totals, bills, differences, cashiers', async () => {
    await office.paySettled();
    await office.inTx((tx) =>
      office.ledger.post(tx, {
        kind: 'captured',
        source: 'order:cash',
        at: instantOf(DAY, '10:00'),
        actor: 'staff:window',
        legs: [
          { debit: 'cash', credit: 'income_registration', amount_fen: 2500, channel: 'cash', cashier: 'staff:window' },
        ],
      }),
    );
    office.channel.says.set(DAY, (rows) => [...rows, { ...strangeRow(1, instantOf(DAY, '11:00')), n: 99 }]);
    await office.morningAfter();
    const sheets = await readXlsx(await statement(office.ground, DAY));
    expect(sheets.map((sheet) => sheet.name)).toEqual(['汇总', '明细', '差异', '收款员']);
    const [totals, bills, differences, cashiers] = sheets.map((sheet) => sheet.rows.map((row) => row.join('|')));
    expect(totals!.join('\n')).toContain('未结账');
    expect(totals!.join('\n')).toMatch(/微信支付 WeChat Pay\|1\|15\|0\|0\|0\.09\|14\.91/);
    expect(bills!.join('\n')).toContain('微信支付 WeChat Pay|2026-03-02|已对账 matched|2|57');
    expect(differences!.join('\n')).toMatch(/foreign-order-1\|42009991\|42\|/);
    expect(cashiers!.join('\n')).toContain('staff:window|现金 Cash|25|0|25|0');
  });
});
