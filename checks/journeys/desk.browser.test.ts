/** At the window: a patient without a phone is registered, booked for today, pays cash and is checked in. */
import { expect, test } from 'vitest';
import { inventedResidentId } from '../../server/src/demo/hospital.ts';
import { desktop, hall } from '../kit/window.ts';
import { figure, openBoard, signInStaff } from './acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';

const all = opened();

test('registered, booked on site, paid in cash, checked in; the hall counts them', async () => {
  const board = await all.window(hall);
  await openBoard(board.page, all.house);
  const { page } = await all.window(desktop);
  const clerk = await all.house.as('clerk');
  await clerk.call('drawerOpen', { body: { place: '1 号窗口', opening_fen: 20_000 } });
  await signInStaff(page, all.house, 'clerk');

  await page.keyboard.press('n');
  await page.getByLabel('证件号码').fill(inventedResidentId('1951-04-03', 81));
  await page.getByLabel('姓名', { exact: true }).fill('示例长者');
  await page.getByLabel('手机号').fill('19900000081');
  await page.getByLabel('费别').selectOption({ label: '退休人员' });
  await page.locator('button[form=register]').click();

  await page.getByRole('button', { name: '为其挂号' }).click();
  await page.getByRole('combobox', { name: '选科室' }).fill('全科');
  await page.getByRole('option', { name: /全科门诊/ }).click();
  await page.locator('.choice').filter({ hasText: '乔安澜' }).first().click();
  await page.locator('.slots button:enabled').first().click();
  await page.getByRole('button', { name: '锁定这个号' }).click();

  await page.getByRole('button', { name: /收现金/ }).click();
  await page.getByRole('button', { name: '签到', exact: true }).click();
  const said = page.getByText(/已签到，候诊号/).first();
  await said.waitFor();
  const number = (await said.innerText()).replace(/.*候诊号\s*/, '');

  const room = board.page.locator('.rooms li').filter({ hasText: '102 诊室' });
  await room.filter({ hasText: number }).filter({ hasText: '1 人' }).waitFor();
  expect(await room.innerText()).toContain('乔安澜');

  const office = await all.window(desktop);
  await signInStaff(office.page, all.house, 'operator');
  await office.page.goto(`${all.house.url}/console/today`);
  await figure(office.page, '候诊', 1);
  expectQuiet(...all.windows);
});
