import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Agenda } from '../src/agenda.ts';
import { ApiError } from '../src/errors.ts';
import { openKeys } from '../src/keys.ts';
import { payOrder, tradeState } from '../src/orders.ts';

import { Store } from '../src/store.ts';
import { closeOrder, findOrder, placeOrder } from '../src/wechat/orders.ts';
import { requestRefund } from '../src/wechat/refunds.ts';
import type { World } from '../src/world.ts';

const data = mkdtempSync(join(tmpdir(), 'sandbox-pay-'));
let world: World;
let nowMs = 0;

beforeAll(() => {
  const clock = { nowMs: () => nowMs };
  world = { store: new Store(data), keys: openKeys(data), clock, speedUp: 1, publicUrl: () => '' };
});
afterAll(() => {
  world.store.close();
  rmSync(data, { recursive: true });
});

const START_MS = Date.parse('2026-11-22T09:00:00+08:00');
const TOTAL_FEN = 1000;

/** What happened to the one order, as a merchant and a payer saw it. */
interface Seen {
  paid: boolean;
  closed: boolean;
  refunds: Map<string, number>;
}

type Step =
  | { do: 'place' | 'pay' | 'close' | 'settle' }
  | { do: 'wait'; seconds: number }
  | { do: 'refund'; no: string; fen: number; outcome: 'SUCCESS' | 'CLOSED' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('place' as const, 'pay' as const, 'close' as const, 'settle' as const) }),
    fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 400 }) }),
    fc.record({
      do: fc.constant('refund' as const),
      no: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
      fen: fc.integer({ min: 1, max: 700 }),
      outcome: fc.constantFrom('SUCCESS' as const, 'CLOSED' as const),
    }),
  ),
  { maxLength: 30 },
);

function attempt(work: () => void): boolean {
  try {
    work();
    return true;
  } catch (error) {
    if (error instanceof ApiError) return false;
    throw error;
  }
}

function take(step: Step, agenda: Agenda, seen: Seen): void {
  switch (step.do) {
    case 'place':
      attempt(() => placeOrder(world, 'NATIVE', orderRequest()));
      return;
    case 'pay':
      if (!attempt(() => payOrder(world, findOrder(world, 'order-1')))) return;
      expect(seen).toMatchObject({ paid: false, closed: false });
      seen.paid = true;
      return;
    case 'close':
      if (attempt(() => closeOrder(world, 'order-1'))) seen.closed = true;
      return;
    case 'wait':
      nowMs += step.seconds * 1000;
      return;
    case 'settle':
      agenda.wake();
      return;
    case 'refund':
      world.store.putFaults({ ...world.store.faults, refund_outcome: step.outcome });
      if (attempt(() => requestRefund(world, refundRequest(step.no, step.fen)))) noteRefund(seen, step.no, step.fen);
  }
}

function noteRefund(seen: Seen, no: string, fen: number): void {
  expect(seen.refunds.get(no) ?? fen).toBe(fen);
  seen.refunds.set(no, fen);
}

const orderRequest = () => ({
  appid: world.keys.merchant.appid,
  mchid: world.keys.merchant.mchid,
  description: '门诊挂号',
  out_trade_no: 'order-1',
  notify_url: 'http://127.0.0.1:9/notify',
  time_expire: '2026-11-22T09:15:00+08:00',
  amount: { total: TOTAL_FEN },
});

const refundRequest = (no: string, fen: number) => ({
  out_trade_no: 'order-1',
  out_refund_no: no,
  amount: { refund: fen, total: TOTAL_FEN, currency: 'CNY' },
});

function checkMoney(seen: Seen): void {
  const order = world.store.orders.get('order-1');
  expect(order?.state === 'SUCCESS').toBe(seen.paid);
  expect(seen.paid && seen.closed).toBe(false);
  if (order?.success_at_ms !== undefined) expect(order.success_at_ms).toBeLessThan(START_MS + 900_000);
  const refunds = order ? world.store.refundsOf(order) : [];
  expect(refunds.map((refund) => refund.out_refund_no).sort()).toEqual(Array.from(seen.refunds.keys()).sort());
  if (refunds.length > 0) expect(seen.paid).toBe(true);
  const returned = refunds.filter((refund) => refund.status !== 'CLOSED');
  expect(returned.reduce((sum, refund) => sum + refund.refund_fen, 0)).toBeLessThanOrEqual(TOTAL_FEN);
  if (order) expect(tradeState(world, order) === 'REFUND').toBe(returned.length > 0);
}

test('whatever is asked in whatever order, an order is paid at most once, in time, and never refunded beyond its total', async () => {
  await fc.assert(
    fc.asyncProperty(steps, async (taken) => {
      world.store.reset();
      nowMs = START_MS;
      const agenda = new Agenda(world);
      const seen: Seen = { paid: false, closed: false, refunds: new Map() };
      for (const step of taken) {
        take(step, agenda, seen);
        checkMoney(seen);
      }
      await agenda.close();
    }),
    { numRuns: 500 },
  );
});
