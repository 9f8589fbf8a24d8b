import { dateTime, dateTimeMs } from '../clock.ts';
import { filling, type Making, type Message, type New, type Voice } from '../message.ts';
import { yuan } from '../money.ts';
import { returnedFen } from '../orders.ts';
import type { AlipayNotice, AlipayOrder, Refund } from '../rows.ts';
import type { World } from '../world.ts';
import { signParameters } from './signing.ts';
import { buyerLogonId, tradeStatus } from './trades.ts';

export function alipayPaidNotice(world: World, order: AlipayOrder): New<AlipayNotice> {
  return {
    channel: 'alipay',
    about: order.out_trade_no,
    url: order.notify_url,
    event_type: 'TRADE_SUCCESS',
    original_type: 'transaction',
    fields: tradeFields(world, order),
  };
}

/** A refund that is done is told under the trade's own address; one that failed is not told at all. */
export function alipayRefundNotice(world: World, order: AlipayOrder, refund: Refund): New<AlipayNotice> | undefined {
  if (refund.status !== 'SUCCESS') return undefined;
  const fields = tradeFields(world, order);
  const closed = fields.trade_status === 'TRADE_CLOSED';
  return {
    channel: 'alipay',
    about: refund.out_refund_no,
    url: order.notify_url,
    event_type: `${fields.trade_status} (refund)`,
    original_type: 'refund',
    fields: {
      ...fields,
      out_biz_no: refund.out_refund_no,
      // the sum of all refunds so far, as the real one
      refund_fee: yuan(returnedFen(world, order)),
      gmt_refund: dateTimeMs(refund.success_at_ms!),
      ...(closed && { gmt_close: dateTime(refund.success_at_ms!) }),
    },
  };
}

function tradeFields(world: World, order: AlipayOrder): Record<string, string> {
  const { app_id, seller_id } = world.keys.alipay;
  const amount = yuan(order.total_fen);
  return {
    app_id,
    auth_app_id: app_id,
    seller_id,
    buyer_id: order.buyer_id!,
    buyer_logon_id: buyerLogonId(order),
    out_trade_no: order.out_trade_no,
    trade_no: order.transaction_id,
    trade_status: tradeStatus(world, order),
    subject: order.description,
    ...(order.body !== undefined && { body: order.body }),
    ...(order.passback_params !== undefined && { passback_params: order.passback_params }),
    total_amount: amount,
    receipt_amount: amount,
    invoice_amount: amount,
    buyer_pay_amount: amount,
    point_amount: '0.00',
    fund_bill_list: JSON.stringify([{ amount, fundChannel: 'ALIPAYACCOUNT' }]),
    gmt_create: dateTime(order.created_at_ms),
    gmt_payment: dateTime(order.success_at_ms!),
  };
}

export const ALIPAY_VOICE: Voice<AlipayNotice> = {
  retrySeconds: [240, 600, 600, 3600, 7200, 21_600, 54_000],
  compose,
  accepts: (status, text) => status === 200 && text === 'success',
  outcomeOf: (status, text) => `${status} ${text.slice(0, 20)}`.trimEnd(),
};

function compose(world: World, notice: AlipayNotice, { forged }: Making): Message {
  const shiftMs = world.store.faults.callback_timestamp_shift_seconds * 1000;
  const fields = {
    ...falsified(world, notice),
    notify_id: notice.id.replaceAll('-', ''),
    notify_type: 'trade_status_sync',
    notify_time: dateTime(world.clock.nowMs() + shiftMs),
    charset: 'utf-8',
    version: '1.0',
    ...(world.store.faults.callback_body_kib > 0 && { padding: filling(world) }),
  };
  const sign = signParameters(fields, forged ? world.keys.roguePrivateKey : world.keys.alipayPrivateKey);
  return {
    headers: { 'Content-Type': 'application/x-www-form-urlencoded; charset=utf-8' },
    body: new URLSearchParams({ ...fields, sign_type: 'RSA2', sign }).toString(),
  };
}

/** The fields with what the faults put wrong into them, before they are signed. */
function falsified(world: World, notice: AlipayNotice): Record<string, string> {
  const { faults } = world.store;
  const order = world.store.alipayOrder(notice.fields.out_trade_no!);
  const wrong = yuan((order?.total_fen ?? 0) + faults.wrong_amount_fen);
  return {
    ...notice.fields,
    ...(faults.wrong_amount_fen !== 0 &&
      notice.original_type === 'transaction' && {
        total_amount: wrong,
        receipt_amount: wrong,
        buyer_pay_amount: wrong,
        invoice_amount: wrong,
      }),
    ...(faults.wrong_appid && { app_id: '2021000000000000', auth_app_id: '2021000000000000' }),
    ...(faults.wrong_mchid && { seller_id: '2088000000000000' }),
    // the real one names a currency only when it is a foreign one
    ...(faults.wrong_currency && { trans_currency: 'USD', settle_currency: 'USD' }),
  };
}
