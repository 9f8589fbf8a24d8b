/** Before the visit (预问诊): the patient tells in own words; the house asks, warns, proposes a department and drafts the history. */
import { type Static, Type } from 'typebox';
import { departmentAccess } from './catalog.ts';
import { routes } from './route.ts';
import { Day, Done, Fen, Id, IdParams, Instant, list, obj, oneOf, orNull, WallTime } from './shapes.ts';

/** A talk that was stopped met an emergency: nothing more is asked. */
export const talkStates = ['open', 'stopped', 'ready', 'confirmed', 'abandoned'] as const;
export type TalkState = (typeof talkStates)[number];
/** Who tells: the patient, a parent of the patient, a child of the patient, or somebody else. */
export const tellers = ['self', 'parent', 'child', 'other'] as const;
export type Teller = (typeof tellers)[number];
/** I at once, II within minutes, III the same day, IV by booking; their names, colours and minutes are settings. */
export const urgencyLevels = [1, 2, 3, 4] as const;
export type UrgencyLevel = (typeof urgencyLevels)[number];
export const UrgencyLevelShape = Type.Integer({
  minimum: 1,
  maximum: 4,
  description: '1 at once, 2 within minutes, 3 the same day, 4 by booking',
});
/** Sections of the draft: 主诉, 现病史, 既往史, 过敏史, 用药史, 个人史, 月经婚育史, 家族史. */
export const draftKeys = [
  'chief_complaint',
  'present_illness',
  'past_history',
  'allergy',
  'medication',
  'personal',
  'menstrual',
  'family',
] as const;
export type DraftKey = (typeof draftKeys)[number];

const Offset = Type.Integer({ minimum: 0, description: 'UTF-16 code units, as JavaScript counts' });
/** What of a message the engine understood, to be highlighted. */
export const spanKinds = ['present', 'absent', 'past', 'other_person', 'unsure', 'measure', 'flag'] as const;
export const TalkSpan = obj({
  start: Offset,
  end: Offset,
  kind: oneOf(spanKinds),
  label: Type.String({ description: 'what was understood, in the asked language' }),
});
export const TalkMessage = obj({
  id: Id,
  from: oneOf(['patient', 'house'] as const),
  text: Type.String(),
  at: Instant,
  spans: Type.Array(TalkSpan),
});
export const questionKinds = ['one', 'many', 'text', 'number', 'duration'] as const;
export const TalkQuestion = obj({
  id: Type.String({ maxLength: 80 }),
  text: Type.String({ description: 'in the asked language' }),
  kind: oneOf(questionKinds),
  choices: Type.Array(
    obj({
      id: Type.String(),
      text: Type.String(),
      alone: Type.Boolean({ description: 'cannot stand beside another choice: none of these' }),
    }),
  ),
  min: orNull(Type.Number({ description: 'bounds of a number' })),
  max: orNull(Type.Number()),
  why: oneOf(['danger', 'department', 'history', 'person'] as const),
  why_words: Type.String({ description: 'why it is asked, as a sentence for the patient' }),
  may_skip: Type.Boolean(),
});
const Phone = obj({ name: Type.String(), number: Type.String() });
/** The emergency screen: what to do now, whom to call, where to go. Never a diagnosis, never a booking as the main thing. */
export const TalkEmergency = obj({
  level: UrgencyLevelShape,
  level_name: Type.String(),
  to_confirm: Type.Boolean({ description: 'the question being asked may still show that it is none' }),
  title: Type.String(),
  tell: Type.Array(Type.String(), { description: 'what to do now, one sentence each' }),
  because: Type.Array(obj({ message_id: Id, start: Offset, end: Offset, words: Type.String() })),
  phones: Type.Array(Phone, { description: 'most pressing first: 120, the emergency department, the guide desk' }),
  way: orNull(
    obj({
      map_id: Id,
      to: oneOf(['room', 'service_point', 'feature'] as const),
      id: Id,
      name: Type.String(),
    }),
  ),
  crisis: orNull(obj({ text: Type.String(), phones: Type.Array(Phone) })),
  alert: obj({
    state: oneOf(['open', 'acknowledged', 'closed'] as const),
    acknowledged_at: orNull(Instant),
  }),
});
/** A session with places left, as the booking pages know it. */
export const ProposedPlaces = obj({
  session_id: Id,
  date: Day,
  half_day: Type.String(),
  starts: WallTime,
  ends: WallTime,
  doctor_id: Id,
  doctor_name: Type.String(),
  doctor_title: Type.String(),
  visit_type_name: Type.String(),
  fee_fen: Fen,
  places_left: Type.Integer(),
});
export const ProposedDepartment = obj({
  department_id: Id,
  name: Type.String(),
  location: Type.String(),
  access: oneOf(departmentAccess),
  score: Type.Number({ description: '0 to 1, of all departments together 1' }),
  why: Type.Array(obj({ label: Type.String(), words: Type.String(), message_id: Id, start: Offset, end: Offset })),
  places: Type.Array(ProposedPlaces, { description: 'the next ones with places left, soonest first' }),
  next_day: orNull(Day),
});
export const TalkProposal = obj({
  departments: Type.Array(ProposedDepartment, { description: 'best first, at most 3' }),
  abstain: Type.Boolean({ description: 'not sure enough: several are shown, and the guide desk is named first' }),
  level: UrgencyLevelShape,
  level_name: Type.String(),
  advice: Type.String({ description: 'how soon, as a sentence' }),
});
export const DraftSentence = obj({
  text: Type.String(),
  evidence: Type.Array(
    obj({
      message_id: Id,
      start: Offset,
      end: Offset,
      words: Type.String(),
    }),
  ),
});
export const DraftSection = obj({
  key: oneOf(draftKeys),
  title: Type.String(),
  given: Type.Boolean({ description: 'false: nothing was told, 未提供' }),
  sentences: Type.Array(DraftSentence),
});
/** The mark that rules on generated content ask for; it goes with every copy until a doctor has signed. */
export const GeneratedMark = obj({
  text: Type.String({ description: 'AI 生成，待医生确认' }),
  generated: Type.Literal(true),
  by: Type.String({ description: 'engine, or the model that polished it' }),
  at: Instant,
});
export const TalkDraft = obj({ sections: Type.Array(DraftSection), mark: GeneratedMark });

export const Talk = obj({
  id: Id,
  state: oneOf(talkStates),
  version: Type.Integer({ description: 'goes into every writing; another phone may have gone on' }),
  teller: oneOf(tellers),
  patient: obj({ id: Id, name: Type.String(), sex: Type.String(), age_years: Type.Integer() }),
  booking_id: orNull(Id),
  progress: obj({ asked: Type.Integer(), most: Type.Integer() }),
  messages: Type.Array(TalkMessage, { description: 'all that went before; the question that waits is not among them' }),
  question: orNull(TalkQuestion),
  can_go_back: Type.Boolean(),
  level: UrgencyLevelShape,
  emergency: orNull(TalkEmergency),
  proposal: orNull(TalkProposal),
  draft: orNull(TalkDraft),
  notes: Type.Array(Type.String(), {
    description:
      'next steps where a message was not understood, tells of two persons, or asks for what the house may not say',
  }),
  model: obj({
    offered: Type.Boolean({ description: 'the hospital has a model, and it may be used after consent' }),
    consent: orNull(Type.Boolean()),
  }),
  help: obj({
    name: Type.String({ description: '导诊台' }),
    phone: orNull(Type.String()),
    asked_at: orNull(Instant),
    seen_at: orNull(Instant),
  }),
  started_at: Instant,
  changed_at: Instant,
});
export type TalkView = Static<typeof Talk>;
export const TalkCard = obj({
  id: Id,
  state: oneOf(talkStates),
  patient_id: Id,
  patient_name: Type.String(),
  booking_id: orNull(Id),
  level: UrgencyLevelShape,
  first_words: Type.String({ description: 'at most 40 characters of what was said first' }),
  started_at: Instant,
  changed_at: Instant,
});
/** What stands of an account's word on a model, for one patient. */
export const ModelConsent = obj({
  patient_id: Id,
  patient_name: Type.String(),
  given: Type.Boolean({ description: 'false: taken back, or refused when asked' }),
  at: Instant,
});
export const Preconsultation = obj({
  enabled: Type.Boolean(),
  most_questions: Type.Integer(),
  most_characters: Type.Integer(),
  hint: Type.String({ description: 'that this is no diagnosis, and whom to call in an emergency' }),
  emergency: Phone,
  guide_desk: obj({ name: Type.String(), number: orNull(Type.String()) }),
  model_offered: Type.Boolean(),
});

/** The longest message; longer ones are refused with a sentence. */
export const MOST_CHARACTERS = 10_000;
const Version = Type.Integer({ minimum: 1, description: 'the version that was seen' });
const tag = 'preconsult';
const write = ['input_invalid', 'not_found', 'version_conflict', 'talk_state', 'too_many_requests'] as const;
const onTalk = <const T extends object>(spec: T) => ({
  method: 'POST' as const,
  tag,
  who: 'patient' as const,
  idempotent: true as const,
  params: IdParams,
  answer: Talk,
  ...spec,
});

export const preconsultRoutes = routes({
  preconsultation: {
    method: 'GET',
    path: '/api/preconsult',
    tag,
    zh: '预问诊：是否开放、说明与电话',
    en: 'Whether talks are open, with the hint and the phones',
    who: 'anyone',
    answer: Preconsultation,
    problems: [],
  },
  talkStart: {
    method: 'POST',
    path: '/api/preconsult/talks',
    tag,
    zh: '开始预问诊',
    en: 'Begin to tell what is wrong',
    who: 'patient',
    idempotent: true,
    status: 201,
    body: obj({ patient_id: Id, booking_id: Type.Optional(orNull(Id)), teller: oneOf(tellers) }),
    answer: Talk,
    problems: [
      'input_invalid',
      'not_found',
      'preconsult_closed',
      'talk_other_patient',
      'talk_booking_taken',
      'booking_state',
      'too_many_requests',
    ],
  },
  talkList: {
    method: 'GET',
    path: '/api/preconsult/talks',
    tag,
    zh: '我的预问诊（可继续）',
    en: 'My talks, to go on with or to read',
    who: 'patient',
    query: obj({ patient_id: Type.Optional(Id), booking_id: Type.Optional(Id) }),
    answer: list(TalkCard),
    problems: ['input_invalid'],
  },
  talkShow: {
    method: 'GET',
    path: '/api/preconsult/talks/:id',
    tag,
    zh: '一次预问诊',
    en: 'A talk',
    who: 'patient',
    etag: true,
    params: IdParams,
    answer: Talk,
    problems: ['not_found'],
  },
  talkMessage: onTalk({
    path: '/api/preconsult/talks/:id/messages',
    zh: '说一段话（也可代替按钮回答）',
    en: 'Say something; it also answers the question asked',
    body: obj({ text: Type.String({ maxLength: MOST_CHARACTERS }), version: Version }),
    problems: [...write, 'talk_nothing_said', 'talk_too_long'],
  }),
  talkAnswer: onTalk({
    path: '/api/preconsult/talks/:id/answers',
    zh: '回答一个问题，或跳过',
    en: 'Answer the question asked, or skip it',
    body: obj({
      question_id: Type.String({ minLength: 1, maxLength: 80 }),
      choices: Type.Optional(Type.Array(Type.String({ maxLength: 80 }), { maxItems: 20 })),
      text: Type.Optional(Type.String({ maxLength: 2000, description: 'own words, a number or a duration' })),
      skip: Type.Optional(Type.Boolean()),
      version: Version,
    }),
    problems: [...write, 'talk_question_gone', 'talk_nothing_said'],
  }),
  talkBack: onTalk({
    path: '/api/preconsult/talks/:id/back',
    zh: '回到上一个问题',
    en: 'Take the last answer back',
    body: obj({ version: Version }),
    problems: [...write, 'talk_no_way_back', 'talk_danger_first'],
  }),
  talkFinish: onTalk({
    path: '/api/preconsult/talks/:id/finish',
    zh: '就说这些：现在看结果',
    en: 'That is all: show the result now',
    body: obj({ version: Version }),
    problems: [...write, 'talk_nothing_said', 'talk_danger_first'],
  }),
  talkConsent: onTalk({
    path: '/api/preconsult/talks/:id/consent',
    zh: '是否同意使用大模型（单独同意，可撤回）',
    en: 'Agree, or no longer agree, to the use of a model',
    body: obj({ model: Type.Boolean() }),
    problems: ['input_invalid', 'not_found', 'talk_state', 'model_not_offered'],
  }),
  talkHelp: onTalk({
    path: '/api/preconsult/talks/:id/help',
    zh: '人工导诊：请导诊台联系我',
    en: 'Ask the guide desk for help',
    problems: ['not_found', 'too_many_requests'],
  }),
  talkConfirm: onTalk({
    path: '/api/preconsult/talks/:id/confirm',
    zh: '确认小结，交给医生',
    en: 'Confirm the summary for the doctor',
    body: obj({ version: Version }),
    problems: write,
  }),
  talkBooking: onTalk({
    path: '/api/preconsult/talks/:id/booking',
    zh: '与一个预约关联',
    en: 'Join the talk to a booking',
    body: obj({ booking_id: Id }),
    problems: ['input_invalid', 'not_found', 'talk_state', 'talk_other_patient', 'talk_booking_taken', 'booking_state'],
  }),
  talkAbandon: {
    method: 'POST',
    path: '/api/preconsult/talks/:id/abandon',
    tag,
    zh: '不再继续',
    en: 'Give the talk up',
    who: 'patient',
    idempotent: true,
    params: IdParams,
    answer: Done,
    problems: ['not_found', 'talk_state'],
  },
  modelConsents: {
    method: 'GET',
    path: '/api/preconsult/consents',
    tag,
    zh: '我对使用大模型的同意，按就诊人',
    en: 'What I have agreed to for a model, patient by patient',
    who: 'patient',
    answer: list(ModelConsent),
    problems: [],
  },
  modelConsentWithdraw: {
    method: 'POST',
    path: '/api/preconsult/consents/:id/withdraw',
    tag,
    zh: '撤回对使用大模型的同意，立即生效',
    en: 'Take back that a model may be used; it counts from now on',
    who: 'patient',
    idempotent: true,
    params: IdParams,
    answer: list(ModelConsent),
    problems: ['not_found'],
  },
});
