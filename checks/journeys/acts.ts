/** What people do in the three windows, in their own words; every journey is written with these. */
import type { Page } from 'playwright-core';
import { inventedResidentId } from '../../server/src/demo/hospital.ts';
import type { House } from '../kit/house.ts';

export interface Person {
  name: string;
  phone: string;
  birth_date: string;
  order: number;
}
export const newcomer: Person = { name: '示例新生', phone: '19900000071', birth_date: '2006-05-20', order: 71 };

export const openPatientPage = (page: Page, house: House, path = '') => page.goto(`${house.url}/#${path}`);

/** By phone and the code that the demo hospital shows on its own page. */
export async function signInByPhone(page: Page, house: House, phone: string): Promise<void> {
  await openPatientPage(page, house, '/people/sign-in-page');
  await page.getByTestId('phone').fill(phone);
  await page.getByTestId('send-code').click();
  await page.getByTestId('demo-code-fill').click();
  await page.getByTestId('sign-in').click();
  await page.getByTestId('book').waitFor();
}

const choose = (page: Page, group: string, label: string) =>
  page.getByTestId(group).getByRole('radio', { name: label, exact: true }).click();

/** On the page that adds a patient: a student, for themself. */
export async function addMyself(page: Page, person: Person): Promise<void> {
  await choose(page, 'relation', '本人');
  await page.getByTestId('name').fill(person.name);
  await page.getByTestId('id-number').fill(inventedResidentId(person.birth_date, person.order));
  await page.getByTestId('patient-phone').fill(person.phone);
  await choose(page, 'payer', '学生');
  await page.getByTestId('campus-number').fill('S20260071');
  await page.getByTestId('save-patient').click();
}

/** From the home page to a session of `doctor` on `day`, by a complaint as people say it. */
export async function findByComplaint(page: Page, complaint: string, day: string, doctor: string): Promise<void> {
  await page.getByTestId('book').click();
  await page.getByTestId('department-search').fill(complaint);
  await page.getByTestId('department-hit').first().click();
  await page.getByTestId(`day-${day}`).click();
  await page.getByTestId('session-choose').filter({ hasText: doctor }).first().click();
}

export async function takeFirstSlot(page: Page): Promise<void> {
  await page.locator('[data-testid=slot][data-bookable=available]').first().click();
}

/** Confirms, pays on the channel's cashier page and comes back to the booking. */
export async function holdAndPay(page: Page, house: House): Promise<void> {
  await page.getByTestId('hold').click();
  await page.getByTestId('pay').click();
  await page.waitForURL((url) => url.origin === house.pay_url);
  await page.locator('button[value=pay]').click();
  await page.waitForURL((url) => url.origin === house.url);
  await stateOfBooking(page, 'booked');
}

export const stateOfBooking = (page: Page, state: string) =>
  page.locator(`[data-testid=booking-state][data-state=${state}]`).waitFor();

/** Points the phone's camera at the board: the code's address opens on the phone. */
export async function scanHall(phone: Page, board: Page): Promise<void> {
  const url = await board.getByTestId('check-in-code').getAttribute('data-url');
  await phone.goto(url!);
  await phone.reload(); // an address that differs only after its # does not open anew
  await phone.getByTestId('check-in').click();
  await stateOfBooking(phone, 'checked_in');
}

export async function openBoard(page: Page, house: House, key = 'demo-board-hall-1'): Promise<void> {
  await page.goto(`${house.url}/board/#key=${key}`);
  await page.getByTestId('check-in-code').waitFor();
}

export async function signInStaff(page: Page, house: House, login: string): Promise<void> {
  const { password } = house.demo.accounts.find((account) => account.login === login)!;
  await page.goto(`${house.url}/console/`);
  await page.getByLabel('工号').fill(login);
  await page.getByLabel('密码').fill(password);
  await page.keyboard.press('Enter');
  await page.getByRole('navigation').waitFor();
}

/** Waits until a figure on today's board of the hospital is `value`. */
export const figure = (page: Page, name: string, value: number) =>
  page
    .locator('button.figure')
    .filter({ hasText: new RegExp(`^\\s*${value}\\s*${name}\\s*$`) })
    .waitFor();
