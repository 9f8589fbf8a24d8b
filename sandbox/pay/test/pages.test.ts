import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { NO_FAULTS } from '../src/faults.ts';
import { type StandIn, startPayStandIn } from '../src/index.ts';
import { ask as control } from '../../kit/ask.ts';
import { OutsideMerchant } from './outside-client.ts';

const data = mkdtempSync(join(tmpdir(), 'sandbox-pay-'));
let standIn: StandIn;
let merchant: OutsideMerchant;

beforeAll(async () => {
  standIn = await startPayStandIn({ data, port: 0 });
  merchant = new OutsideMerchant(standIn);
});
afterAll(async () => {
  await standIn.close();
  rmSync(data, { recursive: true });
});
beforeEach(() => control(standIn, 'POST', '/_reset'));

const SCENE = { scene_info: { payer_client_ip: '127.0.0.1', h5_info: { type: 'Wap' } } };
const BACK = 'http://127.0.0.1:8080/booking/1?paid=maybe';

async function openH5(changes: object = {}): Promise<string> {
  const order = merchant.order('order-1', { ...SCENE, ...changes });
  return (await merchant.post('/v3/pay/transactions/h5', order)).data.h5_url;
}

const tap = (url: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
  fetch(url.split('?')[0]!, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual', headers });

const state = async () =>
  (await merchant.get('/v3/pay/transactions/out-trade-no/order-1', { mchid: standIn.merchant.mchid })).data.trade_state;

const text = async (url: string) => (await fetch(url)).text();

describe('the cashier page', () => {
  test('says what is paid, to whom, how much, and that it is not real', async () => {
    const url = `${await openH5()}&redirect_url=${encodeURIComponent(BACK)}`;
    const answer = await fetch(url);
    const page = await answer.text();
    for (const words of [
      '模拟收银台',
      '不涉及真实资金',
      '门诊挂号',
      '¥12.50',
      standIn.merchant.mchid,
      '确认支付',
      '取消',
    ]) {
      expect(page).toContain(words);
    }
    expect(page).toContain('<html lang="zh-CN">');
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    const english = page.match(/href="\?([^"]+)" lang="en"/)![1]!.replaceAll('&#38;', '&');
    expect(new URLSearchParams(english).get('redirect_url')).toBe(BACK);
    expect(await text(`${url.split('?')[0]}?${english}`)).toContain('Payment stand-in, no real money · ');
  });

  test('takes the payment once, however often it is tapped, and sends the payer back', async () => {
    const url = await openH5();
    for (let taps = 0; taps < 2; taps += 1) {
      const answer = await tap(url, { decision: 'pay', redirect_url: BACK });
      expect([answer.status, answer.headers.get('location')]).toEqual([303, BACK]);
    }
    expect(await state()).toBe('SUCCESS');
    expect((await control(standIn, 'GET', '/_notices')).data.notices).toHaveLength(1);
    expect(await text(url)).toContain('已支付');
  });

  test('takes nothing when cancelled', async () => {
    const url = await openH5();
    expect((await tap(url, { decision: 'cancel', redirect_url: BACK })).headers.get('location')).toBe(BACK);
    const stayed = await tap(url, { decision: 'cancel' });
    expect(await text(standIn.url + stayed.headers.get('location'))).toContain('已取消');
    expect(await state()).toBe('NOTPAY');
  });

  test('takes nothing for a closed order, and says so', async () => {
    const url = await openH5({ time_expire: new Date(Date.now() + 60_000).toISOString() });
    await control(standIn, 'POST', '/_advance', { seconds: 61 });
    const answer = await tap(url, { decision: 'pay', redirect_url: BACK });
    expect(answer.headers.get('location')).toMatch(/^\/cashier\//);
    expect(await text(standIn.url + answer.headers.get('location'))).toContain('订单已关闭');
    expect(await state()).toBe('CLOSED');
  });

  test('escapes what merchants write, and sends nobody to a script', async () => {
    const url = await openH5({ description: '<script>alert("x")</script>' });
    expect(await text(url)).not.toContain('<script');
    const answer = await tap(url, { decision: 'cancel', redirect_url: 'javascript:alert(1)' });
    expect(answer.headers.get('location')).toMatch(/^\/cashier\//);
  });

  test('of no order is 404; a form from another site is refused', async () => {
    expect((await fetch(`${standIn.url}/cashier/wx0`)).status).toBe(404);
    const answer = await tap(await openH5(), { decision: 'pay' }, { 'sec-fetch-site': 'cross-site' });
    expect([answer.status, await state()]).toEqual([403, 'NOTPAY']);
  });
});

describe('the operator page', () => {
  const post = (path: string, fields: Record<string, string>) => tap(standIn.url + path, fields);
  const faults = async () => (await control(standIn, 'GET', '/_faults')).data;

  test('lists orders, refunds and callbacks', async () => {
    expect(await text(standIn.url)).toContain('还没有');
    await merchant.post('/v3/pay/transactions/native', merchant.order('order-1'));
    await control(standIn, 'POST', '/_pay/order-1');
    const amount = { refund: 250, total: 1250, currency: 'CNY' };
    const request = { out_trade_no: 'order-1', out_refund_no: 'refund-1', amount };
    await merchant.post('/v3/refund/domestic/refunds', request);
    const page = await text(standIn.url);
    for (const words of ['order-1', '12.50', '有退款', 'refund-1', '2.50', 'TRANSACTION.SUCCESS']) {
      expect(page).toContain(words);
    }
    const [, qr] = page.match(/href="(\/cashier\/\w+\/qr\.svg)"/)!;
    expect(await text(standIn.url + qr)).toContain('<svg');
  });

  test('sets every switch and leaves none behind', async () => {
    const on = { callback_copies: '15', drop_callbacks: 'on', wrong_amount_fen: '-1', refund_outcome: 'ABNORMAL' };
    expect((await post('/operator/faults', on)).status).toBe(303);
    expect(await faults()).toEqual({
      ...NO_FAULTS,
      callback_copies: 15,
      drop_callbacks: true,
      wrong_amount_fen: -1,
      refund_outcome: 'ABNORMAL',
    });
    await post('/operator/faults', { callback_copies: '1', wrong_amount_fen: '0', refund_outcome: 'SUCCESS' });
    expect(await faults()).toEqual(NO_FAULTS);
  });

  test('refuses values out of bounds', async () => {
    expect((await post('/operator/faults', { callback_copies: '9999' })).status).toBe(400);
    expect((await control(standIn, 'PUT', '/_faults', { no_such_switch: true })).status).toBe(400);
    expect(await faults()).toEqual(NO_FAULTS);
  });

  test('moves the clock and forgets', async () => {
    const url = await openH5();
    await post('/operator/act', { act: 'advance-1d' });
    expect(await text(url)).toContain('订单已关闭');
    await post('/operator/act', { act: 'reset' });
    expect((await fetch(url)).status).toBe(404);
  });
});
