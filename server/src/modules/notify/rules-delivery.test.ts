import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { instantOf } from '../../kernel/index.ts';
import { noticeKinds } from './facts.ts';
import { afterQuiet, firstChannel, isStillSo, leavesTheHouse, standardSettings, timingOf } from './rules-delivery.ts';
import { outWords, pageOf } from './rules-out.ts';

const at = (time: string) => instantOf('2026-03-02', time);
const quiet = (quiet_from: string | null, quiet_until: string | null) => ({
  ...standardSettings,
  quiet_from,
  quiet_until,
});

test.each([
  ['23:10', '22:00', '07:00', instantOf('2026-03-03', '07:00')],
  ['06:59', '22:00', '07:00', at('07:00')],
  ['07:00', '22:00', '07:00', at('07:00')],
  ['21:59', '22:00', '07:00', at('21:59')],
  ['13:00', '12:30', '14:00', at('14:00')],
  ['03:00', null, null, at('03:00')],
  ['03:00', '00:00', '00:00', at('03:00')],
])('at %s, quiet from %s to %s', (time, from, until, due) => {
  expect(afterQuiet(at(time), quiet(from, until)).toString()).toBe(due.toString());
});

test('who is in the hospital is told at night too; the rest waits for the morning and lives from then', () => {
  expect(timingOf('ticket.called', at('23:00'), standardSettings).due_at).toEqual(at('23:00'));
  expect(timingOf('refund.succeeded', at('23:00'), standardSettings)).toEqual({
    due_at: instantOf('2026-03-03', '07:00'),
    expires_at: instantOf('2026-03-04', '07:00'),
  });
});

test('WeChat first, SMS if it is wanted, else neither', () => {
  expect(firstChannel({ wechat_left: 1, sms: true })).toBe('wechat');
  expect(firstChannel({ wechat_left: 0, sms: true })).toBe('sms');
  expect(firstChannel({ wechat_left: 0, sms: false })).toBeUndefined();
});

test('what the patient did with the phone in hand does not go to that phone', () => {
  const notice = { booking_id: null, patient_id: 'p', kind: 'booking.cancelled' as const };
  expect(leavesTheHouse({ ...notice, params: { by: 'patient' } })).toBe(false);
  expect(leavesTheHouse({ ...notice, params: { by: 'hospital' } })).toBe(true);
});

test('a call that was undone, and a booking that is gone, are not told of any more', () => {
  expect(isStillSo('ticket.called', { ticket: 'waiting' })).toBe(false);
  expect(isStillSo('ticket.near', { ticket: 'waiting' })).toBe(true);
  expect(isStillSo('booking.booked', { booking: 'cancelled' })).toBe(false);
  expect(isStillSo('booking.cancelled', { booking: 'cancelled' })).toBe(true);
});

test('every kind opens a page that the phone app has, and fills every word', () => {
  const pages = JSON.parse(readFileSync('apps/patient/src/pages.json', 'utf8')) as { pages: { path: string }[] };
  const named = {
    substitute: '',
    patient: '李*明',
    department: '内科',
    doctor: '',
    room: '',
    deadline: '2026-03-02T04:00:00Z',
  };
  for (const kind of noticeKinds) {
    expect(pages.pages.map(({ path }) => path)).toContain(pageOf(kind, 'b1').split('?')[0]);
    const words = outWords(kind, { ...named, people_ahead: 2 }, { language: 'zh', at: at('08:05') });
    expect(words).toMatchObject({ place: '内科', ahead: '2', time: '2026年3月2日 08:05', tip: expect.any(String) });
  }
});
