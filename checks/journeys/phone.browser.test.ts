/** The patient's phone in the hall: all tickets in one page, and what the pocket gets, through a lost server. */
import { beforeAll, expect, test } from 'vitest';
import type { Arrived } from '../../server/src/adapters/testing/message-stand-in.ts';
import type { Answer, Client } from '../../ui/src/client/index.ts';
import { axeFaults } from '../kit/axe.ts';
import { phone, type Window } from '../kit/window.ts';
import { openPatientPage } from './acts.ts';
import { checkedIn } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { startNext } from './scene.ts';
import { keptFor, looks } from './screens.ts';

const PHONE = '19900000001';
const all = opened();
let patient: Window;
let doctor: Client;
let signedIn: Answer<'signInPhone'>;
let me: Client;
let room_id: string;
let number: string;

/** What arrived on the phone since the last look at it that is about the hall. */
async function arrived(): Promise<string[]> {
  const answer = await fetch(`${all.house.message_url}/_arrived?to=${PHONE}`);
  const { messages } = (await answer.json()) as { messages: Arrived[] };
  return messages.map((one) => one.text ?? '').filter((text) => /号(请到|前面|叫号未到)/.test(text));
}
const arrives = (text: string, times = 1) =>
  expect
    .poll(async () => (await arrived()).filter((one) => one.includes(text)).length, { timeout: 10_000 })
    .toBe(times);

async function callNext(): Promise<string> {
  return (await doctor.call('callNext', { params: { id: room_id } })).number;
}
async function passCurrent(): Promise<void> {
  const { current } = await doctor.call('doctorDay');
  await doctor.call('ticketPass', { params: { id: current!.id } });
}

/** Whoever is first is seen, until `time`. */
async function seeNext(time: string): Promise<void> {
  const { id, version } = await startNext(doctor);
  await all.house.moveTo(time);
  await doctor.call('visitNote', { params: { id }, body: { version, chief_complaint: '咽痛', diagnosis: '急性咽炎' } });
  await doctor.call('visitFinish', { params: { id } });
}

beforeAll(async () => {
  doctor = await all.house.as('doctor1');
  room_id = (await doctor.call('doctorDay')).sessions[0]!.room_id;
  const clerk = await all.house.as('clerk');
  signedIn = await all.house.signInPatient(PHONE);
  me = all.house.client(signedIn.token);
  const { items } = await me.call('patientList');
  patient = await all.window({ ...phone, kept: keptFor(looks.phone, { patient: signedIn }) });
  // one visit first: without any there is nothing to reckon a wait from
  await checkedIn(clerk, { day: all.house.day, doctor_name: '林知秋', order: 80 });
  await seeNext('08:30');
  for (const order of [81, 82]) await checkedIn(clerk, { day: all.house.day, doctor_name: '林知秋', order });
  const mine = await checkedIn(clerk, { day: all.house.day, doctor_name: '林知秋', patient_id: items[0]!.id });
  number = mine.ticket_no!;
});

test('one page says the number, how many are ahead, how long and why', async () => {
  const { page } = patient;
  await openPatientPage(page, all.house);
  await page.getByTestId('go-tickets').click();
  const card = page.getByTestId('ticket-card').filter({ hasText: number });
  await card.getByTestId('people-ahead').filter({ hasText: '2' }).waitFor();
  expect(await card.innerText()).toContain('全科门诊');
  await arrives(`${number}号前面还有2位`); // told once, when they joined a line that was being called
});

test('by keys alone in the largest print: the range follows each event, stays through a lost network, and catches up', async () => {
  const window = await all.window({ ...looks.phone_dark, kept: keptFor(looks.phone_dark, { patient: signedIn }) });
  const { page } = window;
  await openPatientPage(page, all.house);
  await page.getByTestId('go-tickets').waitFor();
  const focused = () =>
    page.evaluate(() => document.activeElement?.closest('[data-testid]')?.getAttribute('data-testid'));
  for (let step = 0; step < 40 && (await focused()) !== 'go-tickets'; step += 1) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  const range = page.getByTestId('wait-range').filter({ visible: true });
  await page.getByTestId('people-ahead').filter({ hasText: '2' }).waitFor();
  const before = await range.innerText();
  expect(before).toMatch(/\d+/);
  await page.context().setOffline(true);
  await page.getByTestId('offline').filter({ visible: true }).waitFor();
  await seeNext('08:33');
  expect(await range.innerText()).toBe(before);
  await page.context().setOffline(false);
  await page.getByTestId('people-ahead').filter({ hasText: '1' }).waitFor();
  await expect.poll(() => range.innerText()).not.toBe(before);
  expect(await axeFaults(page)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
  await window.close();
});

test('please come: the page changes by itself, and the pocket is told once of being near and once of the call', async () => {
  const { page } = patient;
  await page.getByTestId('people-ahead').filter({ hasText: '1' }).waitFor();
  await callNext();
  await passCurrent();
  expect(await callNext()).toBe(number);
  await page.getByTestId('called').filter({ hasText: '101' }).waitFor();
  await arrives(`${number}号请到`);
  await arrives('号前面还有');
});

test('without the server the page keeps what it knew, with its age; back, it tells what happened meanwhile', async () => {
  const { page } = patient;
  await all.house.stopServer();
  await page.getByTestId('offline').filter({ visible: true }).waitFor();
  expect(await page.getByTestId('called').innerText()).toContain('101');
  await all.house.startServer();
  await passCurrent();
  // it asks for the line again every fifteen seconds at most
  await page.getByTestId('passed').filter({ hasText: number }).waitFor({ timeout: 30_000 });
  await arrives(`${number}号叫号未到`);
  await arrives(`${number}号请到`);
});

test('by keyboard alone, who wants no SMS says so and gets none', async () => {
  const { page } = patient;
  await page.getByTestId('go-notices').focus();
  await page.keyboard.press('Enter');
  const off = page.getByTestId('notice-sms').getByRole('radio', { name: /不发短信/ });
  await page.getByTestId('notice-sms').getByRole('radio', { checked: true }).focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => off.getAttribute('aria-checked')).toBe('true');
  await expect.poll(async () => (await me.call('noticeSettings')).sms, { timeout: 5_000 }).toBe(false);
  const { passed } = await doctor.call('doctorDay');
  const mine = passed.find((ticket) => ticket.number === number)!;
  await doctor.call('ticketReturn', { params: { id: mine.id } });
  await doctor.call('ticketCall', { params: { id: mine.id } });
  await page.goBack();
  await page.getByTestId('called').filter({ hasText: '101' }).waitFor();
  // the message is written by a reader of the record: until then the list's first is that of the call before
  const newest = async () => (await me.call('messageList')).items[0];
  await expect.poll(newest, { timeout: 5_000 }).toMatchObject({ kind: 'ticket.called', told_by: [] });
  await arrives(`${number}号请到`);
});

test('large print and English: nothing is cut off, nothing is unreachable', async () => {
  const look = { ...looks.phone_dark, locale: 'en' } as const;
  const window = await all.window({ ...look, kept: keptFor(look, { patient: signedIn }) });
  for (const path of ['/queue/tickets-page', '/notify/notice-settings-page']) {
    await openPatientPage(window.page, all.house, path);
    await window.page.getByRole('heading', { level: 1 }).filter({ visible: true }).waitFor();
    await window.page.locator('.h-card, .h-ticket').filter({ visible: true }).first().waitFor();
    expect(await axeFaults(window.page)).toEqual([]);
    const width = await window.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(width).toBeLessThanOrEqual(0);
  }
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
