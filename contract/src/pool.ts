/** The pool (号源池) of a session: how its places are shared out; extra places (加号) and follow-up bookings (复诊预约). */
import { type Static, Type } from 'typebox';
import { Booking, bookProblems } from './booking.ts';
import { routes } from './route.ts';
import { Session } from './scheduling.ts';
import { Cursor, Day, Id, IdParams, Instant, Limit, list, obj, oneOf, orNull, Words } from './shapes.ts';

/** Channels, reserves and shares that open later; what a session's places may be kept for. */
const PoolName = Type.String({
  pattern: '^(app|mini_program|counter|kiosk|phone|city_platform|on_site|senior|return_visit|referral|stage:[1-9])$',
  description: 'a channel, a reserve, or stage:<n> for a share that opens later',
});
const Count = Type.Integer({ minimum: 0, maximum: 2000 });
const terms = {
  pool: PoolName,
  floor: Type.Integer({ minimum: 0, maximum: 2000, description: 'places kept for it' }),
  ceiling: orNull(Type.Integer({ minimum: 0, maximum: 2000, description: 'at most so many through it' })),
  recycles_at: orNull(Instant),
};
export const SessionPool = obj({
  ...terms,
  used: Count,
  kept: Type.Integer({ minimum: 0, description: 'still kept for it: floor less used' }),
  recycled_at: orNull(Instant),
});
export const SessionPlaces = obj({
  session: Session,
  capacity: Type.Integer({ description: 'places in all, extra places among them' }),
  booked: Count,
  aside: Type.Integer({ description: 'given back and set aside: for the waiting list, or until their return' }),
  extra: Type.Integer({ description: 'extra places taken' }),
  free: Type.Integer({ description: 'places that can still be taken, by whomever' }),
  common: Type.Integer({ description: 'of these, kept for nobody' }),
  pools: Type.Array(SessionPool),
  /** The next moment at which a kept share goes to everybody. */
  next: orNull(obj({ pool: PoolName, at: Instant, places: Count })),
  version: Type.String({ description: 'of what is set; sent back when it is changed' }),
});
export type SessionPlacesView = Static<typeof SessionPlaces>;

/** What a recount of the rows found: a counter that says something else than the bookings. */
export const poolDifferences = ['slot_booked', 'slot_aside', 'slot_oversold', 'pool_used', 'session_issued'] as const;
export const PoolDifference = obj({
  kind: oneOf(poolDifferences),
  session_id: Id,
  date: Day,
  department_name: Type.String(),
  doctor_name: Type.String(),
  what: Type.String({ description: 'the slot (08:00) or pool it is about' }),
  counter: Type.Integer({ description: 'what the counter says' }),
  counted: Type.Integer({ description: 'what its rows say' }),
});
export const PoolCheck = obj({
  as_of: Instant,
  from: Day,
  sessions: Count,
  slots: Type.Integer(),
  bookings: Type.Integer(),
  items: Type.Array(PoolDifference),
});

export const ExtraPlace = obj({
  booking: Booking,
  reason: Type.String(),
  given_by: Type.String({ description: 'who gave it, by name' }),
  given_at: Instant,
  withdrawn_by: orNull(Type.String()),
  withdrawn_at: orNull(Instant),
  withdraw_reason: orNull(Type.String()),
});
export type ExtraPlaceView = Static<typeof ExtraPlace>;
export const ExtraAllowance = obj({
  per_session: Count,
  given_in_session: Count,
  per_doctor_day: Count,
  given_by_doctor_that_day: Count,
});

const tag = 'pool';
const planners = ['administrator', 'operator'] as const;
export const poolRoutes = routes({
  poolBoard: {
    method: 'GET',
    path: '/api/admin/pools',
    tag,
    zh: '号源池：一天的班次、保留与放号',
    en: 'Pools of a day’s sessions: what is kept and when it is released',
    who: planners,
    etag: true,
    query: obj({ date: Day, department_id: Type.Optional(Id) }),
    answer: list(SessionPlaces),
    problems: ['input_invalid'],
  },
  poolSave: {
    method: 'PUT',
    path: '/api/admin/sessions/:id/pools',
    tag,
    zh: '修改一个班次的号源分配',
    en: 'Set how a session’s places are shared out',
    who: planners,
    params: IdParams,
    body: obj({ version: Type.String({ maxLength: 40 }), items: Type.Array(obj(terms), { maxItems: 20 }) }),
    answer: SessionPlaces,
    problems: ['input_invalid', 'not_found', 'session_closed', 'version_conflict'],
  },
  poolApply: {
    method: 'POST',
    path: '/api/admin/pools/apply',
    tag,
    zh: '把现行规则的号源分配用到未开诊的班次',
    en: 'Lay the policy in force on all sessions that have not begun',
    who: ['administrator'],
    answer: obj({ changed: Type.Integer(), unchanged: Type.Integer() }),
    problems: ['policy_unavailable'],
  },
  poolCheck: {
    method: 'GET',
    path: '/api/admin/pools/check',
    tag,
    zh: '核对号源：按预约逐条重数',
    en: 'Recount all counters from the bookings',
    who: [...planners, 'auditor'],
    answer: PoolCheck,
    problems: [],
  },
  extraPlaceList: {
    method: 'GET',
    path: '/api/staff/extra-places',
    tag,
    zh: '加号记录',
    en: 'Extra places given',
    who: ['doctor', ...planners, 'auditor'],
    query: obj({
      from: Type.Optional(Day),
      to: Type.Optional(Day),
      session_id: Type.Optional(Id),
      department_id: Type.Optional(Id),
      cursor: Cursor,
      limit: Limit,
    }),
    answer: obj({
      items: Type.Array(ExtraPlace),
      next_cursor: orNull(Type.String()),
      allowance: orNull(ExtraAllowance),
    }),
    problems: ['input_invalid', 'not_found'],
  },
  extraPlaceGive: {
    method: 'POST',
    path: '/api/staff/extra-places',
    tag,
    zh: '加号：给指定患者',
    en: 'Give a named patient an extra place',
    who: ['doctor', 'administrator'],
    idempotent: true,
    status: 201,
    body: obj({ slot_id: Id, patient_id: Id, reason: Words(200, 2) }),
    answer: ExtraPlace,
    problems: [...bookProblems, 'not_your_session', 'extra_limit_session', 'extra_limit_doctor_day'],
  },
  extraPlaceWithdraw: {
    method: 'POST',
    path: '/api/staff/extra-places/:id/withdraw',
    tag,
    zh: '撤回加号（退费）',
    en: 'Withdraw an extra place; what was paid goes back',
    who: ['doctor', 'administrator'],
    params: IdParams,
    body: obj({ reason: Words(200, 2) }),
    answer: ExtraPlace,
    problems: ['input_invalid', 'not_found', 'not_your_session', 'booking_state'],
  },
  followUpBook: {
    method: 'POST',
    path: '/api/doctor/follow-ups',
    tag,
    zh: '复诊预约：为刚看过的患者约自己的班次',
    en: 'Book a patient just seen into a later session of one’s own',
    who: ['doctor'],
    idempotent: true,
    status: 201,
    body: obj({ booking_id: Id, slot_id: Id }),
    answer: Booking,
    problems: [...bookProblems, 'not_your_session', 'booking_state'],
  },
});
