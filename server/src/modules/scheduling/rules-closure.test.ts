import { bookingStates, caseStates, closureStates } from '@menzhen/contract';
import { describe, expect, it, test } from 'vitest';
import {
  approvalOf,
  caseMoves,
  caseWords,
  choicesOf,
  closureMoves,
  closureWords,
  deadlineOf,
  endedBy,
  mayChoose,
  mayStandIn,
  movable,
  type Offer,
  touched,
  unanswered,
} from './rules-closure.ts';

const now = Temporal.Instant.from('2026-03-02T00:00:00Z');
const hours = (n: number) => now.add({ minutes: n * 60 });

test('every state is reached and has its words; what patients were told is never taken back', () => {
  expect(closureMoves.open).toEqual(['settled']);
  expect([...new Set(['proposed', ...Object.values(closureMoves).flat()])].sort()).toEqual([...closureStates].sort());
  expect([...new Set(['choosing', ...Object.values(caseMoves).flat()])].sort()).toEqual([...caseStates].sort());
  expect(caseStates.filter((state) => state !== 'choosing').flatMap((state) => caseMoves[state])).toEqual([]);
  expect([Object.keys(closureWords).length, Object.keys(caseWords).length]).toEqual([
    closureStates.length,
    caseStates.length,
  ]);
});

it.each([
  [{ administrator: true, kind: 'closure', ahead: 200 }, 'own'],
  [{ administrator: false, kind: 'closure', ahead: 47.9 }, 'urgent'],
  [{ administrator: false, kind: 'closure', ahead: 48 }, 'needed'],
  [{ administrator: false, kind: 'closure', ahead: -1 }, 'urgent'],
  [{ administrator: false, kind: 'substitution', ahead: 200 }, 'own'],
] as const)('%o: %s', ({ administrator, kind, ahead }, answer) => {
  expect(approvalOf({ administrator, kind, now, first_starts_at: hours(ahead) })).toBe(answer);
});

it.each([
  ['days ahead: the hours of the rule', 24, 100, 24],
  ['tomorrow morning: until the visit begins', 24, 20, 20],
  ['begins in ten minutes: an hour all the same', 24, 1 / 6, 1],
  ['has begun: an hour all the same', 24, -2, 1],
  ['no time by the rule: an hour all the same', 0, 100, 1],
])('%s', (_what, choose_within_hours, visit, answer) => {
  const deadline = deadlineOf({ now, choose_within_hours, visit_starts_at: hours(visit) });
  expect(deadline.toString()).toBe(hours(answer).toString());
});

test('no answer: the money back, or the doctor who took over', () => {
  expect(unanswered).toEqual({ closure: 'refund', substitution: 'keep' });
  expect(mayChoose('closure', 'keep')).toBe(false);
  expect(mayChoose('substitution', 'keep')).toBe(true);
});

test('who is booked, waits or is called is asked; an open booking that is not is let go, or seen', () => {
  expect(touched).toEqual(['booked', 'checked_in', 'called']);
  expect(movable.every((state) => touched.includes(state))).toBe(true);
});

test('a booking that goes its own way ends its case, and every final state does', () => {
  for (const kind of ['closure', 'substitution'] as const)
    expect(bookingStates.filter((state) => !endedBy(kind, state)).sort(), kind).toEqual(
      kind === 'closure' ? ['booked', 'called', 'checked_in', 'held'] : ['booked', 'checked_in', 'held'],
    );
  expect([endedBy('closure', 'finished'), endedBy('substitution', 'finished')]).toEqual(['seen', 'kept']);
});

test('a substitute is of the same or a higher grade', () => {
  expect(mayStandIn('chief', 'attending')).toBe(true);
  expect(mayStandIn('attending', 'attending')).toBe(true);
  expect(mayStandIn('resident', 'attending')).toBe(false);
  expect(mayStandIn('', 'attending')).toBe(false);
});

describe('choices', () => {
  const lost = {
    doctor_id: 'lin',
    doctor_title: 'attending',
    date: '2026-03-02',
    half_day: 'morning',
    starts_at: hours(2),
    fee_fen: 1500,
  };
  let n = 0;
  const offer = (more: Partial<Offer>): Offer => ({
    slot_id: `slot-${String(n++).padStart(3, '0')}`,
    session_id: `session-${n}`,
    date: lost.date,
    half_day: 'morning',
    starts: '08:00',
    ends: '08:30',
    starts_at: hours(3),
    department_id: 'general',
    doctor_id: 'wang',
    visit_type_id: 'ordinary',
    registration_fen: null,
    consultation_fen: null,
    doctor_title: 'attending',
    fee_fen: 1500,
    ...more,
  });
  const names = (offers: Offer[]) => offers.map((one) => one.slot_id);

  test('a colleague of the same grade on the same half day, nearest first', () => {
    const [far, near] = [offer({ starts_at: hours(4) }), offer({ starts_at: hours(1.5) })];
    expect(names(choicesOf(lost, [far, near]).substitutes)).toEqual(names([near, far]));
  });
  test('the own doctor on another day, and colleagues in the afternoon, are other times', () => {
    const own = offer({ doctor_id: 'lin', date: '2026-03-05', starts_at: hours(74), doctor_title: 'attending' });
    const afternoon = offer({ half_day: 'afternoon', starts_at: hours(6) });
    const { substitutes, other_times } = choicesOf(lost, [own, afternoon]);
    expect([substitutes, names(other_times)]).toEqual([[], names([afternoon, own])]);
  });
  test('another grade or another fee is not offered', () => {
    const { substitutes, other_times } = choicesOf(lost, [
      offer({ doctor_title: 'chief' }),
      offer({ fee_fen: 3000 }),
      offer({ doctor_id: 'lin', fee_fen: 0, date: '2026-03-05' }),
    ]);
    expect([substitutes, other_times]).toEqual([[], []]);
  });
  test('one empty session does not hide the next, and the list ends', () => {
    const busy = Array.from({ length: 10 }, (_, i) => offer({ session_id: 'one', starts_at: hours(2 + i / 10) }));
    const next = offer({ session_id: 'two', starts_at: hours(5) });
    expect(names(choicesOf(lost, [...busy, next]).substitutes)).toEqual(names([...busy.slice(0, 3), next]));
    const many = Array.from({ length: 60 }, (_, i) => offer({ date: '2026-03-04', starts_at: hours(50 + i) }));
    expect(choicesOf(lost, many).other_times).toHaveLength(12);
    const days = [1, 2, 3].flatMap((day) =>
      [0, 1, 2, 3].map((i) =>
        offer({ session_id: `day-${day}`, date: `2026-03-0${2 + day}`, starts_at: hours(24 * day + 1.5 + i / 2) }),
      ),
    );
    expect(choicesOf(lost, days).other_times.map((one) => one.starts_at.toString())).toEqual(
      [26, 50, 74].map((h) => hours(h).toString()),
    );
  });
});
