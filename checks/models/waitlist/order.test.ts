/** The order is judged from the record; here the record tells of each wrong, and it must be named. */
import { expect, it } from 'vitest';
import { orderKept } from './order.ts';
import type { EntryRow, FactRow, Tables } from './tables.ts';

const at = (minutes: number) => Temporal.Instant.from('2026-03-02T01:00:00Z').add({ minutes });
const SLOT = 'slot';
const DAY_AFTER = 2 * 24 * 60;

const entry = (id: string, class_rank = 3): EntryRow => ({
  ...{ id, patient_id: `patient of ${id}`, kind: 'session', session_id: 'session', class_rank },
  ...{ joined_at: at(0), state: 'waiting', booking_id: null },
});
const fact = (minutes: number, kind: string, data: object = {}): FactRow => ({
  ...{ seq: '0', at: at(minutes), kind, subject: '', data: data as FactRow['data'] },
});
const joins = (minutes: number, entry_id: string) => fact(minutes, 'waitlist.joined', { entry_id });
const offers = (minutes: number, offer_id: string, entry_id: string, more: object = {}) =>
  fact(minutes, 'waitlist.offered', { offer_id, entry_id, freed_place_id: 'place', slot_id: SLOT, ...more });
const ends = (minutes: number, how: string, offer_id: string, entry_state: string) =>
  fact(minutes, `waitlist.${how}`, { offer_id, entry_state, slot_id: SLOT });
const returns = (minutes: number) => fact(minutes, 'place.returned', { freed_place_id: 'place', slot_id: SLOT });

function judged(facts: FactRow[], entries: EntryRow[] = [entry('a'), entry('b')]): string[] {
  const times = { starts_at: at(DAY_AFTER), ends_at: at(DAY_AFTER + 30) };
  const slot = {
    id: SLOT,
    session_id: 'session',
    half_day: 'morning',
    capacity: 1,
    booked: 1,
    aside: 0,
    closed: false,
  };
  const rest: Omit<Tables, 'entries' | 'facts'> = {
    slots: [{ ...slot, ...times }],
    bookings: [],
    pools: [],
    freed: [],
    offers: [],
  };
  return orderKept({ ...rest, entries, facts });
}

it('finds nothing where the first is asked first, then the next', () =>
  expect(
    judged([
      ...[joins(0, 'a'), joins(1, 'b'), offers(2, 'o1', 'a'), ends(17, 'expired', 'o1', 'waiting')],
      ...[offers(17, 'o2', 'b', { passed_over: [] }), ends(18, 'accepted', 'o2', 'booked')],
    ]),
  ).toEqual([]));

it('names who was overtaken, in a class and across classes', () => {
  const overtakes = [joins(0, 'a'), joins(1, 'b'), offers(2, 'o', 'b'), ends(3, 'accepted', 'o', 'booked')];
  expect(judged(overtakes)).toEqual([expect.stringContaining('a was overtaken by b')]);
  const later = [joins(0, 'b'), joins(1, 'a'), offers(2, 'o', 'b'), ends(3, 'accepted', 'o', 'booked')];
  expect(judged(later, [entry('a', 0), entry('b', 3)])).toEqual([expect.stringContaining('a was overtaken by b')]);
});

it.each(['offer_running', 'had_it', 'busy', 'rules'])('names a reason that is not so: %s', (because) => {
  const passed_over = [{ entry_id: 'a', because }];
  const record = [
    joins(0, 'a'),
    joins(1, 'b'),
    offers(2, 'o', 'b', { passed_over }),
    ends(3, 'accepted', 'o', 'booked'),
  ];
  expect(judged(record)).toEqual([expect.stringContaining(`passed over because ${because}`)]);
});

it('names two offers of one place, one that never ended, and one that was answered twice', () => {
  const twice = [joins(0, 'a'), joins(1, 'b'), offers(2, 'o1', 'a'), offers(3, 'o2', 'b')];
  expect(judged(twice)).toEqual(expect.arrayContaining([expect.stringContaining('o2 was made while o1 stood')]));
  expect(judged([joins(0, 'a'), offers(1, 'o', 'a')])).toEqual(['I9: the offer o never ended']);
  const again = [
    joins(0, 'a'),
    offers(1, 'o', 'a'),
    ends(2, 'accepted', 'o', 'booked'),
    ends(3, 'refused', 'o', 'waiting'),
  ];
  expect(judged(again)).toEqual([expect.stringContaining('which did not stand')]);
});

it('names a place that went back to everybody while somebody waited, unless it was too late for an offer', () => {
  expect(judged([joins(0, 'a'), returns(5)])).toEqual([expect.stringContaining('while a waited')]);
  expect(judged([joins(0, 'a'), returns(DAY_AFTER - 64)])).toEqual([]);
});

it('names a wish that ended twice', () => {
  const left = fact(1, 'waitlist.left', { entry_id: 'a' });
  expect(judged([joins(0, 'a'), left, left])).toEqual(['I9: the wish a ended twice']);
});
