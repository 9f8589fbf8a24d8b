/** The demo's favourite: the doctor with one place a slot is full for the next days, and people wait, each in another way. */
import type { SessionView } from '@menzhen/contract';
import { addDays, dayOf } from '../kernel/index.ts';
import type { Chance } from './clinic-day/chance.ts';
import { type Ask, must } from './clinic-day/client.ts';
import { inventPerson, type Person, registerAtDesk, registerOnPhone } from './clinic-day/people.ts';
import type { Team } from './clinic-day/staff.ts';

export interface FavouriteGround {
  ask: Ask;
  team: Team;
  chance: Chance;
  now: Temporal.Instant;
}
const FULL_SESSIONS = 2;
const WAIT_ON_PHONE = 5;
const DAYS_AHEAD = 7;
/** Whoever is too young, too old or of the wrong sex for the department is somebody else's patient. */
const MOST_TRIES = 40;

/** The next sessions of the kind that has the fewest places, and that people ask for most. */
async function favourites({ ask, now }: FavouriteGround): Promise<SessionView[]> {
  const from = addDays(dayOf(now), 1);
  const query = { from, to: addDays(from, DAYS_AHEAD) };
  const { items } = await must('sessionList', ask('sessionList', { query }));
  const special = items.filter((one) => one.visit_type_kind === 'special' && one.state === 'open');
  return special.filter((one) => one.doctor_id === special[0]?.doctor_id).slice(0, FULL_SESSIONS);
}

function* newcomers({ ask, chance, now }: FavouriteGround): Generator<Person> {
  for (let n = 0; n < MOST_TRIES; n += 1) {
    const person = inventPerson(chance.fork(`favourite/${n}`), ask, 90_000 + n, dayOf(now));
    if (person.age_years >= 18) yield person;
  }
}

/** Every slot that is left is booked and paid at the window. */
async function fill(ground: FavouriteGround, session: SessionView, people: Generator<Person>): Promise<void> {
  const { ask, team } = ground;
  const { items } = await must(
    'sessionSlots',
    ask('sessionSlots', { params: { id: session.id }, query: { channel: 'counter' } }),
  );
  for (const slot of items.flatMap((one) => Array.from({ length: one.places_left }, () => one))) {
    const person = people.next().value as Person | undefined;
    const patient_id = person && (await registerAtDesk(ask, team.clerk, person));
    if (!person || !patient_id) continue;
    const key = `favourite-${slot.id}-${person.input.id_number}`;
    const held = await ask('deskBookingHold', { as: team.clerk, key, body: { slot_id: slot.id, patient_id } });
    if (!held.ok) continue;
    const pay = {
      as: team.clerk,
      key: `pay-${held.body.id}`,
      params: { id: held.body.id },
      body: { method: 'card' as const },
    };
    await ask('deskBookingPay', pay);
  }
}

/** Whom the rules refuse, or who finds a place after all, does not wait; the others do. */
async function wait(ground: FavouriteGround, session: SessionView, people: Generator<Person>): Promise<void> {
  const { ask, team } = ground;
  // the other half day may have places, and then nobody would wait for the doctor at any hour
  const days = { from_date: session.date, to_date: session.date, half_days: [session.half_day] };
  const wishes = [
    { kind: 'session' as const, session_id: session.id },
    { kind: 'doctor' as const, doctor_id: session.doctor_id, ...days },
  ];
  for (let n = 0; n < WAIT_ON_PHONE; n += 1) {
    const person = people.next().value as Person | undefined;
    const patient_id = person && (await registerOnPhone(ask, person));
    if (!person || !patient_id) continue;
    const body = { patient_id, wish: wishes[n % wishes.length]! };
    await ask('waitlistJoin', { as: person, key: `wait-${person.input.id_number}`, body });
  }
  const referred = people.next().value as Person | undefined;
  const patient_id = referred && (await registerAtDesk(ask, team.clerk, referred));
  if (!referred || !patient_id) return;
  const body = { patient_id, wish: wishes[0]!, referral: '社区卫生服务中心转诊单（演示）' };
  await ask('deskWaitlistJoin', { as: team.clerk, key: `wait-${referred.input.id_number}`, body });
}

/** Afterwards the next sessions of the favourite doctor are full, and people wait for the first of them. */
export async function fillFavourite(ground: FavouriteGround): Promise<void> {
  const sessions = await favourites(ground);
  const people = newcomers(ground);
  for (const session of sessions) await fill(ground, session, people);
  if (sessions[0]) await wait(ground, sessions[0], people);
}
