/** The rush: what is still free, served from memory; and how somebody under suspicion shows to be a person. */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { bookability, dayKinds, halfDays } from './scheduling.ts';
import { Day, Fen, Id, IdParams, Instant, obj, oneOf, orNull, WallTime } from './shapes.ts';

const Left = {
  places_total: Type.Integer(),
  places_left: Type.Integer({ description: 'what this channel still finds: places kept for others are not counted' }),
  bookable: oneOf(bookability),
};
export const AvailabilitySlot = obj({ id: Id, starts: WallTime, ends: WallTime, ...Left });
export const AvailabilitySession = obj({
  id: Id,
  half_day: oneOf(halfDays),
  starts: WallTime,
  ends: WallTime,
  department_id: Id,
  department_name: Type.String(),
  doctor_id: Id,
  doctor_name: Type.String(),
  doctor_title: Type.String(),
  room_name: Type.String(),
  visit_type_name: Type.String(),
  visit_type_kind: Type.String(),
  fee_fen: Fen,
  close_reason: orNull(Type.String()),
  ...Left,
  bookable_from: orNull(Instant),
  slots: Type.Array(AvailabilitySlot),
});
export const AvailabilityDay = obj({
  date: Day,
  kind: oneOf(dayKinds),
  holiday_name: orNull(Type.String()),
  bookable: oneOf(bookability),
  places_left: Type.Integer(),
  bookable_from: orNull(Instant),
  sessions: Type.Array(AvailabilitySession),
});
export const Availability = obj({
  department_id: Id,
  department_name: Type.String(),
  days: Type.Array(AvailabilityDay),
});

/** Proof of work as altcha has it: find the number below `max_number` for which SHA-256(salt + number) is `challenge`. */
export const Challenge = obj({
  algorithm: Type.Literal('SHA-256'),
  challenge: Type.String(),
  salt: Type.String(),
  max_number: Type.Integer(),
  signature: Type.String(),
  expires_at: Instant,
  /** Where a code may be sent instead; null: the account has no phone, the desk helps. */
  phone_masked: orNull(Type.String()),
});

export type AvailabilityView = Static<typeof Availability>;
export type ChallengeView = Static<typeof Challenge>;

const tag = 'rush';
export const rushRoutes = routes({
  departmentAvailability: {
    method: 'GET',
    path: '/api/departments/:id/availability',
    tag,
    zh: '科室近 14 天号源：医生、班次、时段余号',
    en: 'A department’s places of the coming 14 days, by doctor, session and slot',
    who: 'anyone',
    etag: true,
    prepared: true,
    params: IdParams,
    query: obj({ channel: Type.Optional(oneOf(['app', 'mini_program'] as const)) }),
    answer: Availability,
    problems: ['not_found', 'input_invalid'],
  },
  challengeNew: {
    method: 'GET',
    path: '/api/booking-challenge',
    tag,
    zh: '取一道验证题（仅在系统要求时需要）；答案放在 X-Challenge 请求头',
    en: 'A challenge, needed only when asked for; its answer goes into the X-Challenge header',
    who: 'patient',
    answer: Challenge,
    problems: [],
  },
  challengeSms: {
    method: 'POST',
    path: '/api/booking-challenge/sms-code',
    tag,
    zh: '不做验证题，改收短信验证码',
    en: 'A code by SMS instead of the challenge',
    who: 'patient',
    answer: obj({ phone_masked: Type.String(), demo_code: Type.Optional(Type.String()) }),
    problems: ['sms_too_soon', 'sms_too_many', 'sms_unavailable', 'account_without_phone'],
  },
  challengeSmsPass: {
    method: 'POST',
    path: '/api/booking-challenge/sms-pass',
    tag,
    zh: '用短信验证码换一次通行；放在 X-Challenge 请求头',
    en: 'Exchanges the SMS code for a pass that goes into the X-Challenge header, once',
    who: 'patient',
    body: obj({ code: Type.String({ pattern: '^\\d{6}$' }) }),
    answer: obj({ pass: Type.String(), expires_at: Instant }),
    problems: ['input_invalid', 'sms_code_wrong', 'sms_code_expired', 'account_without_phone'],
  },
});
