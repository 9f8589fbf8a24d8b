import { expect, test } from 'vitest';
import { cashierAddress } from './cashier.ts';

test('the way back is appended, or put in the place of another', () => {
  const back = 'https://h.example/#/payment/pay-page?id=1';
  const once = cashierAddress('https://pay.example/c?prepay_id=p', back);
  expect(once).toBe(`https://pay.example/c?prepay_id=p&redirect_url=${encodeURIComponent(back)}`);
  expect(cashierAddress(once, back)).toBe(once);
  expect(cashierAddress('https://pay.example/c?redirect_url=x&prepay_id=p', back)).toBe(once);
});
