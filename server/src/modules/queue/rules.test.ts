import { ticketStates } from '@menzhen/contract';
import { describe, expect, test } from 'vitest';
import { letterOf, movesInto, numberOf, order, slotOfPlace, ticketMoves, type Waiting } from './rules.ts';
import { byRoomName, whyHere } from './words.ts';

const at = (time: string) => Temporal.Instant.from(`2026-03-02T${time}:00+08:00`);
let serial = 0;
const ticket = (id: string, slot: string, checked_in: string, more: Partial<Waiting> = {}): Waiting => ({
  id,
  serial: serial++,
  slot_starts_at: at(slot),
  slot_ends_at: at(slot).add({ minutes: 30 }),
  checked_in_at: at(checked_in),
  called_since_return: null,
  returned_at: null,
  ...more,
});
const ids = (tickets: Waiting[]) => order(tickets).map((placed) => placed.ticket.id);

describe('moves', () => {
  test('every state is reached, and two are final', () => {
    for (const state of ticketStates) expect(state === 'waiting' || movesInto(state).length > 0, state).toBe(true);
    expect(ticketStates.filter((state) => ticketMoves[state].length === 0)).toEqual(['finished', 'left']);
  });

  test('who is being seen cannot be called, passed or sent away', () => {
    expect(ticketMoves.in_consultation).toEqual(['finished']);
  });
});

describe('order', () => {
  test('by slot first: an early arrival does not overtake an earlier slot', () => {
    expect(ids([ticket('b', '08:30', '07:30'), ticket('a', '08:00', '08:10')])).toEqual(['a', 'b']);
  });

  test('within a slot by check-in, and by serial when these are equal', () => {
    const [first, second] = [ticket('first', '08:00', '08:00'), ticket('second', '08:00', '08:00')];
    expect(ids([second, first, ticket('early', '08:00', '07:55')])).toEqual(['early', 'first', 'second']);
  });

  test('who comes after the own slot stands behind those of the slot running on arrival', () => {
    const late = ticket('late', '08:00', '09:10');
    expect(slotOfPlace(late)).toEqual(at('09:00'));
    expect(ids([late, ticket('nine', '09:00', '09:20'), ticket('half', '09:30', '09:00')])).toEqual([
      'nine',
      'late',
      'half',
    ]);
  });

  test('the end of a slot is no longer in it', () => {
    expect(slotOfPlace(ticket('x', '08:00', '08:29'))).toEqual(at('08:00'));
    expect(slotOfPlace(ticket('x', '08:00', '08:30'))).toEqual(at('08:30'));
  });

  test('a passed patient who is back lets two others go first, counted from the return', () => {
    const line = [ticket('a', '08:00', '08:00'), ticket('b', '08:00', '08:01'), ticket('c', '08:00', '08:02')];
    const back = (called_since_return: number) =>
      ticket('back', '08:00', '07:50', { called_since_return, returned_at: at('08:20') });
    expect(ids([...line, back(0)])).toEqual(['a', 'b', 'back', 'c']);
    expect(ids([...line, back(1)])).toEqual(['a', 'back', 'b', 'c']);
    expect(ids([...line, back(2)])).toEqual(['back', 'a', 'b', 'c']);
    expect(ids([...line, back(7)])).toEqual(['back', 'a', 'b', 'c']);
    expect(ids([line[0]!, back(0)])).toEqual(['a', 'back']);
  });

  test('two who are back keep the order of their return', () => {
    const back = (id: string, returned: string) =>
      ticket(id, '08:00', '07:50', { called_since_return: 0, returned_at: at(returned) });
    const line = [ticket('a', '08:00', '08:00'), ticket('b', '08:00', '08:01')];
    expect(ids([...line, back('second', '08:21'), back('first', '08:20')])).toEqual(['a', 'b', 'first', 'second']);
  });

  test('each place is explained in both languages', () => {
    const placed = order([
      ticket('a', '08:00', '08:00'),
      ticket('late', '07:00', '08:10'),
      ticket('back', '08:00', '07:50', { called_since_return: 1, returned_at: at('08:20') }),
    ]);
    expect(placed.map((p) => whyHere(p.reason, 'zh'))).toEqual([
      '08:00 时段，按签到先后',
      '过号后已回来，再让 1 位（共 2 位）',
      '07:00 时段，签到时已过；排在 08:00 时段的人之后',
    ]);
    expect(whyHere(placed[2]!.reason, 'en')).toContain('stands behind those of 08:00');
  });
});

test('numbers: letters without I and O, three digits, more when the day needs them', () => {
  expect([0, 8, 13, 23, 24, 25].map(letterOf)).toEqual(['A', 'J', 'P', 'Z', 'AA', 'AB']);
  expect([numberOf('A', 12), numberOf('B', 1000)]).toEqual(['A012', 'B1000']);
});

test('rooms stand by the number on the door', () => {
  const sorted = ['十二诊室', '二诊室', '二十诊室', '一诊室', '十诊室', '3 诊室']
    .map((room_name) => ({ room_name }))
    .sort(byRoomName);
  expect(sorted.map((room) => room.room_name)).toEqual([
    '一诊室',
    '二诊室',
    '3 诊室',
    '十诊室',
    '十二诊室',
    '二十诊室',
  ]);
});
