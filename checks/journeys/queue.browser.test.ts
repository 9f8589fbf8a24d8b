/** Calling from the consulting room, as hall and phone see it: at once, through a server restart, and never twice. */
import type { Page, Route } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../ui/src/client/index.ts';
import { desktop, hall, phone, type Window } from '../kit/window.ts';
import { openBoard, signInStaff, stateOfBooking } from './acts.ts';
import { checkedIn } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { keptFor, looks } from './screens.ts';

const all = opened();
const STUDENT = '19900000001';
let board: Window;
let doctor: Window;
let patient: Window;
let asDoctor: Client;

beforeAll(async () => {
  const { house } = all;
  const clerk = await house.as('clerk');
  const student = await house.signInPatient(STUDENT);
  const { items: family } = await house.client(student.token).call('patientList');
  const visit = { day: house.day, doctor_name: '林知秋' };
  const booking = await checkedIn(clerk, { ...visit, patient_id: family[0]!.id });
  for (const order of [111, 112]) await checkedIn(clerk, { ...visit, order });
  asDoctor = await house.as('doctor1');
  board = await all.window({ ...hall, voice: true });
  doctor = await all.window(desktop);
  patient = await all.window({ ...phone, kept: keptFor(looks.phone, { patient: student }) });
  for (const { page } of [board, patient]) await withoutPolling(page);
  await openBoard(board.page, house);
  await board.page.getByRole('heading', { level: 1 }).click();
  await patient.page.goto(`${house.url}/#/booking/booking-page?id=${booking.id}`);
});

/** What a page would read again every few seconds it does not: whatever changes on it, changes by the live line. */
async function withoutPolling(page: Page): Promise<void> {
  await page.route('**/api/board', (route) => route.abort());
  await page.addInitScript(() => {
    const every = window.setInterval.bind(window);
    const onlyShort = (act: TimerHandler, ms = 0) => (ms < 2_000 ? every(act, ms) : 0);
    Object.assign(window, { setInterval: onlyShort });
  });
}

/** From now on the page notes by its own clock when something first stands on it, and when its first word is said. */
const noteWhen = (page: Page, selector: string) =>
  page.evaluate((wanted) => {
    const clock = () => performance.timeOrigin + performance.now();
    const note = (what: string) => sessionStorage.getItem(what) ?? sessionStorage.setItem(what, `${clock()}`);
    const look = () => document.querySelector(wanted) && note('shown_ms');
    new MutationObserver(look).observe(document.body, { childList: true, subtree: true, characterData: true });
    window.addEventListener('keydown', () => note('pressed_ms'), { capture: true });
    const voice = window.speechSynthesis;
    const speak = voice.speak.bind(voice);
    Object.assign(voice, { speak: (words: SpeechSynthesisUtterance) => [note('spoken_ms'), speak(words)] });
  }, selector);
const noted = (page: Page, what: 'pressed_ms' | 'shown_ms' | 'spoken_ms') =>
  page.evaluate((name) => Number(sessionStorage.getItem(name)), what);

/** Waits until the hall has heard so many calls; who is asked to get ready is not counted. */
const hears = (calls: number) =>
  expect
    .poll(async () => (await board.said()).filter((one) => /到.*诊室/.test(one) && !one.includes('准备')).length, {
      timeout: 8_000,
    })
    .toBe(calls);
const serial = () => doctor.page.locator('.call-card .serial').innerText();
const called = (number: string) => board.page.getByTestId('call').filter({ hasText: number }).waitFor();
/** How often the one in the room has been called, as the server has it. */
const calls = async () => (await asDoctor.call('doctorDay')).current?.calls;

test('one key calls: pushed and not asked for, the hall shows and says it, the phone shows it; how soon is printed', async () => {
  await patient.page.getByTestId('queue-place').waitFor();
  await signInStaff(doctor.page, all.house, 'doctor1');
  await doctor.page.getByText('候诊 3 人').first().waitFor();
  await noteWhen(doctor.page, '.call-card.called');
  await noteWhen(board.page, '[data-testid=call]');
  await noteWhen(patient.page, '[data-testid=called]');
  await doctor.page.keyboard.press('Space');
  await doctor.page.locator('.call-card.called').waitFor();
  await Promise.all([called(await serial()), patient.page.getByTestId('called').waitFor(), hears(2)]);
  const pressed = await noted(doctor.page, 'pressed_ms');
  const after = async (page: Page, what: 'shown_ms' | 'spoken_ms') => Math.round((await noted(page, what)) - pressed);
  console.info(
    `call: board ${await after(board.page, 'shown_ms')} ms, its first word ${await after(board.page, 'spoken_ms')} ms ` +
      `(the chime takes up to 1100), phone ${await after(patient.page, 'shown_ms')} ms after the press`,
  );
});

test('without the server nothing can be pressed and the list says how old it is; back, it catches up by itself', async () => {
  const { page } = doctor;
  await all.house.stopServer();
  await page.getByText('网络断开，暂时不能操作').waitFor();
  await page.locator('.mz-offline').waitFor();
  expect(await page.locator('.call-card button:enabled').count()).toBe(0);
  await page.keyboard.press('r');
  await all.house.startServer();
  await page.getByText('网络断开，暂时不能操作').waitFor({ state: 'detached' });
  expect(await calls()).toBe(1);
  await page.keyboard.press('r');
  await page.getByText('已叫 2 次').waitFor();
  await hears(4);
  expect(await calls()).toBe(2);
});

test('an act whose answers are lost is done once; pressed again after catching up, it is a new one', async () => {
  const { page } = doctor;
  let lost = 0;
  await page.route('**/api/tickets/*/recall', async (route) => {
    await route.fetch(); // the server has done it
    lost += 1;
    await route.abort();
  });
  await page.keyboard.press('r');
  await page.locator('.call-card .mz-error').waitFor();
  expect(lost).toBeGreaterThan(1);
  expect(await calls()).toBe(3);
  await page.unroute('**/api/tickets/*/recall');
  await page.getByText('已叫 3 次').waitFor();
  await page.keyboard.press('r');
  await page.getByText('已叫 4 次').waitFor();
  expect(await calls()).toBe(4);
});

test('a key pressed before the answer to the one before waits its turn; what is no longer possible then is said', async () => {
  const { page } = doctor;
  const status = page.locator('.call-card [role=status]');
  /** Presses R, and before it is answered the others; gives back how to let the answer through. */
  const inOneBreath = async (...keys: string[]) => {
    const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
    const hold = async (route: Route) => {
      await answered;
      await route.continue();
    };
    await page.route('**/api/tickets/*/recall', hold, { times: 1 });
    for (const key of ['r', ...keys]) await page.keyboard.press(key);
    return answer;
  };
  const [number, called_before] = [await serial(), (await calls())!];
  const answerFirst = await inOneBreath('r', 's', 'p');
  await status.filter({ hasText: '接着做：过号' }).waitFor();
  answerFirst();
  await page.getByRole('button', { name: `撤销 刚才：${number} 号 过号` }).waitFor();
  await page.keyboard.press('z');
  await page.locator('.call-card.called').filter({ hasText: number }).waitFor();
  expect(await calls()).toBe(called_before + 1);

  const answerSecond = await inOneBreath('Space');
  await status.filter({ hasText: '接着做：叫下一位' }).waitFor();
  answerSecond();
  await status.filter({ hasText: '没有做“叫下一位”：现在不能做这一步' }).waitFor();
  expect(await serial()).toBe(number);
  expect(await calls()).toBe(called_before + 2);
});

test('a pass is taken back by its key: the patient stands in the room again, on the phone too', async () => {
  const { page } = doctor;
  const number = await serial();
  await page.keyboard.press('p');
  await page.getByRole('button', { name: `撤销 刚才：${number} 号 过号` }).waitFor();
  await patient.page.getByTestId('passed').waitFor();
  await page.keyboard.press('z');
  await page.locator('.call-card.called').filter({ hasText: number }).waitFor();
  await patient.page.getByTestId('called').waitFor();
});

test('a pass and in one breath its undoing: the pass is done, then taken back', async () => {
  const { page } = doctor;
  const number = await serial();
  const acts: string[] = [];
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  page.on('request', (request) => acts.push(/\/api\/tickets\/[^/]+\/(\w+)$/.exec(request.url())?.[1] ?? ''));
  await page.route('**/api/tickets/*/pass', (route) => answered.then(() => route.continue()), { times: 1 });
  await page.keyboard.press('p');
  await page.keyboard.press('z');
  await page.getByRole('status').filter({ hasText: '接着做：撤销' }).waitFor();
  answer();
  await expect.poll(() => acts.filter((act) => act === 'pass' || act === 'undo')).toEqual(['pass', 'undo']);
  await page.locator('.call-card.called').filter({ hasText: number }).waitFor();
});

test('sent for a test the room is free for the next; back with results the visit and its note go on', async () => {
  const { page } = doctor;
  const number = await serial();
  await page.keyboard.press('s');
  await page.getByLabel('主诉').fill('反复头痛');
  await page.getByRole('heading', { level: 1 }).click(); // out of the note: letters are keys again
  await page.keyboard.press('t');
  await page.getByRole('dialog').getByRole('button', { name: '外出检查' }).click();
  await page.getByText('诊室空着').waitFor();
  await page.keyboard.press('Space');
  await page.locator('.call-card.called').waitFor();
  expect(await serial()).not.toBe(number);
  await page.keyboard.press('p');
  await page.getByText('诊室空着').waitFor();
  await page.getByRole('button', { name: /^外出检查 1$/ }).click();
  await page.getByRole('button', { name: `带结果回来了 ${number}` }).click();
  await page.getByRole('button', { name: /^候诊/ }).click();
  await page.getByRole('button', { name: `叫此号 ${number}` }).click();
  await page.getByRole('button', { name: /^继续接诊/ }).click();
  expect(await page.getByLabel('主诉').inputValue()).toBe('反复头痛');
  await page.getByRole('button', { name: /^结束就诊/ }).click();
  await stateOfBooking(patient.page, 'finished');
});

test('Z pressed while a call is repeated means that call: nothing that was done before it is undone', async () => {
  const { page } = doctor;
  await page.keyboard.press('Space');
  await page.locator('.call-card.called').waitFor();
  const number = await serial();
  const { promise: answered, resolve: answer } = Promise.withResolvers<void>();
  await page.route('**/api/tickets/*/recall', (route) => answered.then(() => route.continue()), { times: 1 });
  await page.keyboard.press('r');
  await page.keyboard.press('z');
  answer();
  await page.getByRole('status').filter({ hasText: '没有做“撤销”：现在不能做这一步' }).waitFor();
  expect(await serial()).toBe(number);
  expect(await calls()).toBe(2);
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
