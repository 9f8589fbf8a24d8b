/** What payer classes pay less: shown, charged, and kept by a booking whatever the price list says later. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { inTransaction, sql } from '../kernel/index.ts';
import { type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let visit_type_id: string;
beforeAll(async () => {
  clinic = await openClinic();
  clinic.moveTo('08:30');
  visit_type_id = (await clinic.call(clinic.clerk, 'visitTypeList')).body.items[0].id;
});
afterAll(() => clinic.close());

type Cut = { payer_class: string; part: string; kind: string; value: number };
const half: Cut = { payer_class: 'student', part: 'registration', kind: 'percent', value: 50 };
const free: Cut[] = ['registration', 'consultation'].map((part) => ({
  ...{ payer_class: 'student', part },
  ...{ kind: 'at_most', value: 0 },
}));
const visitType = async () => (await clinic.call(clinic.clerk, 'visitTypeList')).body.items[0];
const change = async (body: object, version?: number) =>
  clinic.call(clinic.administrator, 'visitTypeChange', {
    id: visit_type_id,
    body: { ...body, version: version ?? (await visitType()).version },
  });
const prices = { registration_fen: 500, consultation_fen: 1000 };
beforeEach(async () => {
  expect((await change({ ...prices, discounts: [half] })).status).toBe(200);
});

const slot_id = () => clinic.doctors[0]!.slot_id;
const preview = (who: { token: string; patient_id: string }) =>
  clinic.call(who.token, 'bookingPreview', { query: { slot_id: slot_id(), patient_id: who.patient_id } });
const hold = (who: { token: string; patient_id: string }) =>
  clinic.call(who.token, 'bookingHold', { body: { slot_id: slot_id(), patient_id: who.patient_id } });
const show = (who: { token: string }, id: string) => clinic.call(who.token, 'bookingShow', { id });
const HALVED = [
  { kind: 'registration', list_fen: 500, discount_fen: 250, amount_fen: 250 },
  { kind: 'consultation', list_fen: 1000, discount_fen: 0, amount_fen: 1000 },
];

test('what a student is shown is what is charged, and stays so when the price list changes', async () => {
  const who = await clinic.phone();
  expect((await preview(who)).body).toMatchObject({ fee_fen: 1250, fee_parts: HALVED });
  const held = await hold(who);
  expect(held.body).toMatchObject({ fee_fen: 1250, fee_parts: HALVED });
  await change({ registration_fen: 900, discounts: [] });
  expect((await show(who, held.body.id)).body).toMatchObject({ fee_fen: 1250, fee_parts: HALVED });
  const later = await clinic.phone();
  expect((await preview(later)).body.fee_fen).toBe(1900);
  const { rows } = await sql<{ data: { fee_parts: object } }>`
    select data from fact where kind = 'booking.held' and subject = ${`booking:${held.body.id}`}
  `.execute(clinic.app.db.kysely);
  expect(rows.map(({ data }) => data.fee_parts)).toEqual([HALVED]);
});

test('each payer class pays its own', async () => {
  const who = await clinic.phone();
  await clinic.call(who.token, 'patientChange', { id: who.patient_id, body: { payer_class: 'retiree' } });
  expect((await preview(who)).body.fee_fen).toBe(1500);
  const retired = { ...half, payer_class: 'retiree', part: 'consultation', kind: 'fen', value: 400 };
  await change({ discounts: [half, retired] });
  expect((await preview(who)).body.fee_fen).toBe(1100);
  expect((await hold(who)).body).toMatchObject({ fee_fen: 1100, payer_class: 'retiree' });
});

test('an extra place keeps its parts too', async () => {
  const who = await clinic.phone();
  const body = { slot_id: slot_id(), patient_id: who.patient_id, reason: '外地患者，当天返程' };
  const given = await clinic.call(clinic.doctors[0]!.token, 'extraPlaceGive', { body });
  await change({ discounts: [] });
  expect((await show(who, given.body.booking.id)).body).toMatchObject({ fee_fen: 1250, fee_parts: HALVED });
});

test('what costs nothing is booked without paying, on the phone and at the desk', async () => {
  await change({ discounts: free });
  const who = await clinic.phone();
  const held = await hold(who);
  expect(held.body).toMatchObject({ state: 'held', fee_fen: 0 });
  expect((await clinic.call(who.token, 'bookingPay', { id: held.body.id, body: { scene: 'h5' } })).status).toBe(200);
  expect((await show(who, held.body.id)).body.state).toBe('booked');
  const other = await clinic.phone();
  const body = { slot_id: slot_id(), patient_id: other.patient_id };
  const desk = await clinic.call(clinic.clerk, 'deskBookingHold', { body });
  expect(desk).toMatchObject({ status: 201, body: { state: 'held', fee_fen: 0 } });
  const confirmed = await clinic.call(clinic.clerk, 'deskBookingPay', { id: desk.body.id, body: { method: 'cash' } });
  expect(confirmed.body).toMatchObject({ state: 'booked', payment: 'not_due' });
});

test.each([
  ['above the price', [{ ...half, kind: 'fen', value: 501 }], 'discounts.0.value'],
  ['more than all', [{ ...half, kind: 'percent', value: 101 }], 'discounts.0.value'],
  ['twice for one part', [half, { ...half, value: 10 }], 'discounts.1.part'],
  ['of an unknown class', [{ ...half, payer_class: 'vip' }], 'discounts.0.payer_class'],
  ['of no part of the fee', [{ ...half, part: 'drugs' }], 'discounts.0.part'],
])('a discount %s is a clear problem and changes nothing', async (_what, discounts, field) => {
  const before = await visitType();
  const answer = await change({ discounts });
  expect(answer).toMatchObject({ status: 400, body: { code: 'input_invalid' } });
  expect(JSON.stringify(answer.body)).toContain(field);
  expect(await visitType()).toEqual(before);
});

test('a price does not go below what is taken off it', async () => {
  await change({ discounts: [{ ...half, kind: 'fen', value: 400 }] });
  expect((await change({ registration_fen: 300 })).body.code).toBe('input_invalid');
  expect((await change({ registration_fen: 300, discounts: [] })).status).toBe(200);
});

test('of two who change one version one is told; the fact tells the discounts', async () => {
  const { version } = await visitType();
  const answers = await Promise.all([change({ discounts: [] }, version), change({ discounts: free }, version)]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  const kept = answers.find(({ status }) => status === 200)!.body;
  expect(await visitType()).toEqual(kept);
  const { rows } = await sql<{ data: object }>`
    select data from fact where kind = 'visit_type.changed' order by tx desc, seq desc limit 1
  `.execute(clinic.app.db.kysely);
  expect(rows[0]!.data).toMatchObject({ discounts: kept.discounts });
});

test('parts that do not add up are refused by the schema', async () => {
  const who = await clinic.phone();
  const { body } = await hold(who);
  const spoil = inTransaction(clinic.app.db, (tx) =>
    sql`update booking set fee_fen = fee_fen + 1 where id = ${body.id}`.execute(tx),
  );
  await expect(spoil).rejects.toMatchObject({ constraint: 'booking_fee_adds_up' });
});
