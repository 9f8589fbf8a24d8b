/** The books as finance reads them: a student pays at the window, a part goes back, and every page says the same. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let finance: string;
beforeAll(async () => {
  clinic = await openClinic();
  finance = await clinic.staff('finance', [{ role: 'finance', department_id: null }]);
});
afterAll(() => clinic.close());

const sumOf = (rows: { captured_fen: number }[]) => rows.reduce((sum, row) => sum + row.captured_fen, 0);

test('a payment is in every way of counting the day, and all accounts are zero together', async () => {
  const [doctor] = clinic.doctors as [Clinic['doctors'][0]];
  const { id, token } = await clinic.book(doctor.slot_id);
  const { amount_fen: fee_fen } = (await clinic.call(token, 'bookingPayment', { id })).body;
  const { body: day } = await clinic.call(finance, 'ledgerDay');
  expect(day.sum_fen).toBe(0);
  expect(day.closed_at).toBeNull();
  for (const rows of [day.by_channel, day.by_cashier, day.by_department, day.by_payer_class, day.by_part])
    expect(sumOf(rows)).toBe(fee_fen);
  const { body: lines } = await clinic.call(finance, 'ledgerLines', { query: { account: 'income_registration' } });
  expect(lines.items.map(({ credit, kind }: { credit: string; kind: string }) => [credit, kind])).toEqual([
    ['income_registration', 'captured'],
  ]);
  const { body: page } = await clinic.call(finance, 'ledgerLines', { query: { limit: '1' } });
  const { body: next } = await clinic.call(finance, 'ledgerLines', { query: { limit: '1', cursor: page.next_cursor } });
  expect(next.items[0]).not.toEqual(page.items[0]);
});

test('the books are for finance', async () => {
  expect((await clinic.call(clinic.clerk, 'ledgerDay')).status).toBe(403);
  const { department_id } = clinic;
  const oneDepartment = await clinic.staff('finance2', [{ role: 'finance', department_id }]);
  for (const route of ['ledgerDay', 'ledgerLines'] as const)
    expect((await clinic.call(oneDepartment, route)).body.code).toBe('not_allowed');
  expect((await clinic.call(finance, 'ledgerDay', { query: { date: '2026-02-30' } })).body.code).toBe('input_invalid');
});
