import { describe, expect, it } from 'vitest';
import {
  allocate,
  channelExpiry,
  mayGiveBack,
  merchantOrderNo,
  merchantRefundNo,
  nextQueryAt,
  nextRefundTryAt,
  orderBeginnings,
  orderTransitions,
  refundBeginnings,
  refundIdOf,
  refundTransitions,
  sceneBelongs,
  shareBeginnings,
  shareTransitions,
  summarise,
} from './rules.ts';
import { sourcesOf } from '../../kernel/index.ts';
import type { OrderRow, PartRow, RefundRow } from './tables.ts';

const noon = Temporal.Instant.from('2026-03-02T04:00:00Z');
const after = (seconds: number) => noon.add({ seconds });

function reachable<S extends string>(transitions: Record<S, readonly S[]>, beginnings: readonly S[]): Set<S> {
  const seen = new Set<S>(beginnings);
  for (const state of seen) for (const next of transitions[state]) seen.add(next);
  return seen;
}

describe('transition tables', () => {
  it('leave no state unreachable', () => {
    expect(reachable(orderTransitions, orderBeginnings)).toEqual(new Set(Object.keys(orderTransitions)));
    expect(reachable(refundTransitions, refundBeginnings)).toEqual(new Set(Object.keys(refundTransitions)));
    expect(reachable(shareTransitions, shareBeginnings)).toEqual(new Set(Object.keys(shareTransitions)));
  });

  it('let every refund that was not rejected still succeed', () => {
    for (const state of Object.keys(refundTransitions) as (keyof typeof refundTransitions)[])
      if (state !== 'rejected') expect(reachable(refundTransitions, [state])).toContain('succeeded');
  });

  it('settle a success that comes after the close, and never close what is paid', () => {
    expect(sourcesOf(orderTransitions, 'paid')).toEqual(['paying', 'closed']);
    expect(sourcesOf(orderTransitions, 'closed')).toEqual(['created', 'paying']);
  });
});

describe('schedules', () => {
  it('ask after 5 s, 10 s, 30 s, 1 min and then less often, but not past the close', () => {
    const close_at = after(900);
    const gaps = [0, 1, 2, 3, 5, 6, 99].map((queries) =>
      nextQueryAt(queries, noon, close_at).since(noon).total('seconds'),
    );
    expect(gaps).toEqual([5, 10, 30, 60, 120, 300, 300]);
    expect(nextQueryAt(6, after(700), close_at)).toEqual(close_at);
  });

  it('go on after the time to close, for as long as closing does not succeed', () => {
    expect(nextQueryAt(1, after(1000), after(900))).toEqual(after(1010));
  });

  it('come back to a refund at growing distance, at least every hour', () => {
    expect(nextRefundTryAt(0, noon)).toEqual(after(3));
    expect(nextRefundTryAt(1000, noon)).toEqual(after(3600));
  });
});

describe('channelExpiry', () => {
  const real = Temporal.Instant.from('2026-01-01T00:00:00Z');
  it('gives what is left of the payer’s time, on the channel’s clock', () => {
    expect(channelExpiry(after(600), noon, real)).toEqual(real.add({ seconds: 600 }));
  });
  it('gives a minute at least', () => {
    expect(channelExpiry(after(3), noon, real)).toEqual(real.add({ seconds: 60 }));
    expect(channelExpiry(after(-30), noon, real)).toEqual(real.add({ seconds: 60 }));
  });
});

describe('numbers', () => {
  const id = '0195a6c2-7a10-7cc3-8a53-4d2f0b9e11aa';
  it('fit the channel and lead back to the refund', () => {
    expect(merchantOrderNo(id)).toMatch(/^[0-9a-f]{32}$/);
    expect(refundIdOf(merchantRefundNo(id, 12))).toBe(id);
  });
  it('of others lead nowhere', () => {
    for (const foreign of ['', 'R1', id, `${id}-1`, `${merchantOrderNo(id)}-x`, `${merchantOrderNo(id)}-1;`])
      expect(refundIdOf(foreign)).toBeUndefined();
  });
});

const order = (changes: Partial<OrderRow> = {}): OrderRow => ({
  id: 'order-1',
  merchant_order_no: 'no-1',
  payable_kind: 'booking',
  payable_id: 'booking-1',
  patient_id: 'patient-1',
  channel: 'wechat',
  state: 'created',
  amount_fen: 1500,
  description: '挂号费',
  created_at: noon,
  expires_at: after(900),
  close_at: after(930),
  channel_expires_at: null,
  started_at: null,
  transaction_id: null,
  paid_fen: 0,
  paid_at: null,
  channel_paid_at: null,
  refund_due_fen: 0,
  refunded_fen: 0,
  closed_at: null,
  next_query_at: null,
  queries: 0,
  asked_at: null,
  drawer_id: null,
  cashier: null,
  ...changes,
});
const paid = (changes: Partial<OrderRow> = {}) =>
  order({ state: 'paid', paid_fen: 1500, paid_at: after(20), started_at: after(10), ...changes });
const refund = (changes: Partial<RefundRow> = {}): RefundRow => ({
  id: 'refund-1',
  order_id: 'order-1',
  merchant_refund_no: 'r-1',
  attempt: 1,
  state: 'requested',
  refund_fen: 1500,
  parts: [{ kind: 'registration', refund_fen: 1500 }],
  cause: 'cancelled',
  reason: '取消预约',
  ...{ decided_by: null, decided_at: null, decision_note: null, drawer_id: null },
  actor: 'account:1',
  requested_at: after(30),
  processing_at: null,
  settled_at: null,
  failed_at: null,
  failure: null,
  channel_refund_id: null,
  channel_refunded_at: null,
  tries: 0,
  next_try_at: null,
  ...changes,
});

describe('summarise', () => {
  it('names where the payment stands', () => {
    const stateOf = (o: OrderRow, r: RefundRow[] = []) => summarise([o], r).state;
    expect(stateOf(order())).toBe('unpaid');
    expect(stateOf(order({ state: 'paying' }))).toBe('paying');
    expect(stateOf(order({ state: 'closed' }))).toBe('not_due');
    expect(stateOf(paid())).toBe('paid');
    const due = paid({ refund_due_fen: 1500 });
    expect(stateOf(due, [refund()])).toBe('refunding');
    expect(stateOf(due, [refund({ state: 'failed' })])).toBe('refunding');
    expect(stateOf(due, [refund({ state: 'abnormal' })])).toBe('refund_failed');
    const done = paid({ state: 'refunded', refund_due_fen: 1500, refunded_fen: 1500 });
    expect(stateOf(done, [refund({ state: 'succeeded' })])).toBe('refunded');
  });

  it('lets the order that keeps money speak when another came too late and went back', () => {
    const late = paid({ id: 'order-2', created_at: after(100), refund_due_fen: 1500 });
    const summary = summarise([paid(), late], [refund({ order_id: 'order-2' })]);
    expect(summary).toMatchObject({ order_id: 'order-1', state: 'paid', paid_fen: 3000, refund_fen: 1500 });
  });

  it('tells the steps in their order', () => {
    const done = paid({ state: 'refunded', refund_due_fen: 1500, refunded_fen: 1500, closed_at: after(15) });
    const { steps } = summarise(
      [done],
      [refund({ state: 'succeeded', processing_at: after(31), settled_at: after(40) })],
    );
    expect(steps.map((step) => step.what)).toEqual([
      'opened',
      'started',
      'closed',
      'paid',
      'refund_requested',
      'refund_processing',
      'refund_succeeded',
    ]);
  });
});

describe('parts', () => {
  const part = (kind: PartRow['kind'], amount_fen: number, refund_due_fen = 0): PartRow => ({
    ...{ order_id: 'order-1', kind },
    ...{ amount_fen, refund_due_fen },
  });
  const parts = [part('registration', 500), part('consultation', 1000, 400)];

  it('give the last one back first, and never more than is left', () => {
    expect(allocate(parts, 600)).toEqual([{ kind: 'consultation', refund_fen: 600 }]);
    expect(allocate(parts, 1100)).toEqual([
      { kind: 'consultation', refund_fen: 600 },
      { kind: 'registration', refund_fen: 500 },
    ]);
    expect(allocate(parts, 1101)).toBeUndefined();
  });

  it('that are named must be there, once, with enough left', () => {
    const ask = (kind: PartRow['kind'], refund_fen: number) => ({ kind, refund_fen });
    expect(mayGiveBack(parts, [ask('consultation', 600), ask('registration', 1)])).toBe(true);
    expect(mayGiveBack(parts, [ask('consultation', 601)])).toBe(false);
    expect(mayGiveBack(parts, [ask('registration', 100), ask('registration', 100)])).toBe(false);
    expect(mayGiveBack(parts, [ask('registration', 0)])).toBe(false);
    expect(mayGiveBack(parts, [])).toBe(false);
    expect(mayGiveBack([part('registration', 500)], [ask('consultation', 1)])).toBe(false);
  });
});

it('a scene belongs to its channel', () => {
  expect(sceneBelongs('wechat', 'h5')).toBe(true);
  expect(sceneBelongs('alipay', 'h5')).toBe(false);
  expect(sceneBelongs('alipay', 'wap')).toBe(true);
});
