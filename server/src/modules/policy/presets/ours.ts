/** What we choose where a hospital's notice says nothing. Every value is ours, meant to be changed. */
import type { Policy } from '../rules/index.ts';

type Silent = Omit<Policy, 'name' | 'horizon' | 'release_time' | 'cancel'>;

const RETURN_FROM_MINUTES = 5;
const RETURN_TO_MINUTES = 30;

export const silent: Silent = {
  schema: 2,
  booking_hours: null,
  next_day_cut_off: null,
  same_day_cut_off: {},
  collect: {},
  check_in: { opens: { at: '07:00' }, until: { session_end: true }, late_grace_minutes: 0, late: 'refused' },
  queue: {
    pooled_by: 'doctor',
    passed_lets_pass: 2,
    results_every: 1,
    classes: [
      { class: 'senior', every: 3 },
      { class: 'pregnant', every: 2 },
      { class: 'soldier', every: 0 },
      { class: 'disabled', every: 2 },
    ],
    ageing_minutes: 60,
    undo_minutes: 5,
    prepare_ahead: 2,
  },
  limits: [
    { max: 1, who: 'patient', of: 'doctor', within: 'visit_day' },
    { max: 1, who: 'patient', of: 'department', within: 'visit_day' },
  ],
  cool_downs: [],
  gates: { age_from_years: null, age_to_years: null, sex: null, first_visit_id_kinds: null, symptoms: null },
  pay_within_minutes: 15,
  no_show: { after: 'check_in_until' },
  penalties: [],
  counter_exempt: ['cut_offs', 'booking_hours'],
  pool: { reserves: [], channels: [], stages: [], senior_from_age_years: 60 },
  extra: { per_session: 5, per_doctor_day: 8 },
  waitlist: {
    enabled: true,
    classes: ['return_visit', 'senior', 'referral'],
    offer_minutes: 15,
    stops_minutes_before_slot: 60,
    per_patient_max: 3,
  },
  freed: { return_after_minutes: { from: RETURN_FROM_MINUTES, to: RETURN_TO_MINUTES } },
  closure: { choose_within_hours: 24 },
  refund: { two_person_above_fen: 10_000 },
  rush: {
    draw_ms: 1_000,
    challenge: 'suspicion',
    per_account_per_minute: 30,
    per_device_accounts_per_day: 5,
    per_address_per_minute: 600,
  },
  preconsult: {
    enabled: true,
    levels: {
      one: { zh: '急危', en: 'Immediate', colour: 'red', minutes: 1 },
      two: { zh: '急重', en: 'Emergency', colour: 'orange', minutes: 10 },
      three: { zh: '急症', en: 'Urgent', colour: 'yellow', minutes: 30 },
      four: { zh: '非急症', en: 'Routine', colour: 'green', minutes: 240 },
    },
    phones: { ambulance: '120', emergency: null, guide_desk: null, campus_duty: null },
    crisis: {
      zh: '谢谢您愿意说出来，这一定很难熬。您不必一个人扛：现在就告诉身边一位信得过的人，请对方陪着您；也可以随时拨打心理援助热线，会有人听您说。如果马上有危险，请拨打 120 或 110。',
      en: 'Thank you for telling us; this must be very hard. You do not have to carry it alone: tell somebody you trust now and ask them to stay with you, or call the psychological help line at any time, somebody will listen. If you are in danger right now, call 120 or 110.',
      phone: '12356',
    },
    most_questions: 12,
    keep_words_days: 1095,
    keep_record_days: 5475,
    model: 'off',
  },
  overrides: [],
};
export const calendarDays = (days: number): Policy['horizon']['from'] => ({ days, count: 'calendar' });
