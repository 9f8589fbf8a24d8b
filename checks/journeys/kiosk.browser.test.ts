/** The hall's kiosk, in portrait: a scanned code, a document, a number paid by phone, the slip, and nobody's name left behind. */
import type { Page } from 'playwright-core';
import { beforeAll, expect, test } from 'vitest';
import { inventedResidentId } from '../../server/src/demo/hospital.ts';
import type { Client } from '../../ui/src/client/index.ts';
import { axeFaults } from '../kit/axe.ts';
import { phone, type Window } from '../kit/window.ts';
import { paid, register } from './desk-acts.ts';
import { expectQuiet } from './expect.ts';
import { opened } from './open.ts';

const all = opened();
let kiosk: Window;
let page: Page;
let clerk: Client;

beforeAll(async () => {
  kiosk = await all.window({ width: 1080, height: 1920 });
  page = kiosk.page;
  // paper is printed by the machine; here it is only counted
  await page.addInitScript(() => {
    window.print = () => void sessionStorage.setItem('printed', `${Number(sessionStorage.getItem('printed')) + 1}`);
  });
  await page.addInitScript(cameraAtItsEdge);
  clerk = await all.house.as('clerk');
  await page.goto(`${all.house.url}/board/#key=demo-board-kiosk-1`);
  await home();
});

/**
 * Runs in the page. Chromium on Linux has neither a camera here nor the detector that kiosks of other systems have, so both
 * are stood in for at the browser's edge: a stream of real frames, and a detector that sees in them what is held up.
 */
function cameraAtItsEdge(): void {
  const held = () => sessionStorage.getItem('held-up');
  class Detector {
    async detect(video: HTMLVideoElement) {
      const code = video.videoWidth > 0 && held();
      return code ? [{ rawValue: code }] : [];
    }
  }
  Object.assign(window, { BarcodeDetector: Detector });
  navigator.mediaDevices.getUserMedia = async () => {
    if (held() === 'lens cap') throw new DOMException('no camera', 'NotFoundError');
    const canvas = document.createElement('canvas');
    const paper = canvas.getContext('2d')!;
    setInterval(() => paper.fillRect(Math.random() * 100, 0, 50, 50), 50);
    return canvas.captureStream(10);
  };
}
const holdUp = (text: string) => page.evaluate((what) => sessionStorage.setItem('held-up', what), text);

const home = () => page.getByRole('heading', { name: '请选择要办理的事' }).waitFor();
const printed = () => page.evaluate(() => Number(sessionStorage.getItem('printed')));
const number = () => page.getByTestId('slip-number').innerText();
const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
/** As a scanner types: fast, with Enter at the end. */
const scan = (text: string) =>
  page.evaluate((letters) => {
    for (const key of [...letters, 'Enter']) window.dispatchEvent(new KeyboardEvent('keydown', { key }));
  }, text);
async function typeDocument(id_number: string, name: string): Promise<void> {
  await press(/^用证件号/);
  await page.getByLabel('证件号码').fill(id_number);
  await page.getByLabel('姓名').fill(name);
  await page.keyboard.press('Enter');
}
async function expectNothingOf(...words: string[]): Promise<void> {
  const left = await page.evaluate(() =>
    [document.documentElement.outerHTML, JSON.stringify({ ...localStorage }), location.href].join(' '),
  );
  for (const word of words) expect(left).not.toContain(word);
}

test('the code of a paid booking is scanned: checked in, a number, a slip on paper; scanned again, the same number', async () => {
  const booking = await paid(clerk, { day: all.house.day, doctor_name: '林知秋', order: 301 });
  await scan(booking.qr_text);
  const given = await number();
  expect(given).toMatch(/^[A-Z]\d{3}$/);
  expect(await printed()).toBe(1);
  expect(await axeFaults(page)).toEqual([]);
  await page.emulateMedia({ media: 'print' });
  const paper = page.locator('.kiosk-paper');
  await paper.getByText(given).waitFor();
  await paper.locator('.mz-qr').waitFor();
  await page.getByTestId('slip-number').waitFor({ state: 'hidden' });
  await page.emulateMedia({ media: null });
  await press('完成');
  await home();
  await expectNothingOf(given, booking.patient_name, booking.id);
  await scan(booking.qr_text);
  expect(await number()).toBe(given);
  await press('完成');
});

test('by the camera: what is held up is read once and the camera goes off; where there is none, that is said', async () => {
  await home();
  await holdUp('lens cap');
  await press('用摄像头扫码');
  await page.getByText('摄像头打不开，请用扫码口，或用证件号办理。').waitFor();
  const booking = await paid(clerk, { day: all.house.day, doctor_name: '林知秋', order: 304 });
  await holdUp('');
  await press('用摄像头扫码');
  await page.getByRole('button', { name: '关闭摄像头' }).waitFor();
  await holdUp(booking.qr_text);
  expect(await number()).toMatch(/^[A-Z]\d{3}$/);
  expect(await page.locator('video').count()).toBe(0);
  await press('完成');
});

test('a code that is none of ours is told so, and the next one may come', async () => {
  await home();
  await scan('https://example.org/ticket/42');
  await page.getByText('这不是本院的预约码').waitFor();
  await press('返回');
  await page.getByText('这不是本院的预约码').waitFor({ state: 'detached' });
});

test('a number and a name that do not fit say no more than that', async () => {
  await typeDocument(inventedResidentId('1931-02-03', 7), '没有此人');
  await page.getByText('没有找到号码和姓名都相符的就诊人').waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await press('返回');
  await home();
});

test('by keyboard and in the largest print: a number of today, paid by phone, goes on by itself to the slip', async () => {
  const person = { order: 302, birth_date: '1948-03-04' };
  await register(clerk, person);
  await press('特大');
  await typeDocument(inventedResidentId(person.birth_date, person.order), '李思远');
  await page.getByText('今天在这里没有您的预约').waitFor();
  await page.getByRole('button', { name: '挂今天的号' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: '今天还能挂的号' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await page
    .getByRole('button', { name: /挂这个号.*林知秋/ })
    .first()
    .focus();
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: '微信支付' }).click();
  const code = page.getByTestId('pay-code');
  await code.waitFor();
  expect(await axeFaults(page)).toEqual([]);
  await payByPhone((await code.getAttribute('data-text'))!);
  expect(await number()).toMatch(/^[A-Z]\d{3}$/);
  expect(await printed()).toBe(4);
  await press('标准');
  await press('完成');
  await home();
  await expectNothingOf('李*', '思远');
});

test('who walks away is asked, and then was never here', async () => {
  const person = { order: 303, birth_date: '1949-03-04' };
  await register(clerk, person);
  await page.clock.install();
  await press(/^用手机号/);
  await page.getByLabel('手机号码').fill('19900000303');
  await page.getByLabel('姓名').fill('张乐');
  await page.keyboard.press('Enter');
  await page.getByText('您好').waitFor();
  await page.clock.runFor(45_000);
  await page.getByRole('alertdialog', { name: '还在办理吗？' }).waitFor();
  await press('继续办理');
  await page.getByText('您好').waitFor();
  await page.clock.runFor(61_000);
  await home();
  await expectNothingOf('张', '19900000303');
});

test('in English, on a narrow screen too; without the server it says so and comes back by itself', async () => {
  await page.setViewportSize(phone);
  await press('English');
  await page.getByRole('heading', { name: 'What would you like to do?' }).waitFor();
  expect(await axeFaults(page)).toEqual([]);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(wide).toBeLessThanOrEqual(0);
  await press('中文');
  await all.house.stopServer();
  await page.clock.runFor(5_000);
  await page.getByText('自助机暂停服务').waitFor();
  await all.house.startServer();
  await page.clock.resume();
  await home();
});

test('nothing left the house and no page broke', () => expectQuiet(...all.windows));

async function payByPhone(qr_text: string): Promise<void> {
  const { page: cashier } = await all.window(phone);
  await cashier.goto(qr_text);
  await cashier.locator('button[value=pay]').click();
}
