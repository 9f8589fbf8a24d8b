/** A whole visit: every answer is what the contract promises, polled lists say 304, and personal data stays where it belongs. */
import { contract, type RouteName, type RouteSpec } from '@menzhen/contract';
import { Ajv } from 'ajv';
import formats from 'ajv-formats';
import type { LightMyRequestResponse } from 'fastify';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inventedResidentId } from '../../server/src/demo/accounts.ts';
import { sql } from '../../server/src/kernel/index.ts';
import { DAY } from '../../server/src/journeys/testing/clinic.ts';
import { type Doors, openDoors, routes, send } from './callers.ts';
import { drawBuilding } from '../../server/src/demo/building.ts';
import { demoBuildings } from '../../server/src/demo/building-plans.ts';
import { addressOf, queryOf } from './nasty.ts';

/** One person, of whom nothing may be found where it does not belong. */
const person = { name: '欧阳知遥', phone: '13912345678', id_number: inventedResidentId('1991-07-05', 321) };
const guardian = { name: '欧阳长庚', phone: '13887654321' };
const child = { name: '欧阳小满', id_number: inventedResidentId('2020-05-20', 654) };
const secrets = [
  person.name,
  person.phone,
  person.id_number,
  guardian.name,
  guardian.phone,
  child.name,
  child.id_number,
];

const ajv = new Ajv({ strict: false, allErrors: true });
(formats.default ?? formats)(ajv as never);
const judges = new Map(routes.map(([name, spec]) => [name, ajv.compile(spec.answer as object)]));

let doors: Doors;
const logged: string[] = [];
/** Everything that was answered, by the caller's kind. */
const answered: { name: RouteName; by: 'patient' | 'staff' | 'board'; text: string }[] = [];
const broken: string[] = [];
let patient = '';

interface Step {
  token?: string | undefined;
  id?: string;
  body?: object;
  query?: Record<string, string>;
}

/** Takes one step of the visit and judges its answer. @returns the answer's body */
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely by tests
async function step(name: RouteName, ask: Step = {}): Promise<any> {
  const spec = contract[name] as RouteSpec;
  const token = ask.token ?? doors.welcome(spec);
  const url = addressOf(spec, { ...(ask.id ? { id: ask.id } : {}), query: { ...queryOf(spec), ...ask.query } });
  const answer = await send(doors, spec.method, url, { token, ...(ask.body ? { body: ask.body } : {}) });
  expect(answer.statusCode, `${name} ${answer.body}`).toBe(spec.status ?? 200);
  judge(name, answer);
  const by =
    token === patient || spec.who === 'patient' || spec.who === 'anyone'
      ? 'patient'
      : spec.who === 'board'
        ? 'board'
        : 'staff';
  answered.push({ name, by, text: answer.body });
  if (spec.etag) await expectNotModified(name, spec, url, token, answer);
  return answer.json();
}

function judge(name: RouteName, answer: LightMyRequestResponse): void {
  const fits = judges.get(name)!;
  if (!fits(answer.json())) broken.push(`${name}: ${ajv.errorsText(fits.errors)}`);
}

async function expectNotModified(
  name: RouteName,
  spec: RouteSpec,
  url: string,
  token: string | undefined,
  before: LightMyRequestResponse,
): Promise<void> {
  const etag = String(before.headers.etag);
  const again = await send(doors, spec.method, url, { token, headers: { 'if-none-match': etag } });
  if (again.statusCode !== 304 || again.body !== '') broken.push(`${name}: ${again.statusCode} for an ETag still true`);
  if (before.headers['cache-control'] !== 'no-cache') broken.push(`${name}: may be kept without asking`);
}

/** The log as it would be written, down to its finest level. */
function listenToLog({ log }: Doors['app']['http']): void {
  const stream = Object.getOwnPropertySymbols(log).find((symbol) => symbol.description === 'pino.stream')!;
  Object.assign(log, { [stream]: { write: (line: string) => void logged.push(line) } });
}

async function signInAndAddPatients(): Promise<{ me: string; child_id: string }> {
  const { demo_code } = await step('smsCodeRequest', { body: { phone: person.phone } });
  patient = (await step('signInPhone', { body: { phone: person.phone, code: demo_code } })).token;
  const said = { id_kind: 'resident_id', phone: person.phone, payer_class: 'student' };
  const me = await step('patientAdd', {
    token: patient,
    body: { ...said, ...person, relation: 'self', campus_number: 'S20260001' },
  });
  const minor = { ...said, ...child, relation: 'child', guardian_name: guardian.name, guardian_phone: guardian.phone };
  const kid = await step('patientAdd', { token: patient, body: minor });
  await step('patientChange', { token: patient, id: me.id, body: { is_default: true } });
  return { me: me.id, child_id: kid.id };
}

async function book(patient_id: string): Promise<string> {
  const ask = { slot_id: doors.doctors[0]!.slot_id, patient_id };
  await step('bookingPreview', { token: patient, query: ask });
  const { id } = await step('bookingHold', { token: patient, body: ask });
  await step('bookingPayment', { token: patient, id });
  await step('deskBookingPay', { token: doors.clerk, id, body: { method: 'cash' } });
  const { order_id } = await step('bookingPayment', { token: patient, id });
  await step('myPaymentShow', { token: patient, id: order_id });
  const receipt = await step('receiptIssue', { token: patient, body: { kind: 'receipt', id: order_id } });
  await step('receiptShow', { token: patient, id: receipt.id });
  await step('deskReceiptIssue', { token: doors.clerk, body: { kind: 'receipt', id: order_id } });
  return id;
}

async function checkInAndBeSeen(id: string): Promise<void> {
  const [room] = doors.doctors as [Doors['doctors'][0]];
  const hall = await step('boardState');
  const code = new URL(hall.check_in.url.replace('/#', '')).searchParams.get('code') ?? '';
  const checkedIn = await step('bookingCheckIn', { token: patient, id, body: { code } });
  await step('deskBookingFind', { body: { qr_text: checkedIn.qr_text } });
  const place = await step('queuePlace', { token: patient, id });
  await step('deskQueue');
  await step('callNext', { token: room.token, id: room.room_id });
  for (const name of ['ticketRecall', 'ticketPass', 'ticketReturn', 'ticketCall'] as const)
    await step(name, { token: room.token, id: place.ticket.id });
  await step('boardState');
  const visit = await step('ticketStart', { token: room.token, id: place.ticket.id });
  const note = { version: visit.version, chief_complaint: '咳嗽三天', diagnosis: '急性上呼吸道感染' };
  await step('visitNote', { token: room.token, id: visit.id, body: note });
  await step('visitShow', { token: room.token, id: visit.id });
  await step('doctorDay', { token: room.token });
  await step('visitFinish', { token: room.token, id: visit.id });
}

let seen: string;
beforeAll(async () => {
  doors = await openDoors({ env: { DEMO: 'true', SMS_PROVIDER: 'demo', LOG_LEVEL: 'trace' } });
  listenToLog(doors.app.http);
  const { me, child_id } = await signInAndAddPatients();
  seen = await book(me);
  const given_up = await book(child_id);
  await step('deskBookingCancel', { token: doors.clerk, id: given_up, body: { reason: '家长要求改日' } });
  doors.moveTo('08:00');
  await checkInAndBeSeen(seen);
  await doors.app.rounds.readers();
  await step('deskPatientSearch', { query: { q: person.phone } });
  await step('deskPatientUnmask', { id: me, body: { reason: '核对医保身份' } });
}, 120_000);
afterAll(() => doors.close());

test('the whole visit was answered as the contract promises', () => {
  expect(answered.length).toBeGreaterThan(30);
  expect(broken).toEqual([]);
});

describe('what is asked afterwards is answered as promised', () => {
  /** These ask for something that is drawn first. */
  const drawn = ['navigationHere', 'navigationRoute'];
  const reading = routes.filter(
    ([name, spec]) => spec.method === 'GET' && !spec.params && spec.who !== 'board' && !drawn.includes(name),
  );
  test.each(reading)('%s', async (name: RouteName) => {
    const own = contract[name].who === 'patient' ? { token: patient } : {};
    const day: Record<string, string> = ['today', 'todayVisits', 'deskBookingList', 'sessionList'].includes(name)
      ? { date: DAY }
      : {};
    const needs: Record<string, string> =
      name === 'bookingPreview' ? { slot_id: doors.doctors[1]!.slot_id, patient_id: await firstPatient() } : {};
    await step(name, { ...own, query: { ...day, ...needs } });
    expect(broken).toEqual([]);
  });
  const firstPatient = async () => (await step('patientList', { token: patient })).items[0].id as string;
});

test('a map is drawn, published and walked on as promised', async () => {
  const [campus] = (await doors.app.catalog.view()).campuses;
  const [first, second] = doors.doctors;
  const features = drawBuilding(demoBuildings[1]!, { e102: first!.room_id, e201: second!.room_id });
  const anchor = { longitude: 120, latitude: 30, bearing_degrees: 0 };
  const fields = { name: '门诊楼', name_en: 'Clinic', pace: 1.2, slow_pace: 0.8 };
  const { id } = await step('mapAdd', { body: { ...fields, anchor, campus_id: campus!.id } });
  await step('mapEdit', { id, body: { revision: 0, put: features, remove: [] } });
  await step('mapCheck', { id });
  await step('mapPublish', { id, body: { revision: 1 } });
  for (const name of ['mapDraft', 'mapVersions', 'mapPlaces', 'navigationMap'] as const) await step(name, { id });
  const [point] = (await step('mapQrSheet', { id })).items;
  const here = await step('navigationHere', { query: { code: point.code } });
  await step('navigationRoute', {
    query: { map_id: id, from: here.qr_point_id, to: 'room', id: second!.room_id, category: 'restroom' },
  });
  await step('mapClose', { id, body: { feature_id: features[0]!.id, reason: '检修', until: null } });
  await step('mapExport', { id, query: { format: 'imdf', which: 'draft' } });
  expect(broken).toEqual([]);
});

describe('personal data stays where it belongs', () => {
  const held = (text: string) => secrets.filter((secret) => text.includes(secret));

  test('staff and boards see names and numbers masked, save on purpose; the doctor sees who sits in the room', () => {
    const shown = answered.filter(({ by }) => by !== 'patient').filter(({ text }) => held(text).length > 0);
    const inTheRoom = ['ticketStart', 'visitNote', 'visitShow', 'visitFinish', 'doctorDay'];
    const elsewhere = shown.filter(({ name }) => !inTheRoom.includes(name));
    expect([...new Set(elsewhere.map(({ name }) => name))]).toEqual(['deskPatientUnmask']);
    const numbers = secrets.filter((secret) => /\d{6}/.test(secret));
    const inVisits = shown.filter(({ name }) => inTheRoom.includes(name));
    expect(inVisits.filter(({ text }) => numbers.some((number) => text.includes(number)))).toEqual([]);
    expect(answered.filter(({ by }) => by === 'staff').some(({ text }) => text.includes('欧阳*'))).toBe(true);
  });

  test('the patient’s own answers hold no whole number', () => {
    const numbers = [person.phone, person.id_number, child.id_number, guardian.phone, guardian.name];
    const own = answered.filter(({ by }) => by === 'patient').map(({ text }) => text);
    expect(own.filter((text) => numbers.some((number) => text.includes(number)))).toEqual([]);
  });

  test('the log of the whole visit names nobody, and holds no token and no code', () => {
    expect(logged.length).toBeGreaterThan(50);
    expect(logged.filter((line) => held(line).length > 0 || held(decodeURI(line)).length > 0)).toEqual([]);
    expect(logged.filter((line) => line.includes(patient))).toEqual([]);
  });

  test('facts, remembered answers, the audit and every other table name nobody', async () => {
    const { rows } = await sql<{ name: string }>`
      select tablename as name from pg_tables where schemaname = 'public'
    `.execute(doors.app.db.kysely);
    const naming: string[] = [];
    for (const { name } of rows) {
      const found = await sql<{ text: string }>`
        select convert_from(convert_to(t::text, 'UTF8'), 'UTF8') as text from ${sql.ref(name)} t
      `.execute(doors.app.db.kysely);
      const inHex = secrets.map((secret) => Buffer.from(secret).toString('hex'));
      const isNaming = ({ text }: { text: string }) => held(text).length > 0 || inHex.some((hex) => text.includes(hex));
      if (found.rows.some(isNaming)) naming.push(name);
    }
    expect(naming).toEqual([]);
  });

  test('the trail says who unmasked whom and why, and is whole', async () => {
    const { items } = await step('auditList');
    expect(items).toContainEqual(expect.objectContaining({ reason: '核对医保身份', patient_id: expect.any(String) }));
    expect(await step('auditVerify')).toMatchObject({ whole: true });
  });
});
