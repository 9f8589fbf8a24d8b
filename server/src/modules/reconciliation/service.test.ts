import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
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

/** Holds the nth transaction from here on back until it is released; of a round with nothing to fetch the second is its last. */
function holdTransaction(nth: number) {
  const transact = office.db.transact.bind(office.db);
  const [reached, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  let n = 0;
  vi.spyOn(office.db, 'transact').mockImplementation(async (work) => {
    n += 1;
    if (n === nth) {
      reached.resolve();
      await released.promise;
    }
    return transact(work);
  });
  return { reached: reached.promise, release: released.resolve };
}

describe('which bills are wanted', () => {
  it('one that is asked for while a round is at its end is fetched in the next, which begins at once', async () => {
    await office.paySettled();
    await office.morningAfter();
    const key = { channel: 'wechat' as const, day: DAY };
    const end = holdTransaction(2);
    const under_way = office.reconciliation.work();
    await end.reached;
    await askForBill(office.ground, key);
    const asked = office.reconciliation.work();
    end.release();
    await Promise.all([under_way, asked]);
    expect(await office.bill()).toMatchObject({ state: 'matched' });
  });

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

  it('that never comes though something is counted here, is believed after two days, and leaves a difference to settle', async () => {
    const { no } = await office.paySettled();
    office.channel.says.set(DAY, () => new BillNotReady('', { or_nothing_moved: true }));
    office.channel.says.set(NEXT, () => new BillNotReady('', { or_nothing_moved: true }));
    await office.morningAfter();
    for (const time of ['10:05', '10:30', '13:00']) {
      office.to(NEXT, time);
      await office.reconciliation.work();
      expect(await office.bill()).toMatchObject({ state: 'failed', failure: 'not_ready' });
    }
    office.to(addDays(NEXT, 2), '10:40');
    await office.reconciliation.work();
    expect(await office.bill()).toMatchObject({ state: 'matched', rows_n: 0 });
    office.to(addDays(NEXT, 3), '10:40');
    await office.reconciliation.work();
    await expect(office.close()).rejects.toMatchObject({ code: 'day_not_closable' });
    const cases = await office.cases();
    expect(cases).toMatchObject([{ kind: 'missing_there', merchant_no: no, state: 'open' }]);
    await office.cure(cases[0]!.id, 'take_on', '渠道没有这一天的账单，由医院承担');
    expect((await office.close()).closed_at).not.toBeNull();
    expect(await office.unexplained()).toBe(0);
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
