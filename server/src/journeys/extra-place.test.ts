/** Extra places and follow-ups: given to a named person, within limits however many tabs ask, paid, and gone when given up. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inTransaction, newId, sql } from '../kernel/index.ts';
import { districtHospital } from '../modules/policy/index.ts';
import { at, type Clinic, DAY, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
  const { app } = clinic;
  const data = { ...districtHospital([]), extra: { per_session: 2, per_doctor_day: 2 } };
  await inTransaction(app.db, (tx) =>
    app.policy.publish(tx, { now: at('06:00'), actor: 'system:test', data, note: '加号', valid_from: at('06:00') }),
  );
  await sql`update slot set capacity = 1`.execute(app.db.kysely);
  clinic.moveTo('08:30');
});
afterAll(() => clinic.close());

const doctor = () => clinic.doctors[0]!;
const give = (patient_id: string, token = doctor().token, slot_id = doctor().slot_id) =>
  clinic.call(token, 'extraPlaceGive', { body: { slot_id, patient_id, reason: '外地患者，当天返程' } });
const list = (query: Record<string, string>, token = doctor().token) => clinic.call(token, 'extraPlaceList', { query });
const slot = async (slot_id = doctor().slot_id) =>
  (
    await sql<{ capacity: number; booked: number; aside: number }>`
    select capacity, booked, aside from slot where id = ${slot_id}`.execute(clinic.app.db.kysely)
  ).rows[0];
const kinds = async (booking_id: string) =>
  (
    await sql<{ kind: string }>`select kind from fact where subject = ${`booking:${booking_id}`} order by seq`.execute(
      clinic.app.db.kysely,
    )
  ).rows.map(({ kind }) => kind);

test('given in a full session, told to the patient, who pays like any other', async () => {
  await clinic.book(doctor().slot_id);
  expect(await slot()).toEqual({ capacity: 1, booked: 1, aside: 0 });
  const who = await clinic.phone();
  const { status, body } = await give(who.patient_id);
  expect(status).toBe(201);
  expect(body).toMatchObject({
    reason: '外地患者，当天返程',
    given_by: '张三',
    booking: { state: 'held', reserve: 'extra', payment: 'unpaid', fee_fen: 1500 },
  });
  expect(await slot()).toEqual({ capacity: 2, booked: 2, aside: 0 });
  await clinic.app.rounds.readers();
  const messages = await clinic.call(who.token, 'messageList');
  expect(messages.body.items[0]).toMatchObject({ kind: 'extra.given', title: '医生为您加了一个号' });
  expect(messages.body.items[0].text).toContain('前支付');
  const mine = await clinic.call(who.token, 'bookingList', { query: { scope: 'open' } });
  expect(mine.body.items[0]).toMatchObject({ id: body.booking.id, reserve: 'extra' });
  await clinic.call(clinic.clerk, 'deskBookingPay', { id: body.booking.id, body: { method: 'cash' } });
  expect(await kinds(body.booking.id)).toEqual(['booking.held', 'extra.given', 'booking.booked']);
});

test('two tabs give the last allowed one: one does', async () => {
  const people = [await clinic.phone(), await clinic.phone(), await clinic.phone()];
  const answers = await Promise.all(people.map(({ patient_id }) => give(patient_id)));
  expect(answers.map(({ status }) => status).toSorted()).toEqual([201, 409, 409]);
  expect(answers.find(({ status }) => status === 409)!.body.code).toBe('extra_limit_session');
  expect(await slot()).toEqual({ capacity: 3, booked: 3, aside: 0 });
  const { body } = await list({ session_id: doctor().session_id });
  expect(body.items).toHaveLength(2);
  expect(body.allowance).toEqual({
    per_session: 2,
    given_in_session: 2,
    per_doctor_day: 2,
    given_by_doctor_that_day: 2,
  });
});

test('withdrawn, cancelled or not paid in time, it is passed on to nobody', async () => {
  const { body } = await list({ session_id: doctor().session_id });
  const [unpaid, paid] = body.items.toSorted((a: { booking: { state: string } }) =>
    a.booking.state === 'held' ? -1 : 1,
  );
  const withdrawn = await clinic.call(doctor().token, 'extraPlaceWithdraw', {
    id: paid.booking.id,
    body: { reason: '患者转院' },
  });
  expect(withdrawn.body).toMatchObject({
    withdrawn_by: '张三',
    withdraw_reason: '患者转院',
    booking: { state: 'cancelled', refund_fen: 1500 },
  });
  expect(await kinds(paid.booking.id)).toContain('extra.withdrawn');
  expect(await slot()).toEqual({ capacity: 2, booked: 2, aside: 0 });
  clinic.moveTo('08:50');
  await clinic.app.rounds.expireHolds();
  expect(
    (await clinic.call(clinic.clerk, 'deskBookingList', { query: { date: DAY } })).body.items.find(
      (one: { id: string }) => one.id === unpaid.booking.id,
    ).state,
  ).toBe('expired');
  expect(await slot()).toEqual({ capacity: 1, booked: 1, aside: 0 });
  const again = await clinic.call(doctor().token, 'extraPlaceWithdraw', {
    id: unpaid.booking.id,
    body: { reason: '误加' },
  });
  expect(again.body.code).toBe('booking_state');
  // both may be given again
  expect((await give((await clinic.phone()).patient_id)).status).toBe(201);
  expect((await clinic.call(clinic.administrator, 'poolCheck')).body.items).toEqual([]);
});

test('only in a session of one’s own; a patient twice in a session is refused; the same key is one place', async () => {
  const who = await clinic.phone();
  const [mine, theirs] = clinic.doctors as [Clinic['doctors'][0], Clinic['doctors'][0]];
  expect((await give(who.patient_id, theirs.token, mine.slot_id)).body.code).toBe('not_your_session');
  expect((await give(newId())).body.code).toBe('not_found');
  expect((await list({}, theirs.token)).body.items).toEqual([]);
  expect((await list({}, clinic.administrator)).body.items.length).toBeGreaterThan(2);
  const given = await give(who.patient_id, clinic.administrator, theirs.slot_id);
  expect(given.status).toBe(201);
  expect((await give(who.patient_id, theirs.token, theirs.slot_id)).status).not.toBe(201);
});

test('a follow-up is booked by the doctor who saw the patient, into a session of one’s own, and told', async () => {
  const [mine, theirs] = clinic.doctors as [Clinic['doctors'][0], Clinic['doctors'][0]];
  const [session_id, slot_id] = [newId(), newId()];
  const db = clinic.app.db.kysely;
  await sql`
    insert into session (id, date, half_day, starts_at, ends_at, starts, ends, department_id, doctor_id, room_id, visit_type_id)
    select ${session_id}, '2026-03-09', half_day, starts_at + interval '7 days', ends_at + interval '7 days', starts, ends, department_id, doctor_id, room_id, visit_type_id
    from session where id = ${mine.session_id}`.execute(db);
  await sql`
    insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity)
    select ${slot_id}, ${session_id}, starts_at + interval '7 days', ends_at + interval '7 days', starts, ends, 2 from slot where id = ${mine.slot_id}`.execute(
    db,
  );
  await sql`insert into session_pool (session_id, pool, floor) values (${session_id}, 'return_visit', 2)`.execute(db);
  const seen = await sql<{ id: string; patient_id: string }>`
    select id, patient_id from booking where slot_id = ${mine.slot_id} and state = 'booked' and reserve is null`.execute(
    db,
  );
  const { id: booking_id, patient_id } = seen.rows[0]!;
  const ask = (token: string, body: object) => clinic.call(token, 'followUpBook', { body });
  expect((await ask(mine.token, { booking_id, slot_id })).body.code).toBe('booking_state');
  for (const to of ['checked_in', 'called', 'in_consultation'] as const)
    await inTransaction(clinic.app.db, (tx) =>
      clinic.app.booking.advance(tx, { booking_id, to, at: clinic.clock.now(), actor: 'system:test' }),
    );
  expect((await ask(theirs.token, { booking_id, slot_id })).body.code).toBe('not_found');
  expect((await ask(mine.token, { booking_id, slot_id: theirs.slot_id })).body.code).toBe('not_your_session');
  const booked = await ask(mine.token, { booking_id, slot_id });
  expect(booked.body).toMatchObject({ state: 'held', reserve: 'return_visit', patient_id, date: '2026-03-09' });
  expect(await kinds(booked.body.id)).toEqual(['booking.held', 'follow_up.arranged']);
  expect((await clinic.call(clinic.administrator, 'poolCheck')).body.items).toEqual([]);
});
