/** The waiting list (候补): waiting for a session, a doctor or a department that is full, and the offers of freed places. */
import { type Static, Type } from 'typebox';
import { Booking, gateProblems } from './booking.ts';
import { visitTypeKinds } from './catalog.ts';
import { routes } from './route.ts';
import { halfDays } from './scheduling.ts';
import { Day, Fen, Id, IdParams, Instant, list, obj, oneOf, orNull, WallTime, Words } from './shapes.ts';

export const waitlistKinds = ['session', 'doctor', 'department'] as const;
/** Who goes first, by the hospital's order; `everybody` comes after the classes. Never decided by payment. */
export const waitlistClasses = ['return_visit', 'senior', 'referral', 'everybody'] as const;
export const waitlistStates = [
  'waiting',
  'offered',
  'booked',
  'fulfilled',
  'left',
  'refused',
  'expired',
  'purged',
] as const;
export const offerStates = ['live', 'accepted', 'refused', 'expired', 'withdrawn'] as const;
/** Why nothing can be said of the chance: no such session ran in the weeks looked at. */
export const chanceReasons = ['no_past_sessions'] as const;

/** What is waited for. `session` needs session_id; `doctor` doctor_id and days; `department` department_id and days. */
const wishFields = {
  kind: oneOf(waitlistKinds),
  session_id: Type.Optional(Id),
  doctor_id: Type.Optional(Id),
  department_id: Type.Optional(Id),
  from_date: Type.Optional(Day),
  to_date: Type.Optional(Day),
  from_time: Type.Optional(WallTime),
  to_time: Type.Optional(WallTime),
};
const lists = {
  half_days: Type.Optional(Type.Array(oneOf(halfDays), { minItems: 1, maxItems: 3, uniqueItems: true })),
  visit_type_kinds: Type.Optional(Type.Array(oneOf(visitTypeKinds), { minItems: 1, maxItems: 3, uniqueItems: true })),
};
export const WaitlistWish = obj({ ...wishFields, ...lists });
export type WaitlistWish = Static<typeof WaitlistWish>;

/**
 * In how many of the weeks looked at, at the same time before the same sessions, enough places were given back to reach this
 * position; with the 90 % interval of that share. `few`: so few weeks that the share says little.
 */
export const WaitlistChance = obj({
  position: Type.Integer({ minimum: 1 }),
  weeks: Type.Integer({ minimum: 1, description: 'weeks of the last 8 in which such sessions ran' }),
  weeks_enough: Type.Integer({ minimum: 0 }),
  given_back: Type.Integer({ minimum: 0, description: 'places given back in those weeks, all together' }),
  percent: Type.Integer({ minimum: 0, maximum: 100 }),
  percent_low: Type.Integer({ minimum: 0, maximum: 100 }),
  percent_high: Type.Integer({ minimum: 0, maximum: 100 }),
  few: Type.Boolean(),
});
export type WaitlistChance = Static<typeof WaitlistChance>;

const OfferedPlace = {
  session_id: Id,
  slot_id: Id,
  date: Day,
  half_day: oneOf(halfDays),
  starts: WallTime,
  ends: WallTime,
  department_name: Type.String(),
  doctor_name: Type.String(),
  doctor_title: Type.String(),
  visit_type_name: Type.String(),
  room_name: Type.String(),
  fee_fen: Fen,
};
export const WaitlistOffer = obj({
  id: Id,
  entry_id: Id,
  state: oneOf(offerStates),
  offered_at: Instant,
  expires_at: Instant,
  booking_id: orNull(Id),
  ...OfferedPlace,
});
export type WaitlistOffer = Static<typeof WaitlistOffer>;

const wishShown = {
  kind: oneOf(waitlistKinds),
  department_id: Id,
  department_name: Type.String(),
  doctor_id: orNull(Id),
  doctor_name: orNull(Type.String()),
  doctor_title: orNull(Type.String()),
  session_id: orNull(Id),
  from_date: Day,
  to_date: Day,
  half_days: orNull(Type.Array(oneOf(halfDays))),
  from_time: orNull(WallTime),
  to_time: orNull(WallTime),
  visit_type_kinds: orNull(Type.Array(oneOf(visitTypeKinds))),
};
export const WaitlistEntry = obj({
  id: Id,
  state: oneOf(waitlistStates),
  state_at: Instant,
  ended_why: orNull(Type.String()),
  patient_id: Id,
  patient_name: Type.String(),
  ...wishShown,
  class: oneOf(waitlistClasses),
  joined_at: Instant,
  ends_at: Instant,
  told_by: oneOf(['phone_app', 'telephone'] as const),
  position: orNull(Type.Integer({ minimum: 1, description: 'among those who wait for what this entry waits for' })),
  waiting: orNull(Type.Integer({ minimum: 1, description: 'how many wait for it, this one too' })),
  chance: orNull(WaitlistChance),
  chance_reason: orNull(oneOf(chanceReasons)),
  missed: Type.Integer(),
  refused: Type.Integer(),
  offer: orNull(WaitlistOffer),
  booking_id: orNull(Id),
});
export type WaitlistEntry = Static<typeof WaitlistEntry>;

const tag = 'waitlist';
const desk = ['clerk', 'nurse', 'operator', 'administrator'] as const;
const joinProblems = [
  ...gateProblems,
  'waitlist_not_needed',
  'waitlist_limit',
  'waitlist_duplicate',
  'waitlist_closed',
] as const;
const acceptProblems = [...gateProblems, 'offer_expired', 'offer_taken'] as const;
const acceptBody = obj({
  symptoms_declared: Type.Optional(
    Type.Array(Type.String({ pattern: '^[a-z][a-z_]{1,39}$' }), {
      maxItems: 20,
      description: 'which of the symptoms the hospital asks about the patient has; none: an empty list',
    }),
  ),
});
const refuseBody = obj({
  stay: Type.Boolean({ description: 'true: wait on for another place; false: leave the list' }),
});

export const waitlistRoutes = routes({
  waitlistPreview: {
    method: 'POST',
    path: '/api/waitlist/preview',
    tag,
    zh: '候补前看一看：排第几、把握多大',
    en: 'Before joining: which position, and how likely',
    who: 'patient',
    body: obj({ patient_id: Id, wish: WaitlistWish }),
    answer: obj({
      position: Type.Integer({ minimum: 1 }),
      waiting: Type.Integer({ minimum: 1 }),
      class: oneOf(waitlistClasses),
      chance: orNull(WaitlistChance),
      chance_reason: orNull(oneOf(chanceReasons)),
      offer_minutes: Type.Integer({ minimum: 0 }),
    }),
    problems: joinProblems,
  },
  waitlistJoin: {
    method: 'POST',
    path: '/api/waitlist',
    tag,
    zh: '加入候补',
    en: 'Join the waiting list',
    who: 'patient',
    idempotent: true,
    status: 201,
    body: obj({ patient_id: Id, wish: WaitlistWish }),
    answer: WaitlistEntry,
    problems: joinProblems,
  },
  waitlistList: {
    method: 'GET',
    path: '/api/waitlist',
    tag,
    zh: '我的候补',
    en: 'What I wait for',
    who: 'patient',
    etag: true,
    query: obj({ scope: Type.Optional(oneOf(['open', 'all'] as const)) }),
    answer: list(WaitlistEntry),
    problems: ['input_invalid'],
  },
  waitlistShow: {
    method: 'GET',
    path: '/api/waitlist/:id',
    tag,
    zh: '候补详情',
    en: 'An entry of the waiting list',
    who: 'patient',
    etag: true,
    params: IdParams,
    answer: WaitlistEntry,
    problems: ['not_found'],
  },
  waitlistLeave: {
    method: 'POST',
    path: '/api/waitlist/:id/leave',
    tag,
    zh: '退出候补',
    en: 'Leave the waiting list',
    who: 'patient',
    params: IdParams,
    answer: WaitlistEntry,
    problems: ['not_found', 'waitlist_ended'],
  },
  waitlistOfferAccept: {
    method: 'POST',
    path: '/api/waitlist/offers/:id/accept',
    tag,
    zh: '接受候补到的号（随后支付）',
    en: 'Take the offered place (then pay)',
    who: 'patient',
    idempotent: true,
    status: 201,
    params: IdParams,
    body: acceptBody,
    answer: Booking,
    problems: acceptProblems,
  },
  waitlistOfferRefuse: {
    method: 'POST',
    path: '/api/waitlist/offers/:id/refuse',
    tag,
    zh: '谢绝候补到的号',
    en: 'Refuse the offered place',
    who: 'patient',
    params: IdParams,
    body: refuseBody,
    answer: WaitlistEntry,
    problems: ['input_invalid', 'not_found', 'offer_expired', 'offer_taken'],
  },
  waitlistBoard: {
    method: 'GET',
    path: '/api/desk/waitlist',
    tag,
    zh: '窗口：候补名单',
    en: 'Desk: the waiting list',
    who: desk,
    etag: true,
    query: obj({ department_id: Type.Optional(Id), date: Type.Optional(Day) }),
    answer: obj({
      waiting: Type.Integer(),
      oldest_joined_at: orNull(Instant),
      offers_live: Type.Integer(),
      to_telephone: Type.Integer({ description: 'offers running whose patient has to be phoned' }),
      set_aside: Type.Integer({ description: 'places given back that are set aside and not yet gone' }),
      ended: obj({
        booked: Type.Integer(),
        fulfilled: Type.Integer(),
        left: Type.Integer(),
        expired: Type.Integer(),
        purged: Type.Integer(),
      }),
      items: Type.Array(WaitlistEntry),
    }),
    problems: ['input_invalid'],
  },
  deskWaitlistJoin: {
    method: 'POST',
    path: '/api/desk/waitlist',
    tag,
    zh: '窗口：为患者登记候补',
    en: 'Desk: put a patient on the waiting list',
    who: ['clerk'],
    idempotent: true,
    status: 201,
    body: obj({
      patient_id: Id,
      wish: WaitlistWish,
      referral: Type.Optional(Words(200, 2)),
    }),
    answer: WaitlistEntry,
    problems: joinProblems,
  },
  deskWaitlistLeave: {
    method: 'POST',
    path: '/api/desk/waitlist/:id/leave',
    tag,
    zh: '窗口：替患者退出候补（注明原因）',
    en: 'Desk: take a patient off the list, with a reason',
    who: ['clerk'],
    params: IdParams,
    body: obj({ reason: Words(200, 2) }),
    answer: WaitlistEntry,
    problems: ['input_invalid', 'not_found', 'waitlist_ended'],
  },
  deskWaitlistOfferAccept: {
    method: 'POST',
    path: '/api/desk/waitlist/offers/:id/accept',
    tag,
    zh: '窗口：患者电话里接受了',
    en: 'Desk: the patient accepted by telephone',
    who: ['clerk'],
    idempotent: true,
    status: 201,
    params: IdParams,
    body: acceptBody,
    answer: Booking,
    problems: acceptProblems,
  },
  deskWaitlistOfferRefuse: {
    method: 'POST',
    path: '/api/desk/waitlist/offers/:id/refuse',
    tag,
    zh: '窗口：患者电话里谢绝了',
    en: 'Desk: the patient refused by telephone',
    who: ['clerk'],
    params: IdParams,
    body: refuseBody,
    answer: WaitlistEntry,
    problems: ['input_invalid', 'not_found', 'offer_expired', 'offer_taken'],
  },
});
