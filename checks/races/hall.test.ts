/** Two hands on one patient in the hall: cancelling against checking in, two consoles that call. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { must } from '../../server/src/demo/clinic-day/client.ts';
import { instantOf } from '../../server/src/kernel/index.ts';
import { DAY, type Hospital, openHospital, type Place } from './hospital.ts';

let hospital: Hospital;
let place: Place;
const PEOPLE = 24;
const booked: string[] = [];

beforeAll(async () => {
  hospital = await openHospital();
  place = await hospital.place(PEOPLE);
  for (const person of await hospital.crowd(PEOPLE)) booked.push(await hospital.book(person, place.slot.id));
  hospital.clock.moveTo(instantOf(DAY, '08:00'));
}, 60_000);
afterAll(() => hospital.close());

const checkIn = (id: string) => hospital.ask('deskBookingCheckIn', { as: hospital.team.nurse, params: { id } });
const cancel = (id: string) =>
  hospital.ask('deskBookingCancel', { as: hospital.team.clerk, params: { id }, body: { reason: '患者要求退号' } });

it('cancelling against checking in: nobody waits in the hall with a refund in hand', async () => {
  for (const [n, id] of booked.slice(0, 12).entries()) {
    const acts = n % 2 === 0 ? [() => checkIn(id), () => cancel(id)] : [() => cancel(id), () => checkIn(id)];
    const [first, second] = await Promise.all(acts.map((act) => act()));
    expect(first!.ok || second!.ok).toBe(true);
    const [row] = await hospital.query<{ state: string; ticket: string | null; kept_fen: number }>(
      `select b.state, (select t.state from ticket t where t.booking_id = b.id) as ticket,
         (select sum(o.paid_fen - o.refund_due_fen)::int from payment_order o where o.payable_id = b.id) as kept_fen
       from booking b where b.id = $1`,
      id,
    );
    if (row!.state === 'cancelled') expect([null, 'left']).toContain(row!.ticket);
    else expect(row).toMatchObject({ state: 'checked_in', ticket: 'waiting' });
    expect(row!.kept_fen > 0).toBe(row!.state === 'checked_in');
  }
  expect(await hospital.settle()).toEqual([]);
}, 60_000);

it('checking in at two desks gives one ticket', async () => {
  for (const id of booked.slice(12, 18)) {
    const replies = await Promise.all([checkIn(id), checkIn(id), checkIn(id)]);
    expect(replies.filter((reply) => reply.ok)).toHaveLength(1);
  }
  const tickets = await hospital.query('select 1 from ticket where booking_id = any($1::uuid[])', booked.slice(12, 18));
  expect(tickets).toHaveLength(6);
  expect(await hospital.settle()).toEqual([]);
});

it('doctor and nurse press "next" at once, five times: one patient a call, each called once', async () => {
  const doctor = hospital.team.doctors.get(place.session.doctor_id)!;
  const params = { id: place.session.room_id };
  const called = new Set<string>();
  for (let turn = 0; turn < 5; turn += 1) {
    const replies = await Promise.all(
      [doctor, hospital.team.nurse, doctor].map((as) => hospital.ask('callNext', { as, params })),
    );
    const won = replies.filter((reply) => reply.ok);
    expect(won).toHaveLength(1);
    for (const reply of replies) if (!reply.ok) expect(reply.code).toBe('room_busy');
    const ticket = won[0]!.ok ? won[0]!.body : undefined;
    expect(called.has(ticket!.id)).toBe(false);
    called.add(ticket!.id);
    const visit = await must('ticketStart', hospital.ask('ticketStart', { as: doctor, params: { id: ticket!.id } }));
    const ends = () => hospital.ask('visitFinish', { as: doctor, params: { id: visit.id } });
    const finished = await Promise.all([ends(), ends()]);
    expect(finished.filter((reply) => reply.ok)).toHaveLength(1);
  }
  expect(await hospital.settle()).toEqual([]);
});
