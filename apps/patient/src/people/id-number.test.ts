import { expect, test } from 'vitest';
import { ageOn, birthOf, checkDigit, idNumberFault, sexOf } from './id-number.ts';

// invented: region 110101, born 2004-05-06
const first17 = '11010120040506301';
const sound = first17 + checkDigit(first17);

test('a sound number has no fault, whatever the case of its X', () => {
  expect(idNumberFault(sound, '2026-11-22')).toBeNull();
  expect(idNumberFault('11010519491231002X', '2026-11-22')).toBeNull();
  expect(idNumberFault('11010519491231002x', '2026-11-22')).toBeNull();
});

test('each fault has its own name', () => {
  expect(idNumberFault('1101', '2026-11-22')).toBe('length');
  expect(idNumberFault('1101051949123100二X', '2026-11-22')).toBe('characters');
  expect(idNumberFault('110101200402303019', '2026-11-22')).toBe('date');
  expect(idNumberFault('11010120990101301X', '2026-11-22')).toBe('date');
  const wrong = sound.slice(0, 17) + (sound[17] === '1' ? '2' : '1');
  expect(idNumberFault(wrong, '2026-11-22')).toBe('check_digit');
});

test('birth, sex and age are read from it', () => {
  expect(birthOf(sound)).toBe('2004-05-06');
  expect(sexOf(sound)).toBe('male');
  expect(ageOn('2008-11-23', '2026-11-22')).toBe(17);
  expect(ageOn('2008-11-22', '2026-11-22')).toBe(18);
});
