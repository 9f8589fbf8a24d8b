import { expect, test } from 'vitest';
import { nextWorkday } from './next-workday.ts';

test('weekends and holidays are passed over, make-up days are not', () => {
  expect(nextWorkday('2026-11-25', [])).toBe('2026-11-26');
  expect(nextWorkday('2026-11-27', [])).toBe('2026-11-30');
  expect(nextWorkday('2026-11-27', [{ date: '2026-11-28', kind: 'make_up_workday' }])).toBe('2026-11-28');
  const holiday = ['2026-10-01', '2026-10-02'].map((date) => ({ date, kind: 'holiday' }));
  expect(nextWorkday('2026-09-30', holiday)).toBe('2026-10-05');
});
