import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type StandIn, startPayStandIn } from '../src/index.ts';
import { ask as control } from '../../kit/ask.ts';
import { isGenuine, openListener, opened } from './listener.ts';
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

const advance = (seconds: number) => control(standIn, 'POST', '/_advance', { seconds });
const read = (no: string) => merchant.get(`/v3/refund/domestic/refunds/${no}`);

async function paidOrder(no: string, changes: object = {}): Promise<void> {
  await merchant.post('/v3/pay/transactions/native', merchant.order(no, changes));
  await control(standIn, 'POST', `/_pay/${no}`);
}

function refund(no: string, fen: number, changes: object = {}) {
  const amount = { refund: fen, total: 1250, currency: 'CNY' };
  return merchant.post('/v3/refund/domestic/refunds', {
    out_trade_no: 'order-1',
    out_refund_no: no,
    amount,
    ...changes,
  });
}

describe('a refund', () => {
  test('is processing first, settles later and calls back', async () => {
    const listener = await openListener();
    await paidOrder('order-1');
    const asked = await refund('refund-1', 250, { notify_url: listener.url, reason: '退号' });
    expect(asked).toMatchObject({ status: 200, data: { status: 'PROCESSING', amount: { refund: 250, total: 1250 } } });
    await advance(3);
    expect((await read('refund-1')).data).toMatchObject({ status: 'SUCCESS', success_time: expect.any(String) });
    await vi.waitFor(() => expect(listener.heard.length).toBe(1));
    expect(isGenuine(standIn, listener.heard[0]!)).toBe(true);
    expect(opened(standIn, listener.heard[0]!)).toMatchObject({
      out_refund_no: 'refund-1',
      refund_status: 'SUCCESS',
      amount: { refund: 250 },
    });
    const order = await merchant.get('/v3/pay/transactions/out-trade-no/order-1', { mchid: standIn.merchant.mchid });
    expect(order.data.trade_state).toBe('REFUND');
    await listener.close();
  });

  test('under the same number is the same refund, never a second one', async () => {
    await paidOrder('order-1');
    const first = await refund('refund-1', 250);
    expect((await refund('refund-1', 250)).data.refund_id).toBe(first.data.refund_id);
    expect(await refund('refund-1', 251)).toMatchObject({ status: 400, data: { code: 'INVALID_REQUEST' } });
  });

  test('never gives back more than was paid, nor more than fifty times', async () => {
    await paidOrder('order-1');
    expect((await refund('refund-a', 1200)).status).toBe(200);
    expect(await refund('refund-b', 51)).toMatchObject({ status: 400, data: { code: 'INVALID_REQUEST' } });
    for (let i = 1; i < 50; i += 1) expect((await refund(`refund-${i}`, 1)).status).toBe(200);
    expect((await refund('refund-51', 1)).data.message).toContain('50');
  });

  test('of an unpaid or unknown order, or with a wrong total, is refused', async () => {
    expect(await refund('refund-1', 1)).toMatchObject({ status: 404, data: { code: 'RESOURCE_NOT_EXISTS' } });
    await merchant.post('/v3/pay/transactions/native', merchant.order('order-1'));
    expect((await refund('refund-1', 1)).data.code).toBe('INVALID_REQUEST');
    await control(standIn, 'POST', '/_pay/order-1');
    const amount = { refund: 1, total: 1, currency: 'CNY' };
    expect((await refund('refund-1', 1, { amount })).data.code).toBe('INVALID_REQUEST');
    expect(await read('refund-1')).toMatchObject({ status: 404, data: { code: 'RESOURCE_NOT_EXISTS' } });
  });

  test('can end abnormal', async () => {
    await control(standIn, 'PUT', '/_faults', { refund_outcome: 'ABNORMAL' });
    await paidOrder('order-1');
    await refund('refund-1', 250);
    await advance(3);
    expect((await read('refund-1')).data.status).toBe('ABNORMAL');
  });
});
