import { describe, expect, test } from 'vitest';
import {
  channelUnderTest,
  decidesNothing,
  promisesOfEveryChannel,
  refundOf,
  refused,
  unknown,
} from './testing/channel-under-test.ts';
import { readMerchantFile, wechatPay } from './wechat-pay.ts';

const on = channelUnderTest({
  connect: (standIn, place, now) => wechatPay({ merchant: readMerchantFile(standIn.merchantFile), ...place }, now),
  order: { scene: 'native' },
  hasPage: false,
});

promisesOfEveryChannel(on);

describe('an order', () => {
  test('opens in every scene', async () => {
    const { channel, order } = on;
    expect(await channel.open(order('order-h5', { scene: 'h5' }))).toEqual({
      cashier_url: expect.stringMatching(/^http:.*\/cashier\/wx\w+\?/),
    });
    expect(
      await channel.open(order('order-back', { scene: 'h5', return_url: 'https://clinic.example/?a=1&b=2' })),
    ).toEqual({
      cashier_url: expect.stringMatching(/[?&]redirect_url=https%3A%2F%2Fclinic.example%2F%3Fa%3D1%26b%3D2$/),
    });
    await expect(channel.open(order('order-wap', { scene: 'wap' }))).rejects.toEqual(refused('invalid'));
    expect(await channel.open(order('order-native'))).toEqual({ code_url: expect.any(String) });
    const jsapi = await channel.open(order('order-jsapi', { scene: 'jsapi', payer_openid: 'o-payer' }));
    expect(jsapi.jsapi).toMatchObject({ package: `prepay_id=${jsapi.prepay_id}`, signType: 'RSA' });
  });

  test('opens once, however often it is asked with the same words', async () => {
    const { channel, order } = on;
    const first = await channel.open(order('order-1'));
    expect(await channel.open(order('order-1'))).toEqual(first);
    await expect(channel.open(order('order-1', { amount_fen: 1 }))).rejects.toEqual(refused('number_used'));
  });

  test('is known from its opening on', async () => {
    expect(await on.channel.query('order-1')).toEqual({ merchant_order_no: 'order-1', status: 'unknown_order' });
    await on.opened('order-1');
    expect(await on.channel.query('order-1')).toEqual({ merchant_order_no: 'order-1', status: 'not_paid' });
  });
});

describe('a refund', () => {
  test('is the same refund however often it is asked', async () => {
    const { channel } = on;
    await on.payOne();
    const first = await channel.refund(refundOf('order-1', 'refund-1', 250));
    expect(first).toMatchObject({ status: 'processing', refund_fen: 250 });
    expect((await channel.refund(refundOf('order-1', 'refund-1', 250))).refund_id).toBe(first.refund_id);
    await on.standIn.control('POST', '/_advance', { seconds: 3 });
    expect(await channel.queryRefund('refund-1', 'order-1')).toMatchObject({
      status: 'success',
      refunded_at: expect.any(Temporal.Instant),
    });
    expect(await channel.query('order-1')).toMatchObject({ status: 'paid', paid_fen: 1250 });
    await on.heard(2);
    expect(on.told[1]).toMatchObject({ kind: 'refund', refund: { merchant_refund_no: 'refund-1', status: 'success' } });
  });
});

describe('messages of the channel', () => {
  test.each([
    ['a forged signature', { forge_callback_signature: true }, 'bad_signature'],
    ['five minutes and a second early', { callback_timestamp_shift_seconds: 302 }, 'timestamp_out_of_window'],
    ['five minutes and a second late', { callback_timestamp_shift_seconds: -302 }, 'timestamp_out_of_window'],
  ])('%s is refused', async (_name, fault, code) => {
    await on.faults(fault);
    await on.payOne();
    await on.heard(1);
    expect(on.told).toEqual([code]);
  });

  test('a probe is refused, the real one behind it read', async () => {
    await on.faults({ signtest_probe: true });
    await on.payOne();
    await on.heard(2);
    expect(on.told).toEqual(['signature_probe', expect.objectContaining({ kind: 'paid' })]);
  });
});

describe('when the outcome is not known', () => {
  test.each([
    ['the channel fails', { server_error: 1 }],
    ['the channel is too busy', { frequency_limited: 1 }],
    ['the answer is signed by a stranger', { forge_answer_signature: true }],
  ])('%s', async (_name, fault) => {
    await on.faults(fault);
    await expect(on.channel.open(on.order('order-1'))).rejects.toEqual(unknown);
  });

  test('no answer in time: the work may be done, and asking again with the same number is safe', async () => {
    const { channel } = on;
    const hasty = on.openChannel({ timeout_ms: 400 });
    await on.faults({ timeout_after_success: 1 });
    await expect(hasty.open(on.order('order-1'))).rejects.toEqual(unknown);
    expect((await channel.query('order-1')).status).toBe('not_paid');
    expect((await channel.open(on.order('order-1'))).code_url).toBeDefined();

    await on.pay('order-1');
    await on.faults({ timeout_after_success: 1 });
    await expect(hasty.refund(refundOf('order-1', 'refund-1', 250))).rejects.toEqual(unknown);
    const first = await channel.queryRefund('refund-1', 'order-1');
    expect((await channel.refund(refundOf('order-1', 'refund-1', 250))).refund_id).toBe(first!.refund_id);
  });

  test('our clock is wrong: the channel refuses our signature, and its answer is too far from our time', async () => {
    const slow = on.openChannel({ now: () => Temporal.Now.instant().subtract({ seconds: 310 }) });
    await expect(slow.open(on.order('order-1'))).rejects.toEqual(unknown);
    expect((await on.channel.query('order-1')).status).toBe('unknown_order');
  });
});

decidesNothing(on, [
  [200, '{"trade_state":"SUCCESS"}'],
  [204, ''],
  [404, '{"code":"ORDER_NOT_EXIST","message":"订单不存在"}'],
  [403, '<html>blocked</html>'],
  [302, ''],
  [502, 'bad gateway'],
]);
