/** A small hospital as the server would answer, typed by the contract so that it cannot drift from it. */
import type { BookingView, Contract, SessionView, SlotView, Static } from '@menzhen/contract';
import type { Answers } from './phone.ts';

type Answer<R extends keyof Contract> = Static<Contract[R]['answer']>;

const tomorrow = new Date(Date.now() + 32 * 3600_000).toISOString().slice(0, 10);
const soon = new Date(Date.now() + 10 * 60_000).toISOString();

export const signedIn: Answer<'signInPhone'> = {
  token: 'opaque',
  me: {
    kind: 'patient',
    id: 'account',
    name: null,
    phone_masked: '138****0000',
    roles: [],
    doctor_id: null,
    totp_enabled: false,
    session_expires_at: soon,
  },
};

export const session: SessionView = {
  id: 'session',
  date: tomorrow,
  half_day: 'morning',
  starts: '08:00',
  ends: '12:00',
  department_id: 'lungs',
  department_name: '呼吸内科',
  doctor_id: 'doctor',
  doctor_name: '李明远',
  doctor_title: 'chief',
  room_id: 'room',
  room_name: '302 诊室',
  visit_type_id: 'expert',
  visit_type_name: '专家号',
  visit_type_kind: 'expert',
  fee_fen: 2500,
  state: 'open',
  close_reason: null,
  places_total: 40,
  places_left: 12,
  places_kept: 0,
  bookable: 'available',
  bookable_from: null,
};

export const slots: SlotView[] = (['full', 'available'] as const).map((bookable, index) => ({
  id: `slot-${bookable}`,
  session_id: session.id,
  date: tomorrow,
  starts: `09:${index}0`,
  ends: `09:${index + 1}0`,
  places_total: 5,
  places_left: bookable === 'full' ? 0 : 3,
  bookable,
}));

const { date: _day, room_id: _room, visit_type_id: _type, state: _state, places_kept: _kept, ...seen } = session;
const availability: Answer<'departmentAvailability'> = {
  department_id: session.department_id,
  department_name: session.department_name,
  days: [
    {
      date: tomorrow,
      kind: 'workday',
      holiday_name: null,
      bookable: 'available',
      places_left: session.places_left,
      bookable_from: null,
      sessions: [{ ...seen, slots: slots.map(({ session_id: _session, date: _date, ...slot }) => slot) }],
    },
  ],
};

export const booking = (part: Partial<BookingView> = {}): BookingView => ({
  id: 'booking',
  state: 'booked',
  serial: 7,
  patient_id: 'patient',
  patient_name: '赵一鸣',
  patient_sex: 'male',
  patient_age_years: 22,
  payer_class: 'student',
  session_id: session.id,
  slot_id: 'slot-available',
  date: tomorrow,
  half_day: 'morning',
  starts: '09:10',
  ends: '09:20',
  department_id: session.department_id,
  department_name: session.department_name,
  doctor_id: session.doctor_id,
  doctor_name: session.doctor_name,
  doctor_title: session.doctor_title,
  room_name: session.room_name,
  location: '门诊楼 3 层',
  visit_type_name: session.visit_type_name,
  fee_fen: 2500,
  fee_parts: [{ kind: 'registration', list_fen: 2500, discount_fen: 0, amount_fen: 2500 }],
  payment: 'paid',
  refund_fen: 0,
  channel: 'mini_program',
  reserve: null,
  policy_version: 1,
  held_until: null,
  cancel_until: soon,
  can_cancel: true,
  check_in_from: soon,
  check_in_until: soon,
  can_check_in: false,
  qr_text: 'MZ1:booking',
  created_at: soon,
  ticket_no: null,
  cancel_reason: null,
  ...part,
});

export const place: Answer<'queuePlace'> = {
  ticket: {
    id: 'ticket',
    number: 'A012',
    state: 'waiting',
    booking_id: 'booking',
    session_id: session.id,
    patient_id: 'patient',
    patient_name_masked: '赵*鸣',
    patient_sex: 'male',
    patient_age_years: 22,
    department_id: session.department_id,
    department_name: session.department_name,
    doctor_name: session.doctor_name,
    room_id: 'room',
    room_name: session.room_name,
    slot_starts: '09:10',
    checked_in_at: soon,
    called_at: null,
    calls: 0,
    started_at: null,
    position: 4,
    why_here: '按时段排队',
  },
  people_ahead: 3,
  wait_minutes_p50: 10,
  wait_minutes_p90: 25,
  wait_basis: '今天每位约 7 分钟',
  computed_at: soon,
};

const hospital = (): Answer<'hospital'> => ({
  name: '青原大学校医院',
  name_en: 'Qingyuan University Hospital',
  notice: '候诊请佩戴口罩',
  phone: '010-5555 0120',
  campuses: [],
  demo: true,
  now: new Date().toISOString(),
  today: new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10),
});
const department = (id: string, parent_id: string | null, name: string): Answer<'departmentList'>['items'][number] => ({
  id,
  parent_id,
  name,
  name_en: id,
  intro: '',
  pinyin: '',
  keywords: [],
  sex_gate: null,
  age_from_years: null,
  age_to_years: null,
  location: '',
  state: 'active',
  version: 1,
});
const preview: Answer<'bookingPreview'> = {
  slot_id: 'slot-available',
  patient_id: 'patient',
  fee_fen: 2500,
  fee_parts: [{ kind: 'registration', list_fen: 2500, discount_fen: 0, amount_fen: 2500 }],
  rules: ['就诊前一天 16:00 前可以取消。'],
  symptoms: null,
  allowed: true,
  refusal: null,
  policy_version: 1,
};
const patients: Answer<'patientList'> = {
  items: [
    {
      id: 'patient',
      name: '赵一鸣',
      relation: 'self',
      id_kind: 'resident_id',
      id_number_masked: '1101**********1234',
      phone_masked: '138****0000',
      birth_date: '2004-05-06',
      age_years: 22,
      sex: 'male',
      payer_class: 'student',
      campus_number_masked: null,
      guardian_name_masked: null,
      is_default: true,
    },
  ],
};

const lost = {
  slot_id: 'slot-available',
  session_id: 'session',
  date: session.date,
  half_day: 'morning' as const,
  starts: '09:10',
  ends: '09:20',
  doctor_id: 'doctor',
  doctor_name: '江南',
  doctor_title: 'attending',
  department_name: '呼吸内科',
  location: '门诊楼 2 楼',
};
const closure: Answer<'caseShow'> = {
  case: {
    id: 'booking',
    closure_id: 'closure',
    kind: 'closure',
    reason: '医生生病',
    booking_id: 'booking',
    patient_id: 'me',
    patient_name: '李小明',
    state: 'choosing',
    opened_at: soon,
    deadline: soon,
    settled_at: null,
    settled_by: null,
    from: lost,
    now: null,
    fee_fen: 1500,
    refund_fen: 0,
    payment: 'paid',
    has_account: true,
    phoned_at: null,
  },
  can_choose: true,
  can_keep: false,
  substitutes: [{ ...lost, doctor_name: '何清' }],
  other_times: [],
};

/** Answers of the hospital with these open bookings. */
export function hospitalAnswers(open: BookingView[] = []): Answers {
  return {
    'GET /api/hospital': hospital,
    'GET /api/departments': {
      items: [department('inner', null, '内科'), department('lungs', 'inner', '呼吸内科')],
    } satisfies Answer<'departmentList'>,
    'GET /api/departments/lungs/availability': availability,
    'GET /api/sessions': { items: [session] } satisfies Answer<'sessionList'>,
    'GET /api/sessions/session/slots': { session, items: slots } satisfies Answer<'sessionSlots'>,
    'GET /api/patients': patients,
    'GET /api/bookings/preview': preview,
    'POST /api/bookings': booking({ state: 'held', payment: 'unpaid', held_until: soon }),
    'GET /api/bookings': { items: open, next_cursor: null } satisfies Answer<'bookingList'>,
    ...Object.fromEntries(open.map((one) => [`GET /api/bookings/${one.id}`, one])),
    'GET /api/bookings/booking/queue': place,
    'GET /api/closure-cases': { items: [] } satisfies Answer<'caseList'>,
    'GET /api/closure-cases/booking': closure,
    'GET /api/messages': { items: [], next_cursor: null, unread: 0 } satisfies Answer<'messageList'>,
  };
}
