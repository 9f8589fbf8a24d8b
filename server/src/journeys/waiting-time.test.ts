import { afterAll, beforeAll, expect, test } from 'vitest';
import { settle } from '../kernel/testing/settle.ts';
import { instantOf, sql } from '../kernel/index.ts';
import { type Clinic, DAY, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
let operator: string;
beforeAll(async () => {
  clinic = await openClinic();
  operator = await clinic.staff('operator', [{ role: 'operator', department_id: null }]);
});
afterAll(() => clinic.close());

// biome-ignore lint/suspicious/noExplicitAny: rows are looked into freely
const rows = async (query: ReturnType<typeof sql<any>>) => (await query.execute(clinic.app.db.kysely)).rows;
const forecasts = () =>
  rows(sql`select t.number, f.made_at, f.people_ahead, f.p50_minutes, f.p90_minutes, f.rival_minutes, f.hour from wait_forecast f
    join ticket t on t.id = f.ticket_id order by f.made_at, t.number`);
const score = async (query = { from: DAY, to: DAY }, token = operator) => clinic.call(token, 'waitScore', { query });
const doctor = () => clinic.doctors[0]!;
const fine = async (answer: Promise<{ status: number; body: { id: string } }>) => {
  const { status, body } = await answer;
  expect(status, JSON.stringify(body)).toBeLessThan(300);
  return body;
};
const arrive = async () => {
  const booking = await clinic.book(doctor().slot_id);
  await fine(clinic.call(clinic.clerk, 'deskBookingCheckIn', { id: booking.id }));
  return booking;
};
/** Calls, sees and finishes the next; the clock moves along. */
async function see(called: string, started: string, finished: string): Promise<void> {
  clinic.moveTo(called);
  const ticket = await fine(clinic.call(doctor().token, 'callNext', { id: doctor().room_id }));
  clinic.moveTo(started);
  const visit = await fine(clinic.call(doctor().token, 'ticketStart', { id: ticket.id }));
  clinic.moveTo(finished);
  await fine(clinic.call(doctor().token, 'visitFinish', { id: visit.id }));
}
const read = () => settle(clinic.app.db, ['queue', 'wait'], clinic.app.rounds.readers);

test('on the very first day nothing is said until a visit is over; then every waiting ticket gets a range, once in five minutes', async () => {
  clinic.moveTo('07:50');
  for (let n = 0; n < 5; n += 1) await arrive();
  await read();
  expect(await forecasts()).toEqual([]);
  await see('08:02', '08:03', '08:13');
  await read();
  const said = await forecasts();
  expect(said.map((one) => [one.number, one.people_ahead, one.hour])).toEqual([
    ['A002', 0, 8],
    ['A003', 1, 8],
    ['A004', 2, 8],
    ['A005', 3, 8],
  ]);
  for (const one of said) expect(one.p90_minutes).toBeGreaterThanOrEqual(one.p50_minutes);
  expect(said[3].rival_minutes).toBeCloseTo(30);
  expect(said[3].p50_minutes).toBeGreaterThan(said[1].p50_minutes);
  // two minutes later the line moves, but nobody is told anew
  clinic.moveTo('08:15');
  const called = await fine(clinic.call(doctor().token, 'callNext', { id: doctor().room_id }));
  await read();
  expect(await forecasts()).toHaveLength(4);
  clinic.moveTo('08:16');
  const visit = await fine(clinic.call(doctor().token, 'ticketStart', { id: called.id }));
  clinic.moveTo('08:24');
  await fine(clinic.call(doctor().token, 'visitFinish', { id: visit.id }));
  await read();
  expect(await forecasts()).toHaveLength(7);
});

test('the clock goes back an hour: ranges are said again, none is lost or said twice for one moment', async () => {
  // seen from a clock that goes an hour back, what was said lies an hour ahead
  await rows(sql`update wait_forecast set made_at = made_at + interval '1 hour'`);
  await arrive();
  await read();
  await read();
  expect(await forecasts()).toHaveLength(11);
  await rows(sql`delete from wait_forecast where made_at > ${clinic.clock.now()}`);
  clinic.moveTo('08:25');
});

test('phone and record say the same: whole minutes of the same range', async () => {
  const booking = await arrive();
  const { body } = await clinic.call(booking.token, 'queuePlace', { id: booking.id });
  expect(body.people_ahead).toBe(4);
  expect(body.wait_minutes_p50).toBeGreaterThan(20);
  expect(body.wait_minutes_p90).toBeGreaterThan(body.wait_minutes_p50);
  expect(body.wait_basis).toContain('该医生');
  await read();
  const own = (await forecasts()).find((one) => one.number === body.ticket.number);
  // the phone's is of the round half minute
  expect(Math.abs(own.p50_minutes - body.wait_minutes_p50)).toBeLessThan(2);
});

test('the score judges who was called, not who was held or still waits; it is for operator and administrator', async () => {
  await see('08:30', '08:31', '08:45');
  const held = (await clinic.call(clinic.nurse, 'deskQueue')).body.items.find(
    (one: { state: string; position: number }) => one.state === 'waiting' && one.position === 1,
  );
  await fine(clinic.call(clinic.nurse, 'ticketHold', { id: held.id, body: { reason: '接电话' } }));
  clinic.moveTo('08:50');
  await fine(clinic.call(clinic.nurse, 'ticketResume', { id: held.id }));
  await see('08:52', '08:53', '09:00');
  const { status, body } = await score();
  expect(status).toBe(200);
  expect(body.nominal).toEqual({ within_p50: 0.5, within_p90: 0.9, inside: 0.4 });
  expect(body.total.n).toBeGreaterThan(0);
  expect(body.total.not_judged).toBeGreaterThan(0);
  expect(body.total.n + body.total.not_judged).toBe((await forecasts()).length);
  expect(body.departments).toMatchObject([{ department_id: clinic.department_id, department_name: '全科' }]);
  expect(body.days).toMatchObject([{ date: DAY, is_closed: false }]);
  expect(body.total.inside).toBeCloseTo(body.total.within_p90 - body.total.within_p50, 3);
  for (const token of [clinic.nurse, clinic.clerk, doctor().token])
    expect((await score(undefined, token)).status).toBe(403);
  const elsewhere = await clinic.staff('operator-elsewhere', [
    { role: 'operator', department_id: clinic.other_department_id },
  ]);
  expect((await score(undefined, elsewhere)).body.total).toMatchObject({ n: 0, mae_minutes: null });
  expect((await score({ from: '2026-03-05', to: '2026-03-01' })).body.code).toBe('input_invalid');
  expect((await score({ from: '2020-01-01', to: '2026-03-01' })).body.code).toBe('input_invalid');
});

test('the first act of the next day closes the day: measured once, scored for ever with the same figures', async () => {
  const before = (await score()).body;
  clinic.clock.moveTo(instantOf('2026-03-03', '07:40'));
  expect((await clinic.call(clinic.administrator, 'dayClose', { body: { date: DAY } })).status).toBeLessThan(300);
  await read();
  expect(await rows(sql`select date from wait_day`)).toEqual([{ date: DAY }]);
  const after = (await score()).body;
  expect(after).toEqual({ ...before, days: [{ ...before.days[0], is_closed: true }] });
  const sums = sql`select what, part, n, minutes_sum from wait_measure where what in ('visit', 'walk') order by what`;
  expect(await rows(sums)).toEqual([
    { what: 'visit', part: 1, n: 4, minutes_sum: 10 + 8 + 14 + 7 },
    { what: 'walk', part: 0, n: 4, minutes_sum: 4 },
  ]);
  await read();
  expect((await score()).body).toEqual(after);
});
