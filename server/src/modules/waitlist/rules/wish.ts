/** What somebody waits for: whether a place is it, and whether two people wait for the same. Pure. */
import type { Place, Wish } from '../tables.ts';

const anyOr = (list: readonly string[] | null, word: string): boolean => list === null || list.includes(word);

/** Whether a place is what is wished for. An hour range takes only slots that lie in it whole. */
export function wants(wish: Wish, place: Place): boolean {
  return (
    wish.department_id === place.department_id &&
    (wish.session_id === null || wish.session_id === place.session_id) &&
    (wish.doctor_id === null || wish.doctor_id === place.doctor_id) &&
    wish.from_date <= place.date &&
    place.date <= wish.to_date &&
    anyOr(wish.half_days, place.half_day) &&
    anyOr(wish.visit_type_kinds, place.visit_type_kind) &&
    (wish.from_time === null || wish.from_time <= place.starts) &&
    (wish.to_time === null || place.ends <= wish.to_time)
  );
}

const bothOrAny = (a: readonly string[] | null, b: readonly string[] | null): boolean =>
  a === null || b === null || a.some((one) => b.includes(one));
const sameOrAny = (a: string | null, b: string | null): boolean => a === null || b === null || a === b;

/** Whether one place could be what both wish for; who does not compete does not stand before one another. */
export function compete(a: Wish, b: Wish): boolean {
  return (
    a.department_id === b.department_id &&
    sameOrAny(a.session_id, b.session_id) &&
    sameOrAny(a.doctor_id, b.doctor_id) &&
    a.from_date <= b.to_date &&
    b.from_date <= a.to_date &&
    bothOrAny(a.half_days, b.half_days) &&
    bothOrAny(a.visit_type_kinds, b.visit_type_kinds) &&
    (a.from_time ?? '00:00') < (b.to_time ?? '24:00') &&
    (b.from_time ?? '00:00') < (a.to_time ?? '24:00')
  );
}
