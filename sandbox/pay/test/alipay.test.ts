import { generateKeyPairSync } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type StandIn, startPayStandIn } from '../src/index.ts';
import { ask as control } from '../../kit/ask.ts';
import { fieldsOf, OutsideAlipay, trade } from './outside-alipay.ts';

const data = mkdtempSync(join(tmpdir(), 'sandbox-pay-'));
let standIn: StandIn;
let merchant: OutsideAlipay;

beforeAll(async () => {
  standIn = await startPayStandIn({ data, port: 0 });
  merchant = new OutsideAlipay(standIn);
});
afterAll(async () => {
  await standIn.close();
  rmSync(data, { recursive: true });
});
beforeEach(() => control(standIn, 'POST', '/_reset'));

const open = (url: string) => fetch(url, { redirect: 'manual' });
const place = (no: string, changes: object = {}) => open(merchant.pageUrl(trade(no, changes)));
const query = (no: string) => merchant.call('alipay.trade.query', { out_trade_no: no });
const close = (no: string) => merchant.call('alipay.trade.close', { out_trade_no: no });
const pay = (no: string) => control(standIn, 'POST', `/_pay/${no}?channel=alipay`);
const refund = (no: string, amount: string, request?: string) =>
  merchant.call('alipay.trade.refund', { out_trade_no: no, refund_amount: amount, out_request_no: request });
const advance = (seconds: number) => control(standIn, 'POST', '/_advance', { seconds });

const refusal = (sub_code: string, code = '40004') => expect.objectContaining({ code, sub_code });

test('the merchant finds what it needs beside its other keys, for its eyes only', () => {
  const file = join(data, 'alipay.json');
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(standIn.alipay);
  expect(standIn.alipay.private_key).toContain('BEGIN PRIVATE KEY');
  for (const name of ['alipay.json', 'alipay-platform.json']) expect(statSync(join(data, name)).mode & 0o077).toBe(0);
});

describe('a trade', () => {
  test('exists from when somebody opens its page; is paid, read by both numbers', async () => {
    expect(await query('order-1')).toEqual(refusal('ACQ.TRADE_NOT_EXIST'));
    const opened = await place('order-1');
    expect([opened.status, opened.headers.get('location')]).toEqual([
      302,
      expect.stringContaining(`${standIn.url}/cashier/ap`),
    ]);
    expect(await query('order-1')).toMatchObject({
      code: '10000',
      trade_status: 'WAIT_BUYER_PAY',
      total_amount: '12.50',
    });
    expect((await pay('order-1')).data.trade_status).toBe('TRADE_SUCCESS');
    const paid = await query('order-1');
    expect(paid).toMatchObject({ trade_status: 'TRADE_SUCCESS', buyer_pay_amount: '12.50', receipt_amount: '12.50' });
    expect(paid.trade_no).toMatch(/^\d{28}$/);
    expect(await merchant.call('alipay.trade.query', { trade_no: paid.trade_no })).toMatchObject({
      out_trade_no: 'order-1',
    });
  });

  test('opened by a posted form goes to the cashier too', async () => {
    const form = merchant.sdk.pageExec('alipay.trade.wap.pay', 'POST', {
      bizContent: trade('order-1', { product_code: 'QUICK_WAP_WAY' }),
    });
    const action = form.match(/action="([^"]+)"/)![1]!;
    const fields = Array.from(form.matchAll(/name="(\w+)" value="([^"]*)"/g), ([, name, value]) => [
      name!,
      value!.replaceAll('&quot;', '"'),
    ]);
    const answer = await fetch(action, { method: 'POST', body: new URLSearchParams(fields), redirect: 'manual' });
    expect([answer.status, (await query('order-1')).trade_status]).toEqual([302, 'WAIT_BUYER_PAY']);
  });

  test('opened again is the same; with another amount, paid or closed it is refused', async () => {
    const first = await place('order-1');
    expect((await place('order-1')).headers.get('location')).toBe(first.headers.get('location'));
    const reopened = async (changes: object = {}) => (await place('order-1', changes)).text();
    expect(await reopened({ total_amount: '12.51' })).toContain('ACQ.CONTEXT_INCONSISTENT');
    await pay('order-1');
    expect(await reopened()).toContain('ACQ.TRADE_HAS_SUCCESS');
    await place('order-2');
    await close('order-2');
    expect(await (await place('order-2')).text()).toContain('ACQ.TRADE_HAS_CLOSE');
  });

  test('is closed while it waits, and only then', async () => {
    expect(await close('order-1')).toEqual(refusal('ACQ.TRADE_NOT_EXIST'));
    await place('order-1');
    expect(await close('order-1')).toMatchObject({ code: '10000', out_trade_no: 'order-1' });
    expect((await query('order-1')).trade_status).toBe('TRADE_CLOSED');
    expect((await pay('order-1')).status).toBe(400);
    await place('order-2');
    await pay('order-2');
    expect(await close('order-2')).toEqual(refusal('ACQ.TRADE_STATUS_ERROR'));
  });

  test('ends at its time, however it was told', async () => {
    const in90s = new Date(Date.now() + 8 * 3600_000 + 90_000).toISOString().slice(0, 19).replace('T', ' ');
    await place('order-1', { time_expire: in90s });
    await place('order-2', { timeout_express: '2m' });
    await advance(95);
    expect((await query('order-1')).trade_status).toBe('TRADE_CLOSED');
    expect((await query('order-2')).trade_status).toBe('WAIT_BUYER_PAY');
    await advance(30);
    expect((await pay('order-2')).status).toBe(400);
    expect(await (await place('order-3', { time_expire: '2020-01-01 00:00:00' })).text()).toContain('time_expire');
  });

  test('is finished a year after it was paid', async () => {
    await place('order-1');
    await pay('order-1');
    await advance(366 * 86_400);
    expect((await query('order-1')).trade_status).toBe('TRADE_FINISHED');
    expect(await refund('order-1', '1.00', 'r1')).toEqual(refusal('ACQ.TRADE_HAS_FINISHED'));
  });

  test('keeps apart from a WeChat order of the same number', async () => {
    await place('order-1');
    expect((await control(standIn, 'POST', '/_pay/order-1?channel=wechat')).status).toBe(404);
    expect((await control(standIn, 'POST', '/_pay/order-1')).status).toBe(200);
    const { orders } = (await control(standIn, 'GET', '/_orders')).data;
    expect(orders).toMatchObject([{ channel: 'alipay', out_trade_no: 'order-1', state: 'SUCCESS', total_fen: 1250 }]);
  });
});

describe('a refund', () => {
  beforeEach(async () => {
    await place('order-1');
    await pay('order-1');
  });
  const refundQuery = (no: string) =>
    merchant.call('alipay.trade.fastpay.refund.query', { out_trade_no: 'order-1', out_request_no: no });

  test('is done at once; the same number is the same refund', async () => {
    const first = await refund('order-1', '2.50', 'r1');
    expect(first).toMatchObject({ code: '10000', fund_change: 'Y', refund_fee: '2.50', send_back_fee: '2.50' });
    expect(await refund('order-1', '2.50', 'r1')).toMatchObject({ fund_change: 'N', refund_fee: '2.50' });
    expect(await refund('order-1', '2.51', 'r1')).toEqual(refusal('ACQ.DISCORDANT_REPEAT_REQUEST'));
    expect((await query('order-1')).trade_status).toBe('TRADE_SUCCESS');
    expect(await refund('order-1', '10.00', 'r2')).toMatchObject({ refund_fee: '12.50', send_back_fee: '10.00' });
    expect((await query('order-1')).trade_status).toBe('TRADE_CLOSED');
    expect(await refundQuery('r1')).toMatchObject({ refund_status: 'REFUND_SUCCESS', refund_amount: '2.50' });
  });

  test('never goes beyond what was paid, and in parts needs a number', async () => {
    await refund('order-1', '12.00', 'r1');
    expect(await refund('order-1', '0.51', 'r2')).toEqual(refusal('ACQ.REFUND_AMT_NOT_EQUAL_TOTAL'));
    expect(await refund('order-1', '0.50')).toEqual(refusal('ACQ.INVALID_PARAMETER'));
    expect(await refund('order-9', '0.50', 'r1')).toEqual(refusal('ACQ.TRADE_NOT_EXIST'));
    await place('order-2');
    expect(await refund('order-2', '12.50')).toEqual(refusal('ACQ.TRADE_STATUS_ERROR'));
  });

  test('nobody asked for is answered by a success that says nothing', async () => {
    expect(await refundQuery('r9')).toEqual({ code: '10000', msg: 'Success' });
  });

  test('of the whole needs no number', async () => {
    expect(await refund('order-1', '12.50')).toMatchObject({ fund_change: 'Y', refund_fee: '12.50' });
    expect(await refundQuery('order-1')).toMatchObject({ refund_status: 'REFUND_SUCCESS' });
  });

  test('can find the merchant without money, and be asked for again', async () => {
    await control(standIn, 'PUT', '/_faults', { refund_outcome: 'CLOSED' });
    expect(await refund('order-1', '2.50', 'r1')).toEqual(refusal('ACQ.SELLER_BALANCE_NOT_ENOUGH'));
    await control(standIn, 'PUT', '/_faults', { refund_outcome: 'SUCCESS' });
    expect(await refund('order-1', '2.50', 'r1')).toMatchObject({ fund_change: 'Y' });
  });

  test('can be accepted without moving money, until it is asked for again', async () => {
    await control(standIn, 'PUT', '/_faults', { refund_outcome: 'ABNORMAL' });
    expect(await refund('order-1', '2.50', 'r1')).toMatchObject({
      code: '10000',
      fund_change: 'N',
      refund_fee: '0.00',
    });
    expect((await refundQuery('r1')).refund_status).toBeUndefined();
    await control(standIn, 'PUT', '/_faults', { refund_outcome: 'SUCCESS' });
    expect(await refund('order-1', '2.50', 'r1')).toMatchObject({ fund_change: 'Y', refund_fee: '2.50' });
    expect((await refundQuery('r1')).refund_status).toBe('REFUND_SUCCESS');
  });
});

describe('refused', () => {
  const unverified = (client: OutsideAlipay, method = 'alipay.trade.query') =>
    client.sdk.exec(method, { biz_content: { out_trade_no: 'order-1' } });

  test('a strange app, a strange method, a strange key', async () => {
    const known = standIn.alipay;
    const stranger = new OutsideAlipay({ ...standIn, alipay: { ...known, app_id: '2021000000000000' } });
    expect(await unverified(stranger)).toEqual(refusal('isv.invalid-app-id', '40002'));
    expect(await unverified(merchant, 'alipay.trade.steal')).toEqual(refusal('isv.invalid-method', '40002'));
    const thief = new OutsideAlipay({ ...standIn, alipay: { ...known, private_key: strangerKey() } });
    expect(await thief.call('alipay.trade.query', { out_trade_no: 'x' })).toEqual(
      refusal('isv.invalid-signature', '40002'),
    );
  });

  test('a changed amount, a missing signature, a name said twice', async () => {
    const url = new URL(merchant.pageUrl(trade('order-1')));
    const asked = async (change: (parameters: URLSearchParams) => void) => {
      const changed = new URL(url);
      change(changed.searchParams);
      return (await open(changed.href)).text();
    };
    const cheaper = JSON.stringify({ ...JSON.parse(url.searchParams.get('biz_content')!), total_amount: '0.01' });
    expect(await asked((p) => p.set('biz_content', cheaper))).toContain('isv.invalid-signature');
    expect(await asked((p) => p.delete('sign'))).toContain('isv.missing-signature');
    expect(await asked((p) => p.append('app_id', 'x'))).toContain('isv.suspected-attack');
    expect(await asked((p) => p.set('sign_type', 'RSA'))).toContain('isv.invalid-signature-type');
    expect((await open(url.href)).status).toBe(302);
  });

  test.each([
    ['no money', { total_amount: '0.00' }],
    ['three decimals', { total_amount: '1.005' }],
    ['another product', { product_code: 'QUICK_WAP_WAY' }],
    ['a number with a slash', { out_trade_no: 'a/b' }],
    ['no subject', { subject: '' }],
    ['an odd timeout', { timeout_express: '16d' }],
  ])('%s', async (_name, changes) => {
    const answer = await place('order-1', changes);
    expect([answer.status, await answer.text()]).toEqual([400, expect.stringContaining('ACQ.INVALID_PARAMETER')]);
  });
});

describe('an answer', () => {
  test('can be a failure of the channel that carries nothing out', async () => {
    await place('order-1');
    await control(standIn, 'PUT', '/_faults', { server_error: 1 });
    expect(await close('order-1')).toEqual(refusal('aop.ACQ.SYSTEM_ERROR', '20000'));
    await control(standIn, 'PUT', '/_faults', { frequency_limited: 1 });
    expect(await close('order-1')).toEqual(refusal('app-call-limited', '40005'));
    expect((await query('order-1')).trade_status).toBe('WAIT_BUYER_PAY');
  });

  test('can be withheld after the work was done', async () => {
    await place('order-1');
    await pay('order-1');
    await control(standIn, 'PUT', '/_faults', { timeout_after_success: 1 });
    const hasty = new OutsideAlipay(standIn, { timeout: 300 });
    await expect(
      hasty.call('alipay.trade.refund', { out_trade_no: 'order-1', refund_amount: '12.50' }),
    ).rejects.toThrow();
    expect((await query('order-1')).trade_status).toBe('TRADE_CLOSED');
  });

  test('can carry a signature that the outside library refuses', async () => {
    await place('order-1');
    await control(standIn, 'PUT', '/_faults', { forge_answer_signature: true });
    await expect(query('order-1')).rejects.toThrow('验签失败');
  });
});

describe('the cashier page', () => {
  const tap = (url: string, decision: string) =>
    fetch(url, { method: 'POST', body: new URLSearchParams({ decision }), redirect: 'manual' });

  test('names the channel and brings the payer back with what Alipay signed', async () => {
    const opened = await open(merchant.pageUrl(trade('order-1'), { return_url: 'http://127.0.0.1:8080/back?order=1' }));
    const cashier = opened.headers.get('location')!;
    const page = await (await fetch(cashier)).text();
    for (const words of ['支付宝', '不涉及真实资金', '门诊挂号', '¥12.50', standIn.alipay.seller_id]) {
      expect(page).toContain(words);
    }
    // fifteen days from now, so the day is said
    expect(page).toMatch(/请在 \d{4}-\d{2}-\d{2} \d{2}:\d{2} 前完成支付/);
    expect(await (await fetch(`${cashier}?lang=en`)).text()).toContain('Alipay · stand-in');
    const back = new URL((await tap(cashier, 'pay')).headers.get('location')!);
    expect(back.href).toContain('http://127.0.0.1:8080/back?order=1&');
    const { order, ...signed } = fieldsOf(back.search);
    expect([order, merchant.sdk.checkNotifySignV2(signed)]).toEqual(['1', true]);
    expect(signed).toMatchObject({
      method: 'alipay.trade.page.pay.return',
      out_trade_no: 'order-1',
      total_amount: '12.50',
      seller_id: standIn.alipay.seller_id,
    });
    expect((await query('order-1')).trade_status).toBe('TRADE_SUCCESS');
  });

  test('on a phone leads back without paying, too', async () => {
    const opened = await open(merchant.wapUrl(trade('order-1', { quit_url: 'http://127.0.0.1:8080/quit' })));
    const cashier = opened.headers.get('location')!;
    expect((await tap(cashier, 'cancel')).headers.get('location')).toBe('http://127.0.0.1:8080/quit');
    expect((await query('order-1')).trade_status).toBe('WAIT_BUYER_PAY');
  });
});

function strangerKey(): string {
  const encoding = { type: 'pkcs8', format: 'pem' } as const;
  return generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export(encoding) as string;
}
