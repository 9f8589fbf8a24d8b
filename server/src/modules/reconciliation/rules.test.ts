import { cures, differenceKinds } from '@menzhen/contract';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { instantOf } from '../../kernel/index.ts';
import {
  billReadyAt,
  billTransitions,
  channelDaysOf,
  curesOf,
  daysBetween,
  differenceTransitions,
  feeLegs,
  foundLegs,
  nextFetchAt,
  payoutLegs,
  reversed,
  strayRefundNo,
  takenOnLegs,
} from './rules.ts';
import { sourcesOf } from '../../kernel/index.ts';

/** What legs do to each account: debits positive. */
function effectOf(legs: ReturnType<typeof foundLegs>): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const { debit, credit, amount_fen } of legs) {
    sums[debit] = (sums[debit] ?? 0) + amount_fen;
    sums[credit] = (sums[credit] ?? 0) - amount_fen;
  }
  return sums;
}

describe('the cures', () => {
  it.each(differenceKinds)(
    'of %s: what is proposed is allowed, and one may always ask again and leave it standing',
    (kind) => {
      for (const money of ['paid', 'refund'] as const) {
        const { proposed, allowed } = curesOf[kind][money];
        expect(allowed).toContain(proposed);
        expect(allowed).toEqual(expect.arrayContaining(['ask_again', 'take_on', 'ignore']));
        expect(cures).toEqual(expect.arrayContaining([...allowed]));
      }
    },
  );

  it('send money back only where no order of ours knows it, and settle only what is ours', () => {
    const having = (cure: string) =>
      differenceKinds.flatMap((kind) =>
        (['paid', 'refund'] as const)
          .filter((money) => (curesOf[kind][money].allowed as readonly string[]).includes(cure))
          .map((money) => `${kind} ${money}`),
      );
    expect(having('refund')).toEqual(['unknown_here paid']);
    expect(having('settle')).toEqual(['unsettled_here paid', 'unsettled_here refund']);
  });
});

describe('states', () => {
  it('every state of a bill can be reached, and a settled difference is final', () => {
    expect(Object.values(billTransitions).flat()).toEqual(
      expect.arrayContaining(['wanted', 'fetching', 'matched', 'failed']),
    );
    expect(sourcesOf(billTransitions, 'matched')).toEqual(['fetching']);
    expect(differenceTransitions.settled).toEqual([]);
  });
});

describe('when a bill is fetched', () => {
  it('from 10:00 of the next day', () => {
    expect(billReadyAt('2026-02-28')).toEqual(instantOf('2026-03-01', '10:00'));
  });
  it('again with growing pauses, never later than two hours', () => {
    const now = instantOf('2026-03-03', '10:00');
    const minutes = [1, 2, 3, 4, 5, 6, 7, 50].map((tries) => nextFetchAt(tries, now).since(now).total('minutes'));
    expect(minutes).toEqual([2, 5, 15, 30, 60, 120, 120, 120]);
  });
});

describe('the ledger’s side of a difference', () => {
  const fen = fc.integer({ min: -10_000_000, max: 10_000_000 });
  it('is nothing for nothing, and its reverse takes it back', () => {
    fc.assert(
      fc.property(fen, (effect_fen) => {
        const legs = [...foundLegs('wechat', effect_fen), ...takenOnLegs('wechat', effect_fen)];
        expect(legs.length).toBe(effect_fen === 0 ? 0 : 4 / 2);
        expect(Object.values(effectOf([...legs, ...reversed(legs)])).every((sum) => sum === 0)).toBe(true);
      }),
    );
  });
  it('brings what the channel says more into its account, and out of differences what is taken on', () => {
    expect(effectOf(foundLegs('alipay', 300))).toEqual({ channel_alipay: 300, differences: -300 });
    expect(effectOf(foundLegs('alipay', -300))).toEqual({ channel_alipay: -300, differences: 300 });
    expect(effectOf(takenOnLegs('wechat', 300))).toEqual({ differences: 300, other_income: -300 });
    expect(effectOf(takenOnLegs('wechat', -300))).toEqual({ differences: -300, cash_over_short: 300 });
  });
  it('a bill’s fees and payout together empty the channel’s account of what the bill tells', () => {
    fc.assert(
      fc.property(fen, fen, fc.integer({ min: -1000, max: 1000 }), (paid_fen, refunded_fen, fee_fen) => {
        const net_fen = paid_fen - refunded_fen - fee_fen;
        const legs = [...feeLegs('wechat', fee_fen), ...payoutLegs('wechat', net_fen)];
        expect(effectOf(legs).channel_wechat ?? 0).toBe(refunded_fen - paid_fen || 0);
      }),
    );
  });
});

describe('a hospital day on the channel’s calendar', () => {
  const channelNow = instantOf('2026-11-22', '12:00');
  it('is the same day where the clocks agree to a minute', () => {
    const now = channelNow.add({ seconds: 20 });
    expect(channelDaysOf('2026-11-20', { now, channelNow })).toEqual(['2026-11-20']);
  });
  it('lies in two days where the hospital’s clock is shifted', () => {
    const now = channelNow.add({ hours: 30 });
    expect(channelDaysOf('2026-11-22', { now, channelNow })).toEqual(['2026-11-20', '2026-11-21']);
  });
});

describe('numbers', () => {
  const id = '019a6d4e-1111-7222-8333-444455556666';
  it('money goes back under the same number until the channel closed it', () => {
    const one = strayRefundNo(id, { refund_no: null, closed: false });
    expect(one).toBe('019a6d4e111172228333444455556666-r1');
    expect(strayRefundNo(id, { refund_no: one, closed: false })).toBe(one);
    expect(strayRefundNo(id, { refund_no: one, closed: true })).toBe('019a6d4e111172228333444455556666-r2');
  });
  it('days are counted over the end of a month, and none when the last is before the first', () => {
    expect(daysBetween('2026-02-27', '2026-03-02')).toEqual(['2026-02-27', '2026-02-28', '2026-03-01', '2026-03-02']);
    expect(daysBetween('2026-03-02', '2026-03-01')).toEqual([]);
  });
});
