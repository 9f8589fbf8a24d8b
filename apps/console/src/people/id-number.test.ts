import { expect, test } from 'vitest';
import { readIdNumber } from './id-number.ts';

test('a right number tells birthday and sex', () => {
  // The example number of the standard itself.
  expect(readIdNumber('11010519491231002x')).toEqual({ birth_date: '1949-12-31', sex: 'female' });
});

test('each fault is told apart', () => {
  expect(readIdNumber('1101051949')).toEqual({ fault: 'length' });
  expect(readIdNumber('1101051949123100AX')).toEqual({ fault: 'digits' });
  expect(readIdNumber('11010519490231002X')).toEqual({ fault: 'date' });
  expect(readIdNumber('110105194912310021')).toEqual({ fault: 'check' });
});
