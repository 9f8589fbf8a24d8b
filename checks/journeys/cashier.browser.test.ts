/**
 * The cashier's day: a drawer opened with its float, a fee taken in cash with change, one part of it given back after a second
 * person has agreed, the cash handed over, and a count that is one yuan short.
 */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import type { Client } from '../../ui/src/client/index.ts';
import { axeFaults } from '../kit/axe.ts';
import { desktop, phone } from '../kit/window.ts';
import { signInStaff } from './acts.ts';
import { register } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';

const all = opened();

/** A place of an expert's, held at the desk and not yet paid: 5 yuan registration, 30 yuan consultation. */
async function heldPlace(clerk: Client, order: number) {
  const patient_id = await register(clerk, { order });
  const { items: sessions } = await clerk.call('sessionList', { query: { date: all.house.day } });
  const session = sessions.find(
    (one) => one.visit_type_kind === 'expert' && one.places_left > 0 && one.department_name.includes('全科'),
  )!;
  const { items: slots } = await clerk.call('sessionSlots', { params: { id: session.id } });
  const slot = slots.find((one) => one.places_left > 0)!;
  return clerk.call('deskBookingHold', { body: { slot_id: slot.id, patient_id } });
}
/** Here a refund of more than 20 yuan needs a second person. */
async function lowerTheLimit(): Promise<void> {
  const admin = await all.house.as('admin');
  const { items } = await admin.call('policyVersions', { query: { limit: 1 } });
  const { version } = items[0]!;
  const { policy } = await admin.call('policyVersionShow', { params: { version } });
  const draft = { ...policy, refund: { two_person_above_fen: 2_000 } };
  const body = { policy: draft, base_version: version, valid_from: null, note: '退费 20 元以上两人' };
  await admin.call('policyPublish', { body });
}
const panel = (page: Page) => page.locator('section[role=dialog]');

async function openDrawer(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /开钱箱/ })
    .first()
    .click();
  await panel(page).getByLabel('窗口').fill('1 号窗口');
  await panel(page).getByLabel('备用金（元）').fill('200');
  await page.keyboard.press('Enter');
  await panel(page).getByText('箱内应有').waitFor();
  await page.keyboard.press('Escape');
}

async function count(page: Page, pieces: Record<string, number>): Promise<void> {
  for (const [face, n] of Object.entries(pieces))
    await panel(page).getByLabel(`${face} 张（枚）数`, { exact: true }).fill(String(n));
}

test('drawer, cash, a part back by two persons, handed over, a count one yuan short', async () => {
  await lowerTheLimit();
  const clerk = await all.house.as('clerk');
  const booking = await heldPlace(clerk, 301);
  expect(booking.fee_fen).toBe(3500);
  const window = await all.window(desktop);
  const { page } = window;
  await signInStaff(page, all.house, 'cashier');
  await page.goto(`${all.house.url}/console/cashier`);
  await openDrawer(page);

  // scanned: the panel opens at once; cash by its key, the change before the drawer is shut
  await page.locator('#cashier-search').fill(booking.qr_text);
  await page.keyboard.press('Enter');
  await panel(page).getByTestId('due').getByText('¥35.00').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.keyboard.press('c');
  await page.getByLabel('收到（元）').fill('50');
  await panel(page).locator('.change').getByText('¥15.00').waitFor();
  await page.keyboard.press('Enter');
  await panel(page).getByRole('status').getByText('¥15.00').waitFor();

  // 30 yuan are above one person's limit
  await panel(page).getByRole('button', { name: /^退费/ }).click();
  const dialog = page.locator('dialog[open]');
  await dialog.getByLabel(/退 挂号费/).fill('0');
  await dialog.getByLabel(/退费原因/).fill('医生未看诊');
  await dialog.getByText(/另一人同意/).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await dialog.getByRole('button', { name: '退 ¥30.00' }).click();
  await panel(page).getByText('待第二人同意').waitFor();

  const office = await all.window(desktop);
  await signInStaff(office.page, all.house, 'finance');
  await office.page.goto(`${all.house.url}/console/refunds`);
  await office.page.locator('.table .open').first().click();
  expect(await axeFaults(office.page)).toEqual([]);
  await office.page.getByRole('button', { name: '同意退款' }).click();
  await office.page.getByText('没有等待审批的退款').waitFor();

  // the money waits for its payer at the window
  await page.reload();
  await page.getByRole('region', { name: '待领现金' }).locator('.open').first().click();
  await panel(page).getByRole('button', { name: '把 ¥30.00 交给患者' }).click();
  await page.getByText('没有等患者领取的退款').waitFor();

  // 200 + 35 - 30 = 205 yuan should be there; 204 are
  await page.getByRole('button', { name: /钱箱 ¥205\.00/ }).click();
  await panel(page).getByRole('button', { name: '清点关箱' }).click();
  await count(page, { '100 元': 2, '1 元': 4 });
  await panel(page).getByText('短 ¥1.00').waitFor();
  await panel(page).getByRole('button', { name: '关箱', exact: true }).click();
  await panel(page)
    .getByText(/请再数一遍/)
    .waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await panel(page)
    .getByLabel(/差额原因/)
    .fill('可能多找了一元');
  await panel(page).getByRole('button', { name: '关箱', exact: true }).click();
  await page.getByText('已关箱，短 ¥1.00').waitFor();

  await office.page.goto(`${all.house.url}/console/drawers`);
  await office.page
    .getByRole('row', { name: /收费甲/ })
    .getByText('短 ¥1.00')
    .waitFor();
  await office.page.locator('.table .open').first().click();
  await office.page.getByText('可能多找了一元').waitFor();
  expect(await axeFaults(office.page)).toEqual([]);
  expectQuiet(window, office);
});

test('a code on the screen turns paid by itself; the payment opens with its ledger lines', async () => {
  const clerk = await all.house.as('clerk');
  const booking = await heldPlace(clerk, 302);
  const window = await all.window(desktop);
  const { page } = window;
  await signInStaff(page, all.house, 'cashier');
  await page.goto(`${all.house.url}/console/cashier`);
  await page.getByRole('region', { name: '等待缴费' }).locator('.open').first().click();
  await panel(page).getByTestId('due').waitFor();
  await page.keyboard.press('w');
  await panel(page).locator('svg.mz-qr').waitFor();
  const { qr_text } = await clerk.call('deskPayCode', { params: { id: booking.id }, body: { channel: 'wechat' } });
  await payByPhone(qr_text);
  await panel(page).getByText('已到账 ¥35.00').waitFor();
  await panel(page)
    .getByRole('button', { name: /下一位/ })
    .click();

  await page.goto(`${all.house.url}/console/payments`);
  await page.locator('.table .open').first().click();
  await panel(page).getByText('挂号收入').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await page.setViewportSize(phone);
  // the page takes a moment to turn into a narrow one
  await page.waitForFunction(() => document.documentElement.scrollWidth <= innerWidth);
  expectQuiet(window);
});

/** What the code says opens on the patient's phone: the stand-in's cashier page. */
async function payByPhone(qr_text: string): Promise<void> {
  const { page } = await all.window(phone);
  await page.goto(qr_text);
  await page.locator('button[value=pay]').click();
  await page.close();
}
