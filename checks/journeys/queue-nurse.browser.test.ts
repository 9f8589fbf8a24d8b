/** The nurse's page by keyboard alone and in the largest print: reorder, hold, transfer, undo; and a service point's day. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../ui/src/client/index.ts';
import { desktop, phone, type Window } from '../kit/window.ts';
import { signInStaff } from './acts.ts';
import { checkedIn } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { keptFor, looks } from './screens.ts';

const all = opened();
let nurse: Window;
let asDoctor: Client;
/** The tickets of the morning, in the order of arrival. */
let numbers: string[];

beforeAll(async () => {
  const { house } = all;
  const clerk = await house.as('clerk');
  numbers = [];
  for (const order of [121, 122, 123]) {
    const booking = await checkedIn(clerk, { day: house.day, doctor_name: '林知秋', order });
    numbers.push(booking.ticket_no!);
  }
  asDoctor = await house.as('doctor1');
  nurse = await all.window(desktop);
  await signInStaff(nurse.page, house, 'nurse');
  await nurse.page.goto(`${house.url}/console/queue`);
  await nurse.page.getByText('候诊 3 人').waitFor();
});

const order = async () => (await asDoctor.call('doctorDay')).waiting.map((one) => one.number);
/** The words of what has the focus, if it is something to press or to fill. */
const focused = (page: Page) =>
  page.evaluate(() => {
    const at = document.activeElement;
    return at?.matches('button, a, input, [role=combobox]') ? (at.textContent?.trim() ?? '') : '';
  });
const PATIENT = { timeout: 10_000 };

/** Goes on by Tab until the focus stands on what is named, as somebody without a mouse does. */
async function tabTo(page: Page, name: string): Promise<void> {
  for (let step = 0; step < 80; step += 1) {
    if ((await focused(page)).includes(name)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`no Tab leads to ${name}`);
}
/** Presses what is named, by keys. */
async function pressed(page: Page, name: string): Promise<void> {
  await tabTo(page, name);
  await page.keyboard.press('Enter');
}

test('by keyboard alone the last goes first, with a reason that the doctor reads too', async () => {
  const { page } = nurse;
  await page.keyboard.press('/');
  await tabTo(page, numbers[0]!);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  expect(await focused(page)).toContain(numbers[2]);
  await page.keyboard.press('Alt+ArrowUp');
  await page.getByRole('dialog').getByText('将排在第 2 位').waitFor();
  await pressed(page, '最前');
  await page.getByRole('dialog').getByText('将排在第 1 位').waitFor();
  await pressed(page, '身体不适');
  await tabTo(page, '调整');
  await page.keyboard.press('Enter');
  await page.getByText(`${numbers[2]} 号的顺序已调整`).waitFor();
  await expect.poll(order, PATIENT).toEqual([numbers[2], numbers[0], numbers[1]]);
  await expect.poll(() => focused(page), PATIENT).toContain(numbers[2]);
  expect((await asDoctor.call('doctorDay')).waiting[0]!.why_here).toContain('身体不适');
});

test('its own undo key puts it back', async () => {
  await nurse.page.keyboard.press('z');
  await expect.poll(order, PATIENT).toEqual(numbers);
});

test('on hold a ticket is not called and says why; then it waits again', async () => {
  const { page } = nurse;
  await page.keyboard.press('/');
  await tabTo(page, numbers[0]!);
  await page.keyboard.press('Enter');
  await pressed(page, '暂缓');
  await pressed(page, '去缴费');
  await tabTo(page, '暂缓');
  await page.keyboard.press('Enter');
  await expect.poll(order, PATIENT).toEqual([numbers[1], numbers[2]]);
  await page.keyboard.press('Escape');
  await page.getByRole('table', { name: /暂缓/ }).getByText('去缴费').waitFor();
  await page.keyboard.press('/');
  await pressed(page, '恢复候诊');
  await expect.poll(order, PATIENT).toHaveLength(3);
});

test('urgent goes first, and a transferred ticket waits for the other doctor', async () => {
  const { page } = nurse;
  await page.getByRole('button', { name: numbers[2]! }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('button', { name: '分诊级别' }).click();
  await panel.getByRole('radio', { name: /^2 急/ }).check();
  await panel.getByRole('button', { name: '病情加重' }).click();
  await panel.getByRole('button', { name: '改级别' }).click();
  await expect.poll(async () => (await order())[0], PATIENT).toBe(numbers[2]);
  await panel.getByRole('button', { name: '转走' }).click();
  await panel.getByRole('combobox', { name: '转到' }).click();
  await page.getByRole('option', { name: /乔安澜/ }).click();
  await panel.getByRole('button', { name: '本诊室人多' }).click();
  await panel.getByRole('button', { name: '转走', exact: true }).click();
  await expect.poll(order, PATIENT).not.toContain(numbers[2]);
  const other = await all.house.as('doctor2');
  expect((await other.call('doctorDay')).waiting.map((one) => one.number)).toContain(numbers[2]);
  await panel.getByText(/转/).first().waitFor();
  await page.keyboard.press('Escape');
});

test('a service point: opened by the administrator, its window calls by keys from ticket to done', async () => {
  const { house } = all;
  const admin = await all.window(desktop);
  await signInStaff(admin.page, house, 'admin');
  await admin.page.goto(`${house.url}/console/service-points`);
  await admin.page.getByRole('button', { name: '新增服务点' }).click();
  const form = admin.page.getByRole('dialog');
  await form.getByLabel('名称', { exact: true }).fill('采血处');
  await form.getByLabel('英文名称').fill('Blood tests');
  await form.getByRole('combobox', { name: '服务种类' }).click();
  await admin.page.getByRole('option').first().click();
  await form.getByRole('combobox', { name: '所属科室' }).click();
  await admin.page.getByRole('option', { name: '全科门诊' }).click();
  await form.getByLabel('平均办理分钟数').fill('3.5');
  await form.getByLabel('找诊室或窗口').fill('105');
  await form.getByRole('checkbox', { name: /105/ }).check();
  await form.getByRole('button', { name: '保存' }).click();
  await admin.page
    .getByRole('row', { name: /采血处/ })
    .getByText('开放')
    .waitFor();

  const { page } = nurse;
  await page.keyboard.press('n');
  const panel = page.getByRole('dialog');
  await panel.getByRole('combobox', { name: '服务点' }).click();
  await page.getByRole('option', { name: /采血处/ }).click();
  await panel.getByLabel('患者').fill('示例小明');
  await page.keyboard.press('Enter');
  await panel.getByText('示例小明').or(panel.getByText(/示\*/)).first().waitFor();
  await panel.getByRole('button', { name: '取号' }).click();
  await page.getByRole('heading', { name: /采血处/ }).waitFor();
  const line = page.locator('section.line').filter({ hasText: '采血处' });
  await line.getByRole('button', { name: /^在这里叫号/ }).click();
  await page.keyboard.press('Space');
  await page.locator('.call-card.called').waitFor();
  await page.keyboard.press('s');
  await page.locator('.call-card.in_consultation').waitFor();
  await page.keyboard.press('d');
  await page.locator('.call-card').getByText('没有人候诊').waitFor();
});

test('in the largest print on a narrow screen every act is in reach', async () => {
  const { token } = await all.house.signInStaff('nurse');
  const narrow = await all.window({ ...phone, kept: keptFor(looks.phone_dark, { staff_token: token }) });
  const { page } = narrow;
  await page.goto(`${all.house.url}/console/queue`);
  await page.getByRole('button', { name: numbers[1]! }).click();
  const act = page.getByRole('dialog').getByRole('button', { name: '调整顺序' });
  const box = (await act.boundingBox())!;
  expect(box.x + box.width).toBeLessThanOrEqual(phone.width);
  await act.click();
  await page.getByRole('dialog').getByRole('button', { name: '最前' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '高龄体弱' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '调整', exact: true }).click();
  await expect.poll(async () => (await order())[0], PATIENT).toBe(numbers[1]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
