import { expect, test } from 'vitest';
import type { TicketView } from '@menzhen/contract';
import { actsOf, mayUndo, placeBy, undoable } from './ticket-rules.ts';

const visit = (state: TicketView['state']) => ({ state, service_point_id: null });
const test_ = (state: TicketView['state']) => ({ state, service_point_id: 'point' });

test('a visit is begun and sent out by the doctor, a test is served and finished at its point', () => {
  expect(actsOf(visit('called'), ['doctor'])).toEqual(['start', 'recall', 'pass']);
  expect(actsOf(visit('called'), ['nurse'])).toEqual(['recall', 'pass']);
  expect(actsOf(test_('called'), ['nurse'])).toEqual(['serve', 'recall', 'pass', 'finish']);
  expect(actsOf(visit('in_consultation'), ['doctor'])).toEqual(['send_out']);
  expect(actsOf(test_('in_consultation'), ['nurse'])).toEqual(['finish']);
});

test('a clerk brings people back and sets aside, and does not call or reorder', () => {
  expect(actsOf(visit('waiting'), ['clerk'])).toEqual(['class', 'hold']);
  expect(actsOf(visit('passed'), ['clerk'])).toEqual(['return', 'hold', 'class']);
  expect(actsOf(visit('away'), ['clerk'])).toEqual(['back']);
});

test('who only looks, and what is over, has no acts', () => {
  expect(actsOf(visit('waiting'), ['operator'])).toEqual([]);
  expect(actsOf(visit('finished'), ['doctor', 'nurse'])).toEqual([]);
});

const acted = (number: string, staff_id: string | null, at: string, undo_until: string | null) =>
  ({ number, last_act: { act: 'pass', staff_id, at, undo_until } }) as TicketView;

test('one’s own last act is undone within its time, and the newest is offered', () => {
  const now = Date.parse('2026-03-02T09:00:00+08:00');
  const own = acted('A001', 'me', '2026-03-02T08:58:00+08:00', '2026-03-02T09:03:00+08:00');
  const newer = acted('A002', 'me', '2026-03-02T08:59:00+08:00', '2026-03-02T09:04:00+08:00');
  expect(mayUndo(own, 'me', now)).toBe(true);
  expect(mayUndo(own, 'somebody else', now)).toBe(false);
  expect(mayUndo(acted('A003', 'me', '2026-03-02T08:50:00+08:00', null), 'me', now)).toBe(false);
  expect(mayUndo(own, 'me', now + 600_000)).toBe(false);
  expect(undoable([own, newer], 'me', now)?.number).toBe('A002');
  expect(undoable([own, newer], undefined, now)).toBe(undefined);
});

test('a place up or down is told by who is stood before', () => {
  const ids = ['a', 'b', 'c'];
  expect(placeBy(ids, 'b', -1)).toBe('a');
  expect(placeBy(ids, 'c', -1)).toBe('b');
  expect(placeBy(ids, 'a', 1)).toBe('c');
  expect(placeBy(ids, 'b', 1)).toBe(null);
  expect(placeBy(ids, 'a', 9)).toBe(null);
  expect(placeBy(ids, 'a', -1)).toBe(undefined);
  expect(placeBy(ids, 'c', 1)).toBe(undefined);
  expect(placeBy(ids, 'gone', 1)).toBe(undefined);
});
