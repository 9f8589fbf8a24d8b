/** A department that patients walk into: nobody books it from afar, the counter registers as ever. */
import { afterEach, beforeEach, expect, test } from 'vitest';
import { sql } from '../kernel/index.ts';
import { at, type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
beforeEach(async () => {
  clinic = await openClinic();
  clinic.moveTo('07:05');
});
afterEach(() => clinic.close());

type Access = 'booking' | 'walk_in';
async function setAccess(access: Access, version = 1) {
  const ask = { id: clinic.department_id, body: { version, access } };
  return clinic.call(clinic.administrator, 'departmentChange', ask);
}
const hold = async () => {
  const { token, patient_id } = await clinic.phone();
  return clinic.call(token, 'bookingHold', { body: { patient_id, slot_id: clinic.doctors[0]!.slot_id } });
};

test('a phone is told to go there directly; the counter registers; booking comes back with the field', async () => {
  expect((await setAccess('walk_in')).body).toMatchObject({ access: 'walk_in', version: 2 });
  const refused = await hold();
  expect(refused).toMatchObject({ status: 422, body: { code: 'policy_walk_in_only' } });
  expect(refused.body.detail).toContain('直接前往');
  expect((await clinic.book(clinic.doctors[0]!.slot_id)).id).toBeTruthy();
  await setAccess('booking', 2);
  expect((await hold()).status).toBe(201);
});

test('nobody waits for a place of it either, and no phone is shown one', async () => {
  const afternoon = sql`starts_at = ${at('14:00')}, ends_at = ${at('17:00')}, starts = '14:00', ends = '17:00'`;
  await sql`update session set half_day = 'afternoon', ${afternoon}`.execute(clinic.app.db.kysely);
  await sql`update slot set ${afternoon}`.execute(clinic.app.db.kysely);
  await setAccess('walk_in');
  const { token, patient_id } = await clinic.phone();
  const wish = { kind: 'session', session_id: clinic.doctors[0]!.session_id };
  const joined = await clinic.call(token, 'waitlistJoin', { body: { patient_id, wish } });
  expect(joined.body.code).toBe('policy_walk_in_only');
  const { items } = (await clinic.call(token, 'departmentList')).body;
  expect(items.find(({ id }: { id: string }) => id === clinic.department_id).access).toBe('walk_in');
});

test('set twice from the same version: one of the two is told that it changed', async () => {
  const answers = await Promise.all([setAccess('walk_in'), setAccess('booking')]);
  expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
  expect((await setAccess('elsewhere' as Access, 2)).body.code).toBe('input_invalid');
});
