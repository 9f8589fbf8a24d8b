/**
 * Finance the morning after: a bill asked for by hand, two payments in it that nobody here knows, one of them left standing
 * with a reason, one taken on, then the day closed for good and its statement saved.
 */
import { readFileSync } from 'node:fs';
import pg from 'pg';
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { addDays, dayWords, hospitalTime } from '../../ui/src/format/index.ts';
import { axeFaults } from '../kit/axe.ts';
import { desktop, type Window } from '../kit/window.ts';
import { signInStaff } from './acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';

const all = opened();
/** The channel's calendar is the machine's, the hospital's is moved on; bills of these days are ready whatever the hour. */
const billDay = (ago: number) => addDays(hospitalTime(new Date().toISOString()).day, -ago);
/** The rows are in this one; its neighbours hold a part of the same day of the hospital. */
const THE_BILL = billDay(3);
const BILLS = [billDay(4), THE_BILL, billDay(2)];
let finance: Window;

/** A place whose payment was begun at the channel. */
async function beginPayment(): Promise<void> {
  const { token } = await all.house.signInPatient('19900000001');
  const patient = all.house.client(token);
  const { items: family } = await patient.call('patientList');
  const { items: sessions } = await patient.call('sessionList', { query: { date: all.house.day } });
  const session = sessions.find((one) => one.department_name.includes('全科') && one.bookable === 'available')!;
  const { items: slots } = await patient.call('sessionSlots', { params: { id: session.id } });
  const slot_id = slots.find((one) => one.bookable === 'available')!.id;
  const patient_id = family.find((one) => one.relation === 'self')!.id;
  const { id } = await patient.call('bookingHold', { body: { slot_id, patient_id } });
  await patient.call('bookingPay', { params: { id }, body: { channel: 'wechat', scene: 'h5' } });
}

/** As if that had been five days ago, when the hospital began to take payments: bills are there from that day on. */
async function fiveDaysAgo(): Promise<void> {
  const client = new pg.Client({ connectionString: all.database_url });
  await client.connect();
  await client.query(`update payment_order set channel_expires_at = channel_expires_at - interval '5 days'`);
  await client.end();
}

const billRows = (rows: number) =>
  fetch(`${all.house.pay_url}/_bill_rows`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ bill_date: THE_BILL, rows }),
  });

beforeAll(async () => {
  expect((await billRows(2)).ok).toBe(true);
  await beginPayment();
  await fiveDaysAgo();
  finance = await all.window(desktop);
  await signInStaff(finance.page, all.house, 'finance');
});

const panel = (page: Page) => page.locator('section[role=dialog]');
const openDay = (page: Page, day: string) => page.getByRole('button', { name: dayWords(day, 'zh-CN') }).click();
/** The hospital's day in which the bill's time lies. */
const hospitalDay = () => addDays(all.house.day, -3);

test('asks for bills of days that are over, and is shown what nobody here knows', async () => {
  const { page } = finance;
  await page.goto(`${all.house.url}/console/reconciliation`);
  for (const day of BILLS) {
    await openDay(page, day);
    const bill = panel(page).locator('.between').filter({ hasText: '微信支付' });
    await bill.getByRole('button', { name: /获取/ }).click();
    await bill.getByText('已对账').waitFor();
  }
  await openDay(page, THE_BILL);
  await panel(page).getByText('2 项待处理').waitFor();
  expect(await axeFaults(page)).toEqual([]);
});

test('cannot close the day before that is explained', async () => {
  const { page } = finance;
  await openDay(page, hospitalDay());
  await panel(page).getByText('还不能结账').waitFor();
  expect(await panel(page).getByRole('button', { name: '结账', exact: true }).isDisabled()).toBe(true);
  await openDay(page, THE_BILL);
});

test('settles each with a reason', async () => {
  const { page } = finance;
  await panel(page).getByRole('button', { name: '看差异' }).click();
  for (const [cure, left] of [
    ['留存备查', 1],
    ['医院承担或收下', 0],
  ] as const) {
    await page.getByRole('button', { name: '渠道有，我们没有这个单号' }).first().click();
    await panel(page).getByText(cure, { exact: true }).click();
    await panel(page).getByLabel('原因（以后查账会看到）').fill('渠道演示账单里的行，已与渠道核实');
    expect(await axeFaults(page)).toEqual([]);
    await panel(page).locator('button[type=submit]').click();
    await panel(page).getByText('渠道演示账单里的行').waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.getByRole('button', { name: '渠道有，我们没有这个单号' }).count()).toBe(left);
  }
});

test('closes the day once everything is explained, and saves its statement', async () => {
  const { page } = finance;
  await page.getByRole('button', { name: '按天核对' }).click();
  await openDay(page, hospitalDay());
  await panel(page).getByText('都对上了，可以结账').waitFor();
  await panel(page).getByRole('button', { name: '结账', exact: true }).click();
  await page.getByRole('dialog').last().getByRole('button', { name: '结账', exact: true }).click();
  await panel(page).getByText('已结账').first().waitFor();
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    panel(page).getByRole('button', { name: '下载对账单' }).click(),
  ]);
  expect(file.suggestedFilename()).toMatch(/\.xlsx$/);
  expect(
    readFileSync(await file.path())
      .subarray(0, 2)
      .toString(),
  ).toBe('PK');
  expectQuiet(finance);
});
