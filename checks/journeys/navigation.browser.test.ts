/** Finding the way: the hospital draws, closes and prints; a patient scans and follows, also in large print and without a network. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { desktop, phone } from '../kit/window.ts';
import { checkedIn } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { keptFor, looks } from './screens.ts';

const all = opened();
let admin_token: string;
let map_id: string;
/** What hangs on the wall at the main entrance, from the page that prints it. */
let entrance: string;

beforeAll(async () => {
  admin_token = (await all.house.signInStaff('admin')).token;
  const { items } = await all.house.client(admin_token).call('mapList', {});
  map_id = items[0]!.id;
});

const consoleWindow = () =>
  all.window({ ...desktop, kept: keptFor({ ...looks.phone, ...desktop }, { staff_token: admin_token }) });

/** Chooses where to go by its name. */
async function goTo(page: Page, name: string): Promise<void> {
  await page.getByTestId('search-place').click();
  await page.getByTestId('place-search').fill(name);
  await page.getByTestId('place').first().click();
  await page.getByTestId('steps').waitFor();
}
const floorShown = (page: Page, floor: string) => page.locator(`[data-testid=map][data-level="${floor}"]`).waitFor();
const stepsOf = (page: Page) => page.getByTestId('steps').innerText();

test('the hospital prints its codes, each with the name of its place', async () => {
  const window = await consoleWindow();
  await window.page.goto(`${all.house.url}/console/maps`);
  await window.page.getByRole('button', { name: '定位码', exact: true }).first().click();
  const code = window.page.getByTestId('codes').getByRole('listitem').filter({ hasText: '一楼正门' });
  await code.getByRole('img', { name: '一楼正门的定位码' }).waitFor();
  entrance = (await code.getAttribute('data-url'))!;
  expect(entrance).toContain(`${all.house.url}/#/navigation/map-page?code=`);
  expectQuiet(window);
  await window.close();
});

test('a patient scans a code and follows the way to another floor, hears it, and goes on without a network', async () => {
  const window = await all.window({ ...phone, voice: true });
  const { page } = window;
  await page.goto(entrance);
  await page.getByTestId('here').filter({ hasText: '一楼正门' }).waitFor();
  await goTo(page, '301');
  expect(await page.getByTestId('minutes').innerText()).toMatch(/约 \d+ 分钟/);
  expect(await stepsOf(page)).toMatch(/乘 ?[AB] 号电梯到 3F/);
  await page.getByTestId('speak').click();
  expect((await window.said()).at(-1)).toBe('从 1F 一楼正门出发');

  await floorShown(page, '1F');
  const steps = (await stepsOf(page)).split('\n').filter((line) => line.length > 1);
  for (let step = 1; step < steps.length; step += 1) await page.getByTestId('step-next').click();
  await floorShown(page, '3F');
  expect(await page.getByTestId('step').innerText()).toContain('301 诊室');

  await page.context().setOffline(true);
  await page.getByTestId('other-goal').click();
  await page.getByTestId('nearest-pharmacy').click();
  await page.getByTestId('to').filter({ hasText: '药房' }).waitFor();
  await page.getByTestId('by-kept').waitFor();
  await page.context().setOffline(false);
  expectQuiet(window);
  await window.close();
});

test('a lift that is switched off changes the way on an open phone, and back', async () => {
  const person = await all.window({ ...phone });
  await person.page.goto(entrance);
  await goTo(person.page, '301');
  const lift = /乘 ?([AB]) 号电梯/.exec(await stepsOf(person.page))![1]!;

  const staff = await consoleWindow();
  await staff.page.goto(`${all.house.url}/console/maps`);
  await staff.page.getByRole('button', { name: '通行状态', exact: true }).click();
  const row = staff.page.getByRole('row').filter({ hasText: `${lift} 号电梯` });
  await row.getByRole('button', { name: '停用' }).click();
  const dialog = staff.page.getByRole('dialog');
  await dialog.getByLabel('原因').fill('电梯检修');
  await dialog.getByRole('button', { name: '停用' }).click();
  await row.getByText('停用中').waitFor();

  await person.page.getByTestId('closures').filter({ hasText: '电梯检修' }).waitFor({ timeout: 40_000 });
  expect(await stepsOf(person.page)).not.toContain(`乘 ${lift} 号电梯`);
  await row.getByRole('button', { name: '恢复通行' }).click();
  await row.getByText('可以通行').waitFor();
  expectQuiet(person, staff);
  await person.close();
  await staff.close();
});

test('by keyboard alone, in the largest print: a step-free way to the next stop, and when to start', async () => {
  const { house } = all;
  const family = await house.signInPatient('19900000002');
  const clerk = await house.as('clerk');
  const { items } = await house.client(family.token).call('patientList');
  const patient_id = items.find((one) => one.relation === 'self')!.id;
  await checkedIn(clerk, { day: house.day, doctor_name: '林知秋', patient_id });

  const window = await all.window({ ...phone, kept: keptFor(looks.phone_dark, { patient: family }) });
  const { page } = window;
  await page.goto(entrance);
  await page.getByTestId('steps').waitFor();
  await page.getByTestId('when-to-walk').waitFor();
  await page.getByTestId('step-free').focus();
  await page.keyboard.press('Space');
  await page.locator('[data-testid=step-free][aria-checked=true]').waitFor();
  await page.getByTestId('step-next').focus();
  await page.keyboard.press('Enter');
  await page.getByTestId('step-of').filter({ hasText: '第 2 步' }).waitFor();
  await page.getByTestId('larger').focus();
  await page.keyboard.press('Enter');
  const wider_px = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(wider_px).toBe(0);
  expectQuiet(window);
  await window.close();
});

test('a code that the hospital did not make is said to be one', async () => {
  const window = await all.window({ ...phone });
  await window.page.goto(`${all.house.url}/#/navigation/map-page?code=made-at-home`);
  await window.page.getByTestId('code-refused').waitFor();
  await window.page.getByTestId('choose-here').waitFor();
  expectQuiet(window);
  await window.close();
});

test('an administrator draws a room and a way by keys, is told what is wrong, and takes it back', async () => {
  const window = await consoleWindow();
  const { page } = window;
  await page.goto(`${all.house.url}/console/maps`);
  const canvas = page.getByTestId('canvas');
  await canvas.waitFor();
  await page.getByTestId('tool-room').click();
  await canvas.focus();
  await page.keyboard.press('Enter');
  // from the corridor into two rooms
  for (const key of ['ArrowDown', 'ArrowRight'].flatMap((one) => Array.from({ length: 6 }, () => one)))
    await page.keyboard.press(key);
  await page.keyboard.press('Enter');
  await page.getByText('1 处改动未保存').waitFor();
  const form = page.getByTestId('feature-form');
  await form.getByLabel('名称', { exact: true }).fill('新画的房间');
  await form.getByLabel('名称', { exact: true }).press('Enter');
  await form.getByLabel('名称', { exact: true }).press('Tab');

  await page.getByRole('button', { name: '检查', exact: true }).click();
  await page.getByTestId('findings').getByText('新画的房间').first().waitFor();
  const { features } = await all.house.client(admin_token).call('mapDraft', { params: { id: map_id } });
  expect(features.map((one) => one.properties.name)).toContain('新画的房间');

  await page.getByRole('tab', { name: '清单' }).click();
  await page.getByLabel('查找').fill('新画的房间');
  await page.getByRole('button', { name: '新画的房间 房间' }).click();
  await canvas.focus();
  await page.keyboard.press('Delete');
  await page.getByText('1 处改动未保存').waitFor();
  await page.getByRole('button', { name: '保存', exact: false }).first().click();
  await page.getByText('全部已保存').waitFor();
  expectQuiet(window);
  await window.close();
});
