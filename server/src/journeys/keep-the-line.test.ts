/** Everything the house does with a ticket besides calling it: in its line, to another, for a test and back, and taken back. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkInvariants } from '../../../checks/invariants.ts';
import { inTransaction, sql } from '../kernel/index.ts';
import { settle } from '../kernel/testing/settle.ts';
import { districtHospital } from '../modules/policy/index.ts';
import { type Answer, at, type Call, type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let one: Clinic['doctors'][0];
let two: Clinic['doctors'][0];
beforeAll(async () => {
  clinic = await openClinic();
  [one, two] = clinic.doctors as [Clinic['doctors'][0], Clinic['doctors'][0]];
  clinic.moveTo('08:00');
});
afterAll(() => clinic.close());

/** A patient checked in with this doctor; the ticket as the nurse sees it. */
async function arrive(doctor: Clinic['doctors'][0]) {
  const booking = await clinic.book(doctor.slot_id);
  expect((await clinic.call(clinic.nurse, 'deskBookingCheckIn', { id: booking.id })).status).toBe(200);
  const { body } = await clinic.call(booking.token, 'queuePlace', { id: booking.id });
  return { ...booking, booking_id: booking.id, id: body.ticket.id as string, number: body.ticket.number as string };
}
const as = (token: string, name: Parameters<Call>[1], id: string, body?: object) =>
  clinic.call(token, name, { id, ...(body ? { body } : {}) });
const ok = (answer: Answer) => {
  expect(answer.body.code ?? answer.status, JSON.stringify(answer.body)).toBeOneOf([200, 201]);
  return answer.body;
};
const next = async (doctor: Clinic['doctors'][0]) => ok(await as(doctor.token, 'callNext', doctor.room_id));
const lines = async () => ok(await clinic.call(clinic.nurse, 'queueLines')).items;
const lineOf = async (doctor: Clinic['doctors'][0]) =>
  // biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
  (await lines()).find((line: any) => line.rooms.some((room: any) => room.room_id === doctor.room_id));
// biome-ignore lint/suspicious/noExplicitAny: answers are looked into freely
const numbers = (tickets: any[]): string[] => tickets.map((ticket) => ticket.number);
/** Nobody is left in the house, so that each test begins with empty lines. */
async function sendHome(...people: { booking_id: string }[]) {
  for (const { booking_id } of people)
    ok(await as(clinic.clerk, 'deskBookingCancel', booking_id, { reason: '试验结束' }));
}
/** Seen and finished. */
async function see(doctor: Clinic['doctors'][0], id: string) {
  const visit = ok(await as(doctor.token, 'ticketStart', id));
  return ok(await as(doctor.token, 'visitFinish', visit.id));
}

test('urgency, class and a nurse’s placement reorder the line, and each ticket says why', async () => {
  const people = [await arrive(one), await arrive(one), await arrive(one), await arrive(one)];
  const [a, b, c, d] = people as [(typeof people)[0], (typeof people)[0], (typeof people)[0], (typeof people)[0]];
  ok(await as(clinic.nurse, 'ticketPlace', d.id, { before_ticket_id: b.id, reason: '发热' }));
  expect(numbers((await lineOf(one)).waiting)).toEqual([a, d, b, c].map((person) => person.number));
  ok(await as(clinic.nurse, 'ticketUrgency', c.id, { urgency: 1, reason: '胸痛' }));
  ok(await as(clinic.nurse, 'ticketClass', b.id, { class: 'soldier', reason: '军人证' }));
  const line = await lineOf(one);
  expect(numbers(line.waiting)).toEqual([c, d, b, a].map((person) => person.number));
  expect(line.waiting.map((ticket: { why_here: string }) => ticket.why_here)).toEqual([
    '分诊级别：危急，排在其他患者之前',
    expect.stringContaining('护士安排'),
    '军人优先',
    '08:00 时段，按签到先后',
  ]);
  const gone = await as(clinic.nurse, 'ticketPlace', a.id, { before_ticket_id: a.id, reason: '试' });
  expect(gone.body.code).toBe('line_changed');
  expect((await as(clinic.stranger, 'ticketUrgency', a.id, { urgency: 2, reason: '试' })).body.code).toBe(
    'not_your_room',
  );
  expect((await as(clinic.nurse, 'ticketUrgency', a.id, { urgency: 5, reason: '试' })).body.code).toBe('input_invalid');
  const told = ok(await as(clinic.nurse, 'ticketHistory', c.id)).items;
  expect(told.map((item: { sentence: string }) => item.sentence)).toEqual(['取号', '调整分诊级别：胸痛']);
  await sendHome(...people);
});

test('held and resumed; what is on hold is not called', async () => {
  const [a, b] = [await arrive(one), await arrive(one)];
  const held = ok(await as(clinic.clerk, 'ticketHold', a.id, { reason: '去卫生间' }));
  expect(held).toMatchObject({ state: 'held', held_reason: '去卫生间', position: null });
  expect((await lineOf(one)).held).toHaveLength(1);
  expect((await next(one)).id).toBe(b.id);
  expect((await as(one.token, 'ticketCall', a.id)).body.code).toBe('room_busy');
  expect((await as(two.token, 'ticketCall', a.id)).body.code).toBe('not_your_room');
  ok(await as(clinic.clerk, 'ticketResume', a.id));
  expect((await as(clinic.clerk, 'ticketResume', a.id)).body.code).toBe('ticket_state');
  await see(one, b.id);
  await sendHome(a);
});

test('transferred to another doctor, the number is kept; that doctor sees the patient', async () => {
  const [a, b] = [await arrive(one), await arrive(one)];
  const target = { doctor_id: two.doctor_id, reason: '患者要求' };
  expect((await as(clinic.nurse, 'ticketTransfer', a.id, { reason: '试' })).body.code).toBe('input_invalid');
  const elsewhere = { department_id: clinic.other_department_id, reason: '眼痛' };
  expect((await as(clinic.nurse, 'ticketTransfer', a.id, elsewhere)).body.code).toBe('transfer_nowhere');
  const moved = ok(await as(clinic.nurse, 'ticketTransfer', a.id, target));
  expect(moved).toMatchObject({ number: a.number, room_id: two.room_id, session_id: two.session_id });
  expect((await as(clinic.nurse, 'ticketTransfer', a.id, target)).body.code).toBe('transfer_nowhere');
  const undone = ok(await as(clinic.nurse, 'ticketUndo', a.id));
  expect(undone).toMatchObject({ room_id: one.room_id, session_id: one.session_id, position: 1 });

  const ids = [a.id, b.id];
  const together = { ticket_ids: ids, room_id: two.room_id, reason: '一诊室关闭' };
  const { moved: both, kept } = ok(await clinic.call(clinic.nurse, 'lineMove', { body: together }));
  expect(both.map((ticket: { id: string }) => ticket.id).toSorted()).toEqual(ids.toSorted());
  expect(kept).toEqual([]);
  expect((await next(two)).id).toBe(a.id);
  await see(two, a.id);
  expect((await next(two)).id).toBe(b.id);
  await see(two, b.id);
});

test('sent for a test with the visit open, back with results, and finished by the same doctor', async () => {
  const room = {
    kind: 'test',
    department_id: clinic.department_id,
    name: '抽血处',
    name_en: 'Blood tests',
    is_open: true,
  };
  const point = ok(
    await clinic.call(clinic.administrator, 'servicePointCreate', {
      body: { ...room, mean_minutes: 4, room_ids: [two.room_id] },
    }),
  );
  const [a, b] = [await arrive(one), await arrive(one)];
  await next(one);
  const visit = ok(await as(one.token, 'ticketStart', a.id));
  const out = { service_point_ids: [point.id], reason: '血常规' };
  expect(ok(await as(one.token, 'ticketSendOut', a.id, out))).toMatchObject({ state: 'away', round: 1 });
  const mine = ok(await clinic.call(a.token, 'myTickets')).items;
  expect(mine.map((place: { ticket: { kind: string } }) => place.ticket.kind).toSorted()).toEqual(['test', 'visit']);
  // the room is free for the next one meanwhile
  expect((await next(one)).id).toBe(b.id);
  await see(one, b.id);

  const callAt = () =>
    clinic.app.http.inject({
      method: 'POST',
      url: `/api/service-points/${point.id}/rooms/${two.room_id}/call-next`,
      headers: { authorization: `Bearer ${clinic.nurse}`, 'idempotency-key': `key-${Math.random()}` },
    });
  const called = (await callAt()).json();
  expect(called).toMatchObject({ state: 'called', room_id: two.room_id, service_point_id: point.id });
  expect((await callAt()).json().code).toBe('room_busy');
  ok(await as(clinic.nurse, 'ticketServe', called.id));
  ok(await as(clinic.nurse, 'ticketFinish', called.id));
  expect((await callAt()).json().code).toBe('queue_empty');

  expect(ok(await as(clinic.nurse, 'ticketBack', a.id))).toMatchObject({ state: 'waiting', round: 2 });
  expect((await next(one)).id).toBe(a.id);
  expect(ok(await clinic.call(one.token, 'doctorDay')).visit?.id).toBe(visit.id);
  expect(ok(await as(one.token, 'ticketStart', a.id)).id).toBe(visit.id);
  expect(ok(await as(one.token, 'visitFinish', visit.id)).state).toBe('finished');
});

test('one patient stands once at a service point; a closed one issues nothing', async () => {
  const [point] = ok(await clinic.call(clinic.nurse, 'servicePointList')).items;
  const { patient_id } = await clinic.phone();
  const issue = () => as(clinic.clerk, 'servicePointTicket', point.id, { patient_id });
  const both = await Promise.all([issue(), issue()]);
  expect(both.map((answer) => answer.body.code ?? 'fine').toSorted()).toEqual(['fine', 'ticket_twice']);
  const change = (body: object) => as(clinic.nurse, 'servicePointUpdate', point.id, body);
  expect((await change({ name: '别的', version: point.version })).body.code).toBe('not_allowed');
  expect(ok(await change({ is_open: false, version: point.version })).is_open).toBe(false);
  expect((await change({ is_open: true, version: point.version })).body.code).toBe('version_conflict');
  const other = (await clinic.phone()).patient_id;
  expect((await as(clinic.clerk, 'servicePointTicket', point.id, { patient_id: other })).body.code).toBe(
    'service_point_closed',
  );
  // the line is told, with who still waits in it
  const line = (await lines()).find((each: { service_point_id: string }) => each.service_point_id === point.id);
  expect(line).toMatchObject({ is_open: false, waiting: [{ kind: 'test' }] });
});

test('taken back: a call, a beginning, a finish — with booking and visit; not by others, not later', async () => {
  const a = await arrive(one);
  await next(one);
  expect((await as(clinic.nurse, 'ticketUndo', a.id)).body.code).toBe('undo_not_yours');
  expect(ok(await as(one.token, 'ticketUndo', a.id))).toMatchObject({ state: 'waiting', calls: 1 });
  expect((await as(one.token, 'ticketUndo', a.id)).body.code).toBe('undo_too_late');
  await next(one);
  const visit = ok(await as(one.token, 'ticketStart', a.id));
  expect(ok(await as(one.token, 'ticketUndo', a.id))).toMatchObject({ state: 'called', started_at: null });
  const again = ok(await as(one.token, 'ticketStart', a.id));
  expect(again.id).not.toBe(visit.id);
  ok(await clinic.call(one.token, 'visitNote', { id: again.id, body: { version: 1, diagnosis: '感冒' } }));
  expect((await as(one.token, 'ticketUndo', a.id)).body.code).toBe('undo_too_late');
  ok(await as(one.token, 'visitFinish', again.id));
  expect(ok(await as(one.token, 'ticketUndo', a.id)).state).toBe('in_consultation');
  expect(ok(await clinic.call(one.token, 'visitShow', { id: again.id }))).toMatchObject({
    state: 'in_consultation',
    diagnosis: '感冒',
  });
  ok(await as(one.token, 'visitFinish', again.id));
  clinic.moveTo('08:06');
  expect((await as(one.token, 'ticketUndo', a.id)).body.code).toBe('undo_too_late');
});

test('two rooms draw from one line where the rules pool it; the patient belongs to who called', async () => {
  const data = districtHospital([]);
  const pooled = { ...data, queue: { ...data.queue, pooled_by: 'department' as const } };
  await inTransaction(clinic.app.db, (tx) =>
    clinic.app.policy.publish(tx, {
      data: pooled,
      note: 'pooled',
      actor: 'system:test',
      valid_from: at('08:06'),
      now: at('08:06'),
    }),
  );
  await clinic.app.policy.fresh();
  const people = [await arrive(one), await arrive(one), await arrive(one)];
  const shared = await lineOf(two);
  expect(shared.pooled_by).toBe('department');
  expect(shared.rooms).toHaveLength(2);
  expect(numbers(shared.waiting)).toEqual(people.map((person) => person.number));
  const [x, y] = await Promise.all([next(one), next(two)]);
  expect([x.id, y.id].toSorted()).toEqual([people[0]!.id, people[1]!.id].toSorted());
  expect(y).toMatchObject({ room_id: two.room_id, session_id: two.session_id });
  await see(two, y.id);
  await see(one, x.id);
  expect((await as(two.token, 'ticketCall', people[2]!.id)).body).toMatchObject({ room_id: two.room_id });
  await see(two, people[2]!.id);
});

test('who is near is told once, when the line moves', async () => {
  const people = [await arrive(one), await arrive(one), await arrive(one), await arrive(one)];
  const near = async () => {
    await settle(clinic.app.db, ['queue'], () => clinic.app.rounds.readers());
    const { rows } = await sql<{ id: string }>`
      select data->>'ticket_id' as id from fact where kind = 'ticket.near' order by seq
    `.execute(clinic.app.db.kysely);
    return rows.map((row) => row.id).filter((id) => people.some((person) => person.id === id));
  };
  await near();
  const first = await next(one);
  const told = await near();
  // the line had moved today: the first three were near on arrival, the fourth since the first was called
  expect(told).toEqual(people.map((person) => person.id));
  await see(one, first.id);
  expect(await near()).toEqual(told);
  await sendHome(...people.filter((person) => person.id !== first.id));
});

test('a clock that is set back dates no act before the one it follows; after all this the house is in order', async () => {
  const a = await arrive(one);
  clinic.clock.moveTo(at('07:10'));
  expect((await next(one)).id).toBe(a.id);
  await see(one, a.id);
  clinic.moveTo('12:30');
  expect(await checkInvariants(clinic.database_url, {})).toEqual([]);
});
