/** The price list changes at a desk, and a student's phone shows what it makes of the fee. */
import { beforeAll, expect, test } from 'vitest';
import { axeFaults } from '../kit/axe.ts';
import { desktop, phone, type Window } from '../kit/window.ts';
import { findByComplaint, signInByPhone, signInStaff, stateOfBooking, takeFirstSlot } from './acts.ts';
import { opened } from './open.ts';
import { nextDayOf } from './scene.ts';

const all = opened();
let desk: Window;
let patient: Window;
let later: string;

beforeAll(async () => {
  [desk, patient] = await Promise.all([all.window(desktop), all.window(phone)]);
  later = await nextDayOf(await all.house.as('operator'), all.house.day, '林知秋');
});

const form = () => desk.page.locator('.mz-side-panel');
const pays = (payer: string) => form().locator(`output[data-payer=${payer}]`);
const save = () => form().getByRole('button', { name: '保存' }).click();

test('the form shows what each payer class pays, and a new discount while it is typed', async () => {
  await signInStaff(desk.page, all.house, 'admin');
  await desk.page.goto(`${all.house.url}/console/visit-types`);
  await desk.page.getByRole('button', { name: '普通号' }).click();
  await expect.poll(() => pays('student').innerText()).toBe('付 ¥12.50');
  expect(await pays('self_pay').innerText()).toBe('付 ¥15.00');
  await form().getByLabel('学生挂号费优惠多少').fill('20');
  await form().getByLabel('学生诊察费怎么优惠').selectOption('fen');
  await form().getByLabel('学生诊察费优惠多少').fill('3.5');
  await expect.poll(() => pays('student').innerText()).toBe('付 ¥10.50');
  expect(await axeFaults(desk.page)).toEqual([]);
});

test('more off than the price is marked where it stands, and not saved', async () => {
  const field = form().getByLabel('学生诊察费优惠多少');
  await field.fill('10.01');
  await save();
  await expect.poll(() => field.getAttribute('aria-invalid')).toBe('true');
  expect(await field.evaluate((one) => one === document.activeElement)).toBe(true);
  expect(await axeFaults(desk.page)).toEqual([]);
  await field.fill('3.50');
  await save();
  await form().waitFor({ state: 'detached' });
});

test('a student sees list price and discount of each part, and pays what is left', async () => {
  const { page } = patient;
  await signInByPhone(page, all.house, '19900000001');
  await findByComplaint(page, '嗓子疼', later, '林知秋');
  await takeFirstSlot(page);
  await page.getByTestId('fee').waitFor();
  expect(await page.getByTestId('discount').allInnerTexts()).toMatchObject([
    expect.stringMatching(/学生优惠\s*−¥1$/),
    expect.stringMatching(/学生优惠\s*−¥3\.50$/),
  ]);
  expect(await page.getByTestId('fee').innerText()).toBe('¥10.50');
  expect(await page.getByTestId('hold').innerText()).toContain('¥10.50');
  expect(await axeFaults(page)).toEqual([]);
});

test('made free of charge, it is booked without a page of payment', async () => {
  await desk.page.getByRole('button', { name: '普通号' }).click();
  for (const part of ['挂号费', '诊察费']) {
    await form().getByLabel(`学生${part}怎么优惠`).selectOption('at_most');
    await form().getByLabel(`学生${part}优惠多少`).fill('0');
  }
  await expect.poll(() => pays('student').innerText()).toBe('免费');
  await save();
  await form().waitFor({ state: 'detached' });
  const { page } = patient;
  await page.reload();
  await expect.poll(() => page.getByTestId('hold').innerText(), { timeout: 10_000 }).toBe('确认预约');
  expect(await page.getByTestId('fee').innerText()).toBe('¥0');
  await page.getByTestId('hold').click();
  await stateOfBooking(page, 'booked');
  expect(await page.getByTestId('payment-state').innerText()).not.toContain('已支付');
});
