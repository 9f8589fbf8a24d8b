import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { ALIPAY_VOICE } from '../src/alipay/notices.ts';
import { type StandIn, startPayStandIn } from '../src/index.ts';
import { ask as control } from '../../kit/ask.ts';
import { type Listener, openListener } from './listener.ts';
import { fieldsOf, OutsideAlipay, trade } from './outside-alipay.ts';

const data = mkdtempSync(join(tmpdir(), 'sandbox-pay-'));
let standIn: StandIn;
let merchant: OutsideAlipay;
let listener: Listener;
let answer: string;

beforeAll(async () => {
  standIn = await startPayStandIn({ data, port: 0 });
  merchant = new OutsideAlipay(standIn);
});
afterAll(async () => {
  await standIn.close();
  rmSync(data, { recursive: true });
});
beforeEach(async () => {
  await control(standIn, 'POST', '/_reset');
  answer = 'success';
  listener = await openListener((message) => [200, merchant.isGenuine(message) ? answer : 'failure']);
});
afterEach(() => listener.close());

const faults = (changes: object) => control(standIn, 'PUT', '/_faults', changes);
const advance = (seconds: number) => control(standIn, 'POST', '/_advance', { seconds });
const heard = (count: number) => vi.waitFor(() => expect(listener.heard.length).toBe(count), { timeout: 4000 });
const fields = (n: number) => fieldsOf(listener.heard[n]!.body);
const genuine = () => listener.heard.map((message) => merchant.isGenuine(message));
const states = async () =>
  (await control(standIn, 'GET', '/_notices')).data.notices.map((notice: { state: string }) => notice.state);

async function payOne(no: string, changes: object = {}): Promise<void> {
  await fetch(merchant.pageUrl(trade(no, changes), { notify_url: listener.url }), { redirect: 'manual' });
  expect((await control(standIn, 'POST', `/_pay/${no}?channel=alipay`)).status).toBe(200);
}

const refund = (amount: string, out_request_no: string) =>
  merchant.call('alipay.trade.refund', { out_trade_no: 'order-1', refund_amount: amount, out_request_no });

describe('a payment notice', () => {
  test('is a form that the outside library finds signed, and ends with success', async () => {
    await payOne('order-1', { passback_params: 'a%3D1' });
    await heard(1);
    expect(listener.heard[0]!.headers['content-type']).toContain('application/x-www-form-urlencoded');
    expect(genuine()).toEqual([true]);
    expect(fields(0)).toMatchObject({
      app_id: standIn.alipay.app_id,
      seller_id: standIn.alipay.seller_id,
      notify_type: 'trade_status_sync',
      trade_status: 'TRADE_SUCCESS',
      out_trade_no: 'order-1',
      total_amount: '12.50',
      subject: '门诊挂号',
      passback_params: 'a%3D1',
      sign_type: 'RSA2',
    });
    await vi.waitFor(async () => expect(await states()).toEqual(['accepted']));
  });

  test('is repeated on the real schedule with the same id, and given up after a day', async () => {
    answer = 'success ';
    await payOne('order-1');
    await heard(1);
    for (const seconds of ALIPAY_VOICE.retrySeconds) await advance(seconds);
    await heard(8);
    expect(new Set(listener.heard.map(({ body }) => fieldsOf(body).notify_id)).size).toBe(1);
    expect(new Set(listener.heard.map(({ body }) => fieldsOf(body).notify_time)).size).toBe(8);
    expect(await states()).toEqual(['given_up']);
  });

  test('is not sent where the merchant named no address', async () => {
    await fetch(merchant.pageUrl(trade('order-1')), { redirect: 'manual' });
    await control(standIn, 'POST', '/_pay/order-1');
    expect(await states()).toEqual([]);
  });
});

describe('a refund notice', () => {
  test('comes to the same address, tells the sum so far, and closes the trade with the last fen', async () => {
    await payOne('order-1');
    await refund('2.50', 'r1');
    await refund('10.00', 'r2');
    await refund('10.00', 'r2');
    await heard(3);
    const told = [1, 2].map(fields).sort((a, b) => a.refund_fee!.length - b.refund_fee!.length);
    expect(told[0]).toMatchObject({ trade_status: 'TRADE_SUCCESS', out_biz_no: 'r1', refund_fee: '2.50' });
    expect(told[0]!.gmt_refund).toMatch(/^[\d-]{10} [\d:]{8}\.\d{3}$/);
    expect(told[1]).toMatchObject({ trade_status: 'TRADE_CLOSED', out_biz_no: 'r2', refund_fee: '12.50' });
    expect(told[1]!.gmt_close).toBeDefined();
    expect(genuine()).toEqual([true, true, true]);
  });

  test('can arrive before its own payment', async () => {
    await faults({ reorder_callbacks: true });
    await payOne('order-1');
    await refund('2.50', 'r1');
    await heard(2);
    expect([fields(0).out_biz_no, fields(1).out_biz_no]).toEqual(['r1', undefined]);
  });
});

describe('a notice under a fault', () => {
  test('comes fifteen times, one of them forged', async () => {
    await faults({ callback_copies: 15, forge_one_copy: true });
    await payOne('order-1');
    await heard(15);
    expect(genuine().filter((good) => !good)).toHaveLength(1);
    await vi.waitFor(async () => expect(await states()).toEqual(['accepted']));
  });

  test('is forged, and then a success counts for nothing', async () => {
    await listener.close();
    listener = await openListener(() => [200, 'success']);
    await faults({ forge_callback_signature: true });
    await payOne('order-1');
    await heard(1);
    expect(genuine()).toEqual([false]);
    await vi.waitFor(async () => {
      const [notice] = (await control(standIn, 'GET', '/_notices')).data.notices;
      expect([notice.state, notice.outcomes]).toEqual(['waiting', ['forged 200 success']]);
    });
  });

  test('comes again byte for byte', async () => {
    await faults({ replay_copies: 2 });
    await payOne('order-1');
    await heard(3);
    expect(new Set(listener.heard.map(({ body }) => body)).size).toBe(1);
  });

  test('is late, or dropped', async () => {
    await faults({ callback_delay_seconds: 1200 });
    await payOne('order-1');
    await advance(1199);
    await heard(0);
    await advance(2);
    await heard(1);
    await faults({ callback_delay_seconds: 0, drop_callbacks: true });
    await payOne('order-2');
    await advance(60);
    await heard(1);
    await faults({ drop_callbacks: false });
    await advance(240);
    await heard(2);
  });

  test.each([
    ['a wrong amount', { wrong_amount_fen: -1249 }, { total_amount: '0.01', buyer_pay_amount: '0.01' }],
    ['a wrong app', { wrong_appid: true }, { app_id: '2021000000000000', auth_app_id: '2021000000000000' }],
    ['a wrong seller', { wrong_mchid: true }, { seller_id: '2088000000000000' }],
    ['dollars', { wrong_currency: true }, { trans_currency: 'USD', settle_currency: 'USD' }],
  ])('names %s, truly signed', async (_name, changes, wrong) => {
    await faults(changes);
    await payOne('order-1');
    await heard(1);
    expect([genuine(), fields(0)]).toEqual([[true], expect.objectContaining(wrong)]);
  });

  test('says that it was sent at another time', async () => {
    await faults({ callback_timestamp_shift_seconds: -7200 });
    await payOne('order-1');
    await heard(1);
    const sent = Date.parse(`${fields(0).notify_time!.replace(' ', 'T')}+08:00`);
    expect(Date.now() - sent).toBeGreaterThan(7199_000);
    expect(genuine()).toEqual([true]);
  });

  test('is larger than anybody should read', async () => {
    await faults({ callback_body_kib: 1024 });
    await payOne('order-1');
    await heard(1);
    expect(listener.heard[0]!.body.length).toBeGreaterThan(1024 * 1024);
    expect(genuine()).toEqual([true]);
  });
});
