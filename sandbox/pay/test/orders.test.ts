import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startPayStandIn, type StandIn } from '../src/index.ts';
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

const query = (no: string) =>
  merchant.get(`/v3/pay/transactions/out-trade-no/${no}`, { mchid: standIn.merchant.mchid });
const close = (no: string) =>
  merchant.post(`/v3/pay/transactions/out-trade-no/${no}/close`, { mchid: standIn.merchant.mchid });
const native = (no: string, changes: object = {}) =>
  merchant.post('/v3/pay/transactions/native', merchant.order(no, changes));
const pay = (no: string) => control(standIn, 'POST', `/_pay/${no}`);

describe('an order', () => {
  test('is placed, read, paid and read again by both its numbers', async () => {
    const placed = await merchant.post(
      '/v3/pay/transactions/jsapi',
      merchant.order('order-1', { payer: { openid: 'o-payer' } }),
    );
    expect(placed).toMatchObject({ status: 200, data: { prepay_id: expect.stringMatching(/^wx\d{14}[0-9a-f]{20}$/) } });
    expect((await query('order-1')).data).toMatchObject({ trade_state: 'NOTPAY', amount: { total: 1250 } });
    expect((await query('order-1')).data.transaction_id).toBeUndefined();
    await pay('order-1');
    const paid = (await query('order-1')).data;
    expect(paid).toMatchObject({
      trade_state: 'SUCCESS',
      trade_type: 'JSAPI',
      payer: { openid: 'o-payer' },
      amount: { payer_total: 1250 },
    });
    expect(paid.transaction_id).toMatch(/^\d{28}$/);
    const byId = await merchant.get(`/v3/pay/transactions/id/${paid.transaction_id}`, {
      mchid: standIn.merchant.mchid,
    });
    expect(byId.data).toEqual(paid);
  });

  test('the same request again is the same order; other words under its number are refused', async () => {
    const first = await native('order-1');
    expect((await native('order-1')).data).toEqual(first.data);
    expect(await native('order-1', { amount: { total: 1251 } })).toMatchObject({
      status: 403,
      data: { code: 'OUT_TRADE_NO_USED' },
    });
    await pay('order-1');
    expect(await native('order-1')).toMatchObject({ status: 400, data: { code: 'ORDERPAID' } });
  });

  test('a closed one cannot be paid or placed again; a paid one cannot be closed', async () => {
    await native('order-1');
    expect((await close('order-1')).status).toBe(204);
    expect((await close('order-1')).status).toBe(204);
    expect((await query('order-1')).data.trade_state).toBe('CLOSED');
    expect((await pay('order-1')).status).toBe(400);
    expect((await native('order-1')).data.code).toBe('ORDER_CLOSED');
    await native('order-2');
    await pay('order-2');
    expect(await close('order-2')).toMatchObject({ status: 400, data: { code: 'ORDERPAID' } });
  });

  test('expires at time_expire, by the clock that can be advanced', async () => {
    const time_expire = new Date(Date.now() + 60_000).toISOString();
    await native('order-1', { time_expire });
    await control(standIn, 'POST', '/_advance', { seconds: 61 });
    expect((await query('order-1')).data.trade_state).toBe('CLOSED');
    expect(await pay('order-1')).toMatchObject({ status: 400, data: { code: 'ORDER_CLOSED' } });
    expect((await native('order-2', { time_expire })).data.code).toBe('PARAM_ERROR');
  });

  test('an old prepay id does not take money until the order is asked for again', async () => {
    const { data: first } = await native('order-1');
    await control(standIn, 'POST', '/_advance', { seconds: 7200 });
    expect((await pay('order-1')).data.code).toBe('ORDER_CLOSED');
    await control(standIn, 'POST', '/_advance', { to: new Date().toISOString() });
    expect((await native('order-1')).data).toEqual(first);
    expect((await pay('order-1')).status).toBe(200);
  });
});

describe('refused', () => {
  test.each([
    ['no such order', () => query('order-9'), 404, 'ORDER_NOT_EXIST'],
    [
      'another merchant',
      () => merchant.get('/v3/pay/transactions/out-trade-no/order-1', { mchid: '1' }),
      403,
      'NO_AUTH',
    ],
    ['no money', () => native('order-1', { amount: { total: 0 } }), 400, 'PARAM_ERROR'],
    ['money as text', () => native('order-1', { amount: { total: '100' } }), 400, 'PARAM_ERROR'],
    ['dollars', () => native('order-1', { amount: { total: 100, currency: 'USD' } }), 400, 'PARAM_ERROR'],
    [
      'no payer for jsapi',
      () => merchant.post('/v3/pay/transactions/jsapi', merchant.order('order-1')),
      400,
      'PARAM_ERROR',
    ],
    ['no scene for h5', () => merchant.post('/v3/pay/transactions/h5', merchant.order('order-1')), 400, 'PARAM_ERROR'],
    ['a strange appid', () => native('order-1', { appid: 'wx0' }), 400, 'PARAM_ERROR'],
  ])('%s', async (_name, call, status, code) => {
    expect(await call()).toMatchObject({ status, data: { code, message: expect.any(String) } });
  });

  test('a request that nobody signed, or a stranger', async () => {
    const answer = await fetch(
      `${standIn.url}/v3/pay/transactions/out-trade-no/order-1?mchid=${standIn.merchant.mchid}`,
    );
    expect([answer.status, ((await answer.json()) as { code: string }).code]).toEqual([401, 'SIGN_ERROR']);
    const { merchant: known } = standIn;
    const thief = new OutsideMerchant({ ...standIn, merchant: { ...known, merchant_private_key_pem: strangerKey() } });
    expect(await thief.get('/v3/pay/transactions/out-trade-no/x', { mchid: known.mchid })).toMatchObject({
      status: 401,
    });
  });
});

test('everything survives a restart, and two stand-ins never share a folder', async () => {
  await native('order-1');
  await pay('order-1');
  await control(standIn, 'PUT', '/_faults', { wrong_amount_fen: 3 });
  await expect(startPayStandIn({ data, port: 0 })).rejects.toThrow('in use');
  await standIn.close();
  standIn = await startPayStandIn({ data, port: 0 });
  merchant = new OutsideMerchant(standIn);
  expect((await query('order-1')).data.trade_state).toBe('SUCCESS');
  expect((await control(standIn, 'GET', '/_faults')).data.wrong_amount_fen).toBe(3);
});

function strangerKey(): string {
  const encoding = { type: 'pkcs8', format: 'pem' } as const;
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(encoding) as string;
}
