/** A full session: one waits, another gives the place back, and it is offered, taken and confirmed — each in a window of their own. */
import { beforeAll, expect, test } from 'vitest';
import { desktop, phone, type Window } from '../kit/window.ts';
import { signInByPhone, signInStaff, stateOfBooking } from './acts.ts';
import { paid } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { nextDayOf } from './scene.ts';

/** One place a slot, so a day is soon full. */
const DOCTOR = '楚南星';
const all = opened();
let waiter: Window;
let day: string;
let given_back: string | undefined;

/** Nothing is left with the doctor on that day: every place is booked and paid at the window. */
async function fillUp(): Promise<void> {
  const clerk = await all.house.as('clerk');
  for (let order = 301; ; order += 1) {
    const booked = await paid(clerk, { day, doctor_name: DOCTOR, order }).catch(() => undefined);
    if (!booked) return;
    // the first booked is of the first session, which is the one that is waited for
    given_back ??= booked.id;
  }
}

beforeAll(async () => {
  waiter = await all.window(phone);
  day = await nextDayOf(await all.house.as('operator'), all.house.day, DOCTOR);
  await fillUp();
});

test('a full session is waited for; position and chance are told beforehand', async () => {
  const { page } = waiter;
  await signInByPhone(page, all.house, '19900000001');
  await page.getByTestId('book').click();
  await page.getByTestId('department-search').fill('心情不好');
  await page.getByTestId('department-hit').first().click();
  await page.getByTestId(`day-${day}`).click();
  await page.getByTestId('session').filter({ hasText: DOCTOR }).first().getByTestId('wait').click();
  await page.getByTestId('would').filter({ hasText: '第 1 位' }).waitFor();
  expect(await page.getByTestId('chance').innerText()).not.toBe('');
  await page.getByTestId('join').click();
  await page.getByTestId('position').filter({ hasText: '第 1 位，共 1 人' }).waitFor();
});

test('the desk sees who waits', async () => {
  const desk = await all.window(desktop);
  await signInStaff(desk.page, all.house, 'clerk');
  await desk.page.goto(`${all.house.url}/console/waitlist`);
  await desk.page.getByText('在等 1 人').waitFor();
});

test('a place given back is offered on the open page, with the time that is left', async () => {
  const clerk = await all.house.as('clerk');
  await clerk.call('deskBookingCancel', { params: { id: given_back! }, body: { reason: '患者来电取消' } });
  const { page } = waiter;
  await page.getByTestId('offer').waitFor();
  expect(await page.getByRole('timer').innerText()).toMatch(/\d\d:\d\d/);
});

test('it is taken, and confirmed: it costs a student nothing', async () => {
  const { page } = waiter;
  await page.getByTestId('accept').click();
  await page.getByTestId('free').waitFor();
  await page.getByTestId('pay').filter({ hasText: '确认预约' }).click();
  await stateOfBooking(page, 'booked');
});

test('the wish has come true, and the desk knows it', async () => {
  const { page } = all.windows[1]!;
  await page.getByText('候补成功 1').waitFor();
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
