import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { AlipayError } from '../src/alipay/errors.ts';
import { refundTrade, refundView } from '../src/alipay/refunds.ts';
import { closeTrade, findTrade, placeTrade, tradeStatus } from '../src/alipay/trades.ts';
import { ApiError } from '../src/errors.ts';
import { openKeys } from '../src/keys.ts';
import { yuan } from '../src/money.ts';
import { payOrder } from '../src/orders.ts';
import { Store } from '../src/store.ts';
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

const TOTAL_FEN = 1000;
const BIZ = {
  out_trade_no: 'order-1',
  total_amount: yuan(TOTAL_FEN),
  subject: '门诊挂号',
  product_code: 'QUICK_WAP_WAY',
  timeout_express: '15m',
};

type Step =
  | { do: 'open' | 'pay' | 'close' }
  | { do: 'wait'; seconds: number }
  | { do: 'refund'; no: string; fen: number; outcome: 'SUCCESS' | 'CLOSED' | 'ABNORMAL' };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constantFrom('open' as const, 'pay' as const, 'close' as const) }),
    fc.record({ do: fc.constant('wait' as const), seconds: fc.integer({ min: 0, max: 400 }) }),
    fc.record({
      do: fc.constant('refund' as const),
      no: fc.constantFrom('r1', 'r2', 'r3', 'r4'),
      fen: fc.constantFrom(100, 250, 300, 700),
      outcome: fc.constantFrom('SUCCESS' as const, 'CLOSED' as const, 'ABNORMAL' as const),
    }),
  ),
  { maxLength: 30 },
);

/** @returns nothing when the channel refused */
function tried<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    if (error instanceof AlipayError || error instanceof ApiError) return undefined;
    throw error;
  }
}

/** What a merchant was told has moved, by refund number. */
type Moved = Map<string, number>;

function take(step: Step, moved: Moved): void {
  switch (step.do) {
    case 'open':
      tried(() => placeTrade(world, { trade_type: 'WAP', biz: BIZ }));
      return;
    case 'pay':
      tried(() => payOrder(world, findTrade(world, BIZ)));
      return;
    case 'close':
      tried(() => closeTrade(world, findTrade(world, BIZ)));
      return;
    case 'wait':
      nowMs += step.seconds * 1000;
      return;
    case 'refund':
      refund(step, moved);
  }
}

function refund(step: Extract<Step, { do: 'refund' }>, moved: Moved): void {
  world.store.putFaults({ ...world.store.faults, refund_outcome: step.outcome });
  const biz = { out_trade_no: 'order-1', out_request_no: step.no, refund_amount: yuan(step.fen) };
  const done = tried(() => refundTrade(world, biz));
  if (!done) return;
  // Money moves once under a number, and only then is the merchant told so.
  expect(done.moved && moved.has(step.no)).toBe(false);
  if (done.moved) moved.set(step.no, step.fen);
  expect(refundView(world, done).refund_fee).toBe(yuan(sum(moved)));
}

const sum = (moved: Moved) => Array.from(moved.values()).reduce((total, fen) => total + fen, 0);

function check(moved: Moved, startMs: number): void {
  const order = world.store.alipayOrder('order-1');
  if (moved.size > 0) expect(order?.state).toBe('SUCCESS');
  if (!order) return;
  if (order.success_at_ms !== undefined) expect(order.success_at_ms).toBeLessThan(order.created_at_ms + 900_000);
  expect(order.created_at_ms).toBeGreaterThanOrEqual(startMs);
  expect(sum(moved)).toBeLessThanOrEqual(TOTAL_FEN);
  if (order.state === 'SUCCESS') {
    expect(tradeStatus(world, order)).toBe(sum(moved) === TOTAL_FEN ? 'TRADE_CLOSED' : 'TRADE_SUCCESS');
  }
}

test('whatever is asked in whatever order, a trade is paid in time or not at all, and no fen goes back twice', () => {
  fc.assert(
    fc.property(steps, (taken) => {
      world.store.reset();
      nowMs = Date.parse('2026-11-22T09:00:00+08:00');
      const startMs = nowMs;
      const moved: Moved = new Map();
      for (const step of taken) {
        take(step, moved);
        check(moved, startMs);
      }
    }),
    { numRuns: 500 },
  );
});
