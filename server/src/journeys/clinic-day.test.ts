import { afterAll, beforeAll, expect, test } from 'vitest';
import { Ajv } from 'ajv';
import { listFacts } from '../kernel/index.ts';
import { settle } from '../kernel/testing/settle.ts';
import { analyticsFacts } from '../modules/analytics/index.ts';
import { bookingFacts } from '../modules/booking/index.ts';
import { catalogFacts } from '../modules/catalog/index.ts';
import { drawerFacts } from '../modules/drawer/index.ts';
import { ledgerFacts } from '../modules/ledger/index.ts';
import { paymentFacts } from '../modules/payment/index.ts';
import { peopleFacts } from '../modules/people/index.ts';
import { policyFacts } from '../modules/policy/index.ts';
import { navigationFacts } from '../modules/navigation/index.ts';
import { notifyFacts } from '../modules/notify/index.ts';
import { queueFacts } from '../modules/queue/index.ts';
import { reconciliationFacts } from '../modules/reconciliation/index.ts';
import { schedulingFacts } from '../modules/scheduling/index.ts';
import { visitFacts } from '../modules/visit/index.ts';
import { waitlistFacts } from '../modules/waitlist/index.ts';
import { at, type Clinic, DAY, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const codes = (answers: { status: number; body: { code?: string } }[]) =>
  answers.map((answer) => (answer.status < 300 ? 'fine' : answer.body.code)).toSorted();
const hallCode = async () => {
  const { body } = await clinic.call(clinic.board.token, 'boardState');
  return decodeURIComponent(new URL(body.check_in.url.replace('#/', '')).searchParams.get('code')!);
};
const deskCheckIn = (id: string) => clinic.call(clinic.clerk, 'deskBookingCheckIn', { id });

test('check in: refused with the reason when too early, unpaid, with a wrong code or by another; then once', async () => {
  const [doctor] = clinic.doctors as [Clinic['doctors'][0]];
  const booking = await clinic.book(doctor.slot_id);
  const unpaid = await clinic.book(doctor.slot_id, { paid: false });
  const scan = (token: string, code: string, id = booking.id) =>
    clinic.call(token, 'bookingCheckIn', { id, body: { code } });
  expect((await scan(booking.token, await hallCode())).body.code).toBe('check_in_too_early');
  expect((await deskCheckIn(unpaid.id)).body.code).toBe('check_in_unpaid');
  const old = await hallCode();
  clinic.moveTo('07:30');
  const code = await hallCode();
  expect(code).not.toBe(old);
  expect((await scan(booking.token, old)).body.code).toBe('check_in_code_wrong');
  expect((await scan(unpaid.token, code)).status, 'another’s booking').toBe(404);
  expect((await clinic.call(booking.token, 'queuePlace', { id: booking.id })).status).toBe(404);

  const scans = await Promise.all([1, 2, 3].map(() => scan(booking.token, code)));
  expect(codes(scans)).toEqual(['booking_state', 'booking_state', 'fine']);
  const place = await clinic.call(booking.token, 'queuePlace', { id: booking.id });
  expect(place.body).toMatchObject({
    people_ahead: 0,
    wait_minutes_p50: null,
    ticket: { number: 'A001', position: 1 },
  });
  expect(place.body.ticket.why_here).toContain('08:00 时段');
  await clinic.call(clinic.clerk, 'deskBookingCancel', { id: booking.id, body: { reason: '试验结束' } });
  expect((await clinic.call(booking.token, 'queuePlace', { id: booking.id })).body.ticket.state).toBe('left');
});

test('a patient is called, recalled, seen and finished; board, phone and doctor see the same', async () => {
  clinic.moveTo('08:00');
  const [doctor, other] = clinic.doctors as [Clinic['doctors'][0], Clinic['doctors'][0]];
  const [first, second] = [await clinic.book(doctor.slot_id), await clinic.book(doctor.slot_id)];
  for (const booking of [first, second]) expect((await deskCheckIn(booking.id)).status).toBe(200);
  const next = (token: string, id = doctor.room_id) => clinic.call(token, 'callNext', { id });
  expect(codes(await Promise.all([next(other.token), next(clinic.stranger)]))).toEqual([
    'not_your_room',
    'not_your_room',
  ]);
  expect((await next(doctor.token, first.id)).status).toBe(404);

  const presses = await Promise.all([next(doctor.token), next(clinic.nurse), next(doctor.token)]);
  expect(codes(presses)).toEqual(['fine', 'room_busy', 'room_busy']);
  const ticket = presses.find((press) => press.status === 200)!.body;
  expect(ticket.booking_id).toBe(first.id);
  const act = (name: 'ticketRecall' | 'ticketStart' | 'ticketPass', token = doctor.token) =>
    clinic.call(token, name, { id: ticket.id });
  expect((await act('ticketRecall')).body.calls).toBe(2);
  const board = (await clinic.call(clinic.board.token, 'boardState')).body;
  expect(board.calls.map((call: { call_id: string }) => call.call_id)).toEqual([`${ticket.id}:2`, `${ticket.id}:1`]);
  expect(board.calls[0].speak).toBe(`请 ${ticket.number} 号 李*明 到 一诊室 就诊`);
  expect(board.rooms[0]).toMatchObject({ state: 'calling', ticket_number: ticket.number, waiting: 1 });

  expect((await act('ticketStart', other.token)).body.code).toBe('not_your_room');
  clinic.moveTo('08:02');
  const visit = (await act('ticketStart')).body;
  expect(visit).toMatchObject({ booking_id: first.id, patient_name: '李小明', state: 'in_consultation' });
  expect(codes([await act('ticketPass'), await act('ticketStart')])).toEqual(['ticket_state', 'ticket_state']);
  const written = await clinic.call(doctor.token, 'visitNote', {
    id: visit.id,
    body: { version: 1, diagnosis: '感冒' },
  });
  expect(written.body.version).toBe(2);
  expect((await clinic.call(other.token, 'visitShow', { id: visit.id })).status).toBe(404);
  clinic.moveTo('08:12');
  const day = (await clinic.call(doctor.token, 'doctorDay')).body;
  expect(day).toMatchObject({ current: { id: ticket.id }, visit: { diagnosis: '感冒' }, waiting: [{ position: 1 }] });
  const finish = () => clinic.call(doctor.token, 'visitFinish', { id: visit.id });
  expect(codes(await Promise.all([finish(), finish()]))).toEqual(['fine', 'visit_finished']);
  const place = (await clinic.call(second.token, 'queuePlace', { id: second.id })).body;
  expect(place).toMatchObject({ people_ahead: 0, wait_minutes_p50: 0 });
  expect(place.wait_basis).toContain('1 次就诊（平均 10 分钟）');
});

test('passed and back, and two rooms that press at once', async () => {
  const [one, two] = clinic.doctors as [Clinic['doctors'][0], Clinic['doctors'][0]];
  for (let n = 0; n < 3; n += 1) await deskCheckIn((await clinic.book(two.slot_id)).id);
  const next = (doctor: Clinic['doctors'][0]) => clinic.call(doctor.token, 'callNext', { id: doctor.room_id });
  const both = await Promise.all([next(one), next(two)]);
  expect(new Set(both.map((press) => press.body.id)).size).toBe(2);
  const passed = both[1]!.body;
  expect((await clinic.call(two.token, 'ticketPass', { id: passed.id })).body.state).toBe('passed');
  expect((await clinic.call(clinic.stranger, 'ticketReturn', { id: passed.id })).body.code).toBe('not_your_room');
  expect((await clinic.call(clinic.nurse, 'ticketReturn', { id: passed.id })).body.position).toBe(3);
  const queue = (await clinic.call(clinic.nurse, 'deskQueue')).body.items as {
    doctor_name: string;
    position: number;
  }[];
  expect(queue.filter((ticket) => ticket.doctor_name === '王二').map((ticket) => ticket.position)).toEqual([1, 2, 3]);
  expect((await clinic.call(clinic.stranger, 'deskQueue')).body.items).toEqual([]);
  const direct = await clinic.call(two.token, 'ticketCall', { id: passed.id });
  expect(direct.body).toMatchObject({ state: 'called', room_id: two.room_id, calls: 2 });
});

test('the day is closed once it is over, and only once; the record then tells the same day', async () => {
  const [doctor] = clinic.doctors as [Clinic['doctors'][0]];
  const absent = await clinic.book(doctor.slot_id);
  const close = (date: string) => clinic.call(clinic.administrator, 'dayClose', { body: { date } });
  expect((await close('2026-03-03')).body.code).toBe('input_invalid');
  expect((await close(DAY)).body.errors[0].message).toContain('12:00');
  clinic.moveTo('12:00');
  const closings = await Promise.all([close(DAY), close(DAY)]);
  const sum = (name: string) => closings.reduce((n, answer) => n + answer.body[name], 0);
  // one never came; one called and three waiting or called at the other room were not seen
  expect([sum('no_shows'), sum('left')]).toEqual([5, 4]);
  expect((await close(DAY)).body).toEqual({ no_shows: 0, left: 0, expired: 0 });
  expect((await clinic.app.booking.card(clinic.app.db.kysely, absent.id))!.state).toBe('no_show');

  await settle(clinic.app.db, ['notify', 'analytics'], () => clinic.app.rounds.readers());
  const today = (await clinic.call(clinic.administrator, 'today', { query: { date: DAY } })).body;
  expect(today).toMatchObject({ booked: 6, seen: 1, no_shows: 5, waiting: 0, cancelled: 1, paid_fen: 7 * 1500 });
  const rebuilt = (await clinic.call(clinic.administrator, 'analyticsRebuild')).body;
  expect(rebuilt).toMatchObject({ same: true, visits: 8 });
  const messages = (await clinic.call(absent.token, 'messageList')).body;
  expect(messages.items[0].title).toBe('预约成功');
  expect(at('12:00').toString()).toBe('2026-03-02T04:00:00Z');
});

test('every fact of the day is of a kind that its room declares, and of that shape', async () => {
  const declared = {
    ...peopleFacts,
    ...catalogFacts,
    ...policyFacts,
    ...ledgerFacts,
    ...drawerFacts,
    ...paymentFacts,
    ...reconciliationFacts,
    ...schedulingFacts,
    ...bookingFacts,
    ...waitlistFacts,
    ...visitFacts,
    ...queueFacts,
    ...navigationFacts,
    ...notifyFacts,
    ...analyticsFacts,
  } as Record<string, object>;
  const ajv = new Ajv({ strict: false });
  const isStrange = ({ kind, data }: { kind: string; data: unknown }) =>
    !declared[kind] || !ajv.validate(declared[kind], data);
  const facts = await listFacts(clinic.app.db.kysely, { limit: 100_000 });
  expect(facts.filter(isStrange).map((fact) => [fact.kind, fact.data])).toEqual([]);
  expect(new Set(facts.map((fact) => fact.kind)).size).toBeGreaterThan(15);
  expect(isStrange({ kind: 'booking.held', data: {} })).toBe(true);
});
