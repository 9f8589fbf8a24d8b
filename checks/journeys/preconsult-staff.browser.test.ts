/** The staff's side of what is told before a visit: the nurse takes and closes an alert, the doctor signs, the administrator tries a sentence. */
import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../ui/src/client/index.ts';
import { axeFaults } from '../kit/axe.ts';
import { desktop } from '../kit/window.ts';
import { signInStaff } from './acts.ts';
import { checkedIn } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { startNext } from './scene.ts';
import { onOwnPhone, tell, toldBefore } from './talk-acts.ts';

const all = opened();
let own: Client;
let patient_id: string;

beforeAll(async () => {
  ({ own, patient_id } = await onOwnPhone(all.house, 141));
});

test('a danger told on a phone stands before the nurse at once, is taken and closed', async () => {
  const { house } = all;
  const { page } = await all.window(desktop);
  await signInStaff(page, house, 'nurse');
  await page.goto(`${house.url}/console/preconsult/alerts`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const { items: before } = await (await house.as('nurse')).call('preconsultAlerts', { query: {} });
  const talk = await tell(own, { patient_id, teller: 'self' }, '胸口像压了块石头一样疼，出冷汗，左胳膊发麻，半小时了');
  expect(talk.state).toBe('stopped');
  const alerts = page.getByTestId('preconsult-alert');
  await expect.poll(() => alerts.count(), { timeout: 10_000 }).toBe(before.length + 1);
  await alerts.filter({ hasText: '急性冠脉' }).first().getByRole('button').click();
  await page.getByText('胸口像压了块石头', { exact: false }).first().waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.getByTestId('alert-take').click();
  await expect
    .poll(async () => (await own.call('talkShow', { params: { id: talk.id } })).emergency?.alert.state)
    .toBe('acknowledged');
  await page.getByRole('combobox', { name: '结果' }).click();
  await page.getByRole('option', { name: '已到急诊' }).click();
  await page.getByRole('button', { name: '结束', exact: true }).click();
  await expect.poll(() => alerts.count(), { timeout: 10_000 }).toBe(before.length);
});

test('the doctor reads the summary beside the visit, sees the words it rests on, corrects and signs', async () => {
  const { house } = all;
  const booking = await checkedIn(await house.as('clerk'), { day: house.day, doctor_name: '林知秋', patient_id });
  const told = await toldBefore(own, { patient_id, teller: 'self', booking_id: booking.id }, '嗓子疼三天，没有发烧');
  expect(told.state).toBe('confirmed');
  await startNext(await house.as('doctor1'));
  const { page } = await all.window(desktop);
  await signInStaff(page, house, 'doctor1');
  await page.goto(`${house.url}/console/doctor`);
  const summary = page.getByTestId('preconsult-summary');
  await summary.getByText('AI 生成，待医生确认').waitFor();
  await summary.locator('.sentence').first().click();
  expect(await summary.locator('mark').first().innerText()).toContain('嗓子疼');
  expect(await axeFaults(page)).toEqual([]);
  await page.getByTestId('summary-edit').click();
  await summary.getByRole('textbox', { name: '主诉' }).fill('咽痛3天，吞咽时加重');
  await summary.getByRole('button', { name: '保存修改' }).click();
  await summary.getByText('医生已改').waitFor();
  await page.getByTestId('summary-sign').click();
  await summary.getByText('签署').filter({ hasText: '林知秋' }).waitFor();
  expect(await summary.getByText('AI 生成，待医生确认').count()).toBe(0);
});

test('the administrator tries a sentence and sees what fires and why', async () => {
  const { house } = all;
  const { page } = await all.window(desktop);
  await signInStaff(page, house, 'admin');
  await page.goto(`${house.url}/console/preconsult/lexicon`);
  await page.getByTestId('try-text').fill('突然头像被雷劈了一样疼，没有发烧');
  await page.getByTestId('try-run').click();
  const answer = page.getByTestId('try-answer');
  await answer.waitFor();
  expect(await answer.innerText()).toContain('蛛网膜下腔出血');
  expect(await axeFaults(page)).toEqual([]);
  expect(await answer.innerText()).toContain('说的是谁');
  const views = page.locator('.page-head .segments button');
  await views.nth(2).click();
  await page.getByRole('searchbox').fill('蛛网膜下腔');
  await page.locator('details.rule > summary').first().click();
  expect(await page.locator('.condition').first().innerText()).not.toMatch(/[{}]/);
  await views.nth(1).click();
  await page.getByRole('searchbox').fill('胸痛');
  await page.locator('.concepts details > summary').first().click();
  expect(await axeFaults(page)).toEqual([]);
  for (const path of ['departments', 'quality']) {
    await page.goto(`${house.url}/console/preconsult/${path}`);
    await page.locator('.sheet').first().waitFor();
    expect(await axeFaults(page)).toEqual([]);
  }
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
