/** One patient booked, called and seen, in the windows of everyone concerned: phone, hall, consulting room, office. */
import { beforeAll, expect, test } from 'vitest';
import { desktop, hall, phone, type Window } from '../kit/window.ts';
import {
  addMyself,
  figure,
  findByComplaint,
  holdAndPay,
  newcomer,
  openBoard,
  scanHall,
  signInByPhone,
  signInStaff,
  stateOfBooking,
  takeFirstSlot,
} from './acts.ts';
import { expectQuiet, hears } from './expect.ts';
import { opened } from './open.ts';

const all = opened();
let patient: Window;
let board: Window;
let doctor: Window;
let office: Window;

beforeAll(async () => {
  patient = await all.window(phone);
  board = await all.window({ ...hall, voice: true });
  doctor = await all.window(desktop);
  office = await all.window(desktop);
});

test('registers, finds the department by a complaint, takes a slot, adds themself and pays', async () => {
  const { page } = patient;
  await signInByPhone(page, all.house, newcomer.phone);
  await findByComplaint(page, '嗓子疼', all.house.day, '林知秋');
  await takeFirstSlot(page);
  await page.getByTestId('add-patient').click();
  await addMyself(page, newcomer);
  await page.getByTestId('fee').waitFor();
  await holdAndPay(page, all.house);
});

test('checks in with the hall’s rotating code', async () => {
  await openBoard(board.page, all.house);
  await scanHall(patient.page, board.page);
  await patient.page.getByTestId('queue-place').waitFor();
});

test('the doctor calls from the keyboard; the hall shows and says it, the phone shows it', async () => {
  await board.page.getByText('点击开启播报').click();
  await signInStaff(doctor.page, all.house, 'doctor1');
  await doctor.page.getByText('候诊 1 人').first().waitFor();
  await doctor.page.keyboard.press('Space');
  const number = await doctor.page.locator('.call-card .serial').innerText();

  const call = board.page.getByTestId('call').filter({ hasText: number });
  await call.waitFor();
  expect(await call.innerText()).toContain('101 诊室');
  expect(await call.innerText()).not.toContain(newcomer.name);
  await hears(board, 2);
  const [first, second] = await board.said();
  expect(first).toMatch(/^请 .*号 .*某.* 到 一 零 一 诊室/);
  expect(second).toBe(first);

  await patient.page.getByTestId('called').filter({ hasText: '101' }).waitFor();
});

test('a recall is said again', async () => {
  await doctor.page.keyboard.press('r');
  await hears(board, 4);
});

test('the doctor starts, writes the note and finishes; the phone follows', async () => {
  await doctor.page.keyboard.press('s');
  await doctor.page.getByLabel('主诉').fill('咽痛两天');
  await stateOfBooking(patient.page, 'in_consultation');
  await doctor.page.getByLabel('诊断').fill('急性咽炎');
  await doctor.page.keyboard.press('Control+Enter');
  await doctor.page.getByText('诊室空着').waitFor();
  await stateOfBooking(patient.page, 'finished');
});

test('today’s board of the hospital shows the visit', async () => {
  await signInStaff(office.page, all.house, 'operator');
  await office.page.goto(`${all.house.url}/console/today`);
  await figure(office.page, '看完', 1);
  await figure(office.page, '签到', 1);
  await figure(office.page, '候诊', 0);
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
