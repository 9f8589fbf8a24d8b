import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { WECHAT_VOICE } from '../src/wechat/notices.ts';
import { type StandIn, startPayStandIn } from '../src/index.ts';
import { ask as control } from '../../kit/ask.ts';
import { isGenuine, type Listener, openListener, opened } from './listener.ts';
import { OutsideMerchant } from './outside-client.ts';

const data = mkdtempSync(join(tmpdir(), 'sandbox-pay-'));
let standIn: StandIn;
let merchant: OutsideMerchant;
let listener: Listener;
let answerStatus: number;

beforeAll(async () => {
  standIn = await startPayStandIn({ data, port: 0 });
  merchant = new OutsideMerchant(standIn);
});
afterAll(async () => {
  await standIn.close();
  rmSync(data, { recursive: true });
});
beforeEach(async () => {
  await control(standIn, 'POST', '/_reset');
  answerStatus = 204;
  listener = await openListener(() => answerStatus);
});
afterEach(() => listener.close());

const faults = (changes: object) => control(standIn, 'PUT', '/_faults', changes);
const advance = (seconds: number) => control(standIn, 'POST', '/_advance', { seconds });
const heard = (count: number) => vi.waitFor(() => expect(listener.heard.length).toBe(count), { timeout: 4000 });

async function payOne(no: string): Promise<void> {
  const order = merchant.order(no, { notify_url: listener.url });
  expect((await merchant.post('/v3/pay/transactions/native', order)).status).toBe(200);
  expect((await control(standIn, 'POST', `/_pay/${no}`)).status).toBe(200);
}

describe('a payment callback', () => {
  test('is signed and sealed so that the outside library opens it', async () => {
    await payOne('order-1');
    await heard(1);
    const [message] = listener.heard;
    expect(isGenuine(standIn, message!)).toBe(true);
    expect(message!.headers['wechatpay-serial']).toBe(standIn.merchant.platform_public_key_id);
    expect(JSON.parse(message!.body)).toMatchObject({
      event_type: 'TRANSACTION.SUCCESS',
      resource_type: 'encrypt-resource',
      resource: { original_type: 'transaction', algorithm: 'AEAD_AES_256_GCM' },
    });
    expect(opened(standIn, message!)).toMatchObject({
      mchid: standIn.merchant.mchid,
      appid: standIn.merchant.appid,
      out_trade_no: 'order-1',
      trade_state: 'SUCCESS',
      amount: { total: 1250, payer_total: 1250, currency: 'CNY' },
    });
  });

  test('is repeated on the real schedule with the same id until it is accepted', async () => {
    answerStatus = 500;
    await payOne('order-1');
    await heard(1);
    await advance(14);
    await heard(1);
    await advance(2);
    await heard(2);
    answerStatus = 200;
    await advance(15);
    await heard(3);
    await advance(24 * 3600);
    await heard(3);
    expect(new Set(listener.heard.map(({ body }) => JSON.parse(body).id)).size).toBe(1);
  });

  test('is given up after fifteen repetitions', async () => {
    answerStatus = 404;
    await payOne('order-1');
    await heard(1);
    for (const seconds of WECHAT_VOICE.retrySeconds) await advance(seconds);
    await heard(16);
    expect((await control(standIn, 'GET', '/_notices')).data.notices[0].state).toBe('given_up');
    await advance(24 * 3600);
    await heard(16);
  });

  test('comes as often as asked, each copy freshly signed and genuine', async () => {
    await faults({ callback_copies: 15 });
    await payOne('order-1');
    await heard(15);
    expect(listener.heard.every((message) => isGenuine(standIn, message))).toBe(true);
    expect(new Set(listener.heard.map(({ headers }) => headers['wechatpay-nonce'])).size).toBe(15);
  });

  test('is late by the seconds asked', async () => {
    await faults({ callback_delay_seconds: 120 });
    await payOne('order-1');
    await advance(119);
    await heard(0);
    await advance(2);
    await heard(1);
  });

  test('does not arrive while dropped; the query still tells the truth', async () => {
    await faults({ drop_callbacks: true });
    await payOne('order-1');
    await advance(60);
    await heard(0);
    const { data: order } = await merchant.get('/v3/pay/transactions/out-trade-no/order-1', {
      mchid: standIn.merchant.mchid,
    });
    expect(order.trade_state).toBe('SUCCESS');
    await faults({ drop_callbacks: false });
    await advance(180);
    await heard(1);
  });

  test('can be forged, off its time, or of a wrong amount', async () => {
    await faults({ forge_callback_signature: true });
    await payOne('order-1');
    await heard(1);
    expect(isGenuine(standIn, listener.heard[0]!)).toBe(false);

    await faults({ forge_callback_signature: false, wrong_amount_fen: -1249 });
    await payOne('order-2');
    await heard(2);
    expect(isGenuine(standIn, listener.heard[1]!)).toBe(true);
    expect(opened(standIn, listener.heard[1]!).amount).toMatchObject({ total: 1, payer_total: 1 });

    await faults({ wrong_amount_fen: 0, callback_timestamp_shift_seconds: -301 });
    await payOne('order-3');
    await heard(3);
    const age = Date.now() / 1000 - Number(listener.heard[2]!.headers['wechatpay-timestamp']);
    expect(age).toBeGreaterThan(300);
    expect(isGenuine(standIn, listener.heard[2]!)).toBe(true);
  });

  test('comes fifteen times, one of them forged', async () => {
    await faults({ callback_copies: 15, forge_one_copy: true });
    await payOne('order-1');
    await heard(15);
    expect(listener.heard.filter((message) => !isGenuine(standIn, message))).toHaveLength(1);
  });

  test('comes again with the same nonce, byte for byte', async () => {
    await faults({ replay_copies: 2 });
    await payOne('order-1');
    await heard(3);
    const bytes = listener.heard.map(({ headers, body }) => headers['wechatpay-nonce'] + body);
    expect(new Set(bytes).size).toBe(1);
    expect(listener.heard.every((message) => isGenuine(standIn, message))).toBe(true);
  });

  test.each([
    ['another app', { wrong_appid: true }, { appid: 'wx0000000000000000' }],
    ['another merchant', { wrong_mchid: true }, { mchid: '1000000000' }],
    ['dollars', { wrong_currency: true }, { amount: expect.objectContaining({ currency: 'USD', total: 1250 }) }],
  ])('can be of %s, truly signed', async (_name, changes, wrong) => {
    await faults(changes);
    await payOne('order-1');
    await heard(1);
    expect(isGenuine(standIn, listener.heard[0]!)).toBe(true);
    expect(opened(standIn, listener.heard[0]!)).toMatchObject(wrong);
  });

  test('can be larger than anybody should read', async () => {
    await faults({ callback_body_kib: 1024 });
    await payOne('order-1');
    await heard(1);
    expect(listener.heard[0]!.body.length).toBeGreaterThan(1024 * 1024);
    expect(isGenuine(standIn, listener.heard[0]!)).toBe(true);
  });

  test('follows a probe that a sound merchant refuses', async () => {
    await faults({ signtest_probe: true });
    await payOne('order-1');
    await heard(2);
    const [probe, real] = listener.heard;
    expect(probe!.headers['wechatpay-signature']).toMatch(/^WECHATPAY\/SIGNTEST\//);
    expect(isGenuine(standIn, real!)).toBe(true);
  });

  test('can arrive after its own refund', async () => {
    await faults({ reorder_callbacks: true, refund_seconds: 0 });
    await payOne('order-1');
    const refund = await merchant.post('/v3/refund/domestic/refunds', {
      out_trade_no: 'order-1',
      out_refund_no: 'refund-1',
      notify_url: listener.url,
      amount: { refund: 1250, total: 1250, currency: 'CNY' },
    });
    expect(refund.status).toBe(200);
    await heard(2);
    expect(listener.heard.map(({ body }) => JSON.parse(body).event_type)).toEqual([
      'REFUND.SUCCESS',
      'TRANSACTION.SUCCESS',
    ]);
  });
});

describe('an answer', () => {
  const query = () => merchant.get('/v3/pay/transactions/out-trade-no/order-1', { mchid: standIn.merchant.mchid });

  test('can be a failure of the channel that carries nothing out', async () => {
    await faults({ server_error: 1 });
    expect(await merchant.post('/v3/pay/transactions/native', merchant.order('order-1'))).toMatchObject({
      status: 500,
      data: { code: 'SYSTEM_ERROR' },
    });
    await faults({ frequency_limited: 1 });
    expect((await query()).status).toBe(429);
    expect((await query()).data.code).toBe('ORDER_NOT_EXIST');
  });

  test('can be withheld after the work was done', async () => {
    await faults({ timeout_after_success: 1 });
    const order = merchant.post('/v3/pay/transactions/native', merchant.order('order-1'));
    const outcome = await Promise.race([
      order.then(() => 'answered'),
      vi.waitFor(async () => {
        expect((await query()).data.trade_state).toBe('NOTPAY');
        return 'done but not answered';
      }),
    ]);
    expect(outcome).toBe('done but not answered');
    order.catch(() => undefined);
  });

  test('can carry a signature that the outside library refuses', async () => {
    await merchant.post('/v3/pay/transactions/native', merchant.order('order-1'));
    await faults({ forge_answer_signature: true });
    await expect(query()).rejects.toMatchObject({ code: 'EV3_RES_HEADER_SIGNATURE_DIGEST' });
  });
});
