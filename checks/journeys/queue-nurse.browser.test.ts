/** The nurse's page by keyboard alone and in the largest print: reorder, hold, transfer, undo; and a service point's day. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../ui/src/client/index.ts';
import { desktop, phone, type Window } from '../kit/window.ts';
import { signInStaff } from './acts.ts';
import { checkedIn, paid } from './desk-acts.ts';
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

test('who comes late to the hall is checked in from the line itself; an older person is known as one by age', async () => {
  const { house } = all;
  const { page } = nurse;
  await paid(await house.as('clerk'), { day: house.day, doctor_name: '林知秋', order: 124, birth_date: '1944-05-06' });
  await page.goto(`${house.url}/console/queue`);
  await page.getByRole('button', { name: /^未到 1 人/ }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('button', { name: /^签到/ }).click();
  await panel.getByText('约了的都到了。').waitFor();
  await page.keyboard.press('Escape');
  const row = page.getByRole('row').filter({ hasText: '老年人' });
  await row.getByRole('button').first().waitFor();
  expect(await order()).toHaveLength(3);
});

test('a soldier’s paper seen at the window puts the ticket before all but whom the nurse put first; taken back, it waits as before', async () => {
  const { page } = nurse;
  const before = await order();
  const last = before.at(-1)!;
  await page.locator('[data-ticket]').filter({ hasText: last }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('button', { name: '优先人群' }).click();
  await panel.getByRole('radio', { name: '军人', exact: true }).check();
  await panel.getByRole('button', { name: '已核验证件' }).click();
  await panel.getByRole('button', { name: '保存' }).click();
  await page.getByRole('button', { name: `撤销 刚才：${last} 号 改优先人群` }).waitFor();
  expect(await order()).toEqual([before[0], last, ...before.slice(1, -1)]);
  await panel.getByText(/军人/).first().waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('z');
  await expect.poll(order, PATIENT).toEqual(before);
});

/** Sends the ticket on by what stands in its panel, from `kind` of place to `where`. */
async function sendTo(page: Page, number: string, kind: '诊室' | '科室', where: string): Promise<void> {
  await page.locator('[data-ticket]').filter({ hasText: number }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('button', { name: '转走' }).click();
  await panel.getByRole('group', { name: '转到' }).getByRole('button', { name: kind }).click();
  await panel.getByRole('combobox', { name: '转到' }).click();
  await page.getByRole('option', { name: where }).first().click();
  await panel.getByRole('button', { name: '患者要求' }).click();
  await panel.getByRole('button', { name: '转走', exact: true }).click();
  await expect.poll(order, PATIENT).not.toContain(number);
  await page.keyboard.press('Escape');
}

test('to another room the number stays, to another department it is a new one; undone, both are as they were', async () => {
  const { page } = nurse;
  const client = await all.house.as('nurse');
  const { items: onDuty } = await client.call('sessionList', { query: { date: all.house.day } });
  const others = onDuty.filter((one) => one.state === 'open' && one.doctor_name !== '林知秋' && one.starts < '12:00');
  const room = others.find((one) => one.department_name === '全科门诊')!;
  const department = others.find((one) => !/全科|儿|妇|产|急/.test(one.department_name))!;
  const before = await order();
  const [first] = before as [string];
  const undo = async (number: string) => {
    await page.getByRole('button', { name: `撤销 刚才：${number} 号 转走` }).waitFor();
    await page.keyboard.press('z');
    await page.getByText(`${first} 号的上一步已撤销`).last().waitFor();
  };
  await sendTo(page, first, '诊室', room.room_name);
  const standsIn = async () => {
    const { items } = await client.call('queueLines', { query: {} });
    return items.flatMap((line) => line.waiting.map((one) => ({ ...one, line: line.name })));
  };
  expect((await standsIn()).find((one) => one.number === first)).toMatchObject({ doctor_name: room.doctor_name });
  await undo(first);
  await expect.poll(order, PATIENT).toEqual(before);
  await sendTo(page, first, '科室', department.department_name);
  const sent = (await standsIn()).find((one) => one.former_number === first)!;
  expect(sent).toMatchObject({ department_name: department.department_name });
  expect(sent.number).not.toBe(first);
  await undo(sent.number);
  await expect.poll(order, PATIENT).toEqual(before);
});

test('a window closes with somebody waiting: they are named, go together to the next window, and it opens again', async () => {
  const { page } = nurse;
  const admin = await all.house.as('admin');
  const { items: points } = await admin.call('servicePointList', { query: {} });
  const { kind, department_id, room_ids, mean_minutes } = points.find((one) => one.name === '采血处')!;
  const shape = { kind, department_id, room_ids, mean_minutes, is_open: true };
  await admin.call('servicePointCreate', { body: { ...shape, name: '采血二处', name_en: 'Blood tests 2' } });
  await page.keyboard.press('n');
  const issue = page.getByRole('dialog');
  await issue.getByRole('combobox', { name: '服务点' }).click();
  await page.getByRole('option', { name: /采血处/ }).click();
  await issue.getByLabel('患者').fill('示例丽华');
  await page.keyboard.press('Enter');
  await issue.getByText(/示/).first().waitFor();
  await issue.getByRole('button', { name: '取号' }).click();

  const line = page.locator('section.line').filter({ hasText: '采血处' });
  await line.getByText('候诊 1 人').waitFor();
  await line.getByRole('button', { name: /^关闭/ }).click();
  await line.getByText('已关闭，还有 1 人在等').waitFor();
  await line.getByRole('button', { name: /^一起转走/ }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('combobox', { name: '转到' }).click();
  await page.getByRole('option', { name: /采血二处/ }).click();
  await panel.getByRole('button', { name: '诊室关闭' }).click();
  await panel.getByRole('button', { name: '转走 1 人' }).click();
  await page.locator('section.line').filter({ hasText: '采血二处' }).getByText('候诊 1 人').waitFor();
  await page
    .getByText(/没有人的队列/)
    .first()
    .click();
  await page.getByRole('button', { name: /^开放.*采血处/ }).click();
  await page.getByText('“采血处”已开放').waitFor();
});

test('a doctor is called away: everybody of the line goes to the colleague together', async () => {
  const { page } = nurse;
  const waiting = await order();
  const line = page.locator('section.line').filter({ hasText: waiting[0]! });
  await line.getByRole('button', { name: /^一起转走/ }).click();
  const panel = page.getByRole('dialog');
  await panel.getByRole('combobox', { name: '转到' }).click();
  await page
    .getByRole('option', { name: /乔安澜/ })
    .first()
    .click();
  await panel.getByRole('button', { name: '诊室关闭' }).click();
  await panel.getByRole('button', { name: `转走 ${waiting.length} 人` }).click();
  await expect.poll(order, PATIENT).toEqual([]);
  const colleague = await all.house.as('doctor2');
  expect((await colleague.call('doctorDay')).waiting.map((one) => one.number)).toEqual(expect.arrayContaining(waiting));
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
