/** Both channels' real adapters against the payment stand-in: bills as they are, wrong on their way, and wrong in themselves. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { alipay, readAlipayFile } from '../../adapters/alipay.ts';
import { type PayStandIn, startPayStandIn } from '../../adapters/testing/pay-stand-in.ts';
import { readMerchantFile, wechatPay } from '../../adapters/wechat-pay.ts';
import { addDays, dayOf, instantOf, sql } from '../../kernel/index.ts';
import type { ChannelName, PaymentChannel } from '../payment/index.ts';
import { openClinicWith } from '../payment/testing/clinic.ts';
import { openReconciliation } from './index.ts';
import { askForBill } from './service-bill.ts';
import { cureCase } from './service-case.ts';
import { closeDay } from './service-day.ts';
import type { CaseRow, ReconciliationGround } from './tables.ts';

let standIn: PayStandIn;
beforeAll(async () => {
  standIn = await startPayStandIn();
});
afterAll(() => standIn.stop());

function channelOf(name: ChannelName, now: () => Temporal.Instant): PaymentChannel {
  const settings = { base_url: standIn.url, notify_url: 'http://127.0.0.1:1/nobody-listens' };
  return name === 'wechat'
    ? wechatPay({ ...settings, merchant: readMerchantFile(standIn.merchantFile) }, now)
    : alipay({ ...settings, merchant: readAlipayFile(standIn.alipayFile) }, now);
}

/** The hospital's clock, the channel's and the stand-in's go on together. */
async function openOutside(name: ChannelName) {
  await standIn.control('POST', '/_reset');
  const faults = (changes: object) => standIn.control('PUT', '/_faults', changes);
  await faults({ bill_difference: 'none', drop_callbacks: true });
  let ahead_ms = 0;
  const now = () => Temporal.Now.instant().add({ milliseconds: ahead_ms });
  const moveTo = async (to: Temporal.Instant) => {
    ahead_ms = to.epochMilliseconds - Temporal.Now.instant().epochMilliseconds;
    await standIn.control('POST', '/_advance', { to: to.toString() });
  };
  const channel = channelOf(name, now);
  const clinic = await openClinicWith({ channel, clock: { now }, channelNow: now });
  const ground: ReconciliationGround = {
    db: clinic.db,
    clock: { now },
    wake: { announce() {}, onWake: () => () => {}, close: async () => {} },
    log: { warn() {}, error() {} },
    ledger: clinic.ledger,
    settleKnown: clinic.payment.settleKnown,
    channels: { [name]: channel },
    channelNow: now,
    uncountedDrawers: async () => 0,
    staffNames: async () => new Map(),
  };
  const reconciliation = openReconciliation(ground);
  return {
    ...{ clinic, faults, moveTo, ground, reconciliation },
    /** Paid at the channel, and heard of by asking. */
    async pay() {
      const { order, booking_id } = await clinic.hold();
      const scene = name === 'wechat' ? 'h5' : 'page';
      const ask = { channel: name, scene, client_ip: '127.0.0.1', return_url: 'https://clinic.example/' } as const;
      const { cashier_url } = await clinic.payment.startChannel(order.id, ask);
      // an order is Alipay's from the moment its page is opened
      if (name === 'alipay') await fetch(cashier_url!);
      await standIn.control('POST', `/_pay/${order.merchant_order_no}?channel=${name}`);
      await clinic.payment.refresh(order.id);
      return { booking_id, order };
    },
    async fetch(day: string) {
      await askForBill(ground, { channel: name, day });
      await reconciliation.work();
      const { rows } = await sql<{ state: string; failure: string | null; rows_n: number }>`
        select state, failure, rows_n from bill where day = ${day}
      `.execute(clinic.db.kysely);
      return rows[0]!;
    },
    cases: async () =>
      (await sql<CaseRow>`select * from reconciliation_case order by opened_at, id`.execute(clinic.db.kysely)).rows,
  };
}

const tomorrowMorning = (day: string) => instantOf(addDays(day, 1), '10:01');
const noon = (day: string) => instantOf(day, '12:00');

describe.each(['wechat', 'alipay'] as const)('bills of %s', (name) => {
  it('agree to the fen with a refund among them, and the day closes; a bill that is wrong on its way is refused first', async () => {
    const outside = await openOutside(name);
    const { clinic, faults } = outside;
    const day = addDays(dayOf(Temporal.Now.instant()), 1);
    await outside.moveTo(noon(day));
    await outside.pay();
    const { booking_id, order } = await outside.pay();
    await clinic.refund(booking_id);
    await clinic.work();
    await outside.moveTo(instantOf(day, '12:05'));
    await clinic.work();
    expect((await clinic.refundsOf(order.id)).map((refund) => refund.state)).toEqual(['succeeded']);
    await outside.moveTo(tomorrowMorning(day));
    for (const [bill_difference, failure] of [
      ['late', 'not_ready'],
      ['truncated', 'truncated'],
      ['foreign_merchant', 'wrong_merchant'],
      ['gbk', 'bad_encoding'],
      ['wrong_hash', 'bad_hash'],
    ] as const) {
      await faults({ bill_difference });
      expect(await outside.fetch(day), bill_difference).toMatchObject({ state: 'failed', failure, rows_n: 0 });
    }
    await faults({ bill_difference: 'none' });
    expect(await outside.fetch(day)).toEqual({ state: 'matched', failure: null, rows_n: 3 });
    expect(await outside.cases()).toEqual([]);
    expect(await outside.reconciliation.unexplainedFen(clinic.db.kysely)).toBe(0);
    const closed = await closeDay(outside.ground, { day, actor: 'staff:finance' });
    expect(closed).toMatchObject({
      channels: [{ channel: name, paid_fen: 3000, refunded_fen: 1500, billed_fen: 1500 }],
    });
    await clinic.close();
  });

  it.each([
    ['missing_row', 'missing_there'],
    ['extra_row', 'unknown_here'],
    ['different_amount', 'amount_differs'],
  ] as const)('with %s make one difference, settled by a person', async (bill_difference, kind) => {
    const outside = await openOutside(name);
    const { clinic } = outside;
    const day = addDays(dayOf(Temporal.Now.instant()), 1);
    await outside.moveTo(noon(day));
    await outside.pay();
    await outside.pay();
    await outside.faults({ bill_difference });
    await outside.moveTo(tomorrowMorning(day));
    expect(await outside.fetch(day)).toMatchObject({ state: 'matched' });
    const cases = await outside.cases();
    expect(cases).toMatchObject([{ kind, state: 'open', money: 'paid' }]);
    await outside.fetch(day);
    expect(await outside.cases()).toHaveLength(1);
    expect(await outside.reconciliation.unexplainedFen(clinic.db.kysely)).toBe(0);
    const close = () => closeDay(outside.ground, { day, actor: 'staff:finance' });
    await expect(close()).rejects.toMatchObject({ code: 'day_not_closable' });
    const cure = { id: cases[0]!.id, actor: 'staff:finance' };
    if (kind === 'unknown_here') {
      // the channel itself does not know the payment that its bill tells of: nothing may be sent anywhere
      await expect(cureCase(outside.ground, { ...cure, cure: 'refund', note: null })).rejects.toMatchObject({
        code: 'cure_refused',
      });
    }
    await cureCase(outside.ground, { ...cure, cure: 'take_on', note: '渠道核实后由医院承担' });
    expect((await close()).closed_at).not.toBeNull();
    await clinic.close();
  });
});
