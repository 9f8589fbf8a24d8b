/** A doctor falls ill: the operator closes the day, one patient moves on the phone, another is called and refunded, and the board is empty. */
import { beforeAll, expect, test } from 'vitest';
import { axeFaults } from '../kit/axe.ts';
import { desktop, phone, type Window } from '../kit/window.ts';
import { openPatientPage, signInByPhone, signInStaff, stateOfBooking } from './acts.ts';
import { paid } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';

const PHONE = '19900000001';
const all = opened();
let operator: Window;
let patient: Window;
let moved_id: string;
let called_id: string;

beforeAll(async () => {
  const { house } = all;
  operator = await all.window(desktop);
  patient = await all.window(phone);
  await signInByPhone(patient.page, house, PHONE);
  const clerk = await house.as('clerk');
  const { items } = await clerk.call('deskPatientSearch', { query: { q: PHONE } });
  const visit = { day: house.day, doctor_name: '林知秋' };
  moved_id = (await paid(clerk, { ...visit, patient_id: items[0]!.id })).id;
  called_id = (await paid(clerk, { ...visit, order: 301 })).id;
});

test('the operator sees beforehand whom it touches, and closes the doctor’s day', async () => {
  const { page } = operator;
  await signInStaff(page, all.house, 'operator');
  await page.goto(`${all.house.url}/console/closures`);
  await page.getByText('没有正在处理的停诊').waitFor();
  await page.getByRole('button', { name: '发起停诊或替诊' }).click();
  const panel = page.getByRole('dialog', { name: '发起停诊或替诊' });
  await panel.getByRole('combobox', { name: '医生' }).fill('林知秋');
  await page.getByRole('option', { name: '林知秋' }).click();
  await panel.getByLabel('原因（患者会看到）').fill('医生生病');
  await panel.getByRole('button', { name: '看看影响' }).click();
  await panel.getByText('2 位患者会被逐一通知并请他们选择').waitFor();
  await panel.getByText('1 位没有绑定手机，需要打电话').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await panel.getByRole('button', { name: '立即停诊并通知' }).click();
  await page.getByText('0 / 2 位已处理').first().waitFor();
});

test('the patient is told, and moves to a colleague of the same grade on the phone', async () => {
  const { page } = patient;
  await openPatientPage(page, all.house, '/booking/bookings-page');
  await page.getByTestId('to-choose').click();
  expect(await page.getByTestId('closure-why').innerText()).toContain('医生生病');
  await page.getByTestId('substitutes').getByRole('radio').filter({ hasText: '乔安澜' }).first().click();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByTestId('choose').click();
  expect(await page.getByTestId('choose-sheet').innerText()).toContain('乔安澜');
  await page.getByTestId('choose-yes').click();
  await page.locator('[data-testid=case-state][data-state=moved]').waitFor();
  await page.getByTestId('to-booking').click();
  await stateOfBooking(page, 'booked');
  expect(await page.locator('body').innerText()).toContain('乔安澜');
  const clerk = await all.house.as('clerk');
  const { items } = await clerk.call('deskBookingList', { query: { date: all.house.day } });
  expect(items.find((one) => one.id === moved_id)).toMatchObject({ doctor_name: '乔安澜', payment: 'paid' });
});

test('who has no phone is called by the operator and gets the money back; then the board is empty', async () => {
  const { page } = operator;
  await page.getByText('1 / 2 位已处理').first().waitFor();
  await page
    .getByRole('row')
    .filter({ hasText: '没有绑定手机' })
    .getByRole('button', { name: /^电话代选/ })
    .click();
  await page.getByRole('button', { name: '查看电话（留痕）' }).click();
  await page.getByText(/电话 199\d{8}/).waitFor();
  await page.getByRole('button', { name: '已打过电话' }).click();
  await page.getByRole('radio', { name: /全额退款/ }).check();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByRole('button', { name: '确认代选' }).click();
  await page.getByText('都处理完了').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click();
  await page.getByText('没有正在处理的停诊').waitFor();
  const clerk = await all.house.as('clerk');
  const { items } = await clerk.call('deskBookingList', { query: { date: all.house.day } });
  expect(items.find((one) => one.id === called_id)).toMatchObject({
    state: 'cancelled',
    cancel_reason: '停诊：医生生病',
  });
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
