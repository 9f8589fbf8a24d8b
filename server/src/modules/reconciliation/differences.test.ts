import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { addDays, instantOf } from '../../kernel/index.ts';
import { askForBill } from './service-bill.ts';
import { DAY, type Office, openOffice, strangeRow } from './testing/office.ts';

let office: Office;
beforeEach(async () => {
  office = await openOffice();
});
afterEach(() => office.shut());

const NEXT = addDays(DAY, 1);
const kinds = async () => (await office.cases()).map((row) => `${row.kind} ${row.state}`);
const FEE_FEN = 1500;

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
