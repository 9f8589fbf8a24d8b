/** Telling before the visit: a sore throat in own words leads to a booking and a summary; chest pain is met by one thing to do. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Answer } from '../../ui/src/client/index.ts';
import { axeFaults } from '../kit/axe.ts';
import { phone, type Window } from '../kit/window.ts';
import { holdAndPay, openPatientPage, stateOfBooking, takeFirstSlot } from './acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { keptFor, looks } from './screens.ts';

const all = opened();
let student: Window;
let other: Window;

async function phoneOf(number: string): Promise<Window> {
  const patient: Answer<'signInPhone'> = await all.house.signInPatient(number);
  return all.window({ ...phone, kept: keptFor(looks.phone, { patient }) });
}
async function begin(page: Page): Promise<void> {
  await openPatientPage(page, all.house);
  await page.getByTestId('go-talk').click();
  await page.getByTestId('begin').click();
  await page.getByTestId('words').waitFor();
}
async function say(page: Page, words: string): Promise<void> {
  await page.getByTestId('words').fill(words);
  await page.getByTestId('send').click();
}
async function holdOrPay(page: Page): Promise<void> {
  const isFree = (await page.getByTestId('fee').innerText()) === '¥0';
  if (!isFree) return holdAndPay(page, all.house);
  await page.getByTestId('hold').click();
  await stateOfBooking(page, 'booked');
}
const mine = (page: Page) => page.locator('[data-testid=said][data-from=patient]');

/** No danger asked about is there, and the rest is skipped. */
async function answerOne(page: Page): Promise<void> {
  const said = await mine(page).count();
  const no = page.getByTestId('choice').filter({ hasText: /^\s*(没有|不是|都没有|否)/ });
  const none = page.getByTestId('option').filter({ hasText: /都没有/ });
  if ((await none.count()) > 0) {
    await none.first().click();
    await page.getByTestId('many-done').click();
  } else if ((await no.count()) > 0) await no.first().click();
  else await page.getByTestId('skip').click();
  await page.waitForFunction(
    (before) =>
      !document.querySelector('[data-testid=waiting]') &&
      (location.hash.includes('result-page') ||
        document.querySelectorAll('[data-testid=said][data-from=patient]').length > before),
    said,
  );
}

beforeAll(async () => {
  student = await phoneOf('19900000001');
  other = await phoneOf('19900000002');
});

test('what was said without a network is not lost and arrives once; what was understood stands below it', async () => {
  const { page } = student;
  await begin(page);
  await page.context().setOffline(true);
  await say(page, '昨晚起嗓子疼，吞咽的时候更疼，没有发烧');
  await page.getByTestId('not-sent').waitFor();
  await page.context().setOffline(false);
  await page.getByTestId('send').click();
  await page.getByTestId('question').waitFor();
  expect(await mine(page).count()).toBe(1);
  expect(await page.getByTestId('meanings').innerText()).toContain('咽');
  expect(await axeFaults(page)).toEqual([]);
});

test('a few questions later the department is proposed, with its times', async () => {
  const { page } = student;
  expect(await page.getByTestId('progress').innerText()).toMatch(/第 \d+ \/ 最多 12 问/);
  const result = () => page.url().includes('result-page');
  for (let asked = 0; asked < 12 && !result(); asked += 1) await answerOne(page);
  await page.getByTestId('first-department').waitFor();
  expect(await page.getByTestId('why').first().innerText()).toContain('嗓子疼');
});

test('one tap leads to a time; the summary is checked, with one’s own words behind each sentence', async () => {
  const { page } = student;
  await page.getByTestId('first-department').getByTestId('place').first().click();
  await takeFirstSlot(page);
  await page.getByTestId('fee').waitFor();
  await holdOrPay(page);
  await page.getByTestId('booking-talk').filter({ hasText: '小结' }).click();
  await page.getByTestId('section-chief_complaint').getByTestId('sentence').first().click();
  expect(await page.getByTestId('evidence').innerText()).toContain('嗓子疼');
  expect(await page.getByRole('main').last().innerText()).toContain('AI 生成，待医生确认');
  await page.getByTestId('confirm-summary').click();
  await page.getByTestId('confirmed').filter({ hasText: '就诊时医生能看到' }).waitFor();
});

test('pressing on the chest: nothing more is asked, 120 is one tap away, and the staff’s seeing it is shown', async () => {
  const { page } = other;
  await begin(page);
  await page.getByTestId('words').fill('我胸口压着疼，出冷汗，左胳膊也疼，半小时了');
  await page.keyboard.press('Enter');
  await page.getByTestId('emergency').waitFor();
  expect(await page.getByTestId('call-first').getAttribute('href')).toBe('tel:120');
  await page.getByTestId('staff-told').filter({ hasText: '还没有人接手' }).waitFor();
  expect(await page.getByRole('main').innerText()).not.toContain('预约');
  const nurse = await all.house.as('nurse');
  const { items } = await nurse.call('preconsultAlerts', { query: {} });
  await nurse.call('preconsultAlertAcknowledge', { params: { id: items[0]!.id } });
  await page.getByTestId('staff-told').filter({ hasText: '已看到' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('the emergency department is not booked: its place, the way there and 120', async () => {
  const { page } = other;
  await openPatientPage(page, all.house);
  const { items } = await all.house.client('').call('departmentList', {});
  const { id } = items.find(({ access }) => access === 'walk_in')!;
  await page.goto(`${all.house.url}/#/scheduling/sessions-page?department=${id}`);
  await page.getByTestId('walk-in').filter({ hasText: '不用预约，直接前往' }).waitFor();
  expect(await page.getByTestId('call-emergency').getAttribute('href')).toBe('tel:120');
  await page.getByTestId('walk-in-way').click();
  await page.waitForURL(/map-page/);
});

test('what was told before is read again under one’s own page, and that no model has heard it', async () => {
  const { page } = student;
  await page.goto(`${all.house.url}/#/people/me-page`);
  await page.getByTestId('go-talks').click();
  await page.getByTestId('my-talk').filter({ hasText: '嗓子疼' }).waitFor();
  expect(await page.getByTestId('no-consent').innerText()).toContain('没有离开过本院系统');
  expect(await axeFaults(page)).toEqual([]);
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
