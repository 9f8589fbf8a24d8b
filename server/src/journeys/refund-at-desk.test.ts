/** The window's money on the whole server: drawers, refunds by part, the second person, races, departments. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, newId, type RoleScope, sql } from '../kernel/index.ts';
import { ScriptedChannel } from '../modules/payment/testing/scripted-channel.ts';
import { districtHospital } from '../modules/policy/index.ts';
import { type Answer, at, type Clinic, DAY, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let cashier: string;
let finance: string;
let outsider: string;
const channel = new ScriptedChannel(() => clinic.clock.now());
const everywhere = (role: RoleScope['role']): RoleScope[] => [{ role, department_id: null }];

beforeAll(async () => {
  clinic = await openClinic({ channels: { wechat: channel } });
  const data = { ...districtHospital([]), refund: { two_person_above_fen: 2_000 } };
  const rules = { now: at('06:00'), actor: 'system:test', data, note: '退费 20 元以上两人', valid_from: at('06:00') };
  await inTransaction(clinic.app.db, (tx) => clinic.app.policy.publish(tx, rules));
  cashier = await clinic.staff('cashier', everywhere('cashier'));
  finance = await clinic.staff('finance', [...everywhere('finance'), ...everywhere('clerk')]);
  outsider = await clinic.staff('outsider', [
    { role: 'finance', department_id: clinic.other_department_id },
    { role: 'cashier', department_id: clinic.other_department_id },
  ]);
  await openDrawer(cashier);
  const fees = { registration_fen: 1000, consultation_fen: 3000 };
  const type = { kind: 'expert', name: '专家号', name_en: 'Expert', ...fees };
  const { id } = (await clinic.call(clinic.administrator, 'visitTypeAdd', { body: type })).body;
  const { session_id } = clinic.doctors[1]!;
  await sql`update session set visit_type_id = ${id} where id = ${session_id}`.execute(clinic.app.db.kysely);
});
afterAll(() => clinic.close());

const openDrawer = (token: string, opening_fen = 20_000) =>
  clinic.call(token, 'drawerOpen', { body: { place: '2 号窗口', opening_fen } });
const inDrawer = async (token: string): Promise<number> =>
  (await clinic.call(token, 'drawerMine')).body.drawer.expected_fen;
const held = (slot_id = clinic.doctors[0]!.slot_id) => clinic.book(slot_id, { paid: false });
const pay = (token: string, id: string, method: 'cash' | 'card' = 'cash') =>
  clinic.call(token, 'deskBookingPay', { id, body: { method } });
const payment = async (id: string) => (await clinic.call(cashier, 'deskPaymentShow', { id })).body;
async function paidOrder(method: 'cash' | 'card' = 'cash', slot_id?: string) {
  const booking = await held(slot_id);
  expect((await pay(cashier, booking.id, method)).status).toBe(200);
  const { orders } = await payment(booking.id);
  return { ...booking, order_id: orders[0].order_id as string };
}
const ask = (token: string, order_id: string, parts: object[], more: object = {}) =>
  clinic.call(token, 'deskRefundAsk', { id: order_id, body: { parts, reason: '多收诊察费', ...more } });
const consultation = (refund_fen: number) => ({ kind: 'consultation', refund_fen });
const registration = (refund_fen: number) => ({ kind: 'registration', refund_fen });
const codes = (answers: Answer[]) => answers.map(({ status, body }) => body.code ?? String(status)).sort();
const tasks = async (token: string, task: string) =>
  (await clinic.call(token, 'refundList', { query: { task } })).body.items as { refund_id: string }[];
/** A payment above the limit: an expert's visit, with the second doctor. */
const dearOrder = () => paidOrder('card', clinic.doctors[1]!.slot_id);

describe('the drawer', () => {
  test('cash wants one’s own open drawer, cards and what is free do not', async () => {
    const windowless = await clinic.staff('windowless', everywhere('cashier'));
    const booking = await held();
    expect((await pay(windowless, booking.id)).body.code).toBe('drawer_not_open');
    expect((await pay(windowless, booking.id, 'card')).body.state).toBe('booked');
    expect((await clinic.call(windowless, 'drawerMine')).body).toEqual({ drawer: null });
  });
  test('what is taken and handed back is in it, to the fen', async () => {
    const before = await inDrawer(cashier);
    const { order_id } = await paidOrder();
    expect(await inDrawer(cashier)).toBe(before + 1500);
    const refund = await ask(cashier, order_id, [consultation(300)], { hand_back: true });
    expect(refund.body).toMatchObject({ state: 'succeeded', refund_fen: 300, asked_by: '张三', asked_by_me: true });
    expect(await inDrawer(cashier)).toBe(before + 1200);
  });
  test('a forgotten drawer is counted by finance; a department’s finance counts nobody’s', async () => {
    const leaver = await clinic.staff('leaver', everywhere('clerk'));
    const { id } = (await openDrawer(leaver, 1000)).body;
    const count = { body: { count: [{ face_fen: 500, pieces: 2 }] }, id };
    expect((await clinic.call(outsider, 'drawerClose', count)).body.code).toBe('not_found');
    expect((await clinic.call(outsider, 'drawerList')).body.code).toBe('not_allowed');
    expect((await clinic.call(finance, 'drawerClose', count)).body).toMatchObject({
      state: 'closed',
      difference_fen: 0,
    });
    const { items } = (await clinic.call(finance, 'drawerList', { query: { date: DAY, only: 'open' } })).body;
    expect(items.map((one: { id: string }) => one.id)).not.toContain(id);
  });
});

describe('refunds while the visit stays', () => {
  test('by part; the patient may still check in, and sees each step', async () => {
    const { id, order_id, token } = await paidOrder();
    await ask(cashier, order_id, [consultation(1000)], { hand_back: true });
    await ask(cashier, order_id, [registration(500)], { hand_back: true });
    expect(await payment(id)).toMatchObject({ waived_fen: 1500, orders: [{ state: 'refunded', refunded_fen: 1500 }] });
    const seen = (await clinic.call(token, 'bookingPayment', { id })).body;
    expect(seen.refunds).toHaveLength(2);
    expect(seen.steps.map((one: { what: string }) => one.what)).toContain('refund_succeeded');
    clinic.moveTo('08:00');
    expect((await clinic.call(clinic.nurse, 'deskBookingCheckIn', { id })).body.state).toBe('checked_in');
  });
  test('never more of a part than was paid for it', async () => {
    const { order_id } = await paidOrder();
    expect((await ask(cashier, order_id, [registration(501)])).body.code).toBe('refund_not_possible');
    expect((await ask(cashier, order_id, [consultation(600), consultation(600)])).body.code).toBe(
      'refund_not_possible',
    );
    const both = await Promise.all([1, 2, 3].map(() => ask(cashier, order_id, [consultation(600)])));
    expect(codes(both)).toEqual(['201', 'refund_not_possible', 'refund_not_possible']);
  });
  test('counter money that waits is handed over once, and only out of a drawer that holds it', async () => {
    const { order_id } = await paidOrder();
    const { refund_id: id } = (await ask(cashier, order_id, [consultation(700)])).body;
    expect((await tasks(cashier, 'at_counter')).map((one) => one.refund_id)).toContain(id);
    const poor = await clinic.staff('poor', everywhere('cashier'));
    expect((await clinic.call(poor, 'deskRefundHandBack', { id })).body.code).toBe('drawer_not_open');
    await openDrawer(poor, 699);
    expect((await clinic.call(poor, 'deskRefundHandBack', { id })).body.code).toBe('drawer_short');
    const both = await Promise.all([1, 2].map(() => clinic.call(cashier, 'deskRefundHandBack', { id })));
    expect(codes(both)).toEqual(['200', 'refund_state']);
    expect((await tasks(cashier, 'at_counter')).map((one) => one.refund_id)).not.toContain(id);
  });
  test('giving a cash booking up hands the money over, or leaves it waiting where no drawer is open', async () => {
    const [now, later] = [await paidOrder(), await paidOrder()];
    const cancel = (token: string, id: string) =>
      clinic.call(token, 'deskBookingCancel', { id, body: { reason: '患者要求' } });
    const before = await inDrawer(cashier);
    expect((await cancel(cashier, now.id)).body).toMatchObject({ state: 'cancelled', payment: 'refunded' });
    expect(await inDrawer(cashier)).toBe(before - 1500);
    const windowless = await clinic.staff('windowless2', everywhere('cashier'));
    expect((await cancel(windowless, later.id)).body).toMatchObject({ state: 'cancelled', payment: 'refunding' });
    const [waiting] = (await payment(later.id)).orders[0].refunds;
    expect((await clinic.call(cashier, 'deskRefundHandBack', { id: waiting.refund_id })).body.state).toBe('succeeded');
  });
});

describe('the second person', () => {
  const decide = (token: string, id: string, how: 'refundApprove' | 'refundReject') =>
    clinic.call(token, how, { id, ...(how === 'refundReject' ? { body: { reason: '凭证不全' } } : {}) });

  test('above the limit a refund waits, moves nothing, and is nobody’s own to approve', async () => {
    const { id, order_id } = await dearOrder();
    const asked = (await ask(finance, order_id, [consultation(2001)])).body;
    expect(asked.state).toBe('awaiting_approval');
    expect((await payment(id)).waived_fen).toBe(0);
    expect((await decide(finance, asked.refund_id, 'refundApprove')).body.code).toBe('refund_same_person');
    expect((await decide(finance, asked.refund_id, 'refundReject')).body.code).toBe('refund_same_person');
    expect((await decide(outsider, asked.refund_id, 'refundApprove')).body.code).toBe('not_found');
    const done = await decide(clinic.administrator, asked.refund_id, 'refundApprove');
    expect(done.body).toMatchObject({ state: 'requested', decided_by: '张三' });
    expect((await payment(id)).waived_fen).toBe(2001);
  });
  test('is not needed any more when the booking is cancelled: all of it goes back', async () => {
    const { id, token, order_id } = await dearOrder();
    const { refund_id } = (await ask(cashier, order_id, [consultation(2500)])).body;
    const line = async () => (await clinic.call(token, 'myPaymentList')).body.items[0];
    expect(await line()).toMatchObject({ state: 'paid', refund_fen: 0 });
    const reason = { reason: '患者来不了' };
    expect((await clinic.call(cashier, 'deskBookingCancel', { id, body: reason })).body.state).toBe('cancelled');
    expect((await decide(finance, refund_id, 'refundApprove')).body.code).toBe('refund_state');
    expect(await line()).toMatchObject({ state: 'refunded', refund_fen: 4000 });
  });
  test('asked for in pieces it is the same refund', async () => {
    const { order_id } = await dearOrder();
    expect((await ask(cashier, order_id, [consultation(1500)])).body.state).toBe('requested');
    expect((await ask(cashier, order_id, [consultation(600)])).body.state).toBe('awaiting_approval');
    const { order_id: other } = await dearOrder();
    const both = await Promise.all([1, 2].map(() => ask(cashier, other, [consultation(1500)])));
    expect(both.map(({ body }) => body.state).sort()).toEqual(['awaiting_approval', 'requested']);
  });
  test('approved twice, or approved and rejected at once: one word counts', async () => {
    const [twice, torn] = [await dearOrder(), await dearOrder()];
    const [first, second] = [
      (await ask(cashier, twice.order_id, [consultation(3000)])).body.refund_id,
      (await ask(cashier, torn.order_id, [consultation(3000)])).body.refund_id,
    ];
    const { administrator } = clinic;
    const yes = await Promise.all([finance, administrator].map((token) => decide(token, first, 'refundApprove')));
    expect(codes(yes)).toEqual(['200', 'refund_state']);
    expect((await payment(twice.id)).waived_fen).toBe(3000);
    const mixed = await Promise.all([
      decide(finance, second, 'refundApprove'),
      decide(administrator, second, 'refundReject'),
    ]);
    expect(codes(mixed)).toEqual(['200', 'refund_state']);
    const won = mixed[0]!.status === 200 ? 3000 : 0;
    expect(await payment(torn.id)).toMatchObject({ waived_fen: won, orders: [{ refund_due_fen: won }] });
  });
  test('a rejected one gives its reservation back and says why', async () => {
    const { order_id } = await dearOrder();
    const { refund_id } = (await ask(cashier, order_id, [consultation(3000)])).body;
    expect((await ask(cashier, order_id, [consultation(1)])).body.code).toBe('refund_not_possible');
    expect((await decide(finance, refund_id, 'refundReject')).body).toMatchObject({
      state: 'rejected',
      decision_note: '凭证不全',
    });
    expect((await ask(cashier, order_id, [consultation(3000)])).status).toBe(201);
  });
});

describe('the channel’s money at the window', () => {
  test('a code is shown, the phone pays, the window sees it; an abnormal refund is asked about again', async () => {
    const { id } = await held();
    const code = await clinic.call(cashier, 'deskPayCode', { id, body: { channel: 'wechat' } });
    expect(code.body).toMatchObject({
      amount_fen: 1500,
      channel: 'wechat',
      qr_text: expect.stringContaining('weixin'),
    });
    const merchant_no = code.body.order_id.replaceAll('-', '');
    channel.pay(merchant_no);
    expect((await payment(id)).booking).toMatchObject({ state: 'booked', payment: 'paid' });

    const { refund_id } = (await ask(cashier, code.body.order_id, [consultation(1000)])).body;
    await clinic.app.payment.work();
    const [sent] = [...channel.refunds.values()];
    channel.endRefund(sent!.merchant_refund_no, 'abnormal');
    clinic.clock.moveTo(clinic.clock.now().add({ seconds: 5 }));
    await clinic.app.payment.work();
    expect((await tasks(finance, 'abnormal')).map((one) => one.refund_id)).toEqual([refund_id]);
    expect((await clinic.call(finance, 'refundCured', { id: refund_id })).body.code).toBe('refund_not_cured');
    channel.endRefund(sent!.merchant_refund_no, 'success');
    expect((await clinic.call(finance, 'refundCured', { id: refund_id })).body.state).toBe('succeeded');
    const shown = (await clinic.call(finance, 'paymentShow', { id: code.body.order_id })).body;
    expect(shown.order).toMatchObject({ state: 'partly_refunded', refunded_fen: 1000 });
    expect(shown.lines.map((line: { kind: string }) => line.kind).sort()).toEqual([
      'captured',
      'captured',
      'refund_paid',
      'refund_promised',
    ]);
  });
  test('finance and cashiers of another department see none of it', async () => {
    const { order_id, id } = await paidOrder();
    expect((await clinic.call(finance, 'paymentList', { query: { date: DAY } })).body.items.length).toBeGreaterThan(3);
    expect((await clinic.call(outsider, 'paymentList', { query: { date: DAY } })).body.items).toEqual([]);
    for (const [name, asked] of [
      ['paymentShow', { id: order_id }],
      ['deskPaymentShow', { id }],
      ['deskPayCode', { id, body: { channel: 'wechat' } }],
      ['deskRefundAsk', { id: order_id, body: { parts: [consultation(1)], reason: '好奇' } }],
    ] as const)
      expect((await clinic.call(outsider, name, asked)).body.code).toBe('not_found');
    expect((await clinic.call(outsider, 'deskRefundHandBack', { id: newId() })).body.code).toBe('not_found');
    expect(await tasks(outsider, 'awaiting_approval')).toEqual([]);
  });
  test('the list keeps to a channel and a state', async () => {
    const list = async (query: Record<string, string>) =>
      (await clinic.call(finance, 'paymentList', { query: { date: DAY, ...query } })).body.items as {
        channel: string;
        state: string;
      }[];
    expect(new Set((await list({ channel: 'card' })).map((one) => one.channel))).toEqual(new Set(['card']));
    expect(new Set((await list({ state: 'refunded' })).map((one) => one.state))).toEqual(new Set(['refunded']));
  });
});
