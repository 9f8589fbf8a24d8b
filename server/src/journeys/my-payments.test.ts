import { extractText, getDocumentProxy } from 'unpdf';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inTransaction, newId, sql } from '../kernel/index.ts';
import { receipts } from '../modules/payment/index.ts';
import { type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const receiptOf = (token: string, id: string, kind = 'receipt') =>
  clinic.call(token, 'receiptIssue', { body: { kind, id } });
/** The order of a booking that was paid at the desk. */
async function paid(doctor = 0) {
  const booked = await clinic.book(clinic.doctors[doctor]!.slot_id);
  const { items } = (await clinic.call(booked.token, 'myPaymentList')).body;
  return { ...booked, order_id: items[0].order_id as string };
}
async function pdfOf(token: string, id: string, path = '/api/receipts') {
  const answer = await clinic.app.http.inject({
    method: 'GET',
    url: `${path}/${id}/pdf`,
    headers: { authorization: `Bearer ${token}` },
  });
  return answer;
}
const textOf = async (bytes: Buffer) =>
  (await extractText(await getDocumentProxy(new Uint8Array(bytes)), { mergePages: true })).text.replaceAll(/\s+/g, ' ');
const numbers = async () =>
  (
    await sql<{ series: string; year: number; count: number; most: number; last: number }>`
      select s.series, s.year, count(r.id)::integer as count, coalesce(max(r.n), 0) as most, s.last
      from receipt_series s left join receipt r on r.series = s.series and r.year = s.year group by 1, 2, s.last order by 1, 2
    `.execute(clinic.app.db.kysely)
  ).rows;

describe('what a patient has paid', () => {
  test('is listed for the account, newest first, and shown with its parts and papers', async () => {
    const { token, id, order_id } = await paid();
    const { items } = (await clinic.call(token, 'myPaymentList')).body;
    expect(items).toMatchObject([
      {
        order_id,
        booking_id: id,
        state: 'paid',
        channel: 'cash',
        amount_fen: 1500,
        refund_fen: 0,
        doctor_name: '林一',
      },
    ]);
    const { body } = await clinic.call(token, 'myPaymentShow', { id: order_id });
    expect(body.parts).toMatchObject([
      { kind: 'registration', amount_fen: 500 },
      { kind: 'consultation', amount_fen: 1000 },
    ]);
    expect(body).toMatchObject({
      expires_at: null,
      refunds: [],
      papers: [{ kind: 'receipt', id: order_id, receipt_id: null, number: null, amount_fen: 1500 }],
    });
  });

  test('is nobody else’s to see', async () => {
    const theirs = await paid(1);
    const me = await clinic.phone();
    expect((await clinic.call(me.token, 'myPaymentList')).body.items).toEqual([]);
    expect(await clinic.call(me.token, 'myPaymentShow', { id: theirs.order_id })).toMatchObject({ status: 404 });
    expect(await receiptOf(me.token, theirs.order_id)).toMatchObject({ status: 404 });
    const { id } = (await receiptOf(theirs.token, theirs.order_id)).body;
    expect(await clinic.call(me.token, 'receiptShow', { id })).toMatchObject({ status: 404 });
    expect((await pdfOf(me.token, id)).statusCode).toBe(404);
  });
});

describe('a receipt', () => {
  test('is issued once, however many ask at once, and numbered without gaps', async () => {
    const { token, order_id } = await paid();
    const other = await paid(1);
    const all = await Promise.all([
      ...[1, 2, 3, 4, 5].map(() => receiptOf(token, order_id)),
      ...[1, 2, 3].map(() => receiptOf(other.token, other.order_id)),
    ]);
    expect(all.map(({ status }) => status)).toEqual(all.map(() => 200));
    expect(new Set(all.map(({ body }) => body.number)).size).toBe(2);
    expect(new Set(all.slice(0, 5).map(({ body }) => body.id)).size).toBe(1);
    expect(all[0]!.body.number).toMatch(/^R2026-\d{6}$/);
    for (const { count, most, last } of await numbers()) expect([count, most]).toEqual([last, last]);
  });

  test('tells what was paid, under a masked name, in words that cannot be altered', async () => {
    const { token, order_id } = await paid();
    const { body } = await receiptOf(token, order_id);
    expect(body.content).toMatchObject({
      department_name: '全科',
      doctor_name: '林一',
      channel: 'cash',
      amount_fen: 1500,
      amount_capital: '人民币壹拾伍元整',
      parts: [
        { kind: 'registration', list_fen: 500, discount_fen: 0, amount_fen: 500 },
        { kind: 'consultation', list_fen: 1000, discount_fen: 0, amount_fen: 1000 },
      ],
    });
    expect(body.content.patient_name).toContain('*');
  });

  test('is a small PDF whose text can be read', async () => {
    const { token, order_id } = await paid();
    const { body } = await receiptOf(token, order_id);
    const answer = await pdfOf(token, body.id);
    expect(answer.headers).toMatchObject({
      'content-type': 'application/pdf',
      'content-disposition': `inline; filename="${body.number}.pdf"`,
      'cache-control': 'no-store',
    });
    expect(answer.rawPayload.length).toBeLessThan(200_000);
    const text = await textOf(answer.rawPayload);
    for (const words of [
      '门诊缴费收据',
      body.number,
      body.content.patient_name,
      '人民币壹拾伍元整',
      '15.00',
      '林一',
      '不是税务发票',
    ])
      expect(text).toContain(words);
    const began_ms = performance.now();
    const again = await pdfOf(token, body.id);
    expect(performance.now() - began_ms).toBeLessThan(1000);
    expect(again.rawPayload.equals(answer.rawPayload)).toBe(true);
  });

  test('is not made of money that has not come', async () => {
    const { token, id } = await clinic.book(clinic.doctors[0]!.slot_id, { paid: false });
    expect((await clinic.call(token, 'myPaymentList')).body.items).toEqual([]);
    expect(await receiptOf(token, newId())).toMatchObject({ status: 404 });
    expect(await receiptOf(token, id)).toMatchObject({ status: 404 });
  });

  test('is never changed', async () => {
    const { token, order_id } = await paid();
    const { id } = (await receiptOf(token, order_id)).body;
    const { kysely } = clinic.app.db;
    await expect(sql`update receipt set amount_fen = 1 where id = ${id}`.execute(kysely)).rejects.toThrow(
      /append-only/,
    );
    await expect(sql`delete from receipt where id = ${id}`.execute(kysely)).rejects.toThrow(/append-only/);
  });
});

describe('money that went back', () => {
  test('has its slip, and the receipt says so from then on', async () => {
    const { token, id, order_id } = await paid();
    const before = (await receiptOf(token, order_id)).body;
    await clinic.call(clinic.clerk, 'deskBookingCancel', { id, body: { reason: '患者有事' } });
    const { refunds, papers, state } = (await clinic.call(token, 'myPaymentShow', { id: order_id })).body;
    expect(state).toBe('refunded');
    expect(refunds).toMatchObject([{ state: 'succeeded', refund_fen: 1500, channel: 'cash' }]);
    expect(papers).toMatchObject([
      { kind: 'receipt', receipt_id: before.id, number: before.number },
      { kind: 'refund_slip', id: refunds[0].refund_id, number: null },
    ]);
    const slip = (await receiptOf(token, refunds[0].refund_id, 'refund_slip')).body;
    expect(slip.number).toMatch(/^T2026-\d{6}$/);
    expect(slip.content).toMatchObject({ amount_fen: 1500, amount_capital: '人民币壹拾伍元整', reason: '患者有事' });
    const after = (await receiptOf(token, order_id)).body;
    expect(after).toMatchObject({ ...before, given_back: [{ refund_fen: 1500, number: slip.number }] });
    expect(await textOf((await pdfOf(token, before.id)).rawPayload)).toContain(slip.number);
    expect(await textOf((await pdfOf(token, slip.id)).rawPayload)).toContain('门诊退款凭单');
  });
});

describe('the desk', () => {
  test('prints the same paper for patients of its departments, and of no others', async () => {
    const { token, order_id } = await paid();
    const { number } = (await receiptOf(token, order_id)).body;
    const ask = { body: { kind: 'receipt', id: order_id } };
    const { body } = await clinic.call(clinic.clerk, 'deskReceiptIssue', ask);
    expect(body.number).toBe(number);
    expect((await pdfOf(clinic.clerk, body.id, '/api/desk/receipts')).statusCode).toBe(200);
    const stranger = await clinic.staff('eyes', [{ role: 'cashier', department_id: clinic.other_department_id }]);
    expect(await clinic.call(stranger, 'deskReceiptIssue', ask)).toMatchObject({ status: 404 });
    expect((await pdfOf(stranger, body.id, '/api/desk/receipts')).statusCode).toBe(404);
  });
});

/** Last: the clock goes on to the next year. */
test('a new year begins at one; what is taken back leaves no gap on either side', async () => {
  const last = await paid();
  const first = await paid(1);
  const order = { order_id: last.order_id, refund_id: null };
  const words = {
    ...{ hospital_name: '医院', hospital_name_en: 'Hospital', patient_name: '林*', payer_class: 'self_pay' as const },
    ...{ department_name: '全科', doctor_name: '林一', visit_type_name: '普通号', visit_date: '2026-12-31' },
    ...{ visit_starts: '08:00', parts: [] },
  };
  const eve = Temporal.Instant.from('2026-12-31T15:59:59Z');
  const midnight = Temporal.Instant.from('2026-12-31T16:00:00Z');
  const ask = { paper: order, words, actor: 'system:test', now: midnight };
  const given = (paper: typeof order, now: Temporal.Instant) =>
    inTransaction(clinic.app.db, (tx) => receipts.issue(tx, { ...ask, paper, now }));
  const taken = inTransaction(clinic.app.db, async (tx) => {
    expect((await receipts.issue(tx, ask)).number).toBe('R2027-000001');
    throw new Error('taken back');
  });
  await expect(taken).rejects.toThrow('taken back');
  expect((await given(order, eve)).year).toBe(2026);
  expect((await given({ ...order, order_id: first.order_id }, midnight)).number).toBe('R2027-000001');
  for (const { count, most, last: given_last } of await numbers())
    expect([count, most]).toEqual([given_last, given_last]);
});
