/** The bills of both channels, as the stand-in writes them and as it spoils them. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { BillRow, PaymentChannel } from '../modules/payment/ports.ts';
import { alipay, readAlipayFile } from './alipay.ts';
import { type PayStandIn, startPayStandIn } from './testing/pay-stand-in.ts';
import { readMerchantFile, wechatPay } from './wechat-pay.ts';

const NEXT_DAY = Temporal.Now.plainDateISO('Asia/Shanghai').add({ days: 1 });
const DAY = NEXT_DAY.subtract({ days: 1 });
const at = (time: string) => NEXT_DAY.toZonedDateTime({ timeZone: 'Asia/Shanghai', plainTime: time }).toInstant();

let standIn: PayStandIn;
let channels: Record<'wechat' | 'alipay', PaymentChannel>;
/** The channels' clock; the stand-in's is moved along with it. */
let ahead = Temporal.Duration.from({ seconds: 0 });
const now = () => Temporal.Now.instant().add(ahead);

beforeAll(async () => {
  standIn = await startPayStandIn();
  const common = { base_url: standIn.url, notify_url: 'http://127.0.0.1:9/notify' };
  channels = {
    wechat: wechatPay({ ...common, merchant: readMerchantFile(standIn.merchantFile) }, now),
    alipay: alipay({ ...common, merchant: readAlipayFile(standIn.alipayFile) }, now),
  };
});
afterAll(() => standIn.stop());
beforeEach(async () => {
  ahead = Temporal.Duration.from({ seconds: 0 });
  await standIn.control('POST', '/_reset');
});

const faults = (changes: object) => standIn.control('PUT', '/_faults', changes);
async function moveTo(time: string): Promise<void> {
  await standIn.control('POST', '/_advance', { to: at(time).toString() });
  ahead = Temporal.Now.instant().until(at(time));
}
const fill = (channel: string, rows: number) =>
  standIn.control('POST', '/_bill_rows', { channel, bill_date: DAY.toString(), rows });

async function payAndRefund(channel: PaymentChannel): Promise<void> {
  for (const [no, amount_fen] of [
    ['order-1', 1250],
    ['order-2', 7],
  ] as const) {
    const { cashier_url } = await channel.open({
      merchant_order_no: no,
      amount_fen,
      description: '门诊挂号, "特需"',
      expires_at: now().add({ minutes: 15 }),
      scene: channel.name === 'wechat' ? 'h5' : 'wap',
      client_ip: '127.0.0.1',
    });
    await fetch(cashier_url!);
    await standIn.control('POST', `/_pay/${no}?channel=${channel.name}`);
  }
  const refund = { merchant_order_no: 'order-1', merchant_refund_no: 'refund-1', refund_fen: 250, total_fen: 1250 };
  await channel.refund({ ...refund, reason: '退号' });
}

async function read(channel: PaymentChannel, day = DAY): Promise<BillRow[]> {
  return Array.fromAsync(await channel.downloadBill(day));
}
const refused = (code: string) => expect.objectContaining({ name: 'BillRefused', code });
const notReady = (or_nothing_moved: boolean) => expect.objectContaining({ name: 'BillNotReady', or_nothing_moved });

describe.each(['wechat', 'alipay'] as const)('the bill of %s', (name) => {
  test('tells every payment and refund of the day, in fen', async () => {
    const channel = channels[name];
    await payAndRefund(channel);
    await moveTo('10:01');
    const rows = await read(channel);
    const paid = await channel.query('order-1');
    expect(rows).toHaveLength(3);
    expect(rows).toContainEqual({
      n: expect.any(Number),
      kind: 'paid',
      merchant_order_no: 'order-1',
      transaction_id: paid.transaction_id,
      merchant_refund_no: null,
      refund_id: null,
      amount_fen: 1250,
      fee_fen: 8,
      at: paid.paid_at,
      status: expect.any(String),
    });
    expect(rows).toContainEqual(expect.objectContaining({ kind: 'paid', merchant_order_no: 'order-2', amount_fen: 7 }));
    const refund = await channel.queryRefund('refund-1', 'order-1');
    expect(rows).toContainEqual(
      expect.objectContaining({
        kind: 'refund',
        merchant_order_no: 'order-1',
        merchant_refund_no: 'refund-1',
        refund_id: refund!.refund_id,
        amount_fen: 250,
        fee_fen: -2,
      }),
    );
  });

  test('is not there before ten o’clock, nor when the channel is late', async () => {
    await payAndRefund(channels[name]);
    await moveTo('09:58');
    await expect(read(channels[name])).rejects.toEqual(notReady(false));
    await faults({ bill_difference: 'late' });
    await moveTo('10:01');
    // Alipay has one word for both; whoever knows that money moved knows which is meant.
    await expect(read(channels[name])).rejects.toEqual(notReady(name === 'alipay'));
  });

  test('of a day on which nothing moved', async () => {
    await moveTo('10:01');
    if (name === 'wechat') expect(await read(channels[name])).toEqual([]);
    else await expect(read(channels[name])).rejects.toEqual(notReady(true));
  });

  test.each([
    ['of another merchant', 'foreign_merchant', 'wrong_merchant'],
    ['that was cut', 'truncated', 'truncated'],
    ['in the wrong encoding', 'gbk', 'bad_encoding'],
    ['that is not the one that was hashed', 'wrong_hash', 'bad_hash'],
  ])('%s is refused', async (_name, bill_difference, code) => {
    await payAndRefund(channels[name]);
    await fill(name, 500);
    await moveTo('10:01');
    await faults({ bill_difference });
    await expect(read(channels[name])).rejects.toEqual(refused(code));
    await faults({ bill_difference: 'none' });
    expect(await read(channels[name])).toHaveLength(503);
  });

  test.each([
    ['missing_row', 502],
    ['extra_row', 504],
    ['different_amount', 503],
  ])('with a difference agrees with itself, and is told as it is (%s)', async (bill_difference, count) => {
    await payAndRefund(channels[name]);
    await fill(name, 500);
    await moveTo('10:01');
    await faults({ bill_difference });
    expect(await read(channels[name])).toHaveLength(count);
  });

  test('is not believed when the answer that names it is forged, or does not come', async () => {
    await payAndRefund(channels[name]);
    await moveTo('10:01');
    await faults({ forge_answer_signature: true });
    await expect(read(channels[name])).rejects.toMatchObject({ name: 'ChannelUnknown' });
    await faults({ forge_answer_signature: false, server_error: 1 });
    await expect(read(channels[name])).rejects.toMatchObject({ name: 'ChannelUnknown' });
  });

  test('may be as long as it likes: its rows are never all in memory', async () => {
    const rows = 60_000;
    await fill(name, rows);
    await moveTo('10:01');
    const before = process.memoryUsage();
    let [count, amount_fen, most_bytes] = [0, 0, 0];
    for await (const row of await channels[name].downloadBill(DAY)) {
      count += 1;
      amount_fen += row.kind === 'paid' ? row.amount_fen : -row.amount_fen;
      if (count % 10_000 !== 0) continue;
      const { heapUsed, arrayBuffers } = process.memoryUsage();
      most_bytes = Math.max(most_bytes, heapUsed + arrayBuffers - before.heapUsed - before.arrayBuffers);
    }
    expect(count).toBe(rows);
    expect(amount_fen).toBeGreaterThan(rows * 500 * 0.9);
    expect(most_bytes).toBeLessThan(100 * 1024 * 1024);
  }, 60_000);

  test('may be left half read', async () => {
    await fill(name, 20_000);
    await moveTo('10:01');
    for await (const row of await channels[name].downloadBill(DAY)) if (row.n > 100) break;
    expect(await read(channels[name])).toHaveLength(20_000);
  });
});
