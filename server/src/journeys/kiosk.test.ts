/** The kiosk: who stands at it is known by code or by number and name, nothing more is told, and everything asked twice is done once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { inventedResidentId } from '../demo/accounts.ts';
import { addDays, inTransaction, newId, openSession, sql } from '../kernel/index.ts';
import { at, type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let kiosk: { id: string; token: string };
/** Only eyes, so that general practice is elsewhere. */
let eyes: { id: string; token: string };

async function makeKiosk(department_id: string): Promise<{ id: string; token: string }> {
  const { app } = clinic;
  return inTransaction(app.db, async (tx) => {
    const { id } = await app.catalog.addBoard(tx, { name: '自助机', department_ids: [department_id] });
    await sql`update board set layout = 'kiosk' where id = ${id}`.execute(tx);
    const lasts = Temporal.Duration.from({ hours: 48 });
    const ask = { kind: 'board' as const, holder_id: id, now: at('06:00'), lasts, idle_minutes: 2000 };
    return { id, token: (await openSession(tx, ask)).token };
  });
}

beforeAll(async () => {
  clinic = await openClinic();
  kiosk = await makeKiosk(clinic.department_id);
  eyes = await makeKiosk(clinic.other_department_id);
});
afterAll(() => clinic.close());
beforeEach(async () => {
  await sql`delete from identify_try`.execute(clinic.app.db.kysely);
});

const slot = (n = 0) => clinic.doctors[n]!.slot_id;
const ask = (name: Parameters<Clinic['call']>[1], body: object, token = kiosk.token) =>
  clinic.call(token, name, { body });
const scan = (id: string, token = kiosk.token) => ask('kioskScan', { qr_text: `MZ1:${id}` }, token);

let people = 0;
/** A person with a document of their own. */
async function person(name = '周小兰') {
  people += 1;
  const id_number = inventedResidentId(addDays('1950-05-05', people), 1);
  const phone = `188${String(people).padStart(8, '0')}`;
  const body = { name, id_kind: 'resident_id', id_number, phone, payer_class: 'student' };
  const { status, body: patient } = await clinic.call(clinic.clerk, 'deskPatientRegister', { body });
  expect(status).toBe(201);
  return { patient_id: patient.id as string, id_number, phone, name };
}
type Person = Awaited<ReturnType<typeof person>>;
const byDocument = ({ id_number, name }: Pick<Person, 'id_number' | 'name'>, token = kiosk.token) =>
  ask('kioskIdentify', { by: 'document', id_kind: 'resident_id', id_number, name }, token);
const byPhone = ({ phone, name }: Pick<Person, 'phone' | 'name'>) => ask('kioskIdentify', { by: 'phone', phone, name });

/** The clock goes forward only: the tests stand in the order of the day. */
test('too early to check in: a slip without a number, for who wants to know where to come', async () => {
  const booking = await clinic.book(slot());
  clinic.moveTo('06:01');
  const seen = await scan(booking.id);
  expect(seen.body.bookings).toMatchObject([{ next: 'early' }]);
  const body = { pass: seen.body.pass, booking_id: booking.id };
  expect(await ask('kioskCheckIn', body)).toMatchObject({ status: 422, body: { code: 'check_in_too_early' } });
  expect(await ask('kioskSlip', body)).toMatchObject({ body: { ticket_number: null, people_ahead: null } });
});

describe('by the booking’s code', () => {
  beforeAll(() => clinic.moveTo('08:30'));

  test('checks in and gets a slip; asked again, the same one', async () => {
    const booking = await clinic.book(slot());
    const seen = await scan(booking.id);
    expect(seen).toMatchObject({
      status: 200,
      body: { patient_name_masked: '李*明', may_take_number: false, bookings: [{ id: booking.id, next: 'check_in' }] },
    });
    expect(JSON.stringify(seen.body)).not.toContain('李小明');
    const body = { pass: seen.body.pass, booking_id: booking.id };
    const slip = await ask('kioskCheckIn', body);
    expect(slip).toMatchObject({
      status: 200,
      body: { patient_name_masked: '李*明', ticket_number: 'A001', department_name: '全科', people_ahead: 0 },
    });
    const again = await Promise.all([1, 2, 3].map(() => ask('kioskCheckIn', body)));
    expect(again.map((one) => one.body.ticket_number)).toEqual(['A001', 'A001', 'A001']);
    expect((await scan(booking.id)).body.bookings).toMatchObject([{ next: 'checked_in' }]);
  });

  test('six presses at once make one ticket, and each gets its slip', async () => {
    const booking = await clinic.book(slot());
    const { pass } = (await scan(booking.id)).body;
    const body = { pass, booking_id: booking.id };
    const answers = await Promise.all([1, 2, 3, 4, 5, 6].map(() => ask('kioskCheckIn', body)));
    expect(new Set(answers.map(({ body: slip }) => slip.ticket_number)).size).toBe(1);
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200]);
    const { rows } = await sql<{ n: number }>`
      select count(*)::int as n from ticket where booking_id = ${booking.id}`.execute(clinic.app.db.kysely);
    expect(rows).toEqual([{ n: 1 }]);
  });

  test('a foreign or garbled code, another hall, another day, and one that is cancelled are told apart', async () => {
    for (const qr_text of ['MZ1:', `MZ1:${newId()}`, 'https://example.org', '🙂', `MZ2:${newId()}`])
      expect(await ask('kioskScan', { qr_text })).toMatchObject({ status: 422, body: { code: 'kiosk_code_unknown' } });
    const booking = await clinic.book(slot());
    const elsewhere = await scan(booking.id, eyes.token);
    expect(elsewhere).toMatchObject({ status: 422, body: { code: 'kiosk_other_hall' } });
    expect(elsewhere.body.detail).toContain('全科');
    await clinic.call(clinic.clerk, 'deskBookingCancel', { id: booking.id, body: { reason: '不来了' } });
    expect(await scan(booking.id)).toMatchObject({ status: 409, body: { code: 'booking_state' } });
  });

  test('unpaid: first pay', async () => {
    const booking = await clinic.book(slot(), { paid: false });
    const seen = await scan(booking.id);
    expect(seen.body.bookings).toMatchObject([{ next: 'pay' }]);
    const refused = await ask('kioskCheckIn', { pass: seen.body.pass, booking_id: booking.id });
    expect(refused).toMatchObject({ status: 422, body: { code: 'check_in_unpaid' } });
  });
});

describe('by number and name', () => {
  test('a document shows one’s bookings of today; a phone shows their times only and takes no number', async () => {
    const who = await person();
    const held = await clinic.call(clinic.clerk, 'deskBookingHold', {
      body: { slot_id: slot(), patient_id: who.patient_id },
    });
    const shown = await byDocument(who);
    expect(shown).toMatchObject({
      status: 200,
      body: { may_take_number: true, bookings: [{ id: held.body.id, department_name: '全科' }] },
    });
    const known = await byPhone(who);
    expect(known).toMatchObject({
      status: 200,
      body: { may_take_number: false, bookings: [{ department_name: null, doctor_name: null, starts: '08:00' }] },
    });
    const { session_id } = clinic.doctors[0]!;
    expect(await ask('kioskHold', { pass: known.body.pass, session_id })).toMatchObject({
      status: 422,
      body: { code: 'kiosk_document_needed' },
    });
  });

  test('a wrong name and an unknown number are answered alike, and looking is in the trail', async () => {
    const who = await person('郑一平');
    const wrong = await byDocument({ ...who, name: '郑一凡' });
    const unknown = await byDocument({ ...who, id_number: inventedResidentId('1931-01-01', 1) });
    const [a, b] = [wrong, unknown].map(({ status, body: { code, detail } }) => ({ status, code, detail }));
    expect(a).toEqual(b);
    expect(a).toMatchObject({ status: 422, code: 'kiosk_person_unknown' });
    expect(await byDocument({ ...who, id_number: '11010119000101123X' })).toMatchObject({ status: 422 });
    await byDocument(who);
    const { rows } = await sql<{ actor: string; action: string }>`
      select actor, action from audit where patient_id = ${who.patient_id}`.execute(clinic.app.db.kysely);
    expect(rows).toEqual([{ actor: `board:${kiosk.id}`, action: 'kiosk.identify.document' }]);
  });

  test('two of one name under one phone are told apart by document only', async () => {
    const first = await person('孙同名');
    const id_number = inventedResidentId('1949-01-01', 1);
    const body = { name: '孙同名', id_kind: 'resident_id', id_number, phone: first.phone, payer_class: 'student' };
    await clinic.call(clinic.clerk, 'deskPatientRegister', { body });
    expect(await byPhone(first)).toMatchObject({ status: 422, body: { code: 'kiosk_person_unknown' } });
    expect((await byDocument(first)).status).toBe(200);
  });

  test('of one number five names may be tried in an hour, however many come at once; the code of a booking still works', async () => {
    const who = await person('钱多多');
    const answers = await Promise.all(
      [...Array(9)].map((_, n) => byDocument({ ...who, name: `钱多${'一二三四五六七八九'[n]}` })),
    );
    const codes = answers.map(({ body }) => body.code);
    expect(codes.filter((code) => code === 'kiosk_person_unknown').length).toBeLessThanOrEqual(5);
    expect(await byDocument(who)).toMatchObject({ status: 429, body: { code: 'kiosk_too_many_tries' } });
    expect((await byDocument(await person())).status).toBe(200);
    const booking = await clinic.book(slot());
    expect((await scan(booking.id)).status).toBe(200);
    clinic.moveTo('09:45');
    expect((await byDocument(who)).status).toBe(200);
  });

  test('a kiosk at which twenty were wrong asks nobody for ten minutes', async () => {
    for (let n = 0; n < 20; n += 1) {
      const id_number = inventedResidentId(addDays('1930-01-01', n), 1);
      await byDocument({ id_number, name: '吴名氏' });
    }
    const who = await person();
    expect(await byDocument(who)).toMatchObject({ status: 429 });
    expect((await byDocument(who, eyes.token)).status).toBe(200);
  });
});

describe('a number of today', () => {
  test('is taken of what is kept for people on site, let go, and a second asking by one key takes one', async () => {
    const who = await person();
    const { pass } = (await byDocument(who)).body;
    const offered = await clinic.call(kiosk.token, 'kioskSessionList');
    expect(offered.body.items).toHaveLength(2);
    expect(offered.body.items[0]).toMatchObject({ department_name: '全科', slot_starts: '08:00', fee_fen: 1500 });
    const [{ session_id }] = offered.body.items;
    const held = await ask('kioskHold', { pass, session_id });
    expect(held).toMatchObject({ status: 201, body: { next: 'pay', department_name: '全科', fee_fen: 1500 } });
    const body = { pass, booking_id: held.body.id };
    const { status } = await ask('kioskHold', { pass, session_id });
    expect(status, 'one a day with one doctor').toBe(422);
    expect(await ask('kioskPayment', body)).toMatchObject({ body: { payment: 'unpaid', channels: [] } });
    expect(await ask('kioskPayCode', { ...body, channel: 'wechat' })).toMatchObject({
      status: 503,
      body: { code: 'payment_channel_unavailable' },
    });
    const { rows } = await sql<{ channel: string; created_by: string }>`
      select channel, created_by from booking where id = ${held.body.id}`.execute(clinic.app.db.kysely);
    expect(rows).toEqual([{ channel: 'kiosk', created_by: `board:${kiosk.id}` }]);
    expect(await ask('kioskRelease', body)).toMatchObject({ status: 200 });
    expect(await ask('kioskRelease', body)).toMatchObject({ status: 200 });
    expect((await byDocument(who)).body.bookings).toEqual([]);
  });

  test('what costs nothing is booked at once and may be checked in', async () => {
    const [type] = (await clinic.call(clinic.clerk, 'visitTypeList')).body.items;
    const change = { registration_fen: 0, consultation_fen: 0, version: type.version };
    expect((await clinic.call(clinic.administrator, 'visitTypeChange', { id: type.id, body: change })).status).toBe(
      200,
    );
    const { pass } = (await byDocument(await person())).body;
    const held = await ask('kioskHold', { pass, session_id: clinic.doctors[1]!.session_id });
    expect(held).toMatchObject({ status: 201, body: { state: 'booked', next: 'check_in', fee_fen: 0 } });
    const slip = await ask('kioskCheckIn', { pass, booking_id: held.body.id });
    expect(slip.body.ticket_number).toMatch(/^A\d{3}$/);
  });
});

describe('a pass', () => {
  test('counts at its kiosk, for its patient, for its time, and cannot be made', async () => {
    const [mine, other] = [await clinic.book(slot()), await clinic.book(slot())];
    const { pass } = (await scan(mine.id)).body;
    const expired = { status: 422, body: { code: 'kiosk_pass_expired' } };
    const body = { pass, booking_id: mine.id };
    expect(await ask('kioskCheckIn', { pass, booking_id: other.id })).toMatchObject({ status: 404 });
    expect(await ask('kioskCheckIn', body, eyes.token)).toMatchObject(expired);
    for (const bad of [`${pass}x`, pass.slice(1), 'a', 'd.x.y.z.w', '....'])
      expect(await ask('kioskCheckIn', { ...body, pass: bad })).toMatchObject(expired);
    clinic.moveTo('11:00');
    const late = (await scan(other.id)).body.pass;
    clinic.moveTo('11:14');
    expect((await ask('kioskCheckIn', { pass: late, booking_id: other.id })).status).toBe(200);
    clinic.moveTo('11:16');
    expect(await ask('kioskCheckIn', { pass: late, booking_id: other.id })).toMatchObject(expired);
  });

  test('a hall’s board is no kiosk', async () => {
    const hall = clinic.board.token;
    expect(await clinic.call(hall, 'kioskSessionList')).toMatchObject({ status: 403, body: { code: 'kiosk_only' } });
    expect(await scan(newId(), hall)).toMatchObject({ status: 403, body: { code: 'kiosk_only' } });
  });
});

test('too late to check in', async () => {
  const booking = await clinic.book(slot());
  clinic.moveTo('13:00');
  expect((await scan(booking.id)).body.bookings).toMatchObject([{ next: 'late' }]);
});
