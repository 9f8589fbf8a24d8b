import { expect, test } from 'vitest';
import {
  base64Of,
  bytesOf,
  countsByStatus,
  dutyWords,
  nextMonday,
  type RosterDuty,
  type RosterRow,
  saysSlots,
} from './roster-file.ts';

test('bytes survive the way through base64, also many of them', () => {
  const bytes = Uint8Array.from({ length: 100_000 }, (_, n) => n % 256);
  expect(bytesOf(base64Of(bytes))).toEqual(bytes);
});

test('a sheet usually holds from the next Monday on', () => {
  expect(nextMonday('2026-11-22')).toBe('2026-11-23');
  expect(nextMonday('2026-11-23')).toBe('2026-11-30');
});

test('rows are counted by what becomes of them', () => {
  const rows = [{ status: 'new' }, { status: 'new' }, { status: 'wrong' }] as RosterRow[];
  expect(countsByStatus(rows)).toEqual({ new: 2, changed: 0, unchanged: 0, ended: 0, conflicting: 0, wrong: 1 });
});

test('a duty in one line, its own fee only where it has one', () => {
  const duty = {
    room_name: '101 诊室',
    visit_type_name: '专家号',
    starts: '08:00',
    ends: '11:30',
    slot_minutes: 30,
    places_per_slot: 3,
  };
  const words = { weeks: '单周', slots: '', fee: (text: string) => `费用 ${text}` };
  expect(dutyWords({ ...duty, registration_fen: null, consultation_fen: null } as RosterDuty, words)).toBe(
    '单周 · 101 诊室 · 专家号 · 8:00–11:30',
  );
  expect(dutyWords({ ...duty, registration_fen: 0, consultation_fen: 5000 } as RosterDuty, words)).toContain(
    '费用 ¥0.00 + ¥50.00',
  );
});

test('minutes and places of a slot are said where they are new or change', () => {
  expect([
    saysSlots({ status: 'new', changes: [] }),
    saysSlots({ status: 'changed', changes: ['places_per_slot'] }),
    saysSlots({ status: 'changed', changes: ['room_id'] }),
  ]).toEqual([true, true, false]);
});
