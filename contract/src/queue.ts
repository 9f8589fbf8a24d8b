/** The waiting hall: tickets and calling — and the visit itself in the consulting room. Boards are in boards.ts. */
import { Type } from 'typebox';
import { routes } from './route.ts';
import { Id, IdParams, Instant, list, obj, oneOf, orNull, WallTime } from './shapes.ts';
import { Ticket } from './tickets.ts';

/** A patient's own place: how many ahead, and the wait as a range. */
export const QueuePlace = obj({
  ticket: Ticket,
  people_ahead: Type.Integer(),
  rooms_open: Type.Integer({ description: 'rooms that draw from its line' }),
  wait_minutes_p50: orNull(Type.Integer()),
  wait_minutes_p90: orNull(Type.Integer()),
  wait_basis: Type.String({ description: 'what the range was computed from, in words' }),
  computed_at: Instant,
});

const noteFields = {
  chief_complaint: Type.String({ maxLength: 200 }),
  history: Type.String({ maxLength: 4000 }),
  examination: Type.String({ maxLength: 4000 }),
  diagnosis: Type.String({ maxLength: 1000 }),
  advice: Type.String({ maxLength: 4000 }),
};
export const Visit = obj({
  id: Id,
  booking_id: Id,
  ticket_id: Id,
  patient_id: Id,
  patient_name: Type.String(),
  patient_sex: Type.String(),
  patient_age_years: Type.Integer(),
  doctor_id: Id,
  state: oneOf(['in_consultation', 'finished'] as const),
  started_at: Instant,
  finished_at: orNull(Instant),
  version: Type.Integer(),
  ...noteFields,
});
export const DoctorDay = obj({
  sessions: Type.Array(
    obj({
      session_id: Id,
      half_day: Type.String(),
      starts: WallTime,
      ends: WallTime,
      room_id: Id,
      room_name: Type.String(),
      department_name: Type.String(),
      visit_type_name: Type.String(),
      booked: Type.Integer(),
      checked_in: Type.Integer(),
      finished: Type.Integer(),
      state: Type.String(),
    }),
  ),
  current: orNull(Ticket),
  visit: orNull(Visit),
  waiting: Type.Array(Ticket),
  held: Type.Array(Ticket),
  passed: Type.Array(Ticket),
  away: Type.Array(Ticket),
  finished: Type.Array(Ticket),
  not_arrived: Type.Integer(),
  cursor: Type.String(),
});

const doctor = ['doctor'] as const;
const ticketProblems = ['not_found', 'ticket_state', 'not_your_room'] as const;
const tag = 'queue';
export const queueRoutes = routes({
  queuePlace: {
    method: 'GET',
    path: '/api/bookings/:id/queue',
    tag,
    zh: '我的排队位置',
    en: 'My place in the queue',
    who: 'patient',
    etag: true,
    params: IdParams,
    answer: QueuePlace,
    problems: ['not_found'],
  },
  myTickets: {
    method: 'GET',
    path: '/api/my/tickets',
    tag,
    zh: '我今天的所有排队号',
    en: 'All my tickets of today',
    who: 'patient',
    etag: true,
    answer: list(QueuePlace),
    problems: [],
  },
  doctorDay: {
    method: 'GET',
    path: '/api/doctor/today',
    tag,
    zh: '医生：今天',
    en: 'The doctor’s day',
    who: doctor,
    etag: true,
    answer: DoctorDay,
    problems: [],
  },
  ticketStart: {
    method: 'POST',
    path: '/api/tickets/:id/start',
    tag,
    zh: '开始接诊',
    en: 'Start the visit, or go on with it when the patient is back',
    who: doctor,
    idempotent: true,
    params: IdParams,
    answer: Visit,
    problems: ticketProblems,
  },
  deskQueue: {
    method: 'GET',
    path: '/api/desk/queue',
    tag,
    zh: '分诊台：候诊队列',
    en: 'The waiting queue',
    who: ['nurse', 'clerk', 'operator'],
    etag: true,
    query: obj({ department_id: Type.Optional(Id) }),
    answer: list(Ticket),
    problems: ['input_invalid'],
  },
  visitShow: {
    method: 'GET',
    path: '/api/visits/:id',
    tag: 'visit',
    zh: '就诊记录',
    en: 'A visit',
    who: doctor,
    params: IdParams,
    answer: Visit,
    problems: ['not_found'],
  },
  visitNote: {
    method: 'PATCH',
    path: '/api/visits/:id',
    tag: 'visit',
    zh: '写病历',
    en: 'Write the note',
    who: doctor,
    params: IdParams,
    body: Type.Intersect([Type.Partial(Type.Object(noteFields)), Type.Object({ version: Type.Integer() })], {
      unevaluatedProperties: false,
    }),
    answer: Visit,
    problems: ['input_invalid', 'not_found', 'visit_finished', 'version_conflict'],
  },
  visitFinish: {
    method: 'POST',
    path: '/api/visits/:id/finish',
    tag: 'visit',
    zh: '结束就诊',
    en: 'Finish the visit',
    who: doctor,
    idempotent: true,
    params: IdParams,
    answer: Visit,
    problems: ['not_found', 'visit_finished', 'ticket_state'],
  },
});
