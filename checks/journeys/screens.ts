/** Every screen of the three apps: where it is, who opens it, and in which looks. */
import type { Page } from 'playwright-core';
import type { House } from '../kit/house.ts';
import type { WindowOptions } from '../kit/window.ts';
import type { Scene } from './scene.ts';

export interface Screen {
  name: string;
  path: string;
  /** Done after the screen is there: opens a panel, types something. */
  act?: (page: Page) => Promise<unknown>;
}
export interface Look {
  width: number;
  height: number;
  theme: 'light' | 'dark';
  scale: '1' | '1.25' | '1.5';
  locale: 'zh-CN' | 'en';
}

/** Both widths, both themes, both languages, and the large print in both its steps. */
export const looks = {
  phone: { width: 390, height: 844, theme: 'light', scale: '1', locale: 'zh-CN' },
  phone_dark: { width: 390, height: 844, theme: 'dark', scale: '1.5', locale: 'zh-CN' },
  desktop: { width: 1440, height: 900, theme: 'light', scale: '1.25', locale: 'en' },
} as const satisfies Record<string, Look>;

export const patientScreens = (scene: Scene): Screen[] => [
  { name: 'home', path: '/#/' },
  { name: 'bookings', path: '/#/booking/bookings-page' },
  { name: 'messages', path: '/#/notify/messages-page' },
  { name: 'me', path: '/#/people/me-page' },
  { name: 'sign in', path: '/#/people/sign-in-page' },
  { name: 'patients', path: '/#/people/patients-page' },
  {
    name: 'add a patient, refused',
    path: '/#/people/patient-add-page',
    act: (page) => page.getByTestId('save-patient').click(),
  },
  { name: 'standing', path: '/#/policy/standing-page' },
  { name: 'departments', path: '/#/catalog/departments-page' },
  {
    name: 'search',
    path: '/#/catalog/departments-page',
    act: async (page) => {
      await page.getByTestId('department-search').fill('嗓子疼');
      await page.getByTestId('department-hit').first().waitFor();
    },
  },
  { name: 'doctor', path: `/#/catalog/doctor-page?id=${scene.doctor_id}` },
  { name: 'sessions', path: `/#/scheduling/sessions-page?department=${scene.department_id}` },
  { name: 'slots', path: `/#/scheduling/slots-page?session=${scene.session_id}` },
  { name: 'confirm', path: `/#/booking/confirm-page?session=${scene.session_id}&slot=${scene.slot_id}` },
  { name: 'pay', path: `/#/payment/pay-page?id=${scene.held_id}` },
  { name: 'payments', path: '/#/payment/payments-page' },
  { name: 'a payment', path: `/#/payment/payment-page?booking=${scene.booked_id}` },
  {
    name: 'a receipt',
    path: `/#/payment/payment-page?booking=${scene.booked_id}`,
    act: async (page) => {
      await page.getByTestId('receipt').click();
      await page.getByTestId('receipt-number').waitFor();
    },
  },
  { name: 'booked', path: `/#/booking/booking-page?id=${scene.booked_id}` },
  {
    name: 'cancel',
    path: `/#/booking/booking-page?id=${scene.booked_id}`,
    act: (page) => page.getByTestId('cancel').click(),
  },
  { name: 'waiting', path: `/#/booking/booking-page?id=${scene.waiting_id}` },
  { name: 'check in', path: '/#/queue/check-in-page' },
  {
    name: 'the way',
    path: '/#/navigation/map-page',
    act: async (page) => {
      await page.getByTestId('choose-here').click();
      await page.getByTestId('place').first().click();
      await page.getByTestId('steps').waitFor();
    },
  },
  { name: 'tickets', path: '/#/queue/tickets-page' },
  { name: 'before the visit', path: '/#/preconsult/start-page' },
  {
    name: 'asked and telling',
    path: `/#/preconsult/talk-page?id=${scene.talks.open_id}`,
    act: (page) => page.getByTestId('question').waitFor(),
  },
  {
    name: 'a person to ask',
    path: `/#/preconsult/talk-page?id=${scene.talks.open_id}`,
    act: (page) => page.getByTestId('help').click(),
  },
  { name: 'an emergency', path: `/#/preconsult/emergency-page?id=${scene.talks.stopped_id}` },
  { name: 'proposed departments', path: `/#/preconsult/result-page?id=${scene.talks.ready_id}` },
  {
    name: 'the summary, a sentence opened',
    path: `/#/preconsult/summary-page?id=${scene.talks.ready_id}`,
    act: (page) => page.getByTestId('sentence').first().click(),
  },
  { name: 'what I told and agreed to', path: '/#/preconsult/talks-page' },
  { name: 'a department one walks into', path: `/#/scheduling/sessions-page?department=${scene.emergency_id}` },
  { name: 'how I am told', path: '/#/notify/notice-settings-page' },
];

/** The first who is not first in their line is to stand one place further ahead. */
async function putSomebodyForward(page: Page): Promise<void> {
  const form = page.getByRole('dialog').locator('form');
  const rows = page.locator('[data-ticket]');
  await rows.first().waitFor();
  for (let at = 0; at < (await rows.count()) && !(await form.isVisible()); at += 1) {
    await rows.nth(at).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.waitForTimeout(200);
  }
  await form.waitFor();
}

/** The console's pages by who sees them. */
export const consoleScreens: Record<string, readonly Screen[]> = {
  finance: [
    { name: 'reconciliation', path: '/console/reconciliation' },
    {
      name: 'a day of finance',
      path: '/console/reconciliation',
      act: async (page) => {
        await page.locator('.table .name').first().click();
        await page.getByRole('dialog').locator('h3').first().waitFor();
      },
    },
    {
      name: 'differences',
      path: '/console/reconciliation',
      act: (page) => page.locator('.page-head .segments button').nth(1).click(),
    },
  ],
  doctor1: [
    { name: 'doctor', path: '/console/doctor' },
    {
      name: 'an extra place',
      path: '/console/doctor',
      act: async (page) => {
        await page.locator('.call-card').waitFor();
        await page.keyboard.press('e');
        await page.getByRole('dialog').waitFor();
      },
    },
    {
      name: 'a summary, a sentence opened',
      path: '/console/doctor',
      act: async (page) => {
        await page.getByTestId('preconsult-summary').locator('.sentence').first().click();
        await page.getByRole('note').first().waitFor();
      },
    },
    {
      name: 'a summary, corrected',
      path: '/console/doctor',
      act: (page) => page.getByTestId('summary-edit').click(),
    },
  ],
  nurse: [
    { name: 'alerts', path: '/console/preconsult/alerts' },
    {
      name: 'an alert',
      path: '/console/preconsult/alerts',
      act: async (page) => {
        await page.getByTestId('preconsult-alert').first().getByRole('button').click();
        await page.getByRole('dialog').locator('h3').first().waitFor();
      },
    },
    {
      name: 'a ticket',
      path: '/console/queue',
      act: async (page) => {
        await page.locator('[data-ticket]').first().click();
        await page.getByRole('dialog').locator('h3').first().waitFor();
      },
    },
    {
      name: 'another place',
      path: '/console/queue',
      act: async (page) => {
        await putSomebodyForward(page);
      },
    },
    {
      name: 'a service ticket',
      path: '/console/queue',
      act: async (page) => {
        await page.locator('[data-ticket]').first().waitFor();
        await page.keyboard.press('n');
        await page.getByRole('dialog').waitFor();
      },
    },
  ],
  clerk: [
    { name: 'desk', path: '/console/desk' },
    { name: 'register', path: '/console/desk', act: (page) => page.keyboard.press('n') },
    {
      name: 'a patient',
      path: '/console/desk',
      act: async (page) => {
        await page.locator('#desk-search').fill('示例丽华');
        await page.keyboard.press('Enter');
        await page.getByRole('dialog').waitFor();
      },
    },
    { name: 'queue', path: '/console/queue' },
    { name: 'cashier', path: '/console/cashier' },
    {
      name: 'a fee',
      path: '/console/cashier',
      act: async (page) => {
        await page.locator('[aria-labelledby=to-pay] .open').first().click();
        await page.getByTestId('due').waitFor();
        await page.keyboard.press('c');
      },
    },
    { name: 'drawer', path: '/console/cashier', act: (page) => page.locator('.page-head button').first().click() },
  ],
  admin: [
    { name: 'today', path: '/console/today' },
    { name: 'messages sent', path: '/console/deliveries' },
    { name: 'figure', path: '/console/today', act: (page) => page.locator('button.figure').first().click() },
    { name: 'departments', path: '/console/departments' },
    { name: 'rooms', path: '/console/rooms' },
    {
      name: 'a service point',
      path: '/console/service-points',
      act: async (page) => {
        await page.locator('.table .open').first().click();
        await page.getByRole('dialog').locator('form').waitFor();
      },
    },
    { name: 'doctors', path: '/console/doctors' },
    { name: 'visit types', path: '/console/visit-types' },
    {
      name: 'a visit type',
      path: '/console/visit-types',
      act: (page) => page.locator('.table .open').first().click(),
    },
    { name: 'templates', path: '/console/templates' },
    {
      name: 'a template',
      path: '/console/templates',
      act: (page) => page.locator('.chip').first().click(),
    },
    { name: 'roster import', path: '/console/roster' },
    { name: 'sessions', path: '/console/sessions' },
    { name: 'boards', path: '/console/boards' },
    { name: 'a board', path: '/console/boards', act: (page) => page.locator('.table .open').first().click() },
    {
      name: 'a new screen, refused',
      path: '/console/boards',
      act: async (page) => {
        await page.locator('.page-head .mz-button').click();
        await page.locator('.mz-side-panel footer .mz-button').first().click();
      },
    },
    { name: 'pools', path: '/console/pools' },
    { name: 'a pool', path: '/console/pools', act: (page) => page.locator('.table .open').first().click() },
    { name: 'calendar', path: '/console/calendar' },
    { name: 'a map', path: '/console/maps', act: (page) => page.getByTestId('canvas').press('Enter') },
    {
      name: 'open and closed ways',
      path: '/console/maps',
      act: (page) => page.locator('.map-bar .segments button').nth(1).click(),
    },
    {
      name: 'location codes',
      path: '/console/maps',
      act: (page) => page.locator('.map-bar .segments button').nth(2).click(),
    },
    { name: 'staff', path: '/console/staff' },
    { name: 'payments', path: '/console/payments' },
    { name: 'a payment', path: '/console/payments', act: (page) => page.locator('.table .open').first().click() },
    { name: 'refunds', path: '/console/refunds' },
    { name: 'drawers', path: '/console/drawers' },
    { name: 'ledger', path: '/console/ledger' },
    { name: 'lines', path: '/console/ledger', act: (page) => page.locator('.table .open').first().click() },
    { name: 'audit', path: '/console/audit' },
    { name: 'facts', path: '/console/facts' },
    { name: 'policy', path: '/console/policy' },
    {
      name: 'rule editor',
      path: '/console/policy/edit',
      act: async (page) => {
        await page.locator('details > summary').first().waitFor();
        await page.evaluate(() => {
          for (const details of document.querySelectorAll('details')) details.open = true;
        });
      },
    },
    {
      name: 'what if',
      path: '/console/policy/edit',
      act: async (page) => {
        await page.getByRole('button', { name: /^(试算|What if)$/ }).click();
        await page.getByRole('button', { name: /^(开始试算|Run)$/ }).click();
      },
    },
    { name: 'appeals', path: '/console/appeals' },
    {
      name: 'a sentence tried',
      path: '/console/preconsult/lexicon',
      act: async (page) => {
        await page.getByTestId('try-text').fill('我爸 58 岁，刚才胸口像压了块石头，出冷汗，没有发烧');
        await page.getByTestId('try-run').click();
        await page.getByTestId('try-answer').locator('summary').first().click();
      },
    },
    {
      name: 'a concept',
      path: '/console/preconsult/lexicon',
      act: async (page) => {
        await page.locator('.page-head .segments button').nth(1).click();
        await page.locator('details > summary').first().click();
      },
    },
    {
      name: 'a rule',
      path: '/console/preconsult/lexicon',
      act: async (page) => {
        await page.locator('.page-head .segments button').nth(2).click();
        await page.locator('details > summary').first().click();
      },
    },
    { name: 'departments of the talk', path: '/console/preconsult/departments' },
    { name: 'quality of the talk', path: '/console/preconsult/quality' },
    { name: 'account', path: '/console/account' },
    { name: 'command palette', path: '/console/today', act: (page) => page.keyboard.press('Control+k') },
  ],
  nobody: [{ name: 'sign in', path: '/console/sign-in' }],
};

const KIOSK = '/board/#key=demo-board-kiosk-1';
export const boardScreens: readonly Screen[] = [
  { name: 'hall', path: '/board/#key=demo-board-hall-1' },
  { name: 'department', path: '/board/#key=demo-board-department' },
  { name: 'door', path: '/board/#key=demo-board-door-101' },
  { name: 'kiosk', path: KIOSK },
  {
    name: 'kiosk, refused',
    path: KIOSK,
    act: async (page) => {
      await page.locator('.choices button').first().click();
      await page.locator('form input').first().fill('000000194001010019');
      await page.locator('form input').last().fill('没有此人');
      await page.keyboard.press('Enter');
      await page.locator('.mz-error').waitFor();
    },
  },
  {
    name: 'pairing',
    path: '/board/#key=',
    act: async (page) => {
      await page.getByTestId('pairing-code').waitFor();
      await page.locator('summary').click();
    },
  },
];

/** What an app's browser has kept: the choices of a look and, where given, who is signed in. */
export function keptFor(
  look: Look,
  who: { patient?: Scene['patient']; staff_token?: string } = {},
): WindowOptions['kept'] {
  const uni = (data: object) => JSON.stringify({ type: 'object', data });
  const { theme, scale, locale } = look;
  return {
    local: {
      'menzhen.preferences': JSON.stringify({ theme, scale, locale }),
      'menzhen.settings': uni({ theme, scale, locale: locale === 'en' ? 'en' : 'zh' }),
      ...(who.patient ? { 'menzhen.session': uni(who.patient) } : {}),
    },
    ...(who.staff_token ? { session: { 'menzhen.console.token': who.staff_token } } : {}),
  };
}

/** Opens a screen anew and waits until nothing on it is still being read. */
export async function openScreen(page: Page, house: House, screen: Screen): Promise<void> {
  await page.goto('about:blank');
  await page.goto(`${house.url}${screen.path}`);
  await page.getByRole('heading', { level: 1 }).first().waitFor();
  await settle(page);
  if (!screen.act) return;
  await screen.act(page);
  await settle(page);
}

async function settle(page: Page): Promise<void> {
  await page.waitForFunction(() => !document.querySelector('.h-skeleton, .mz-skeleton, [aria-busy=true]'));
  await page.waitForTimeout(150);
}
