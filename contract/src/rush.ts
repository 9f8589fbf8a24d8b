/** The rush: what is still free, served from memory. */
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

export type AvailabilityView = Static<typeof Availability>;

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
});
