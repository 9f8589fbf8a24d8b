/** Where one is served besides the doctor's room: a test, the pharmacy — kinds are the hospital's data — and their rooms. */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { Id, IdParams, list, obj, oneOf, orNull, Words } from './shapes.ts';
import { Ticket, ticketClasses, Urgency } from './tickets.ts';

const KindCode = Type.String({ pattern: '^[a-z][a-z_]{1,29}$' });
const kindFields = { name: Words(40), name_en: Words(80), position: Type.Integer({ minimum: 0, maximum: 10_000 }) };
/** `visit` is the house's own: its tickets come of bookings, so it has no service points. */
export const ServiceKind = obj({ code: KindCode, ...kindFields });
export type ServiceKindView = Static<typeof ServiceKind>;

const pointFields = {
  kind: KindCode,
  department_id: Id,
  name: Words(60),
  name_en: Words(120),
  is_open: Type.Boolean({ description: 'false: issues no tickets and calls nobody' }),
  mean_minutes: Type.Number({
    minimum: 0.5,
    maximum: 240,
    description: 'a guess to begin with, until the house has measured',
  }),
  room_ids: Type.Array(Id, { maxItems: 50, description: 'rooms that draw from its one line' }),
};
export const ServicePoint = obj({
  id: Id,
  ...pointFields,
  kind_name: Type.String(),
  department_name: Type.String(),
  rooms: Type.Array(obj({ id: Id, name: Type.String() })),
  waiting: Type.Integer(),
  version: Type.Integer(),
});
export type ServicePointView = Static<typeof ServicePoint>;

const watchers = ['administrator', 'operator', 'nurse', 'doctor', 'clerk'] as const;
const keepers = ['administrator'] as const;
const tag = 'queue';
export const servicePointRoutes = routes({
  serviceKindList: {
    method: 'GET',
    path: '/api/service-kinds',
    tag,
    zh: '服务种类',
    en: 'Kinds of service',
    who: watchers,
    answer: list(ServiceKind),
    problems: [],
  },
  serviceKindCreate: {
    method: 'POST',
    path: '/api/admin/service-kinds',
    tag,
    zh: '新增服务种类',
    en: 'Add a kind of service',
    who: keepers,
    idempotent: true,
    status: 201,
    body: ServiceKind,
    answer: ServiceKind,
    problems: ['input_invalid', 'code_taken'],
  },
  serviceKindUpdate: {
    method: 'PATCH',
    path: '/api/admin/service-kinds/:code',
    tag,
    zh: '修改服务种类',
    en: 'Change a kind of service',
    who: keepers,
    params: obj({ code: KindCode }),
    body: Type.Partial(Type.Object(kindFields), { additionalProperties: false }),
    answer: ServiceKind,
    problems: ['input_invalid', 'not_found'],
  },
  servicePointList: {
    method: 'GET',
    path: '/api/service-points',
    tag,
    zh: '服务点',
    en: 'Service points',
    who: watchers,
    query: obj({ department_id: Type.Optional(Id) }),
    answer: list(ServicePoint),
    problems: ['input_invalid'],
  },
  servicePointCreate: {
    method: 'POST',
    path: '/api/admin/service-points',
    tag,
    zh: '新增服务点',
    en: 'Add a service point',
    who: keepers,
    idempotent: true,
    status: 201,
    body: obj(pointFields),
    answer: ServicePoint,
    problems: ['input_invalid', 'not_found', 'name_taken'],
  },
  servicePointUpdate: {
    method: 'PATCH',
    path: '/api/admin/service-points/:id',
    tag,
    zh: '修改服务点',
    en: 'Change a service point',
    who: [...keepers, 'nurse'],
    params: IdParams,
    body: Type.Intersect([Type.Partial(Type.Object(pointFields)), Type.Object({ version: Type.Integer() })], {
      unevaluatedProperties: false,
      description: 'a nurse of the department may open and close it (`is_open`), the rest is the administrator’s',
    }),
    answer: ServicePoint,
    problems: ['input_invalid', 'not_found', 'not_allowed', 'name_taken', 'still_in_use', 'version_conflict'],
  },
  servicePointTicket: {
    method: 'POST',
    path: '/api/service-points/:id/tickets',
    tag,
    zh: '在服务点取号',
    en: 'Issue a ticket at a service point',
    who: ['doctor', 'nurse', 'clerk'],
    idempotent: true,
    status: 201,
    params: IdParams,
    body: obj({
      patient_id: Id,
      urgency: Type.Optional(Urgency),
      class: Type.Optional(orNull(oneOf(ticketClasses))),
    }),
    answer: Ticket,
    problems: ['input_invalid', 'not_found', 'not_your_room', 'service_point_closed', 'ticket_twice'],
  },
  servicePointCallNext: {
    method: 'POST',
    path: '/api/service-points/:id/rooms/:room_id/call-next',
    tag,
    zh: '服务点叫下一位',
    en: 'Call the next at a service point',
    who: ['doctor', 'nurse'],
    idempotent: true,
    params: obj({ id: Id, room_id: Id }),
    answer: Ticket,
    problems: ['input_invalid', 'not_found', 'queue_empty', 'room_busy', 'not_your_room', 'service_point_closed'],
  },
});
