/** The hall's television over a reload, a lost server and a wrong key. */

import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../ui/src/client/index.ts';
import { hall, type Window } from '../kit/window.ts';
import { openBoard } from './acts.ts';
import { checkedIn } from './desk-acts.ts';
import { expectQuiet, hears } from './expect.ts';
import { opened } from './open.ts';

const all = opened();
let board: Window;
let doctor: Client;
let room_id: string;

beforeAll(async () => {
  board = await all.window({ ...hall, voice: true });
  doctor = await all.house.as('doctor1');
  room_id = (await doctor.call('doctorDay')).sessions[0]!.room_id;
  const clerk = await all.house.as('clerk');
  for (const order of [91, 92, 93]) await checkedIn(clerk, { day: all.house.day, doctor_name: '林知秋', order });
});

const callNext = async () => (await doctor.call('callNext', { params: { id: room_id } })).number;
async function passCurrent(): Promise<void> {
  const { current } = await doctor.call('doctorDay');
  await doctor.call('ticketPass', { params: { id: current!.id } });
}
const shows = (number: string) => board.page.getByTestId('call').filter({ hasText: number }).waitFor();

test('a wrong key is told, the right one is typed once and leaves the address', async () => {
  const { page } = board;
  await page.goto(`${all.house.url}/board/#key=nobody-knows-this`);
  await page.getByText('接入码不正确').waitFor();
  await page.getByLabel('接入码').fill('demo-board-hall-1');
  await page.getByRole('button', { name: '接入' }).click();
  await page.getByTestId('check-in-code').waitFor();
  expect(page.url()).toBe(`${all.house.url}/board/`);
});

test('a reload shows the call at once and does not say it again', async () => {
  const { page } = board;
  const number = await callNext();
  await shows(number);
  await hears(board, 3); // the call twice, then who may get ready
  await page.reload();
  await shows(number);
  await page.getByRole('heading', { level: 1 }).click(); // a gesture: it may speak, and has nothing to say
  await page.waitForTimeout(1_500);
  expect(await board.said()).toHaveLength(3);
});

test('without the server it keeps what it knew and counts the seconds; back, it catches up and says the new call', async () => {
  const { page } = board;
  const before = await page.getByTestId('call').innerText();
  await all.house.stopServer();
  await page.getByText('连接中断').waitFor();
  expect(await page.getByTestId('call').innerText()).toBe(before);
  await page.reload(); // as after a power cut: the page itself comes from what the screen has kept
  expect(await page.getByTestId('call').innerText()).toBe(before);
  await page.getByText('连接中断').waitFor();
  await page.getByRole('heading', { level: 1 }).click();
  await all.house.startServer();
  await passCurrent();
  const number = await callNext();
  await shows(number);
  await page.getByText('连接中断').waitFor({ state: 'detached' });
  await hears(board, 6);
});

test('a call that was made while nobody could hear it is shown and never spoken when a minute has passed', async () => {
  const { page } = board;
  await page.goto('about:blank');
  await passCurrent();
  const number = await callNext();
  await all.house.moveTo('08:40');
  await openBoard(page, all.house);
  await page.getByRole('heading', { level: 1 }).click();
  await shows(number);
  await page.waitForTimeout(1_500);
  expect(await board.said()).toHaveLength(6);
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
