// @vitest-environment jsdom
/** The mini program's pages, rendered and tapped as on a phone. */
import { join } from 'node:path';
import { afterEach, beforeAll, expect, test } from 'vitest';
import { booking, hospitalAnswers, paymentStatus, signedIn } from './hospital.ts';
import { mapOfTwoFloors } from './map.ts';
import { ensureOutput, readJson } from './output.ts';
import { type Answers, Phone, settle, tap, write } from './phone.ts';
import { talk, talkAnswers } from './talk.ts';

let phone: Phone;
beforeAll(() => void ensureOutput(), 300_000);
afterEach(() => {
  phone.turnOff();
  expect(phone.errors).toEqual([]);
});

const asSomebody = { 'menzhen.session': signedIn };
const paths = (): string[] => phone.asked.map((sent) => `${sent.method} ${sent.path}`);

test('every page opens and says something, signed in', async () => {
  phone = new Phone({ ...hospitalAnswers([booking()]), ...talkAnswers(talk({ id: 'booking' })) }, asSomebody);
  const { pages } = readJson<{ pages: string[] }>(join(ensureOutput(), 'app.json'));
  for (const page of pages) {
    const dom = await phone.open(page, {
      id: 'booking',
      department: 'lungs',
      session: 'session',
      slot: 'slot-available',
    });
    expect(dom.textContent, page).toMatch(/[\u4e00-\u9fff]{2}/);
    expect(dom.textContent, page).not.toMatch(/\{\w+\}|undefined|NaN|\[object/);
  }
});

test('home shows what is next and its one button leads there', async () => {
  phone = new Phone(hospitalAnswers([booking()]), asSomebody);
  const home = await phone.open('home/home-page');
  expect(home.textContent).toContain('上午 9:10–9:20');
  expect(home.textContent).toContain('明天就诊');
  await tap(home, 'next-step');
  expect(phone.opened.at(-1)).toBe('navigateTo /booking/booking-page?id=booking');
  expect(phone.titles.at(-1)).toBe('青原大学校医院');
});

test('home tells how many are ahead and how long it takes', async () => {
  phone = new Phone(hospitalAnswers([booking({ state: 'checked_in', ticket_no: 'A012' })]), asSomebody);
  const home = await phone.open('home/home-page');
  expect(home.textContent).toContain('前面还有 3 人，约 10–25 分钟');
});

test('departments, doctors, times: each tap leads one step on', async () => {
  phone = new Phone(hospitalAnswers());
  await tap(await phone.open('catalog/departments-page'), 'department');
  expect(phone.opened.at(-1)).toBe('navigateTo /scheduling/sessions-page?department=lungs');
  const sessions = await phone.open('scheduling/sessions-page', { department: 'lungs' });
  await tap(sessions, 'session-choose');
  expect(phone.opened.at(-1)).toBe('navigateTo /scheduling/slots-page?session=session');
  await tap(sessions, 'session-slot', 1);
  expect(phone.opened.at(-1)).toBe('navigateTo /booking/confirm-page?session=session&slot=slot-available');
  const slots = await phone.open('scheduling/slots-page', { session: 'session' });
  expect(slots.textContent).toContain('约满');
  const before = phone.opened.length;
  await tap(slots, 'slot', 0);
  expect(phone.opened.length).toBe(before);
  await tap(slots, 'slot', 1);
  expect(phone.opened.at(-1)).toBe('navigateTo /booking/confirm-page?session=session&slot=slot-available');
});

test('confirming shows fee and rules, holds the place once, and goes on to pay', async () => {
  phone = new Phone(hospitalAnswers(), asSomebody);
  const page = await phone.open('booking/confirm-page', { session: 'session', slot: 'slot-available' });
  expect(page.textContent).toContain('就诊前一天 16:00 前可以取消。');
  await tap(page, 'hold');
  const sent = phone.asked.find((one) => one.method === 'POST');
  expect(sent?.body).toEqual({ slot_id: 'slot-available', patient_id: 'patient' });
  expect(sent?.header['Idempotency-Key']).toMatch(/.{20,}/);
  expect(sent?.header.Authorization).toBe('Bearer opaque');
  expect(sent?.header['X-Device']).toMatch(/^[0-9a-f]{32}$/);
  expect(phone.opened.at(-1)).toBe('redirectTo /payment/pay-page?id=booking');
});

test('a lost connection is tried again under the same key', async () => {
  let tries = 0;
  const answers: Answers = { ...hospitalAnswers() };
  answers['POST /api/bookings'] = () => {
    tries += 1;
    if (tries === 1) throw new Error('connection lost');
    return booking({ state: 'held' });
  };
  phone = new Phone(answers, asSomebody);
  const page = await phone.open('booking/confirm-page', { session: 'session', slot: 'slot-available' });
  await tap(page, 'hold');
  await settle(500);
  const keys = phone.asked.filter((one) => one.method === 'POST').map((one) => one.header['Idempotency-Key']);
  expect(keys).toHaveLength(2);
  expect(keys[1]).toBe(keys[0]);
  expect(phone.opened.at(-1)).toBe('redirectTo /payment/pay-page?id=booking');
});

test('nobody books without signing in; afterwards the way goes on', async () => {
  phone = new Phone({ ...hospitalAnswers(), 'POST /api/sign-in/wechat': signedIn });
  await phone.open('booking/confirm-page', { session: 'session', slot: 'slot-available' });
  const [way, address] = phone.opened.at(-1)!.split(' ');
  expect(way).toBe('redirectTo');
  const back = decodeURIComponent(address!.split('back=')[1]!);
  const page = await phone.open('people/sign-in-page', { back });
  await tap(page, 'sign-in-wechat');
  expect(phone.asked.at(-1)?.body).toEqual({ code: 'a-code-of-wechat' });
  expect(phone.opened.at(-1)).toBe('reLaunch /booking/confirm-page?session=session&slot=slot-available');
});

test('signing in by phone checks the number before anything is sent, and shows the demo’s code', async () => {
  phone = new Phone({
    'POST /api/sms-codes': { resend_after_seconds: 60, valid_seconds: 300, demo_code: '482913' },
    'POST /api/sign-in/phone': signedIn,
  });
  const page = await phone.open('people/sign-in-page');
  await write(page, 0, '1380000');
  await tap(page, 'send-code');
  expect(page.textContent).toContain('请填写 11 位手机号');
  expect(paths().filter((path) => path.startsWith('POST'))).toEqual([]);
  await write(page, 0, '13800000000');
  await tap(page, 'send-code');
  expect(page.textContent).toContain('482913');
  await tap(page, 'demo-code-fill');
  await tap(page, 'sign-in');
  expect(phone.asked.at(-1)?.body).toEqual({ phone: '13800000000', code: '482913' });
  expect(phone.opened.at(-1)).toBe('reLaunch /home/home-page');
});

test('paying hands WeChat’s own sheet what the server signed', async () => {
  const held = booking({ state: 'held', payment: 'unpaid', held_until: new Date(Date.now() + 600_000).toISOString() });
  const jsapi = { appId: 'a', timeStamp: '1', nonceStr: 'n', package: 'prepay_id=p', signType: 'RSA', paySign: 's' };
  phone = new Phone(
    {
      ...hospitalAnswers([held]),
      'POST /api/bookings/booking/pay': { order_id: 'o', amount_fen: 2500, payment: 'paying', jsapi },
    },
    asSomebody,
  );
  const page = await phone.open('payment/pay-page', { id: 'booking' });
  expect(page.textContent).toMatch(/(10:00|09:5\d)/);
  await tap(page, 'pay');
  expect(phone.asked.find((one) => one.path.endsWith('/pay'))?.body).toEqual({ channel: 'wechat', scene: 'jsapi' });
  expect(phone.payments).toMatchObject([{ package: 'prepay_id=p', paySign: 's' }]);
});

test('in WeChat there is only WeChat to pay by, and a payment under way is asked about, not paid twice', async () => {
  const held = booking({ state: 'held', payment: 'paying', held_until: new Date(Date.now() + 600_000).toISOString() });
  const paying = paymentStatus({ payment: 'paying', channel: 'wechat', order_id: 'order' });
  phone = new Phone({ ...hospitalAnswers([held]), 'GET /api/bookings/booking/payment': paying }, asSomebody);
  const page = await phone.open('payment/pay-page', { id: 'booking' });
  expect(page.textContent).toContain('正在向微信支付确认支付结果');
  expect(page.textContent).not.toContain('支付宝');
  phone.answers['GET /api/bookings/booking/payment'] = paymentStatus({ booking_state: 'booked', payment: 'paid' });
  await settle(1800);
  expect(phone.opened.at(-1)).toBe('redirectTo /booking/booking-page?id=booking');
});

test('a place that ran out while its payment is unknown says what becomes of the money', async () => {
  const expired = booking({ state: 'expired', payment: 'paying' });
  const late = paymentStatus({ booking_state: 'expired', payment: 'paying', channel: 'wechat' });
  phone = new Phone({ ...hospitalAnswers([expired]), 'GET /api/bookings/booking/payment': late }, asSomebody);
  const page = await phone.open('payment/pay-page', { id: 'booking' });
  expect(page.textContent).toContain('正在确认您是否付过款');
  expect(page.textContent).toContain('原路退回');
});

test('payments lead to one payment with its refund by step, and that to a receipt that WeChat’s reader opens', async () => {
  phone = new Phone(hospitalAnswers(), asSomebody);
  await tap(await phone.open('payment/payments-page'), 'payment');
  expect(phone.opened.at(-1)).toBe('navigateTo /payment/payment-page?id=order');
  const page = await phone.open('payment/payment-page', { id: 'order' });
  expect(page.textContent).toContain('退款已提交，等待到账');
  expect(page.textContent).toContain('20 分钟内');
  await tap(page, 'receipt');
  expect(phone.asked.at(-1)).toMatchObject({ path: '/api/receipts', body: { kind: 'receipt', id: 'order' } });
  expect(phone.opened.at(-1)).toBe('navigateTo /payment/receipt-page?id=receipt');
  const paper = await phone.open('payment/receipt-page', { id: 'receipt' });
  expect(paper.textContent).toContain('R2026-000123');
  expect(paper.textContent).toContain('人民币贰拾伍元整');
  await tap(paper, 'receipt-pdf');
  expect(phone.files).toMatchObject([{ header: { Authorization: 'Bearer opaque' }, opened_as: 'pdf wxfile://tmp/1' }]);
  expect(phone.files[0]!.url).toMatch(/\/api\/receipts\/receipt\/pdf$/);
});

test('an unfinished payment shows on home and among bookings, and is asked about there', async () => {
  const called = booking({ id: 'called', state: 'called' });
  const held = booking({ state: 'held', payment: 'paying', held_until: new Date(Date.now() + 600_000).toISOString() });
  for (const from of ['home/home-page', 'booking/bookings-page']) {
    phone = new Phone(hospitalAnswers([called, held]), asSomebody);
    const page = await phone.open(from);
    expect(page.textContent, from).toContain('有一笔支付正在确认');
    expect(paths(), from).toContain('GET /api/bookings/booking/payment');
    await tap(page, 'unpaid');
    expect(phone.opened.at(-1)).toBe('navigateTo /payment/pay-page?id=booking');
    phone.turnOff();
  }
});

test('checking in scans the hall’s code and sends only the code', async () => {
  const ready = booking({ can_check_in: true });
  phone = new Phone(
    { ...hospitalAnswers([ready]), 'POST /api/bookings/booking/check-in': booking({ state: 'checked_in' }) },
    asSomebody,
  );
  phone.scanned = 'https://hospital.example/#/queue/check-in-page?code=abc.1';
  await tap(await phone.open('queue/check-in-page'), 'scan');
  expect(phone.asked.at(-1)).toMatchObject({ method: 'POST', body: { code: 'abc.1' } });
  expect(phone.opened.at(-1)).toBe('redirectTo /booking/booking-page?id=booking');
});

test('a refusal is shown in the server’s words with its request id and a next step', async () => {
  phone = new Phone({}, asSomebody);
  const page = await phone.open('booking/booking-page', { id: 'not-mine' });
  expect(page.textContent).toContain('没有找到');
  expect(page.textContent).toContain('编号 r-1');
  const before = paths().length;
  await tap(page, 'retry');
  expect(paths().length).toBe(before + 1);
});

test('a page that is closed asks nothing more', async () => {
  const held = booking({ state: 'held', payment: 'unpaid', held_until: new Date(Date.now() + 600_000).toISOString() });
  phone = new Phone(hospitalAnswers([held]), asSomebody);
  await phone.open('payment/pay-page', { id: 'booking' });
  await phone.open('people/me-page');
  const before = phone.asked.length;
  await settle(2200);
  expect(phone.asked.length).toBe(before);
});

test('my tickets: how many ahead, how long, and WeChat’s question with what was answered to it', async () => {
  phone = new Phone(hospitalAnswers(), asSomebody);
  const page = await phone.open('queue/tickets-page');
  expect(page.textContent).toContain('A012');
  expect(page.textContent).toContain('3 人');
  expect(page.textContent).toContain('10–25 分钟');
  await tap(page, 'wechat-ask');
  expect(phone.subscriptions).toEqual([['near', 'passed', 'called']]);
  const consents = () => phone.asked.filter((sent) => sent.path === '/api/my/notice-consents').map((sent) => sent.body);
  expect(consents()).toEqual([{ accepted: ['near', 'passed', 'called'], refused: [] }]);
  expect(phone.toasts).toContain('好的，叫号时会提醒您');
  phone.subscribing = 'reject';
  await tap(page, 'wechat-ask');
  expect(consents()[1]).toEqual({ accepted: [], refused: ['near', 'passed', 'called'] });
});

test('large print reaches every size through one class', async () => {
  phone = new Phone(hospitalAnswers(), { 'menzhen.settings': { scale: '1.5', theme: 'dark', locale: 'en' } });
  const page = await phone.open('home/home-page');
  expect(page.innerHTML).toContain('scale-150');
  expect(page.innerHTML).toContain('theme-dark');
  expect(page.textContent).toContain('Book a visit');
});

test('the map is a picture with the way in words beside it; a scanned code says where one is', async () => {
  phone = new Phone(hospitalAnswers());
  phone.scanned = 'https://hospital.example/#/navigation/map-page?code=made.by.us';
  const page = await phone.open('navigation/map-page');
  await tap(page, 'scan');
  expect(paths()).toContain('GET /api/navigation/here');
  expect(page.textContent).toContain('您在 1F 大门');
  await tap(page, 'search-place');
  await tap(page, 'place', 1);
  expect(page.textContent).toContain('乘 A 号电梯到 2F');
  expect(
    page.querySelector('[data-testid=map] wx-image'),
    'the simulator keeps what an image shows to itself',
  ).not.toBeNull();
});

test('a lift that is closed under way is told on the live line, to who has not signed in too', async () => {
  phone = new Phone(hospitalAnswers());
  phone.scanned = 'https://hospital.example/#/navigation/map-page?code=made.by.us';
  const page = await phone.open('navigation/map-page');
  await tap(page, 'scan');
  await tap(page, 'search-place');
  await tap(page, 'place', 1);
  expect(page.textContent).toContain('乘 A 号电梯到 2F');
  phone.line.open();
  expect(phone.line.said).toEqual([{ type: 'watch', topic: 'maps' }]);

  const asked = phone.asked.length;
  const { features: _, ...news } = mapOfTwoFloors;
  const closed_at = '2026-11-24T01:00:00Z';
  const closure = { feature_id: 'lift1', feature_name: 'A 号电梯', reason: '检修', closed_at, until: null };
  const state = { maps: [{ ...news, closures: [closure] }] };
  phone.line.hear({ type: 'state', topic: 'maps', cursor: 'c1', at: closed_at, state });
  await settle();
  expect(page.textContent).toContain('A 号电梯暂停通行：检修');
  expect(page.textContent).toContain('没有能走的路');
  phone.line.hear({ type: 'state', topic: 'maps', cursor: 'c2', at: closed_at, state: { maps: [news] } });
  await settle();
  expect(page.textContent).toContain('A 号电梯恢复通行');
  expect(page.textContent).toContain('乘 A 号电梯到 2F');
  expect(phone.asked).toHaveLength(asked);
});

test('a phone that has lost its network finds the way on the map it kept', async () => {
  const answers = hospitalAnswers();
  const lost = () => {
    throw new Error('no network');
  };
  phone = new Phone(answers);
  await phone.open('navigation/map-page');
  phone.answers = { ...answers, 'GET /api/navigation/maps': lost, 'GET /api/navigation/maps/map': lost };
  const page = await phone.open('navigation/map-page');
  await tap(page, 'choose-here');
  await tap(page, 'place', 0);
  await tap(page, 'search-place');
  await tap(page, 'place', 1);
  expect(page.textContent).toContain('到达');
});
