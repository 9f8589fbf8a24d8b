/** A talk before the visit in each of its states, as the server would answer; typed by the contract. */
import type { Contract, Static, TalkView } from '@menzhen/contract';
import type { Answers } from './phone.ts';

type Answer<R extends keyof Contract> = Static<Contract[R]['answer']>;

const at = new Date().toISOString();
const tomorrow = new Date(Date.now() + 32 * 3600_000).toISOString().slice(0, 10);

export const preconsult: Answer<'preconsultation'> = {
  enabled: true,
  most_questions: 12,
  most_characters: 2000,
  hint: '这里不是诊断；紧急情况请拨打 120。',
  emergency: { name: '急救', number: '120' },
  guide_desk: { name: '导诊台', number: '010-5555 0121' },
  model_offered: true,
};

const said = (
  id: string,
  from: 'patient' | 'house',
  text: string,
  spans: TalkView['messages'][number]['spans'] = [],
) => ({
  id,
  from,
  text,
  at,
  spans,
});
const first = said('m1', 'patient', '昨晚起嗓子疼，没发烧', [
  { start: 0, end: 3, kind: 'measure', label: '不到1天' },
  { start: 3, end: 6, kind: 'present', label: '咽痛' },
  { start: 7, end: 10, kind: 'absent', label: '发热' },
]);

type Question = NonNullable<TalkView['question']>;
export const question = (part: Partial<Question> = {}): Question => ({
  id: 'swallow',
  text: '咽东西的时候疼得厉害吗？',
  kind: 'one',
  choices: [
    { id: 'yes', text: '喝水都疼', alone: false },
    { id: 'some', text: '有点疼，能吃饭', alone: false },
    { id: 'no', text: '不疼', alone: false },
  ],
  min: null,
  max: null,
  why: 'danger',
  why_words: '先排除需要马上处理的情况。',
  may_skip: true,
  ...part,
});

/** Asked the second of twelve questions, unless said otherwise. */
export const talk = (part: Partial<TalkView> = {}): TalkView => ({
  id: 'talk',
  state: 'open',
  version: 3,
  teller: 'self',
  patient: { id: 'patient', name: '赵一鸣', sex: 'male', age_years: 22 },
  booking_id: null,
  progress: { asked: 2, most: 12 },
  messages: [
    said('m0', 'house', '您好，请用自己的话说说哪里不舒服、多久了。'),
    first,
    said('m2', 'house', question().text),
  ],
  question: question(),
  can_go_back: true,
  level: 4,
  emergency: null,
  proposal: null,
  draft: null,
  notes: [],
  model: { offered: true, consent: null },
  help: { name: '导诊台', phone: '010-5555 0121', asked_at: null, seen_at: null },
  started_at: at,
  changed_at: at,
  ...part,
});

const chest = said('m1', 'patient', '胸口压着疼，出冷汗，左胳膊也麻', [
  { start: 0, end: 5, kind: 'flag', label: '胸痛' },
  { start: 6, end: 9, kind: 'flag', label: '冷汗' },
]);
type Emergency = NonNullable<TalkView['emergency']>;
const emergency = (part: Partial<Emergency> = {}): Emergency => ({
  level: 1,
  level_name: '立即就医',
  to_confirm: false,
  title: '您说的情况可能很紧急，请马上就医',
  tell: ['请停下来，不要自己走动或开车。', '拨打 120，或请身边的人陪您到急诊。'],
  because: [
    { message_id: 'm1', start: 0, end: 5, words: '胸口压着疼' },
    { message_id: 'm1', start: 6, end: 9, words: '出冷汗' },
  ],
  phones: [
    { name: '急救', number: '120' },
    { name: '本院急诊', number: '010-5555 0122' },
    { name: '导诊台', number: '010-5555 0121' },
  ],
  way: { map_id: 'map', to: 'room', id: 'room', name: '急诊' },
  crisis: null,
  alert: { state: 'open', acknowledged_at: null },
  ...part,
});

export const stopped = (part: Partial<Emergency> = {}, rest: Partial<TalkView> = {}): TalkView =>
  talk({
    state: 'stopped',
    level: 1,
    messages: [chest],
    question: null,
    can_go_back: false,
    emergency: emergency(part),
    ...rest,
  });

export const crisis: Partial<Emergency> = {
  title: '请先别一个人待着',
  tell: ['找一个您信任的人陪着您，把身边可能伤到自己的东西放远一点。'],
  crisis: {
    text: '听到您这样说，我们很在意。您不必一个人扛着，现在就有人愿意听您说。',
    phones: [{ name: '心理援助热线（24 小时）', number: '12356' }],
  },
};

const places = [9, 10].map((hour) => ({
  session_id: 'session',
  date: tomorrow,
  half_day: 'morning',
  starts: `${String(hour).padStart(2, '0')}:00`,
  ends: `${hour + 1}:00`,
  doctor_id: 'doctor',
  doctor_name: '李明远',
  doctor_title: 'chief',
  visit_type_name: '专家号',
  fee_fen: 2500,
  places_left: 12,
}));
const why = [{ label: '咽痛', words: '嗓子疼', message_id: 'm1', start: 3, end: 6 }];
const proposal: NonNullable<TalkView['proposal']> = {
  abstain: false,
  level: 4,
  level_name: '普通门诊',
  advice: '可以按预约就诊；如果呼吸困难或喝不下水，请马上到急诊。',
  departments: [
    {
      department_id: 'lungs',
      name: '耳鼻咽喉科',
      location: '门诊楼 3 层',
      access: 'booking',
      score: 0.71,
      why,
      places,
      next_day: tomorrow,
    },
    {
      department_id: 'inner',
      name: '全科门诊',
      location: '',
      access: 'booking',
      score: 0.2,
      why,
      places: [],
      next_day: null,
    },
  ],
};
const evidence = [{ message_id: 'm1', start: 0, end: 6, words: '昨晚起嗓子疼' }];
const draft: NonNullable<TalkView['draft']> = {
  mark: { text: 'AI 生成，待医生确认', generated: true, by: 'engine', at },
  sections: [
    { key: 'chief_complaint', title: '主诉', given: true, sentences: [{ text: '咽痛1天。', evidence }] },
    {
      key: 'present_illness',
      title: '现病史',
      given: true,
      sentences: [
        { text: '患者昨晚起出现咽痛。', evidence },
        { text: '否认发热。', evidence: [{ message_id: 'm1', start: 7, end: 10, words: '没发烧' }] },
        { text: '吞咽时疼痛，可进食。', evidence: [] },
      ],
    },
    { key: 'past_history', title: '既往史', given: false, sentences: [] },
    { key: 'allergy', title: '过敏史', given: false, sentences: [] },
  ],
};

export const ready = (part: Partial<TalkView> = {}): TalkView =>
  talk({ state: 'ready', question: null, messages: [first], proposal, draft, ...part });

/** Answers with one talk that is open, and what its acts lead to. */
export function talkAnswers(now: TalkView = talk(), next: TalkView = ready({ version: 4 })): Answers {
  const { id, state, patient, booking_id, level, started_at, changed_at } = now;
  const card = {
    id,
    state,
    patient_id: patient.id,
    patient_name: patient.name,
    booking_id,
    level,
    started_at,
    changed_at,
  };
  const open = `POST /api/preconsult/talks/${id}`;
  return {
    'GET /api/preconsult': preconsult,
    'GET /api/preconsult/talks': { items: [{ ...card, first_words: '昨晚起嗓子疼' }] } satisfies Answer<'talkList'>,
    'GET /api/preconsult/consents': { items: [] } satisfies Answer<'modelConsents'>,
    'POST /api/preconsult/talks': talk({ messages: [], version: 1, question: null }),
    [`GET /api/preconsult/talks/${id}`]: now,
    ...Object.fromEntries(
      ['messages', 'answers', 'back', 'finish', 'confirm', 'consent', 'help', 'booking'].map((act) => [
        `${open}/${act}`,
        next,
      ]),
    ),
    [`${open}/abandon`]: {},
  };
}

/** Somebody who has agreed to a model for themself, until they take it back. */
export function consentAnswers(now: TalkView = talk()): Answers {
  const stands = (given: boolean) =>
    ({
      items: [{ patient_id: now.patient.id, patient_name: now.patient.name, given, at }],
    }) satisfies Answer<'modelConsents'>;
  return {
    'GET /api/preconsult/consents': stands(true),
    [`POST /api/preconsult/consents/${now.patient.id}/withdraw`]: stands(false),
  };
}
