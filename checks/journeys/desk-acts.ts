/** What the desk does, without its window: for journeys that are about something else. */
import { inventedResidentId } from '../../server/src/demo/hospital.ts';
import type { Answer, Client, Input } from '../../ui/src/client/index.ts';

/** Whom: somebody new, told apart by `order` (it makes their invented number and phone), or a patient known already. */
type Who = { order: number; birth_date?: string } | { patient_id: string };
type Visit = { day: string; doctor_name: string } & Who;

/** Booked with the doctor for `day`, paid by card and checked in. */
export async function checkedIn(clerk: Client, visit: Visit): Promise<Answer<'deskBookingCheckIn'>> {
  const params = { id: (await paid(clerk, visit)).id };
  return clerk.call('deskBookingCheckIn', { params });
}

/** The same, up to the money. */
export async function paid(clerk: Client, visit: Visit): Promise<Answer<'deskBookingPay'>> {
  const patient_id = 'patient_id' in visit ? visit.patient_id : await register(clerk, visit);
  const slot_id = await freeSlot(clerk, visit.day, visit.doctor_name);
  const held = await clerk.call('deskBookingHold', { body: { slot_id, patient_id } });
  return clerk.call('deskBookingPay', { params: { id: held.id }, body: { method: 'card' } });
}

const given = ['安', '一诺', '晨曦', '子墨', '国强', '秀兰', '思远', '乐'];
const family = ['王', '李', '张', '欧阳', '陈', '刘', '赵'];

type Person = Input<'deskPatientRegister'>['body'];
/** Told apart by `order`, which makes their invented number and phone. */
export function newcomerOf({ order, birth_date = '1990-01-02' }: { order: number; birth_date?: string }): Person {
  const guardian = { guardian_name: '示例家长', guardian_phone: '19900000099' };
  return {
    name: `${family[order % family.length]}${given[order % given.length]}`,
    id_kind: 'resident_id',
    id_number: inventedResidentId(birth_date, order),
    phone: `199000${String(order).padStart(5, '0')}`,
    payer_class: 'self_pay',
    ...(birth_date > '2009' ? guardian : {}),
  };
}

export async function register(clerk: Client, who: { order: number; birth_date?: string }): Promise<string> {
  return (await clerk.call('deskPatientRegister', { body: newcomerOf(who) })).id;
}

/** The first slot with a place. */
export async function freeSlot(clerk: Client, day: string, doctor_name: string): Promise<string> {
  const { items: sessions } = await clerk.call('sessionList', { query: { date: day } });
  const session = sessions.find((one) => one.doctor_name === doctor_name && one.places_left > 0);
  if (!session) throw new Error(`${doctor_name} has no free place on ${day}`);
  const { items: slots } = await clerk.call('sessionSlots', { params: { id: session.id } });
  const slot = slots.find((one) => one.places_left > 0 && one.bookable !== 'past');
  if (!slot) throw new Error(`no slot is free with ${doctor_name} on ${day}`);
  return slot.id;
}
