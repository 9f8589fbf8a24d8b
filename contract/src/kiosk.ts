/**
 * The hall's kiosk: who stands at it shows a booking's code, or says who they are; then they check in, take a number of today,
 * pay, and get a slip. A kiosk is a board of the layout `kiosk`. What it is told of a person goes no further than it needs.
 */
import { type Static, Type } from 'typebox';
import { bookingStates, bookProblems } from './booking.ts';
import { orderChannels, payChannels, paymentStates } from './payment.ts';
import { idKinds } from './people.ts';
import { routes } from './route.ts';
import { Day, Done, Fen, Id, Instant, list, obj, oneOf, orNull, Phone, WallTime, Words } from './shapes.ts';

/** What may be done with a booking at a kiosk. `early`, `late`: outside the time to check in. `checked_in`: only the slip again. */
export const kioskNexts = ['pay', 'check_in', 'early', 'late', 'checked_in'] as const;

/** Names and departments are told only to who showed a document or the booking's own code; who gave a phone sees a time. */
export const KioskBooking = obj({
  id: Id,
  state: oneOf(bookingStates),
  next: oneOf(kioskNexts),
  starts: WallTime,
  ends: WallTime,
  department_name: orNull(Type.String()),
  doctor_name: orNull(Type.String()),
  visit_type_name: orNull(Type.String()),
  fee_fen: Fen,
  held_until: orNull(Instant),
  check_in_from: Instant,
  check_in_until: Instant,
});
export type KioskBookingView = Static<typeof KioskBooking>;

const Pass = Type.String({
  minLength: 1,
  maxLength: 300,
  description: 'from kioskScan or kioskIdentify; this kiosk only',
});
export const KioskVisitor = obj({
  pass: Pass,
  expires_at: Instant,
  patient_name_masked: Type.String(),
  may_take_number: Type.Boolean({ description: 'true for who showed a document' }),
  bookings: Type.Array(KioskBooking, { description: 'of today, of this kiosk’s departments, not yet over' }),
});
export type KioskVisitorView = Static<typeof KioskVisitor>;

/** A session of today that still has a place for who stands in the hall. */
export const KioskSession = obj({
  session_id: Id,
  department_id: Id,
  department_name: Type.String(),
  doctor_name: Type.String(),
  visit_type_name: Type.String(),
  room_name: Type.String(),
  starts: WallTime,
  ends: WallTime,
  /** Of the slot that would be given. */
  slot_starts: WallTime,
  fee_fen: Fen,
  places_left: Type.Integer(),
});
export type KioskSessionView = Static<typeof KioskSession>;

export const KioskSlip = obj({
  booking_id: Id,
  hospital_name: Type.String(),
  patient_name_masked: Type.String(),
  ticket_number: orNull(Type.String({ description: 'null before check-in' })),
  department_name: Type.String(),
  doctor_name: Type.String(),
  room_name: Type.String(),
  location: Type.String(),
  date: Day,
  starts: WallTime,
  ends: WallTime,
  people_ahead: orNull(Type.Integer()),
  wait_minutes_p50: orNull(Type.Integer()),
  wait_minutes_p90: orNull(Type.Integer()),
  check_in_from: Instant,
  phone_url: Type.String({ description: 'the booking on its owner’s phone' }),
  issued_at: Instant,
});
export type KioskSlipView = Static<typeof KioskSlip>;

export const KioskPayment = obj({
  booking: KioskBooking,
  payment: oneOf(paymentStates),
  channel: orNull(oneOf(orderChannels)),
  channels: Type.Array(oneOf(payChannels)),
});

const ofBooking = obj({ pass: Pass, booking_id: Id });
const who = 'board' as const;
const tag = 'kiosk';
/** Every route may find that the screen is no kiosk, and that the pass ran out or is another kiosk's. */
const atKiosk = ['input_invalid', 'kiosk_only'] as const;
const withPass = [...atKiosk, 'kiosk_pass_expired', 'not_found'] as const;

export const kioskRoutes = routes({
  kioskScan: {
    method: 'POST',
    path: '/api/kiosk/scan',
    tag,
    zh: '自助机：扫预约二维码',
    en: 'Kiosk: scan a booking’s code',
    who,
    body: obj({ qr_text: Words(400) }),
    answer: KioskVisitor,
    problems: [...atKiosk, 'kiosk_code_unknown', 'kiosk_other_hall', 'booking_state', 'check_in_wrong_day'],
  },
  kioskIdentify: {
    method: 'POST',
    path: '/api/kiosk/identify',
    tag,
    zh: '自助机：用证件号或手机号加姓名确认本人',
    en: 'Kiosk: say who you are, by document or phone, with the name',
    who,
    body: Type.Union([
      obj({ by: Type.Literal('document'), id_kind: oneOf(idKinds), id_number: Words(30), name: Words(50) }),
      obj({ by: Type.Literal('phone'), phone: Phone, name: Words(50) }),
    ]),
    answer: KioskVisitor,
    problems: [...atKiosk, 'id_number_invalid', 'kiosk_person_unknown', 'kiosk_too_many_tries'],
  },
  kioskCheckIn: {
    method: 'POST',
    path: '/api/kiosk/check-in',
    tag,
    zh: '自助机：签到（重复签到得到同一张小票）',
    en: 'Kiosk: check in; asked again, the same slip',
    who,
    body: ofBooking,
    answer: KioskSlip,
    problems: [
      ...withPass,
      'booking_state',
      'check_in_too_early',
      'check_in_too_late',
      'check_in_wrong_day',
      'check_in_unpaid',
      'session_closed',
    ],
  },
  kioskSlip: {
    method: 'POST',
    path: '/api/kiosk/slip',
    tag,
    zh: '自助机：小票（还未到签到时间的，没有排队号）',
    en: 'Kiosk: the slip; without a ticket number before check-in',
    who,
    body: ofBooking,
    answer: KioskSlip,
    problems: [...withPass, 'booking_state'],
  },
  kioskSessionList: {
    method: 'GET',
    path: '/api/kiosk/sessions',
    tag,
    zh: '自助机：今天还能现场挂的号',
    en: 'Kiosk: what can still be taken today',
    who,
    etag: true,
    answer: list(KioskSession),
    problems: ['kiosk_only'],
  },
  kioskHold: {
    method: 'POST',
    path: '/api/kiosk/bookings',
    tag,
    zh: '自助机：现场挂号（不收费的立即成功）',
    en: 'Kiosk: take a number of today; one that costs nothing is booked at once',
    who,
    idempotent: true,
    status: 201,
    body: obj({ pass: Pass, session_id: Id }),
    answer: KioskBooking,
    problems: [...withPass, 'kiosk_document_needed', ...bookProblems],
  },
  kioskPayCode: {
    method: 'POST',
    path: '/api/kiosk/pay-code',
    tag,
    zh: '自助机：出示支付二维码',
    en: 'Kiosk: a code for the patient’s phone to pay by',
    who,
    body: obj({ ...ofBooking.properties, channel: oneOf(payChannels) }),
    answer: obj({
      order_id: Id,
      amount_fen: Fen,
      channel: oneOf(payChannels),
      qr_text: Type.String(),
      expires_at: Instant,
    }),
    problems: [
      ...withPass,
      'booking_state',
      'hold_expired',
      'session_closed',
      'nothing_to_pay',
      'payment_channel_unavailable',
    ],
  },
  kioskPayment: {
    method: 'POST',
    path: '/api/kiosk/payment',
    tag,
    zh: '自助机：支付到账了吗',
    en: 'Kiosk: has the money come',
    who,
    body: ofBooking,
    answer: KioskPayment,
    problems: withPass,
  },
  kioskRelease: {
    method: 'POST',
    path: '/api/kiosk/release',
    tag,
    zh: '自助机：不要了，放回还没有付费的号',
    en: 'Kiosk: let an unpaid number go',
    who,
    body: ofBooking,
    answer: Done,
    problems: [...withPass, 'booking_state'],
  },
});
