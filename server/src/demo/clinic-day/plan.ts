/** Who means to come on a day, when they decide, and what will go another way than the rules hope. Pure but for chance. */
import { addDays, instantOf } from '../../kernel/index.ts';
import type { Chance } from './chance.ts';
import type { Person } from './people.ts';

/** How people are; shares between 0 and 1. */
export interface Habits {
  /** Who books before the day, and who books on the day by phone; the rest come to the window. */
  books_ahead: number;
  books_same_day: number;
  pays_late: number;
  pays_too_late: number;
  never_pays: number;
  cancels_ahead: number;
  stays_away: number;
  misses_call: number;
  taps_twice: number;
  /** Checks in by the hall's code rather than at the desk. */
  checks_in_by_phone: number;
  doctor_is_late: number;
  /** Sessions closed on the day (停诊). */
  session_closes: number;
  /** Gets a part of the fee back though the visit stays. */
  adjusted: number;
}

export type Paying = 'promptly' | 'late' | 'too_late' | 'never';

/** What one patient means to do. */
export interface Plan {
  date: string;
  person: Person;
  way: 'ahead' | 'same_day' | 'desk';
  decides_at_ms: number;
  paying: Paying;
  pays_after_seconds: number;
  cancels_ahead: boolean;
  stays_away: boolean;
  /** Takes no slot that starts before. */
  not_before_ms: number;
  /** Minutes from the start of the slot; below 0 is early. */
  arrives_minutes: number;
  checks_in_by_phone: boolean;
  misses_call: boolean;
  returns_after_minutes: number;
  taps_twice: boolean;
  /** The doctor's time for this patient, as a share of what the session has for one. */
  share_of_time: number;
}

/** How many come to the window in each hour, against one another. */
const DESK_CURVE: Record<number, number> = { 7: 2, 8: 9, 9: 11, 10: 8, 13: 6, 14: 8, 15: 5 };
/** When people book on their phones: breakfast, noon, evening. */
const PHONE_CURVE: Record<number, number> = {
  7: 8,
  8: 6,
  9: 4,
  10: 3,
  11: 3,
  12: 7,
  13: 4,
  14: 3,
  15: 3,
  16: 3,
  18: 5,
  19: 6,
  20: 7,
  21: 5,
};
const SAME_DAY_CURVE: Record<number, number> = { 7: 6, 8: 6, 9: 4, 10: 1, 11: 2, 12: 4, 13: 3, 14: 2 };
const MOST_DAYS_AHEAD = 3;

const ms = (date: string, time: string): number => instantOf(date, time).epochMilliseconds;

function onCurve(chance: Chance, date: string, curve: Record<number, number>): number {
  const hour = Number(chance.weighted(Object.keys(curve), (one) => curve[Number(one)]!));
  return ms(date, `${String(hour).padStart(2, '0')}:00`) + chance.whole(0, 3_599) * 1000;
}

/** A time before the day; never before the story begins. */
function ahead(chance: Chance, date: string, begins_ms: number): number {
  const day = addDays(date, -chance.weighted([1, 2, 3], (days) => MOST_DAYS_AHEAD + 1 - days));
  return Math.max(onCurve(chance, day, PHONE_CURVE), begins_ms + chance.whole(0, 3_600) * 1000);
}

const WAIT_SECONDS: Record<Paying, [least: number, most: number]> = {
  promptly: [20, 150],
  late: [7 * 60, 14 * 60],
  // on the page of the channel, around the last second of the hold
  too_late: [14 * 60 + 40, 15 * 60 + 20],
  never: [0, 0],
};

function payingOf(chance: Chance, habits: Habits): Paying {
  const draw = chance.next();
  if (draw < habits.never_pays) return 'never';
  if (draw < habits.never_pays + habits.pays_too_late) return 'too_late';
  return draw < habits.never_pays + habits.pays_too_late + habits.pays_late ? 'late' : 'promptly';
}

function wayOf(chance: Chance, habits: Habits): Plan['way'] {
  const draw = chance.next();
  if (draw < habits.books_ahead) return 'ahead';
  return draw < habits.books_ahead + habits.books_same_day ? 'same_day' : 'desk';
}

function decision(chance: Chance, way: Plan['way'], date: string, begins_ms: number): number {
  if (way === 'ahead') return ahead(chance, date, begins_ms);
  return onCurve(chance, date, way === 'desk' ? DESK_CURVE : SAME_DAY_CURVE);
}

export function planOf(
  chance: Chance,
  habits: Habits,
  ask: { date: string; person: Person; begins_ms: number; not_before_ms: number },
): Plan {
  const way = wayOf(chance, habits);
  const paying = payingOf(chance, habits);
  return {
    date: ask.date,
    person: ask.person,
    not_before_ms: ask.not_before_ms,
    way,
    decides_at_ms: decision(chance, way, ask.date, ask.begins_ms),
    paying,
    pays_after_seconds: chance.whole(...WAIT_SECONDS[paying]),
    cancels_ahead: chance.yes(habits.cancels_ahead),
    stays_away: chance.yes(habits.stays_away),
    arrives_minutes: Math.round(chance.around(28, 1.9) * (chance.yes(0.12) ? 0.9 : -1)),
    checks_in_by_phone: chance.yes(habits.checks_in_by_phone),
    misses_call: chance.yes(habits.misses_call),
    returns_after_minutes: chance.whole(4, 25),
    taps_twice: chance.yes(habits.taps_twice),
    share_of_time: chance.around(0.78, 1.8),
  };
}
