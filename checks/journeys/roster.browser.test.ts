/** A planner's roster: the week by keyboard, and the hospital's own sheet from preview to sessions. */
import { beforeAll, expect, test } from 'vitest';
import { workbook } from '../../server/src/modules/scheduling/roster/testing/sheets.ts';
import type { Window } from '../kit/window.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { keptFor, looks } from './screens.ts';

const all = opened();
let token: string;
beforeAll(async () => {
  token = (await all.house.signInStaff('admin')).token;
});
const open = async (path: string): Promise<Window> => {
  const window = await all.window({
    width: 1440,
    height: 900,
    kept: keptFor({ ...looks.phone, width: 1440 }, { staff_token: token }),
  });
  await window.page.goto(`${all.house.url}${path}`);
  return window;
};

test('the week is walked by arrow keys; an empty cell begins a template of its doctor, day and half day', async () => {
  const window = await open('/console/templates');
  const { page } = window;
  await page.getByRole('button', { name: /^林知秋 周五 下午 / }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  const panel = page.getByRole('dialog', { name: '新增模板' });
  await panel.getByText('周六').waitFor();
  await panel.getByText('下午').waitFor();
  await page.keyboard.press('Escape');
  await panel.waitFor({ state: 'detached' });
  expect(await page.evaluate(() => document.activeElement?.getAttribute('aria-label'))).toBe('新增：林知秋 周六 下午');
  expectQuiet(window);
});

test('a sheet is read, its faults are named by cell, the good rows come in, and the same sheet changes nothing more', async () => {
  const window = await open('/console/roster');
  const { page } = window;
  const sheet = await workbook([
    ['医生', '周一上午', '周六下午', '周日上午'],
    ['林知秋', '101 诊室', '101 诊室 普通号', '特需'],
    ['无此人', '101 诊室', '', ''],
  ]);
  const hand = () =>
    page.setInputFiles('input[type=file]', {
      name: '门诊排班.xlsx',
      mimeType: 'application/octet-stream',
      buffer: sheet,
    });
  await hand();
  await page.getByRole('row', { name: /D2 .*看不懂“特需”/ }).waitFor();
  await page.getByRole('row', { name: /B3 .*没有叫“无此人”的医生/ }).waitFor();
  await page.getByRole('button', { name: /新增 1/ }).click();
  await page.getByRole('row', { name: /C2 新增 林知秋/ }).waitFor();
  await page.getByRole('button', { name: '只导入没有问题的 1 行' }).click();
  await page.getByText('导入完成').waitFor();
  await page.getByText(/新生成 \d+ 个班次/).waitFor();

  await page.getByRole('button', { name: '换一份表' }).click();
  await hand();
  await page.getByRole('button', { name: /新增 0/ }).waitFor();
  expect(await page.getByRole('button', { name: /只导入|确认导入/ }).count()).toBe(0);
  const planner = all.house.client(token);
  const { items } = await planner.call('templateList');
  expect(
    items.filter((one) => one.doctor_name === '林知秋' && one.weekday === 6 && one.half_day === 'afternoon'),
  ).toMatchObject([{ room_name: '101 诊室', valid_to: null }]);
  expectQuiet(window);
});
