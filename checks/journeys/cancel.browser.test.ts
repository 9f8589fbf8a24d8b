/** A patient gives a paid place back in time: the money returns and the place is free again. */
import { beforeAll, expect, test } from 'vitest';
import { desktop, phone, type Window } from '../kit/window.ts';
import { findByComplaint, holdAndPay, signInByPhone, signInStaff, stateOfBooking, takeFirstSlot } from './acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { nextDayOf } from './scene.ts';

const all = opened();
let patient: Window;
let later: string;
let left_before: string;

beforeAll(async () => {
  patient = await all.window(phone);
  later = await nextDayOf(await all.house.as('operator'), all.house.day, '林知秋');
});

const firstSlot = () => patient.page.locator('[data-testid=slot]').first().innerText();

test('books and pays for a later day', async () => {
  const { page } = patient;
  await signInByPhone(page, all.house, '19900000001');
  await findByComplaint(page, '嗓子疼', later, '林知秋');
  left_before = await firstSlot();
  await takeFirstSlot(page);
  await page.getByTestId('fee').waitFor();
  await holdAndPay(page, all.house);
});

test('cancels after reading what happens, and sees the refund arrive', async () => {
  const { page } = patient;
  await page.getByTestId('cancel').click();
  const sheet = page.getByTestId('cancel-sheet');
  expect(await sheet.innerText()).toMatch(/退/);
  await page.getByTestId('cancel-yes').click();
  await stateOfBooking(page, 'cancelled');
  await expect
    .poll(
      async () => {
        await page.reload();
        return page.getByTestId('payment-state').innerText();
      },
      { timeout: 20_000, interval: 1_000 },
    )
    .toContain('已退款');
});

test('the place can be booked again', async () => {
  const { page } = patient;
  await page.getByTestId('again').click();
  await page.getByTestId(`day-${later}`).click();
  await page.getByTestId('session-choose').filter({ hasText: '林知秋' }).first().click();
  await page.getByTestId('slot').first().waitFor();
  expect(await firstSlot()).toBe(left_before);
});

test('finance sees the money taken and returned', async () => {
  const { page } = await all.window(desktop);
  await signInStaff(page, all.house, 'finance');
  await page.goto(`${all.house.url}/console/payments`);
  await page.getByText(/本页合计 (¥[1-9][\d.]+)，已退 \1/).waitFor();
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
