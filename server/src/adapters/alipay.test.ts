import { describe, expect, test } from 'vitest';
import { alipay, readAlipayFile } from './alipay.ts';
import {
  channelUnderTest,
  decidesNothing,
  promisesOfEveryChannel,
  refundOf,
  refused,
  unknown,
} from './testing/channel-under-test.ts';

const on = channelUnderTest({
  connect: (standIn, place, now) => alipay({ merchant: readAlipayFile(standIn.alipayFile), ...place }, now),
  order: { scene: 'wap', return_url: 'https://clinic.example/back?a=1&b=2' },
  hasPage: true,
});

promisesOfEveryChannel(on);

describe('an order', () => {
  test.each(['wap', 'page'] as const)('leads the payer to a page (%s)', async (scene) => {
    const page = await on.opened('order-1', { scene });
    expect(page!.status).toBe(200);
    expect(await page!.text()).toContain('12.50');
    expect(await on.channel.query('order-1')).toEqual({ merchant_order_no: 'order-1', status: 'not_paid' });
  });

  test('cannot be opened in a way that Alipay does not have', async () => {
    await expect(on.channel.open(on.order('order-1', { scene: 'jsapi' }))).rejects.toEqual(refused('invalid'));
  });

  test('is unknown until somebody opened the page', async () => {
    await on.channel.open(on.order('order-1'));
    expect(await on.channel.query('order-1')).toEqual({ merchant_order_no: 'order-1', status: 'unknown_order' });
  });
});

describe('a refund', () => {
  test('moves its money at once, and only once however often it is asked', async () => {
    const { channel } = on;
    await on.payOne();
    const first = await channel.refund(refundOf('order-1', 'refund-1', 250));
    expect(first).toMatchObject({ status: 'success', refund_fen: 250, merchant_refund_no: 'refund-1' });
    expect(await channel.refund(refundOf('order-1', 'refund-1', 250))).toMatchObject({
      status: 'success',
      refund_fen: 250,
    });
    expect(await channel.refund(refundOf('order-1', 'refund-2', 300))).toMatchObject({
      status: 'success',
      refund_fen: 300,
    });
    expect(await channel.queryRefund('refund-1', 'order-1')).toMatchObject({
      status: 'success',
      refund_fen: 250,
      refunded_at: expect.any(Temporal.Instant),
    });
    await expect(channel.refund(refundOf('order-1', 'refund-1', 251))).rejects.toEqual(refused('number_used'));
  });

  test('of the whole leaves the order paid, though Alipay calls it closed', async () => {
    await on.payOne();
    await on.channel.refund(refundOf('order-1', 'refund-1', 1250));
    expect(await on.channel.query('order-1')).toMatchObject({ status: 'paid', paid_fen: 1250 });
    expect(await on.channel.close('order-1')).toBe('already_paid');
  });
});

describe('messages of the channel', () => {
  test('of refunds tell nothing new, least of all a payment', async () => {
    await on.payOne();
    await on.heard(1);
    await on.channel.refund(refundOf('order-1', 'refund-1', 250));
    await on.heard(2);
    await on.channel.refund(refundOf('order-1', 'refund-2', 1000));
    await on.heard(3);
    expect(on.told.slice(1)).toEqual(['nothing', 'nothing']);
  });

  test.each([
    ['a forged signature', { forge_callback_signature: true }, 'bad_signature'],
    ['another app', { wrong_appid: true }, 'wrong_app'],
    ['another merchant', { wrong_mchid: true }, 'wrong_merchant'],
    ['another currency', { wrong_currency: true }, 'wrong_currency'],
  ])('%s is refused', async (_name, fault, code) => {
    await on.faults(fault);
    await on.payOne();
    await on.heard(1);
    expect(on.told).toEqual([code]);
  });
});

describe('when the outcome is not known', () => {
  test.each([
    ['the channel fails', { server_error: 1 }],
    ['the channel is too busy', { frequency_limited: 1 }],
    ['the answer is signed by a stranger', { forge_answer_signature: true }],
  ])('%s', async (_name, fault) => {
    await on.faults(fault);
    await expect(on.channel.query('order-1')).rejects.toEqual(unknown);
  });

  test('no answer in time: the money may have moved, and asking again with the same number is safe', async () => {
    const hasty = on.openChannel({ timeout_ms: 400 });
    await on.payOne();
    await on.faults({ timeout_after_success: 1 });
    await expect(hasty.refund(refundOf('order-1', 'refund-1', 250))).rejects.toEqual(unknown);
    expect(await on.channel.queryRefund('refund-1', 'order-1')).toMatchObject({ status: 'success', refund_fen: 250 });
    expect(await on.channel.refund(refundOf('order-1', 'refund-1', 250))).toMatchObject({ status: 'success' });
  });

  test('nobody is there to open an order', async () => {
    const lost = on.openChannel({ base_url: 'http://127.0.0.1:9' });
    await expect(lost.open(on.order('order-1'))).rejects.toEqual(unknown);
  });
});

const paid = '{"code":"10000","out_trade_no":"order-1","trade_status":"TRADE_SUCCESS"}';
decidesNothing(on, [
  [200, `{"alipay_trade_query_response":${paid}}`],
  [200, `{"alipay_trade_query_response":${paid},"sign":"AAAA"}`],
  [200, '{"error_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"},"sign":"AAAA"}'],
  [200, '<html>blocked</html>'],
  [200, ''],
  [302, ''],
  [502, 'bad gateway'],
]);
