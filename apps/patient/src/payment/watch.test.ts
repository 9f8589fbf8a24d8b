import { describe, expect, test } from 'vitest';
import {
  answered,
  beginWatch,
  hastened,
  opened,
  type Phase,
  phaseOf,
  type Status,
  timedOut,
  unanswered,
  type Watch,
} from './watch.ts';

const held = (payment: Status['payment']): Status => ({ booking_state: 'held', payment });
const booked: Status = { booking_state: 'booked', payment: 'paid' };

/** Plays a server that answers by the time, in fake time; gives back when it was asked and what the page said then. */
function play(watch: Watch, until_ms: number, server: (now_ms: number) => Status | null) {
  const said: [now_ms: number, phase: Phase][] = [];
  let now = watch;
  while (now.next_ms !== null && now.next_ms < until_ms) {
    const at = now.next_ms;
    const status = server(at);
    now = status ? answered(now, status, at) : unanswered(now, at);
    said.push([at, phaseOf(now, at)]);
  }
  return { watch: now, said, phases: said.map(([, phase]) => phase).filter((one, n, all) => one !== all[n - 1]) };
}

describe('waiting for the result of a payment', () => {
  test('before anybody pays the page asks seldom and lets one choose', () => {
    const { said, phases } = play(beginWatch(0), 60_000, () => held('unpaid'));
    expect(phases).toEqual(['choose']);
    expect(said.map(([at]) => at)).toEqual([0, 15_000, 30_000, 45_000]);
  });

  test('after the payer was sent off it asks often, then less; it ends with the booking', () => {
    const begun = opened(answered(beginWatch(0), held('unpaid'), 0), 1000);
    const { said, phases, watch } = play(begun, 600_000, (at) => (at < 90_000 ? held('paying') : booked));
    expect(phases).toEqual(['asking', 'slow', 'booked']);
    const gaps = said.map(([at], n) => at - (said[n - 1]?.[0] ?? 1000));
    expect(gaps[0]).toBe(1500);
    expect(gaps.at(-2)).toBe(6000);
    expect(gaps.every((gap, n) => n === 0 || gap >= gaps[n - 1]!)).toBe(true);
    expect(watch.next_ms).toBeNull();
  });

  test('a page that was closed meanwhile knows from the server that a payment is under way', () => {
    const { phases } = play(beginWatch(0), 20_000, (at) => (at < 10_000 ? held('paying') : booked));
    expect(phases).toEqual(['asking', 'booked']);
  });

  test('whose money has come is never asked to pay again, though the place is said to be held still', () => {
    const { phases, said } = play(beginWatch(0), 20_000, (at) => (at < 1000 ? held('paid') : booked));
    expect(phases).toEqual(['asking', 'booked']);
    expect(said.at(-1)![0]).toBeLessThan(3000);
  });

  test('without answers it waits longer and longer, forgets nothing, and asks at once when the connection is back', () => {
    const begun = opened(answered(beginWatch(0), held('unpaid'), 0), 0);
    const { watch, said, phases } = play(begun, 120_000, () => null);
    expect(phases).toEqual(['asking', 'silent']);
    const gaps = said.map(([at], n) => at - (said[n - 1]?.[0] ?? 0));
    expect(gaps.slice(1)).toEqual([2000, 4000, 8000, 16_000, 30_000, 30_000]);
    const back = hastened(watch, 120_001);
    expect(back.next_ms).toBe(120_001);
    expect(phaseOf(answered(back, held('paying'), 120_001), 120_001)).toBe('slow');
  });

  test('when nothing was ever read and no answer comes, the page does not pretend to know', () => {
    expect(phaseOf(beginWatch(0), 0)).toBe('reading');
    expect(phaseOf(unanswered(beginWatch(0), 0), 0)).toBe('silent');
  });

  test.each<[string, Status['payment'], Phase, boolean]>([
    ['the channel may still tell of money', 'paying', 'late', true],
    ['nothing was paid', 'not_due', 'gone', false],
    ['nobody began to pay', 'unpaid', 'gone', false],
    ['the money is on its way back', 'refunding', 'returning', false],
    ['the money is back', 'refunded', 'returning', false],
    ['the money is stuck', 'refund_failed', 'returning', false],
    ['the money has come and goes back next', 'paid', 'returning', false],
  ])('a place that ran out while %s', (_what, payment, phase, asksOn) => {
    for (const booking_state of ['expired', 'cancelled'] as const) {
      const watch = answered(opened(beginWatch(0), 0), { booking_state, payment }, 1000);
      expect(phaseOf(watch, 1000)).toBe(phase);
      expect(watch.next_ms !== null).toBe(asksOn);
    }
  });

  test('a late success that still found its place ends booked', () => {
    const expired: Status = { booking_state: 'expired', payment: 'paying' };
    const { phases } = play(beginWatch(0), 60_000, (at) => (at < 20_000 ? expired : booked));
    expect(phases).toEqual(['late', 'booked']);
  });

  test('when the time to pay runs out nobody waits long for the server to say so', () => {
    const begun = answered(beginWatch(0), held('unpaid'), 0);
    const { said, phases } = play(timedOut(begun, 5000), 60_000, (at) =>
      at < 8000 ? held('unpaid') : { booking_state: 'expired', payment: 'not_due' },
    );
    expect(said.map(([at]) => at)).toEqual([5000, 7000, 9000]);
    expect(phases).toEqual(['choose', 'gone']);
  });

  test('what has ended is not asked about again when the page is looked at', () => {
    const over = answered(beginWatch(0), booked, 0);
    expect(hastened(over, 5000)).toBe(over);
  });
});
