/** The hospital's rules as data: every section a hospital may set, and its exceptions. Section after section as a patient meets them. */
import { type Static, Type } from 'typebox';
import { bookingChannels } from './booking.ts';
import { visitTypeKinds } from './catalog.ts';
import { dayKinds, type halfDays } from './scheduling.ts';
import { Id, obj, oneOf, orNull, WallTime, Words } from './shapes.ts';
import { ticketClasses } from './tickets.ts';

export type HalfDay = (typeof halfDays)[number];
/** Groups a share of the places may be kept for: 现场, 老年绿色通道, 复诊, 转诊. */
export const policyReserves = ['on_site', 'senior', 'return_visit', 'referral'] as const;
export type DayKind = (typeof dayKinds)[number];
/** What a counter booking may be freed from: the patient stands there. */
export const counterExemptions = [
  'release',
  'horizon',
  'booking_hours',
  'cut_offs',
  'limits',
  'cool_downs',
  'gates',
] as const;
export const offenceKinds = ['no_show', 'cancelled_by_patient', 'cancelled_same_day', 'expired'] as const;

const count = (minimum: number, maximum: number, description?: string) =>
  Type.Integer({ minimum, maximum, ...(description ? { description } : {}) });
const Minutes = (maximum: number) => count(0, maximum, 'minutes');
const ByHalfDay = obj({
  morning: Type.Optional(WallTime),
  afternoon: Type.Optional(WallTime),
  evening: Type.Optional(WallTime),
});
/** The end of a span within a day; 24:00 is its last moment. */
const EndTime = Type.String({
  pattern: '^(([01]\\d|2[0-3]):[0-5]\\d|24:00)$',
  description: 'wall clock, 24:00 allowed',
});
const Days = obj({
  days: count(0, 365),
  count: oneOf(['calendar', 'working', 'not_holiday'] as const),
});
const DayTime = { days_before: count(0, 60, 'days before the visit day'), at: WallTime };
const BothWords = obj({ zh: Words(200), en: Words(200) });
const Share = Type.Union([
  obj({ percent: count(0, 1000, 'of the places of a session') }),
  obj({ places: count(0, 1000) }),
]);

const Cancel = Type.Union(
  [
    obj({ kind: Type.Literal('wall'), before: Days, at: WallTime }),
    obj({ kind: Type.Literal('before_slot'), minutes: Minutes(20160) }),
    obj({
      kind: Type.Literal('half_day_before'),
      ends: obj({ morning: WallTime, afternoon: WallTime }),
    }),
    obj({ kind: Type.Literal('never') }),
  ],
  {
    description:
      'until when a patient may cancel. wall: a wall clock, so many days before; half_day_before: until the half day before the visit has ended',
  },
);
const CheckIn = obj({
  opens: Type.Union([obj({ at: WallTime }), obj({ minutes_before_slot: Minutes(1440) })]),
  until: Type.Union([
    obj({ by_half_day: ByHalfDay }),
    obj({ minutes_after_slot_start: Minutes(720) }),
    obj({ slot_end: Type.Literal(true) }),
    obj({ session_end: Type.Literal(true) }),
  ]),
  late_grace_minutes: Minutes(720),
  late: oneOf(['refused', 'behind_others'] as const),
});
const Limit = obj({
  max: count(0, 1000),
  who: oneOf(['patient', 'account', 'phone'] as const),
  of: oneOf(['all', 'department', 'doctor'] as const),
  within: oneOf(['visit_day', 'visit_week', 'visit_month', 'open'] as const),
});
const CoolDown = obj({
  after: oneOf(['cancelled', 'expired', 'no_show'] as const),
  minutes: Minutes(525_600),
  of: oneOf(['all', 'department', 'doctor'] as const),
});
const Symptom = obj({
  code: Type.String({ pattern: '^[a-z][a-z_]{1,39}$' }),
  zh: Words(40),
  en: Words(40),
});
const Gates = obj({
  age_from_years: orNull(count(0, 150)),
  age_to_years: orNull(count(0, 150)),
  sex: orNull(oneOf(['female', 'male'] as const)),
  first_visit_id_kinds: orNull(Type.Array(Type.String({ maxLength: 40 }), { minItems: 1, maxItems: 10 })),
  symptoms: orNull(obj({ bars: Type.Array(Symptom, { maxItems: 20 }), send_to: BothWords })),
});
const Penalty = obj({
  counts: Type.Array(oneOf(offenceKinds), { maxItems: 4, description: 'what is an offence' }),
  at_least: count(0, 100, 'suspended from the n-th offence on'),
  within: Type.Union([
    obj({ calendar: oneOf(['month', 'year'] as const) }),
    obj({ rolling: Type.Union([obj({ days: count(1, 1100) }), obj({ months: count(1, 36) })]) }),
  ]),
  steps: Type.Array(
    Type.Union([
      obj({ rest_of_month: Type.Literal(true) }),
      obj({ days: count(1, 1100) }),
      obj({ months: count(1, 36) }),
    ]),
    { maxItems: 10, description: 'the n-th step is for the n-th offence from the threshold on; the last repeats' },
  ),
  scope: oneOf(['online', 'all'] as const),
});
/** Who waits for whom in the hall, and in which order. */
export const pooledBys = ['doctor', 'visit_type', 'department'] as const;
const Queue = obj({
  pooled_by: oneOf(pooledBys),
  passed_lets_pass: count(0, 50, 'a passed patient who is back lets so many go first'),
  results_every: count(0, 50, 'one who is back with results goes after so many others; 0: at once'),
  classes: Type.Array(
    obj({ class: oneOf(ticketClasses), every: count(0, 50, 'one of the class goes after so many others; 0: first') }),
    { maxItems: 6 },
  ),
  ageing_minutes: count(
    10,
    600,
    'each such span of waiting past one’s time raises by one level of urgency, to urgent at most',
  ),
  undo_minutes: count(0, 60),
  prepare_ahead: count(0, 10, 'who has so many people ahead is told to get ready'),
});
const Recycles = orNull(obj(DayTime));
const Pool = obj({
  reserves: Type.Array(obj({ reserve: oneOf(policyReserves), share: Share, recycles: Recycles }), { maxItems: 4 }),
  channels: Type.Array(
    obj({ channel: oneOf(bookingChannels), floor: orNull(Share), ceiling: orNull(Share), recycles: Recycles }),
    { maxItems: 6 },
  ),
  stages: Type.Array(obj({ share: Share, opens: obj(DayTime) }), { maxItems: 10 }),
  senior_from_age_years: count(0, 150),
});
/** The four levels of urgency of a talk before the visit: their names, colours and minutes are a clinician's to confirm. */
const UrgencyLevelRule = obj({
  zh: Words(20),
  en: Words(40),
  colour: oneOf(['red', 'orange', 'yellow', 'green'] as const),
  minutes: count(1, 1440, 'until somebody has taken care of it'),
});
const PhoneNumber = Type.String({ pattern: '^[0-9 +()-]{2,20}$', description: 'as it is dialled' });
const Preconsult = obj({
  enabled: Type.Boolean(),
  levels: obj({
    one: UrgencyLevelRule,
    two: UrgencyLevelRule,
    three: UrgencyLevelRule,
    four: UrgencyLevelRule,
  }),
  phones: obj({
    ambulance: PhoneNumber,
    emergency: orNull(PhoneNumber),
    guide_desk: orNull(PhoneNumber),
    campus_duty: orNull(PhoneNumber),
  }),
  crisis: obj({ zh: Words(400), en: Words(400), phone: PhoneNumber }),
  most_questions: count(4, 12),
  keep_words_days: count(1095, 36_500, 'what was said; the law asks for three years at least'),
  keep_record_days: count(5475, 36_500, 'a signed summary; the law asks for fifteen years at least'),
  model: oneOf(['off', 'after_consent'] as const),
});

/** Sections that an exception may set differently; each is replaced whole. */
const sections = {
  horizon: obj({ from: Days, to: Days }),
  release_time: WallTime,
  booking_hours: orNull(obj({ from: WallTime, to: EndTime })),
  next_day_cut_off: orNull(WallTime),
  same_day_cut_off: ByHalfDay,
  queue: Queue,
  collect: obj({
    morning: Type.Optional(obj({ from: orNull(WallTime), until: WallTime })),
    afternoon: Type.Optional(obj({ from: orNull(WallTime), until: WallTime })),
    evening: Type.Optional(obj({ from: orNull(WallTime), until: WallTime })),
  }),
  check_in: CheckIn,
  cancel: Cancel,
  limits: Type.Array(Limit, { maxItems: 30 }),
  cool_downs: Type.Array(CoolDown, { maxItems: 10 }),
  gates: Gates,
  pay_within_minutes: count(0, 1440),
  no_show: obj({ after: oneOf(['check_in_until', 'slot_end', 'day_end'] as const) }),
  penalties: Type.Array(Penalty, { maxItems: 20 }),
  counter_exempt: Type.Array(oneOf(counterExemptions), { maxItems: 7 }),
  pool: Pool,
  extra: obj({ per_session: count(0, 200), per_doctor_day: count(0, 200) }),
  waitlist: obj({
    enabled: Type.Boolean(),
    classes: Type.Array(oneOf(['return_visit', 'senior', 'referral'] as const), { maxItems: 3 }),
    offer_minutes: Minutes(1440),
    stops_minutes_before_slot: Minutes(20160),
    per_patient_max: count(0, 100),
  }),
  freed: obj({ return_after_minutes: obj({ from: Minutes(1440), to: Minutes(1440) }) }),
  closure: obj({ choose_within_hours: count(0, 720) }),
  refund: obj({
    two_person_above_fen: count(0, 100_000_000, 'a refund of more that the staff decides on needs a second person'),
  }),
  rush: obj({
    draw_ms: count(0, 10_000),
    challenge: oneOf(['suspicion', 'off'] as const),
    per_account_per_minute: count(1, 10_000),
    per_device_accounts_per_day: count(1, 10_000),
    per_address_per_minute: count(1, 100_000),
  }),
  preconsult: Preconsult,
};
export const sectionNames = Object.keys(sections) as (keyof typeof sections)[];

const ids = () => Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 500 }));
const When = obj({
  department_ids: ids(),
  visit_type_ids: ids(),
  visit_type_kinds: Type.Optional(Type.Array(oneOf(visitTypeKinds), { minItems: 1 })),
  doctor_ids: ids(),
  channels: Type.Optional(Type.Array(oneOf(bookingChannels), { minItems: 1 })),
  day_kinds: Type.Optional(Type.Array(oneOf(dayKinds), { minItems: 1 })),
});
const Override = obj({ when: When, set: Type.Partial(obj(sections), { additionalProperties: false }) });

/**
 * Shapes only; whether the rules fit together, and keep to the law, is said by `policyDraftCheck` with the clause. Of two
 * exceptions that both fit, the one that names more conditions wins; between equals the later.
 */
export const PolicyData = obj({
  schema: Type.Literal(2),
  name: Words(120),
  ...sections,
  overrides: Type.Array(Override, { maxItems: 200 }),
});
export type Policy = Static<typeof PolicyData>;
