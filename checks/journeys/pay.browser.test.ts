/** Money from the patient's side: paid by Alipay with the page closed in between, found again, given back, and on paper. */
import { readFileSync } from 'node:fs';
import type { Page } from 'playwright-core';
import { extractText, getDocumentProxy } from 'unpdf';
import { beforeAll, expect, test } from 'vitest';
import { phone, type Window } from '../kit/window.ts';
import { findByComplaint, openPatientPage, signInByPhone, stateOfBooking, takeFirstSlot } from './acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';
import { nextDayOf } from './scene.ts';

const all = opened();
let patient: Window;
let later: string;
/** Alipay's page, left open on another screen. */
let cashier: Page;

beforeAll(async () => {
  patient = await all.window(phone);
  later = await nextDayOf(await all.house.as('operator'), all.house.day, '林知秋');
});

/** The phone's app opened anew, as after it was closed. */
async function reopen(path = ''): Promise<Page> {
  const page = await patient.page.context().newPage();
  await openPatientPage(page, all.house, path);
  await patient.page.close();
  patient.page = page;
  return page;
}

const textOfFile = async (file: string) =>
  (await extractText(await getDocumentProxy(new Uint8Array(readFileSync(file))), { mergePages: true })).text;

test('chooses Alipay and is led to its page', async () => {
  const { page } = patient;
  await signInByPhone(page, all.house, '19900000001');
  await findByComplaint(page, '嗓子疼', later, '林知秋');
  await takeFirstSlot(page);
  await page.getByTestId('hold').click();
  await page.getByTestId('channel').getByRole('radio', { name: '支付宝' }).click();
  await page.getByTestId('pay').filter({ hasText: '支付宝支付' }).click();
  await page.waitForURL((url) => url.origin === all.house.pay_url);
  expect(await page.getByRole('heading', { level: 1 }).innerText()).toContain('支付宝');
});

test('closes the app before paying, and finds the payment on the home page when it is opened again', async () => {
  const address = patient.page.url();
  const page = await reopen('/');
  await page.getByTestId('next-step').filter({ hasText: '查看支付结果' }).click();
  expect(await page.getByTestId('pay-confirming').innerText()).toContain('正在向支付宝确认支付结果');
  cashier = await page.context().newPage();
  await cashier.goto(address);
});

test('pays in the other window, and the page turns to the booking by itself', async () => {
  await cashier.locator('button[value=pay]').click();
  await cashier.close();
  await stateOfBooking(patient.page, 'booked');
});

test('remembers the channel for the next time', async () => {
  const kept = await patient.page.evaluate(() => localStorage.getItem('menzhen.payChannel'));
  expect(kept).toContain('alipay');
});

test('cancels, and follows the refund step by step until it has arrived', async () => {
  const { page } = patient;
  await page.getByTestId('cancel').click();
  await page.getByTestId('cancel-yes').click();
  await stateOfBooking(page, 'cancelled');
  await page.getByTestId('payment-state').click();
  await page.getByTestId('refund-state').first().waitFor();
  await page.locator('[data-testid=refund-state][data-state=succeeded]').waitFor({ timeout: 30_000 });
  expect(await page.locator('[data-testid=payment-state][data-state]').innerText()).toBe('已退款');
});

test('opens receipt and refund slip, and saves both as PDF', async () => {
  for (const [paper, title, series] of [
    ['receipt', '门诊缴费收据', 'R'],
    ['refund_slip', '门诊退款凭单', 'T'],
  ] as const) {
    const { page } = patient;
    await page.getByTestId(paper).click();
    const number = await page.getByTestId('receipt-number').innerText();
    expect(number).toMatch(new RegExp(`^${series}\\d{4}-\\d{6}$`));
    const capitals = await page.getByTestId('capitals').innerText();
    const [file] = await Promise.all([page.waitForEvent('download'), page.getByTestId('receipt-pdf').click()]);
    expect(file.suggestedFilename()).toBe(`${number}.pdf`);
    const text = await textOfFile(await file.path());
    for (const words of [title, number, capitals, '支付宝']) expect(text).toContain(words);
    await page.getByTestId('back').last().click();
  }
});

test('the list of payments tells of it, and leads back', async () => {
  const page = await reopen('/payment/payments-page');
  const row = page.getByTestId('payment').first();
  expect(await row.innerText()).toMatch(/已退款[\s\S]*支付宝/);
  await row.click();
  await page.getByTestId('refund-amount').waitFor();
});

test('when the time runs out the page says what became of the place, and that nothing was taken', async () => {
  const page = await reopen('/');
  await findByComplaint(page, '嗓子疼', later, '林知秋');
  await takeFirstSlot(page);
  await page.getByTestId('hold').click();
  await page.getByTestId('channel').getByRole('radio', { name: '支付宝', checked: true }).waitFor();
  await page.getByTestId('pay').click();
  await page.waitForURL((url) => url.origin === all.house.pay_url);
  await page.goBack();
  await page.getByTestId('pay-confirming').waitFor();
  await all.house.moveTo('08:50');
  await page.getByTestId('pay-gone').waitFor({ timeout: 60_000 });
  expect(await page.getByTestId('pay-gone').innerText()).toContain('没有扣款');
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));
