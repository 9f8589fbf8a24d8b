/** What the desk does, without its window: for journeys that are about something else. */
import { inventedResidentId } from '../../server/src/demo/hospital.ts';
import type { Answer, Client } from '../../ui/src/client/index.ts';

interface Arrival {
  day: string;
  doctor_name: string;
  /** Makes the person's invented identity number and phone their own. */
  order: number;
}

/** A patient registered, booked with the doctor for `day`, paid in cash and checked in. */
export async function checkedIn(clerk: Client, arrival: Arrival): Promise<Answer<'deskBookingCheckIn'>> {
  const params = { id: (await paid(clerk, arrival)).id };
  return clerk.call('deskBookingCheckIn', { params });
}

/** The same, up to the money. */
export async function paid(clerk: Client, { day, doctor_name, order }: Arrival): Promise<Answer<'deskBookingPay'>> {
  const patient = await clerk.call('deskPatientRegister', {
    body: {
      name: `示例来者${'甲乙丙丁戊己庚辛'[order % 8]}`,
      id_kind: 'resident_id',
      id_number: inventedResidentId('1990-01-02', order),
      phone: `199000${String(order).padStart(5, '0')}`,
      payer_class: 'self_pay',
    },
  });
  const slot_id = await freeSlot(clerk, day, doctor_name);
  const held = await clerk.call('deskBookingHold', { body: { slot_id, patient_id: patient.id } });
  return clerk.call('deskBookingPay', { params: { id: held.id }, body: { method: 'cash' } });
}

async function freeSlot(clerk: Client, day: string, doctor_name: string): Promise<string> {
  const { items: sessions } = await clerk.call('sessionList', { query: { date: day } });
  const session = sessions.find((one) => one.doctor_name === doctor_name && one.places_left > 0);
  if (!session) throw new Error(`${doctor_name} has no free place on ${day}`);
  const { items: slots } = await clerk.call('sessionSlots', { params: { id: session.id } });
  const slot = slots.find((one) => one.places_left > 0 && one.bookable !== 'past');
  if (!slot) throw new Error(`no slot is free with ${doctor_name} on ${day}`);
  return slot.id;
}
