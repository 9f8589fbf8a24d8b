/**
 * Talks of the demo hospital's past: some belong to visits that are over, some lead to a visit whose doctor signs the summary, one
 * meets an emergency that the nurse took care of, one is open. Told over the house's own routes, in words of our own.
 */
import type { BookingView, TalkView } from '@menzhen/contract';
import { dayOf } from '../kernel/index.ts';
import type { Chance } from './clinic-day/chance.ts';
import { type Ask, must } from './clinic-day/client.ts';
import { inventPerson, type Person, registerOnPhone } from './clinic-day/people.ts';
import type { Team } from './clinic-day/staff.ts';

/** The demo hospital's departments by the engine's codes; what it has not goes to a fallback. */
export const demoTriageCodes: Readonly<Record<string, string>> = {
  resp: 'respiratory',
  gi: 'digestive',
  cardio: 'cardiology',
  neuro: 'general',
  endo: 'endocrine',
  internal: 'general',
  infect: 'general',
  gsurg: 'general_surgery',
  ortho: 'orthopaedics',
  uro: 'urology',
  obgyn: 'gynaecology',
  peds: 'paediatrics',
  derm: 'dermatology',
  eye: 'eye',
  ent: 'ent',
  dental: 'dental',
  psych: 'psychology',
  tcm: 'tcm',
  emergency: 'emergency',
};

export interface TalksGround {
  ask: Ask;
  team: Team;
  chance: Chance;
  now: Temporal.Instant;
}

const MOST_TRIES = 60;
/** What is said first; ages so that each department takes them. */
const ROUTINE = [
  '咳嗽一个星期了，晚上厉害，有白痰，没有发烧，以前没有哮喘。',
  '这两天胃胀反酸，吃完饭更明显，大便正常。',
  '打球时右脚崴了一下，肿了，还能走路。',
  '脸上起了好多痘痘，反反复复半年了，有点痒。',
];
const EMERGENCY = '我爸刚才突然胸口压着疼，冒冷汗，左胳膊也麻，有二十分钟了';
const OPEN = '最近总是睡不好，白天没精神';

function* adults({ ask, chance, now }: TalksGround): Generator<Person> {
  for (let n = 0; n < MOST_TRIES; n += 1) {
    const person = inventPerson(chance.fork(`talk/${n}`), ask, 95_000 + n, dayOf(now));
    if (person.age_years >= 18 && person.age_years < 60) yield person;
  }
}

interface Teller {
  person: Person;
  patient_id: string;
}
async function tellerOf({ ask }: TalksGround, people: Generator<Person>): Promise<Teller | undefined> {
  const person = people.next().value as Person | undefined;
  const patient_id = person && (await registerOnPhone(ask, person));
  return person && patient_id ? { person, patient_id } : undefined;
}

const keyOf = (talk: TalkView, what: string) => `talk-${what}-${talk.id}-${talk.version}`;

async function begin(
  { ask }: Pick<TalksGround, 'ask'>,
  { person, patient_id, booking_id }: Teller & { booking_id?: string },
  text: string,
  teller: TalkView['teller'] = 'self',
) {
  const key = `talk-${person.input.id_number}-${booking_id ?? 'ahead'}`;
  const talk = await must(
    'talkStart',
    ask('talkStart', { as: person, key, body: { patient_id, teller, ...(booking_id ? { booking_id } : {}) } }),
  );
  const body = { text, version: talk.version };
  return must(
    'talkMessage',
    ask('talkMessage', { as: person, key: keyOf(talk, 'say'), params: { id: talk.id }, body }),
  );
}

/** Denies what is asked, and leaves open what cannot be denied. */
async function answerAll(
  { ask }: Pick<TalksGround, 'ask'>,
  { person }: Pick<Teller, 'person'>,
  begun: TalkView,
): Promise<TalkView> {
  let talk = begun;
  while (talk.question) {
    const { id: question_id, choices } = talk.question;
    const no = choices.find(({ id }) => id === 'no' || id === 'none');
    const body = { question_id, version: talk.version, ...(no ? { choices: [no.id] } : { skip: true }) };
    const given = { as: person, key: keyOf(talk, 'answer'), params: { id: talk.id }, body };
    talk = await must('talkAnswer', ask('talkAnswer', given));
  }
  return talk;
}

/** Books the first place the proposal shows, at the window so that no channel is needed, and joins the talk to it. */
async function bookAndConfirm(ground: TalksGround, teller: Teller, talk: TalkView): Promise<BookingView | undefined> {
  const { ask, team } = ground;
  const { person, patient_id } = teller;
  const params = { id: talk.id };
  const confirm = { as: person, key: keyOf(talk, 'confirm'), params, body: { version: talk.version } };
  await must('talkConfirm', ask('talkConfirm', confirm));
  const sessions = talk.proposal?.departments.flatMap(({ places }) => places) ?? [];
  for (const { session_id } of sessions) {
    const query = { channel: 'counter' as const };
    const { items } = await must('sessionSlots', ask('sessionSlots', { params: { id: session_id }, query }));
    const slot = items.find((one) => one.places_left > 0);
    if (!slot) continue;
    const key = `talk-hold-${talk.id}-${slot.id}`;
    const held = await ask('deskBookingHold', { as: team.clerk, key, body: { slot_id: slot.id, patient_id } });
    if (!held.ok) continue;
    const pay = {
      as: team.clerk,
      key: `pay-${held.body.id}`,
      params: { id: held.body.id },
      body: { method: 'card' as const },
    };
    await ask('deskBookingPay', pay);
    const join = { as: person, key: keyOf(talk, 'join'), params, body: { booking_id: held.body.id } };
    await must('talkBooking', ask('talkBooking', join));
    return held.body;
  }
  return undefined;
}

/** The doctor reads ahead, puts one section right, and signs. */
async function correctAndSign({ ask, team }: TalksGround, { id: booking_id, doctor_id }: BookingView): Promise<void> {
  const as = team.doctors.get(doctor_id);
  if (!as) return;
  const params = { booking_id };
  const { version } = await must('preconsultSummary', ask('preconsultSummary', { as, params }));
  const edit = { version, sections: [{ key: 'past_history' as const, text: '既往体健，无手术史。' }] };
  const edited = await must('preconsultSummaryEdit', ask('preconsultSummaryEdit', { as, params, body: edit }));
  const key = `talk-sign-${booking_id}`;
  await ask('preconsultSummarySign', { as, key, params, body: { version: edited.version } });
}

async function emergencyTakenCareOf(ground: TalksGround, teller: Teller): Promise<void> {
  const { ask, team } = ground;
  const talk = await begin(ground, teller, EMERGENCY, 'child');
  const { items } = await must('preconsultAlerts', ask('preconsultAlerts', { as: team.clerk }));
  const alert = items.find(({ talk_id }) => talk_id === talk.id);
  if (!alert) return;
  const params = { id: alert.id };
  await ask('preconsultAlertAcknowledge', { as: team.clerk, key: `ack-${alert.id}`, params });
  const body = { outcome: 'came_to_emergency' as const, note: '家属已陪同到急诊，交接给急诊护士。' };
  await ask('preconsultAlertClose', { as: team.clerk, key: `close-${alert.id}`, params, body });
}

/** What is told ahead of a visit in the days that are played, by the department that is visited. */
const BEFORE_VISITS: Readonly<Record<string, string>> = {
  全科门诊: '感冒三天了，流鼻涕，鼻塞，浑身没力气，没有发烧。',
  呼吸内科: '咳嗽半个月了，有点痰，晚上重一些。',
  消化内科: '胃疼一个星期，反酸，吃完饭胀。',
  内分泌科: '糖尿病五年了，来复查血糖，最近有点口渴。',
  骨科: '膝盖疼两个月，上下楼梯的时候明显。',
  皮肤科: '胳膊上起疹子三天，有点痒。',
  耳鼻喉科: '鼻子不通气半年了，早上老打喷嚏。',
  口腔科: '右边后槽牙疼两天，吃凉的更疼。',
  中医科: '睡不好两个月了，想用中药调理。',
};
const MOST_BEFORE_VISITS = 4;

/**
 * Lets the first few who come to a day that is played tell beforehand, so that the quality board has visits to agree with: each
 * department once, each person once, though some come twice.
 */
export function tellsBeforeVisits({ ask }: Pick<TalksGround, 'ask'>, before_date: string) {
  const told = new Set<string>();
  const tellers = new Set<string>();
  return async (person: Person, { id: booking_id, date, department_name, patient_id }: BookingView): Promise<void> => {
    const text = BEFORE_VISITS[department_name];
    if (!text || date >= before_date || person.age_years < 18) return;
    if (told.size >= MOST_BEFORE_VISITS || told.has(department_name) || tellers.has(patient_id)) return;
    told.add(department_name);
    tellers.add(patient_id);
    const talk = await answerAll({ ask }, { person }, await begin({ ask }, { person, patient_id, booking_id }, text));
    const confirm = {
      as: person,
      key: keyOf(talk, 'confirm'),
      params: { id: talk.id },
      body: { version: talk.version },
    };
    if (talk.state === 'ready') await must('talkConfirm', ask('talkConfirm', confirm));
  };
}

/** Talks of the days to come, one emergency and one that is still open. */
export async function tellTalks(ground: TalksGround): Promise<void> {
  const people = adults(ground);
  let signed = false;
  for (const text of ROUTINE) {
    const teller = await tellerOf(ground, people);
    if (!teller) return;
    const talk = await answerAll(ground, teller, await begin(ground, teller, text));
    const booking = talk.state === 'ready' ? await bookAndConfirm(ground, teller, talk) : undefined;
    if (!booking || signed) continue;
    await correctAndSign(ground, booking);
    signed = true;
  }
  const relative = await tellerOf(ground, people);
  if (relative) await emergencyTakenCareOf(ground, relative);
  const open = await tellerOf(ground, people);
  if (open) await begin(ground, open, OPEN);
}
