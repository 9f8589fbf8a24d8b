import { afterAll, beforeAll, expect, test } from 'vitest';
import { at, type Clinic, openClinic } from './testing/clinic.ts';

let clinic: Clinic;
beforeAll(async () => {
  clinic = await openClinic();
});
afterAll(() => clinic.close());

const stateOf = async (id: string) => (await clinic.app.booking.card(clinic.app.db.kysely, id))!.state;

test('who has not come when check-in is over is a no-show, once, on whichever node; who came is not', async () => {
  const slot_id = clinic.doctors[0]!.slot_id;
  const [absent, waiting] = [await clinic.book(slot_id), await clinic.book(slot_id)];
  clinic.moveTo('11:30');
  await clinic.call(clinic.clerk, 'deskBookingCheckIn', { id: waiting.id });
  expect(await clinic.app.rounds.noShows(), 'P1 lets people in until 11:30').toBe(0);
  clinic.moveTo('11:31');
  const marked = await Promise.all([clinic.app.rounds.noShows(), clinic.app.rounds.noShows()]);
  expect(marked[0]! + marked[1]!).toBe(1);
  expect([await stateOf(absent.id), await stateOf(waiting.id)]).toEqual(['no_show', 'checked_in']);
  const late = await clinic.call(clinic.clerk, 'deskBookingCheckIn', { id: absent.id });
  expect(late.body.code).toBe('booking_state');
});

test('a place booked by telephone is held until its number is to be collected, and no longer', async () => {
  const other = await openClinic();
  const slot_id = other.doctors[0]!.slot_id;
  const hold = async (channel: string) => {
    const { patient_id } = await other.phone();
    const body = { slot_id, patient_id, channel };
    return (await other.call(other.clerk, 'deskBookingHold', { body })).body as { id: string; held_until: string };
  };
  const [by_phone, at_window] = [await hold('phone'), await hold('counter')];
  expect(by_phone.held_until).toBe(at('11:20').toString());
  expect(Date.parse(at_window.held_until)).toBeLessThan(Date.parse(by_phone.held_until));
  other.moveTo('11:21');
  await other.app.rounds.expireHolds();
  const { db, booking } = other.app;
  expect((await booking.card(db.kysely, by_phone.id))!.state).toBe('expired');
  await other.close();
});
