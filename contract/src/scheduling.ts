/** Scheduling: where places (号源) come from — templates make sessions (班次), sessions have slots (时段). */
import { type Static, Type } from 'typebox';
import { bookingChannels } from './booking.ts';
import { routes } from './route.ts';
import { Day, Fen, Id, IdParams, list, obj, oneOf, orNull, WallTime, Words } from './shapes.ts';

export const halfDays = ['morning', 'afternoon', 'evening'] as const;
export const sessionStates = ['open', 'closed'] as const;
/** What a patient is told about a session or slot: 有号 / 约满 / 停诊 / 未放号 / 已截止 / 已过. */
export const bookability = ['available', 'full', 'closed', 'not_released', 'cut_off', 'past'] as const;
export const dayKinds = ['workday', 'weekend', 'holiday', 'make_up_workday'] as const;

export const templateWeeks = ['every', 'odd', 'even'] as const;
/** Why an open session is out of step: its template ended or changed, its day became a holiday, its day works another roster. */
export const offDays = ['template', 'holiday', 'roster'] as const;
/** null: the visit type's. */
const ownFee = { registration_fen: orNull(Fen), consultation_fen: orNull(Fen) };

export const Session = obj({
  id: Id,
  date: Day,
  half_day: oneOf(halfDays),
  starts: WallTime,
  ends: WallTime,
  department_id: Id,
  department_name: Type.String(),
  doctor_id: Id,
  doctor_name: Type.String(),
  doctor_title: Type.String(),
  room_id: Id,
  room_name: Type.String(),
  visit_type_id: Id,
  visit_type_name: Type.String(),
  visit_type_kind: Type.String(),
  fee_fen: Fen,
  state: oneOf(sessionStates),
  close_reason: orNull(Type.String()),
  places_total: Type.Integer(),
  places_left: Type.Integer({ description: 'for who asks: what is kept for others is not among them' }),
  places_kept: Type.Integer({ description: 'free, but kept for other channels or groups' }),
  bookable: oneOf(bookability),
  bookable_from: orNull(Type.String({ format: 'date-time' })),
});
export const Slot = obj({
  id: Id,
  session_id: Id,
  date: Day,
  starts: WallTime,
  ends: WallTime,
  places_total: Type.Integer(),
  places_left: Type.Integer(),
  bookable: oneOf(bookability),
});
export const DaySummary = obj({
  date: Day,
  kind: oneOf(dayKinds),
  holiday_name: orNull(Type.String()),
  bookable: oneOf(bookability),
  places_left: Type.Integer(),
  sessions: Type.Integer(),
  bookable_from: orNull(Type.String({ format: 'date-time' })),
});
export const Template = obj({
  id: Id,
  doctor_id: Id,
  doctor_name: Type.String(),
  department_id: Id,
  department_name: Type.String(),
  room_id: Id,
  room_name: Type.String(),
  visit_type_id: Id,
  visit_type_name: Type.String(),
  weekday: Type.Integer({ minimum: 1, maximum: 7, description: 'ISO: 1 = Monday' }),
  half_day: oneOf(halfDays),
  weeks: oneOf(templateWeeks),
  starts: WallTime,
  ends: WallTime,
  slot_minutes: Type.Integer(),
  places_per_slot: Type.Integer(),
  ...ownFee,
  fee_fen: Type.Integer({ description: 'what a visit costs by this template, in fen' }),
  valid_from: Day,
  valid_to: orNull(Day),
  version: Type.Integer(),
});
const templateFields = {
  doctor_id: Id,
  room_id: Id,
  visit_type_id: Id,
  weekday: Type.Integer({ minimum: 1, maximum: 7 }),
  half_day: oneOf(halfDays),
  weeks: Type.Optional(oneOf(templateWeeks)),
  starts: WallTime,
  ends: WallTime,
  slot_minutes: Type.Integer({ minimum: 5, maximum: 30 }),
  places_per_slot: Type.Integer({ minimum: 1, maximum: 60 }),
  registration_fen: Type.Optional(ownFee.registration_fen),
  consultation_fen: Type.Optional(ownFee.consultation_fen),
  valid_from: Day,
  valid_to: orNull(Day),
};
export const CalendarDay = obj({
  date: Day,
  kind: oneOf(dayKinds),
  name: orNull(Type.String()),
  works_as_weekday: orNull(Type.Integer({ description: 'make-up days: whose roster is worked, ISO, 1 = Monday' })),
  source: Type.String(),
});
/** What bringing the sessions of the coming days in step did. */
export const Generated = obj({
  created: Type.Integer(),
  unchanged: Type.Integer(),
  blocked: Type.Integer({ description: 'not made: doctor or room has another session then' }),
  withdrawn: Type.Integer({ description: 'taken back: no longer asked for, and nobody had booked' }),
  kept: Type.Integer({ description: 'no longer asked for, but somebody has booked' }),
});
export const OutOfStep = obj({ session: Session, why: oneOf(offDays), booked: Type.Integer() });

export type SessionView = Static<typeof Session>;
export type SlotView = Static<typeof Slot>;

/** Through which channel, and as whom, the places are looked at; the app when not told. */
const through = {
  channel: Type.Optional(oneOf(bookingChannels)),
  reserve: Type.Optional(oneOf(['on_site', 'senior', 'return_visit', 'referral'] as const)),
};
const planners = ['administrator', 'operator'] as const;
const tag = 'scheduling';
export const schedulingRoutes = routes({
  departmentDays: {
    method: 'GET',
    path: '/api/departments/:id/days',
    tag,
    zh: '科室近期每日号源',
    en: 'A department’s places by day',
    who: 'anyone',
    etag: true,
    params: IdParams,
    query: obj(through),
    answer: list(DaySummary),
    problems: ['not_found'],
  },
  sessionList: {
    method: 'GET',
    path: '/api/sessions',
    tag,
    zh: '出诊班次',
    en: 'Sessions',
    who: 'anyone',
    etag: true,
    query: obj({
      date: Type.Optional(Day),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
      department_id: Type.Optional(Id),
      doctor_id: Type.Optional(Id),
      ...through,
    }),
    answer: list(Session),
    problems: ['input_invalid'],
  },
  sessionSlots: {
    method: 'GET',
    path: '/api/sessions/:id/slots',
    tag,
    zh: '班次的时段',
    en: 'Slots of a session',
    who: 'anyone',
    etag: true,
    params: IdParams,
    query: obj(through),
    answer: obj({ session: Session, items: Type.Array(Slot) }),
    problems: ['not_found'],
  },
  templateList: {
    method: 'GET',
    path: '/api/admin/templates',
    tag,
    zh: '排班模板',
    en: 'Schedule templates',
    who: planners,
    answer: obj({
      items: Type.Array(Template),
      this_week: oneOf(['odd', 'even'] as const),
    }),
    problems: [],
  },
  templateAdd: {
    method: 'POST',
    path: '/api/admin/templates',
    tag,
    zh: '新增排班模板',
    en: 'Add a template',
    who: planners,
    idempotent: true,
    status: 201,
    body: obj(templateFields),
    answer: Template,
    problems: ['input_invalid', 'not_found', 'template_overlaps'],
  },
  templateEnd: {
    method: 'POST',
    path: '/api/admin/templates/:id/end',
    tag,
    zh: '结束排班模板',
    en: 'End a template',
    who: planners,
    params: IdParams,
    body: obj({ valid_to: Day, version: Type.Optional(Type.Integer()) }),
    answer: obj({ template: Template, sessions: Generated }),
    problems: ['input_invalid', 'not_found', 'version_conflict'],
  },
  templateChange: {
    method: 'POST',
    path: '/api/admin/templates/:id/change',
    tag,
    zh: '从生效日起改动排班模板：旧的前一天结束，没人约的班次随之更换',
    en: 'Change a template from its new first day on: the old one ends the day before, sessions nobody booked follow',
    who: planners,
    idempotent: true,
    status: 201,
    params: IdParams,
    body: obj({ ...templateFields, version: Type.Integer() }),
    answer: obj({ template: Template, sessions: Generated }),
    problems: ['input_invalid', 'not_found', 'template_overlaps', 'version_conflict'],
  },
  sessionsGenerate: {
    method: 'POST',
    path: '/api/admin/sessions/generate',
    tag,
    zh: '按模板和日历补齐未来的班次，收回没人约的多余班次',
    en: 'Bring the sessions of the coming days in step with templates and calendar',
    who: planners,
    answer: Generated,
    problems: [],
  },
  sessionsOutOfStep: {
    method: 'GET',
    path: '/api/admin/sessions/out-of-step',
    tag,
    zh: '有人预约、但排班或日历已不要求的班次',
    en: 'Sessions people have booked that roster or calendar no longer ask for',
    who: planners,
    answer: list(OutOfStep),
    problems: [],
  },
  calendarList: {
    method: 'GET',
    path: '/api/calendar',
    tag,
    zh: '节假日与调休',
    en: 'Holidays and make-up days',
    who: 'anyone',
    etag: true,
    query: obj({ year: Type.Integer({ minimum: 2020, maximum: 2100 }) }),
    answer: obj({
      items: Type.Array(CalendarDay),
      announced: Type.Boolean({
        description:
          'false while the State Council notice for the year is not in the calendar: only statutory days are known',
      }),
    }),
    problems: ['input_invalid'],
  },
  calendarImport: {
    method: 'POST',
    path: '/api/admin/calendar',
    tag,
    zh: '导入放假通知',
    en: 'Import a holiday notice',
    who: planners,
    body: obj({
      source: Words(200),
      days: Type.Array(
        obj({
          date: Day,
          kind: oneOf(dayKinds),
          name: orNull(Words(40)),
          works_as_weekday: Type.Optional(
            orNull(Type.Integer({ minimum: 1, maximum: 7, description: 'make-up days: whose roster is worked' })),
          ),
        }),
        { minItems: 1, maxItems: 120 },
      ),
    }),
    answer: obj({ sessions: Generated, out_of_step: Type.Array(OutOfStep) }),
    problems: ['input_invalid'],
  },
});
