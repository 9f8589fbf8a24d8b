/** A new screen is paired by the code it shows, hangs beside a door, is looked after from the console, and is let go. */

import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../ui/src/client/index.ts';
import { desktop, hall, type Window } from '../kit/window.ts';
import { openBoard, signInStaff } from './acts.ts';
import { checkedIn } from './desk-acts.ts';
import { expectQuiet, hears } from './expect.ts';
import { opened } from './open.ts';

const all = opened();
let screen: Window;
let admin: Window;
let doctor: Client;
let room: { id: string; name: string };

beforeAll(async () => {
  screen = await all.window(hall);
  admin = await all.window(desktop);
  doctor = await all.house.as('doctor1');
  const { room_id, room_name } = (await doctor.call('doctorDay')).sessions[0]!;
  room = { id: room_id, name: room_name };
  const clerk = await all.house.as('clerk');
  for (const order of [81, 82, 83]) await checkedIn(clerk, { day: all.house.day, doctor_name: '林知秋', order });
});

const codeShown = async () => (await screen.page.getByTestId('pairing-code').innerText()).replace(/\s/g, '');
const row = () => admin.page.getByRole('row').filter({ hasText: '示例门口屏' });

test('a new screen shows a code; typed in the console, by keys alone, it hangs beside its door', async () => {
  await screen.page.goto(`${all.house.url}/board/`);
  const code = await codeShown();
  const { page } = admin;
  await signInStaff(page, all.house, 'admin');
  await page.goto(`${all.house.url}/console/boards`);
  await page.getByRole('button', { name: '接入新屏幕' }).press('Enter');
  await page.getByLabel('配对码').fill(code.toLowerCase());
  await page.getByLabel('名称').fill('示例门口屏');
  await page.getByRole('radio', { name: '大厅屏' }).press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.getByRole('combobox', { name: '诊室' }).press('Enter');
  await page.keyboard.type(room.name);
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '接入新屏幕' }).last().press('Enter');
  await screen.page.getByTestId('door').getByText(room.name).waitFor();
  await row().getByText('在线').waitFor();
});

test('a call stands large beside the door, silent; the hall says it, and who may get ready', async () => {
  const hearing = await all.window({ ...hall, voice: true });
  await openBoard(hearing.page, all.house);
  await hearing.page.getByRole('heading', { level: 1 }).click();
  const { number } = await doctor.call('callNext', { params: { id: room.id } });
  await screen.page.getByTestId('door').getByText(number, { exact: true }).waitFor();
  const next = await screen.page.getByTestId('prepare').innerText();
  await hears(hearing, 3);
  const [first, second, ready] = await hearing.said();
  expect([first, second]).toEqual([first, first]);
  expect(first).toContain('就诊');
  expect(ready).toMatch(/^请 .+ 准备$/);
  expect(next).toContain('请准备');
  await hearing.close();
});

test('asked to load its page anew it does, and is paired as before', async () => {
  const { page } = admin;
  await row().getByRole('button').click();
  const loaded = screen.page.waitForEvent('load');
  await page.getByRole('button', { name: '重新载入页面' }).click();
  await loaded;
  await screen.page.getByTestId('door').waitFor();
});

test('unpaired, it shows nothing more at once, and a code of its own instead; its old key is void', async () => {
  const { page } = admin;
  const old_key = await screen.page.evaluate(() => localStorage.getItem('menzhen.board.key'));
  await page.getByRole('button', { name: '解除配对' }).click();
  await page.locator('dialog[open]').getByRole('button', { name: '解除配对' }).click();
  await screen.page.getByTestId('pairing-code').waitFor();
  expect(await screen.page.getByTestId('door').count()).toBe(0);
  expect(await screen.page.evaluate(() => localStorage.getItem('menzhen.board.state'))).toBe('null');
  expect(await screen.page.evaluate(() => localStorage.getItem('menzhen.board.key'))).toBe(old_key);
  await row().getByText('没有屏幕').waitFor();
});

test('another code puts a screen in its place again', async () => {
  const { page } = admin;
  await page.getByRole('button', { name: '接入另一台屏幕' }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel('配对码').fill('ZZZZZZ');
  await dialog.getByRole('button', { name: '接入另一台屏幕' }).click();
  await dialog.getByText('没有屏幕在显示这个配对码').waitFor();
  await dialog.getByLabel('配对码').fill(await codeShown());
  await dialog.getByRole('button', { name: '接入另一台屏幕' }).click();
  await screen.page.getByTestId('door').getByText(room.name).waitFor();
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
