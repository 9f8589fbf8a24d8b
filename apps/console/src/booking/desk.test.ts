import { expect, test } from 'vitest';
import { isScanned } from './scan.ts';
import { mayCancel, mayCheckIn, mayTakeFee } from './states.ts';

test('a scanned code is told from what a clerk types', () => {
  expect(isScanned('MZ1:01930000-0000-7000-8000-000000000001')).toBe(true);
  expect(isScanned('MZ:8F3K2')).toBe(true);
  for (const typed of ['王小明', '13800138000', '11010519491231002X', 'S2023001', 'Wang Xiaoming']) {
    expect(isScanned(typed)).toBe(false);
  }
});

test('the desk offers only what the state allows', () => {
  const held = { state: 'held', payment: 'unpaid', can_check_in: false } as const;
  const booked = { state: 'booked', payment: 'paid', can_check_in: true } as const;
  const finished = { state: 'finished', payment: 'paid', can_check_in: false } as const;
  expect([held, booked, finished].map(mayTakeFee)).toEqual([true, false, false]);
  expect([held, booked, finished].map(mayCheckIn)).toEqual([false, true, false]);
  expect([held, booked, finished].map(mayCancel)).toEqual([true, true, false]);
});
