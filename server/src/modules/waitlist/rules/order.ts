/**
 * Who goes first: the hospital's classes in the hospital's order, then the time of joining. Money is not an argument of any
 * function here. Pure.
 */
import type { EntryRow, WaitlistClass, Wish } from '../tables.ts';
import { compete } from './wish.ts';

type PriorityClass = Exclude<WaitlistClass, 'everybody'>;

/** Facts about the patient that decide the class; a claim of the patient's is not among them. */
export interface ClassFacts {
  /** Was seen in this department within `SEEN_HERE_DAYS`. */
  seen_here: boolean;
  /** By age, as the hospital counts it. */
  is_senior: boolean;
  /** The desk or a doctor says so, with a reason. */
  referred: boolean;
}
/** A finished visit in the department so long ago still makes the next one there a return visit, with whichever doctor. */
export const SEEN_HERE_DAYS = 90;

/** The first class of the hospital's order that fits. `class_rank` counts from 0; who fits none stands behind all classes. */
export function classOf(
  classes: readonly PriorityClass[],
  facts: ClassFacts,
): { class: WaitlistClass; class_rank: number } {
  const fits: Record<PriorityClass, boolean> = {
    return_visit: facts.seen_here,
    senior: facts.is_senior,
    referral: facts.referred,
  };
  const rank = classes.findIndex((one) => fits[one]);
  return rank < 0 ? { class: 'everybody', class_rank: classes.length } : { class: classes[rank]!, class_rank: rank };
}

export type Standing = Pick<EntryRow, 'id' | 'class_rank' | 'waits_from'>;
/** The order of the list; the id decides between two of the same instant, so that there is always one order. */
export const byStanding = (a: Standing, b: Standing): number =>
  a.class_rank - b.class_rank ||
  Temporal.Instant.compare(a.waits_from, b.waits_from) ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);

/** The position of a wish among all who wait and could be given the same place; `waiting` counts it too. */
export function positionOf(
  mine: Standing & Wish,
  all: readonly (Standing & Wish)[],
): { position: number; waiting: number } {
  const rivals = all.filter((other) => other.id !== mine.id && compete(mine, other));
  const before = rivals.filter((other) => byStanding(other, mine) < 0);
  return { position: before.length + 1, waiting: rivals.length + 1 };
}

/** So often may an offer run out before the wish ends; before that it goes behind the others of its class. */
export const MOST_MISSED = 2;
/** So many places may be refused by one who stays. */
export const MOST_REFUSED = 3;

type Answered = Pick<EntryRow, 'missed' | 'refused' | 'waits_from'>;
type After = Answered & { state: 'waiting' | 'expired' | 'refused' };

/** What becomes of a wish whose offer nobody answered. */
export function afterMissing(entry: Answered, now: Temporal.Instant): After {
  const missed = entry.missed + 1;
  return missed >= MOST_MISSED
    ? { ...entry, missed, state: 'expired' }
    : { ...entry, missed, state: 'waiting', waits_from: now };
}

/** What becomes of a wish whose offer was refused: who stays keeps the position, for a while. */
export function afterRefusing(entry: Answered, stay: boolean): After {
  const refused = entry.refused + 1;
  return { ...entry, refused, state: stay && refused < MOST_REFUSED ? 'waiting' : 'refused' };
}
