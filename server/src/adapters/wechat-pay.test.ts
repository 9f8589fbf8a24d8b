import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChannelNotice, ChannelOrderRequest, PaymentChannel } from '../modules/payment/ports.ts';
import { type PayStandIn, startPayStandIn } from './testing/pay-stand-in.ts';
import { readMerchantFile, wechatPay } from './wechat-pay.ts';

let standIn: PayStandIn;
let channel: PaymentChannel;
/** What the notify address made of each message: a notice, or the code of its refusal. */
let told: (ChannelNotice | string)[];
const notify = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    try {
      told.push(channel.readNotice(request.headers as Record<string, string>, Buffer.concat(chunks))!);
      response.writeHead(204).end();
    } catch (error) {
      told.push((error as { code: string }).code);
      response.writeHead(401).end('{"code":"FAIL"}');
    }
  });
});

beforeAll(async () => {
  standIn = await startPayStandIn();
  await new Promise<void>((resolve) => notify.listen(0, '127.0.0.1', resolve));
  channel = openChannel();
});
afterAll(async () => {
  notify.close();
  await standIn.stop();
});
beforeEach(async () => {
  told = [];
  await standIn.control('POST', '/_reset');
});

function openChannel(changes: { base_url?: string; timeout_ms?: number; now?: () => Temporal.Instant } = {}) {
  const { now = Temporal.Now.instant, ...settings } = changes;
  return wechatPay(
    {
      merchant: readMerchantFile(standIn.merchantFile),
      base_url: standIn.url,
      notify_url: `http://127.0.0.1:${(notify.address() as AddressInfo).port}/notify`,
      ...settings,
    },
    now,
  );
}

const faults = (changes: object) => standIn.control('PUT', '/_faults', changes);
const pay = (no: string) => standIn.control('POST', `/_pay/${no}`);
const heard = (count: number) => vi.waitFor(() => expect(told.length).toBe(count), { timeout: 4000 });

const expiresAt = Temporal.Now.instant().add({ minutes: 15 });
const order = (no: string, changes: Partial<ChannelOrderRequest> = {}): ChannelOrderRequest => ({
  merchant_order_no: no,
  amount_fen: 1250,
  description: '门诊挂号 Registration',
  expires_at: expiresAt,
  scene: 'native',
  client_ip: '127.0.0.1',
  ...changes,
});

const refundOf = (no: string, refundNo: string, fen: number) => ({
  merchant_order_no: no,
  merchant_refund_no: refundNo,
  refund_fen: fen,
  total_fen: 1250,
  reason: '退号',
});

const refused = (code: string) => expect.objectContaining({ name: 'ChannelRefused', code });
const unknown = expect.objectContaining({ name: 'ChannelUnknown' });

describe('an order', () => {
  test('opens in every scene', async () => {
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
    const first = await channel.open(order('order-1'));
    expect(await channel.open(order('order-1'))).toEqual(first);
    await expect(channel.open(order('order-1', { amount_fen: 1 }))).rejects.toEqual(refused('number_used'));
  });

  test('is asked about before and after paying', async () => {
    expect(await channel.query('order-1')).toEqual({ merchant_order_no: 'order-1', status: 'unknown_order' });
    await channel.open(order('order-1'));
    expect(await channel.query('order-1')).toEqual({ merchant_order_no: 'order-1', status: 'not_paid' });
    await pay('order-1');
    const paid = await channel.query('order-1');
    expect(paid).toMatchObject({ status: 'paid', paid_fen: 1250, transaction_id: expect.stringMatching(/^\d{28}$/) });
    expect(Math.abs(paid.paid_at!.until(Temporal.Now.instant()).total('seconds'))).toBeLessThan(10);
    await expect(channel.open(order('order-1'))).rejects.toEqual(refused('already_paid'));
  });

  test('is closed once and for all, unless it is paid', async () => {
    await channel.open(order('order-1'));
    expect(await channel.close('order-1')).toBe('closed');
    expect(await channel.close('order-1')).toBe('closed');
    expect((await channel.query('order-1')).status).toBe('closed');
    await expect(channel.open(order('order-1'))).rejects.toEqual(refused('closed'));
    await channel.open(order('order-2'));
    await pay('order-2');
    expect(await channel.close('order-2')).toBe('already_paid');
    expect(await channel.close('order-never-opened')).toBe('closed');
  });
});

describe('a refund', () => {
  test('is the same refund however often it is asked', async () => {
    await channel.open(order('order-1'));
    await pay('order-1');
    const first = await channel.refund(refundOf('order-1', 'refund-1', 250));
    expect(first).toMatchObject({ status: 'processing', refund_fen: 250 });
    expect((await channel.refund(refundOf('order-1', 'refund-1', 250))).refund_id).toBe(first.refund_id);
    await standIn.control('POST', '/_advance', { seconds: 3 });
    expect(await channel.queryRefund('refund-1', 'order-1')).toMatchObject({
      status: 'success',
      refunded_at: expect.any(Temporal.Instant),
    });
    expect(await channel.query('order-1')).toMatchObject({ status: 'paid', paid_fen: 1250 });
    await heard(2);
    expect(told[1]).toMatchObject({ kind: 'refund', refund: { merchant_refund_no: 'refund-1', status: 'success' } });
  });

  test('beyond what was paid, or of nothing, is refused', async () => {
    expect(await channel.queryRefund('refund-1', 'order-1')).toBeUndefined();
    await expect(channel.refund(refundOf('order-1', 'refund-1', 1))).rejects.toEqual(refused('not_found'));
    await channel.open(order('order-1'));
    await pay('order-1');
    await expect(channel.refund(refundOf('order-1', 'refund-1', 1251))).rejects.toEqual(refused('invalid'));
  });
});

describe('messages of the channel', () => {
  const payOne = async () => {
    await channel.open(order('order-1'));
    await pay('order-1');
  };

  test('fifteen copies of one message are fifteen times the same notice', async () => {
    await faults({ callback_copies: 15 });
    await payOne();
    await heard(15);
    expect(new Set(told.map((notice) => (notice as ChannelNotice).notice_id)).size).toBe(1);
    expect(told[0]).toMatchObject({ kind: 'paid', order: { merchant_order_no: 'order-1', paid_fen: 1250 } });
  });

  test.each([
    ['a forged signature', { forge_callback_signature: true }, 'bad_signature'],
    ['five minutes and a second early', { callback_timestamp_shift_seconds: 302 }, 'timestamp_out_of_window'],
    ['five minutes and a second late', { callback_timestamp_shift_seconds: -302 }, 'timestamp_out_of_window'],
  ])('%s is refused', async (_name, fault, code) => {
    await faults(fault);
    await payOne();
    await heard(1);
    expect(told).toEqual([code]);
  });

  test('a probe is refused, the real one behind it read', async () => {
    await faults({ signtest_probe: true });
    await payOne();
    await heard(2);
    expect(told).toEqual(['signature_probe', expect.objectContaining({ kind: 'paid' })]);
  });

  test('a wrong amount is told as it is, for the payment to compare', async () => {
    await faults({ wrong_amount_fen: -1 });
    await payOne();
    await heard(1);
    expect(told[0]).toMatchObject({ order: { paid_fen: 1249 } });
    expect((await channel.query('order-1')).paid_fen).toBe(1250);
  });

  test('a lost one is healed by asking', async () => {
    await faults({ drop_callbacks: true });
    await payOne();
    expect((await channel.query('order-1')).status).toBe('paid');
    expect(told).toEqual([]);
  });
});

describe('when the outcome is not known', () => {
  test.each([
    ['the channel fails', { server_error: 1 }],
    ['the channel is too busy', { frequency_limited: 1 }],
    ['the answer is signed by a stranger', { forge_answer_signature: true }],
  ])('%s', async (_name, fault) => {
    await faults(fault);
    await expect(channel.open(order('order-1'))).rejects.toEqual(unknown);
  });

  test('no answer in time: the work may be done, and asking again with the same number is safe', async () => {
    const hasty = openChannel({ timeout_ms: 400 });
    await faults({ timeout_after_success: 1 });
    await expect(hasty.open(order('order-1'))).rejects.toEqual(unknown);
    expect((await channel.query('order-1')).status).toBe('not_paid');
    expect((await channel.open(order('order-1'))).code_url).toBeDefined();

    await pay('order-1');
    await faults({ timeout_after_success: 1 });
    await expect(hasty.refund(refundOf('order-1', 'refund-1', 250))).rejects.toEqual(unknown);
    const first = await channel.queryRefund('refund-1', 'order-1');
    expect((await channel.refund(refundOf('order-1', 'refund-1', 250))).refund_id).toBe(first!.refund_id);
  });

  test('nobody is there', async () => {
    const lost = openChannel({ base_url: 'http://127.0.0.1:9' });
    await expect(lost.query('order-1')).rejects.toEqual(unknown);
  });

  test('our clock is wrong: the channel refuses our signature, and its answer is too far from our time', async () => {
    const slow = openChannel({ now: () => Temporal.Now.instant().subtract({ seconds: 310 }) });
    await expect(slow.open(order('order-1'))).rejects.toEqual(unknown);
    expect((await channel.query('order-1')).status).toBe('unknown_order');
  });
});

describe('an answer of something between us and the channel', () => {
  let status: number;
  let body: string;
  const proxy = createServer((_request, response) => response.writeHead(status).end(body));
  let behind: PaymentChannel;

  beforeAll(async () => {
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    behind = openChannel({ base_url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}` });
  });
  afterEach(() => proxy.closeAllConnections());
  afterAll(() => proxy.close());

  test.each([
    [200, '{"trade_state":"SUCCESS"}'],
    [204, ''],
    [404, '{"code":"ORDER_NOT_EXIST","message":"订单不存在"}'],
    [403, '<html>blocked</html>'],
    [302, ''],
    [502, 'bad gateway'],
  ])('unsigned %i decides nothing', async (answered, text) => {
    status = answered;
    body = text;
    await expect(behind.query('order-1')).rejects.toEqual(unknown);
    await expect(behind.close('order-1')).rejects.toEqual(unknown);
    await expect(behind.queryRefund('refund-1', 'order-1')).rejects.toEqual(unknown);
  });
});
