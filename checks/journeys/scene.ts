/** A hall with people in it, set up without windows: what screens are looked at with, by axe and for the pictures. */
import type { Answer, Client } from '../../ui/src/client/index.ts';
import { addDays } from '../../ui/src/format/index.ts';
import type { House } from '../kit/house.ts';
import { checkedIn, freeSlot, paid } from './desk-acts.ts';
import { denyAll, onOwnPhone, tell, toldBefore } from './talk-acts.ts';

/** Who opens the screens, and what stands on them. */
export interface Scene {
  patient: Answer<'signInPhone'>;
  department_id: string;
  /** One that nobody books. */
  emergency_id: string;
  doctor_id: string;
  session_id: string;
  slot_id: string;
  /** The family's three bookings: unpaid, for a later day, and waiting in the hall today. */
  held_id: string;
  booked_id: string;
  waiting_id: string;
  talks: Talks;
}
/** Before a visit: one still asked, one stopped by an emergency, one with its result. */
interface Talks {
  open_id: string;
  stopped_id: string;
  ready_id: string;
}

const FAMILY = '19900000002';

/** Half an hour of a morning. The house must have been opened no later than 08:25. */
export async function setScene(house: House): Promise<Scene> {
  const { day } = house;
  const clerk = await house.as('clerk');
  const booked: string[] = [];
  for (const [at, doctor_name] of ['林知秋', '林知秋', '林知秋', '林知秋', '乔安澜', '乔安澜', '贺春生'].entries()) {
    const isChild = doctor_name === '贺春生';
    const whom = { order: 101 + at, ...(isChild ? { birth_date: '2018-03-04' } : {}) };
    booked.push((await checkedIn(clerk, { day, doctor_name, ...whom })).id);
  }
  await tellDoctor(house, 102, booked[1]!);
  await seeOne(house, await house.as('doctor1'));
  await house.moveTo('08:52');
  await callOne(await house.as('doctor2'));
  const patient = await house.signInPatient(FAMILY);
  const bookings = await familyBookings(house, clerk, patient);
  const { items } = await clerk.call('sessionList', { query: { date: day } });
  const session = items.find((one) => one.doctor_name === '林知秋')!;
  const { department_id, doctor_id } = session;
  const { items: departments } = await clerk.call('departmentList', {});
  const emergency_id = departments.find(({ access }) => access === 'walk_in')!.id;
  const slot_id = await freeSlot(clerk, day, '林知秋');
  const talks = await tellBefore(house.client(patient.token));
  return { patient, department_id, emergency_id, doctor_id, session_id: session.id, slot_id, ...bookings, talks };
}

/** Whom the doctor sees now has told before; and somebody in the hall asks for a person. */
async function tellDoctor(house: House, order: number, booking_id: string): Promise<void> {
  const { own, patient_id } = await onOwnPhone(house, order);
  const words = '昨晚开始发烧，最高 38.4 度，头痛，没有咳嗽，对青霉素过敏';
  await toldBefore(own, { patient_id, booking_id, teller: 'self' }, words);
  const other = await onOwnPhone(house, order + 1);
  const { id } = await tell(other.own, { patient_id: other.patient_id, teller: 'self' }, '胃胀反酸一个月了');
  await other.own.call('talkHelp', { params: { id } });
}

async function tellBefore(own: Client): Promise<Talks> {
  const { items: family } = await own.call('patientList');
  const of = (relation: string, teller: 'self' | 'parent' | 'child') => {
    const patient_id = family.find((one) => one.relation === relation)!.id;
    return { patient_id, teller };
  };
  const open = await tell(own, of('child', 'parent'), '孩子咳嗽三天，有点流鼻涕');
  const stopped = await tell(own, of('parent', 'child'), '我爸胸口压着疼，出冷汗，左胳膊也疼，半小时了');
  const ready = await denyAll(own, await tell(own, of('self', 'self'), '皮肤上起了小疙瘩，有点痒，两周了'));
  return { open_id: open.id, stopped_id: stopped.id, ready_id: ready.id };
}

async function familyBookings(house: House, clerk: Client, { token }: Answer<'signInPhone'>) {
  const { day } = house;
  const own = house.client(token);
  const { items: family } = await own.call('patientList');
  const of = (relation: string) => family.find((one) => one.relation === relation)!.id;
  const child = await paid(clerk, { day, doctor_name: '贺春生', patient_id: of('child') });
  await clerk.call('deskBookingCheckIn', { params: { id: child.id } });
  const later = await paid(clerk, {
    day: await nextDayOf(clerk, day, '林知秋'),
    doctor_name: '林知秋',
    patient_id: of('parent'),
  });
  const slot_id = await freeSlot(clerk, day, '乔安澜');
  const held = await own.call('bookingHold', { body: { slot_id, patient_id: of('self') } });
  return { held_id: held.id, booked_id: later.id, waiting_id: child.id };
}

/** The next day on which the doctor has a free place. */
export async function nextDayOf(client: Client, from: string, doctor_name: string): Promise<string> {
  for (const day of [1, 2, 3, 4, 5].map((ahead) => addDays(from, ahead))) {
    const { items } = await client.call('sessionList', { query: { date: day } });
    if (items.some((one) => one.doctor_name === doctor_name && one.bookable === 'available')) return day;
  }
  throw new Error(`${doctor_name} has no free place in the five days after ${from}`);
}

/** One visit finished, the next one begun, its note half written. */
async function seeOne(house: House, doctor: Client): Promise<void> {
  await house.moveTo('08:31');
  const first = await startNext(doctor);
  await house.moveTo('08:42');
  await doctor.call('visitNote', {
    params: { id: first.id },
    body: {
      version: first.version,
      chief_complaint: '咽痛两天',
      diagnosis: '急性咽炎',
      advice: '多饮水，三天不好转复诊',
    },
  });
  await doctor.call('visitFinish', { params: { id: first.id } });
  const second = await startNext(doctor);
  await doctor.call('visitNote', {
    params: { id: second.id },
    body: { version: second.version, chief_complaint: '发热、头痛一天', history: '昨晚起发热，最高 38.4 ℃，无咳嗽。' },
  });
}

export async function startNext(doctor: Client): Promise<Answer<'ticketStart'>> {
  return doctor.call('ticketStart', { params: { id: (await callOne(doctor)).id } });
}

async function callOne(doctor: Client): Promise<Answer<'callNext'>> {
  const { sessions } = await doctor.call('doctorDay');
  return doctor.call('callNext', { params: { id: sessions[0]!.room_id } });
}
