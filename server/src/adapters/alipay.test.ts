import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ChannelNotice, ChannelOrderRequest, PaymentChannel } from '../modules/payment/ports.ts';
import { alipay, readAlipayFile } from './alipay.ts';
import { type PayStandIn, startPayStandIn } from './testing/pay-stand-in.ts';

let standIn: PayStandIn;
let channel: PaymentChannel;
/** What the notify address made of each message: a notice, `nothing`, or the code of its refusal. */
let told: (ChannelNotice | string)[];
const notify = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', () => {
    try {
      told.push(channel.readNotice({}, Buffer.concat(chunks)) ?? 'nothing');
      response.end('success');
    } catch (error) {
      told.push((error as { code: string }).code);
      response.writeHead(401).end('failure');
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
  return alipay(
    {
      merchant: readAlipayFile(standIn.alipayFile),
      base_url: standIn.url,
      notify_url: `http://127.0.0.1:${(notify.address() as AddressInfo).port}/notify`,
      ...settings,
    },
    now,
  );
}

const faults = (changes: object) => standIn.control('PUT', '/_faults', changes);
const pay = (no: string) => standIn.control('POST', `/_pay/${no}?channel=alipay`);
const heard = (count: number) => vi.waitFor(() => expect(told.length).toBe(count), { timeout: 4000 });

const expiresAt = Temporal.Now.instant().add({ minutes: 15 });
const order = (no: string, changes: Partial<ChannelOrderRequest> = {}): ChannelOrderRequest => ({
  merchant_order_no: no,
  amount_fen: 1250,
  description: '门诊挂号 & Registration + 1',
  expires_at: expiresAt,
  scene: 'wap',
  client_ip: '127.0.0.1',
  return_url: 'https://clinic.example/back?a=1&b=2',
  ...changes,
});

/** Opens the order, and the page that the payer's browser is sent to. */
async function visit(no: string, changes: Partial<ChannelOrderRequest> = {}): Promise<Response> {
  const { cashier_url } = await channel.open(order(no, changes));
  return fetch(cashier_url!);
}
async function payOne(no = 'order-1'): Promise<void> {
  await visit(no);
  await pay(no);
}

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
  test.each(['wap', 'page'] as const)('leads the payer to a page (%s)', async (scene) => {
    const page = await visit('order-1', { scene });
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('12.50');
    expect(await channel.query('order-1')).toEqual({ merchant_order_no: 'order-1', status: 'not_paid' });
  });

  test('cannot be opened in a way that Alipay does not have', async () => {
    await expect(channel.open(order('order-1', { scene: 'jsapi' }))).rejects.toEqual(refused('invalid'));
  });

  test('is unknown until somebody opened the page; asked about before and after paying', async () => {
    await channel.open(order('order-1'));
    expect(await channel.query('order-1')).toEqual({ merchant_order_no: 'order-1', status: 'unknown_order' });
    await payOne();
    const paid = await channel.query('order-1');
    expect(paid).toMatchObject({ status: 'paid', paid_fen: 1250, transaction_id: expect.stringMatching(/^\d{28}$/) });
    expect(Math.abs(paid.paid_at!.until(Temporal.Now.instant()).total('seconds'))).toBeLessThan(10);
    await expect(channel.open(order('order-1'))).rejects.toEqual(refused('already_paid'));
  });

  test('is closed once and for all, unless it is paid', async () => {
    await visit('order-1');
    expect(await channel.close('order-1')).toBe('closed');
    expect(await channel.close('order-1')).toBe('closed');
    expect((await channel.query('order-1')).status).toBe('closed');
    await expect(channel.open(order('order-1'))).rejects.toEqual(refused('closed'));
    await payOne('order-2');
    expect(await channel.close('order-2')).toBe('already_paid');
    expect(await channel.close('order-never-opened')).toBe('closed');
  });
});

describe('a refund', () => {
  test('moves its money at once, and only once however often it is asked', async () => {
    await payOne();
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
    await payOne();
    await channel.refund(refundOf('order-1', 'refund-1', 1250));
    expect(await channel.query('order-1')).toMatchObject({ status: 'paid', paid_fen: 1250 });
    expect(await channel.close('order-1')).toBe('already_paid');
  });

  test('beyond what was paid, or of nothing, is refused', async () => {
    expect(await channel.queryRefund('refund-1', 'order-1')).toBeUndefined();
    await expect(channel.refund(refundOf('order-1', 'refund-1', 1))).rejects.toEqual(refused('not_found'));
    await payOne();
    expect(await channel.queryRefund('refund-1', 'order-1')).toBeUndefined();
    await expect(channel.refund(refundOf('order-1', 'refund-1', 1251))).rejects.toEqual(refused('invalid'));
  });
});

describe('messages of the channel', () => {
  test('fifteen copies of one message are fifteen times the same notice', async () => {
    await faults({ callback_copies: 15 });
    await payOne();
    await heard(15);
    expect(new Set(told.map((notice) => (notice as ChannelNotice).notice_id)).size).toBe(1);
    expect(told[0]).toMatchObject({ kind: 'paid', order: { merchant_order_no: 'order-1', paid_fen: 1250 } });
  });

  test('of refunds tell nothing new, least of all a payment', async () => {
    await payOne();
    await heard(1);
    await channel.refund(refundOf('order-1', 'refund-1', 250));
    await heard(2);
    await channel.refund(refundOf('order-1', 'refund-2', 1000));
    await heard(3);
    expect(told.slice(1)).toEqual(['nothing', 'nothing']);
  });

  test.each([
    ['a forged signature', { forge_callback_signature: true }, 'bad_signature'],
    ['another app', { wrong_appid: true }, 'wrong_app'],
    ['another merchant', { wrong_mchid: true }, 'wrong_merchant'],
    ['another currency', { wrong_currency: true }, 'wrong_currency'],
  ])('%s is refused', async (_name, fault, code) => {
    await faults(fault);
    await payOne();
    await heard(1);
    expect(told).toEqual([code]);
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
    await expect(channel.query('order-1')).rejects.toEqual(unknown);
  });

  test('no answer in time: the money may have moved, and asking again with the same number is safe', async () => {
    const hasty = openChannel({ timeout_ms: 400 });
    await payOne();
    await faults({ timeout_after_success: 1 });
    await expect(hasty.refund(refundOf('order-1', 'refund-1', 250))).rejects.toEqual(unknown);
    expect(await channel.queryRefund('refund-1', 'order-1')).toMatchObject({ status: 'success', refund_fen: 250 });
    expect(await channel.refund(refundOf('order-1', 'refund-1', 250))).toMatchObject({ status: 'success' });
  });

  test('nobody is there', async () => {
    const lost = openChannel({ base_url: 'http://127.0.0.1:9' });
    await expect(lost.query('order-1')).rejects.toEqual(unknown);
    await expect(lost.open(order('order-1'))).rejects.toEqual(unknown);
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

  const paid = '{"code":"10000","out_trade_no":"order-1","trade_status":"TRADE_SUCCESS"}';
  test.each([
    [200, `{"alipay_trade_query_response":${paid}}`],
    [200, `{"alipay_trade_query_response":${paid},"sign":"AAAA"}`],
    [200, '{"error_response":{"code":"40004","sub_code":"ACQ.TRADE_NOT_EXIST"},"sign":"AAAA"}'],
    [200, '<html>blocked</html>'],
    [200, ''],
    [302, ''],
    [502, 'bad gateway'],
  ])('unproven %i %s decides nothing', async (answered, text) => {
    status = answered;
    body = text;
    await expect(behind.query('order-1')).rejects.toEqual(unknown);
    await expect(behind.close('order-1')).rejects.toEqual(unknown);
    await expect(behind.queryRefund('refund-1', 'order-1')).rejects.toEqual(unknown);
  });
});
