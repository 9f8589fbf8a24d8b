/**
 * The payment module against the payment stand-in: two processes, the real protocol, faults switched on. What must hold
 * is the same every time: the channel has the money => the place is booked, or the money is on its way back.
 */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type PayStandIn, startPayStandIn } from '../../server/src/adapters/testing/pay-stand-in.ts';
import { readMerchantFile, wechatPay } from '../../server/src/adapters/wechat-pay.ts';
import { shiftedClock, sql } from '../../server/src/kernel/index.ts';
import { FEE_FEN, HOLD_SECONDS, openClinicWith } from '../../server/src/modules/payment/testing/clinic.ts';

const realNow = () => Temporal.Now.instant();
/** The hospital lives three weeks ahead of its channel, as the demo may. */
const clock = shiftedClock(Temporal.Duration.from({ days: 21 }));
let standIn: PayStandIn;
let clinic: Awaited<ReturnType<typeof openClinicWith>>;
/** Status of every answer given to the channel. */
let answers: number[];

const address = createServer((request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk) => chunks.push(chunk));
  request.on('end', async () => {
    const status = await takeIn(request.headers as Record<string, string>, Buffer.concat(chunks));
    answers.push(status);
    response.writeHead(status).end();
  });
});

async function takeIn(headers: Record<string, string>, raw: Buffer): Promise<number> {
  try {
    await clinic.payment.handlers.wechatPayNotice({ headers, raw_body: raw } as never);
    return 200;
  } catch {
    return 401;
  }
}

beforeAll(async () => {
  standIn = await startPayStandIn();
  await new Promise<void>((resolve) => address.listen(0, '127.0.0.1', resolve));
  const channel = wechatPay(
    {
      merchant: readMerchantFile(standIn.merchantFile),
      base_url: standIn.url,
      notify_url: `http://127.0.0.1:${(address.address() as AddressInfo).port}/notify`,
      timeout_ms: 1000,
    },
    realNow,
  );
  clinic = await openClinicWith({ channel, clock, channelNow: realNow });
});
afterAll(async () => {
  address.close();
  await standIn.stop();
  await clinic.close();
});
beforeEach(async () => {
  answers = [];
  await standIn.control('POST', '/_reset');
});

const faults = (changes: object) => standIn.control('PUT', '/_faults', changes);
const pay = (no: string) => standIn.control('POST', `/_pay/${no}`);
const settled = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 8000, interval: 100 });
const passHospitalTime = (seconds: number) => clock.moveTo(clock.now().add({ seconds }));

async function holdAndStart() {
  const held = await clinic.hold();
  const { cashier_url } = await clinic.start(held.order);
  expect(cashier_url).toContain(standIn.url);
  return { ...held, no: held.order.merchant_order_no };
}

const expectBooked = async (booking_id: string) =>
  expect(await clinic.booking(booking_id)).toEqual({ state: 'booked', paid_times: 1 });

async function workUntil(done: () => Promise<boolean>): Promise<void> {
  for (let rounds = 0; rounds < 40 && !(await done()); rounds += 1) {
    passHospitalTime(30);
    await clinic.work();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  expect(await done()).toBe(true);
}

describe('payment through the stand-in', () => {
  it('is booked by its callback, and refunded with each step told', async () => {
    const { booking_id, no } = await holdAndStart();
    await pay(no);
    await settled(() => expectBooked(booking_id));
    await faults({ refund_seconds: 0 });
    await clinic.refund(booking_id);
    await workUntil(async () => (await clinic.summary(booking_id))!.state === 'refunded');
    const { steps, refund_fen } = (await clinic.summary(booking_id))!;
    expect(refund_fen).toBe(FEE_FEN);
    expect(steps.map((step) => step.what)).toEqual([
      'opened',
      'started',
      'paid',
      'refund_requested',
      'refund_processing',
      'refund_succeeded',
    ]);
  });

  it('has one effect when every callback comes fifteen times after a probe', async () => {
    await faults({ callback_copies: 15, signtest_probe: true });
    const { booking_id, order, no } = await holdAndStart();
    await pay(no);
    await settled(async () => expect(answers).toHaveLength(16));
    await clinic.payment.drain();
    expect(answers.filter((status) => status === 200)).toHaveLength(15);
    await expectBooked(booking_id);
    expect((await clinic.facts(order.id)).filter((kind) => kind === 'payment.paid')).toHaveLength(1);
  });

  it('refuses forged, stale and wrong callbacks, and finds the truth by asking', async () => {
    for (const fault of [
      { forge_callback_signature: true },
      { callback_timestamp_shift_seconds: 400 },
      { wrong_amount_fen: 1 },
    ]) {
      await standIn.control('POST', '/_reset');
      await faults(fault);
      answers = [];
      const { booking_id, order, no } = await holdAndStart();
      await pay(no);
      await settled(async () => expect(answers).toEqual([401]));
      expect(await clinic.booking(booking_id)).toEqual({ state: 'held', paid_times: 0 });
      await clinic.payment.refresh(order.id);
      await expectBooked(booking_id);
    }
  });

  it('is booked though no callback comes and answers are lost after success', async () => {
    await faults({ drop_callbacks: true, timeout_after_success: 1 });
    const held = await clinic.hold();
    await expect(clinic.start(held.order)).rejects.toMatchObject({ code: 'payment_channel_unavailable' });
    await clinic.start(held.order);
    await pay(held.order.merchant_order_no);
    await workUntil(async () => (await clinic.booking(held.booking_id)).state === 'booked');
  });

  it('that was made in the last moment goes back when the place is gone', async () => {
    await faults({ drop_callbacks: true, refund_seconds: 0, timeout_after_success: 0 });
    const { booking_id, order, no } = await holdAndStart();
    await pay(no);
    passHospitalTime(HOLD_SECONDS + 60);
    await clinic.release(booking_id);
    await faults({ timeout_after_success: 1 });
    await clinic.payment.closeUnpaid({ kind: 'booking', id: booking_id });
    await workUntil(async () => (await clinic.order(order.id)).state === 'refunded');
    expect(await clinic.refundsOf(order.id)).toHaveLength(1);
  });

  it('is refunded once though the stand-in fails, is busy, and loses its answer', async () => {
    const { booking_id, order, no } = await holdAndStart();
    await pay(no);
    await settled(() => expectBooked(booking_id));
    await faults({ server_error: 2, frequency_limited: 1, timeout_after_success: 1, refund_seconds: 0 });
    await clinic.refund(booking_id);
    await workUntil(async () => (await clinic.order(order.id)).state === 'refunded');
    const { rows } = await sql`select 1 from refund where order_id = ${order.id}`.execute(clinic.db.kysely);
    expect(rows).toHaveLength(1);
  });

  it('cannot be made after the order was closed', async () => {
    const { booking_id, order, no } = await holdAndStart();
    await clinic.release(booking_id);
    await clinic.payment.closeUnpaid({ kind: 'booking', id: booking_id });
    await expect(pay(no)).rejects.toThrow();
    expect((await clinic.order(order.id)).state).toBe('closed');
  });
});
