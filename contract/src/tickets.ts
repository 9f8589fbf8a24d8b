/** Tickets: where they stand and why, everything the house does with one, and the lines of the hall. */
import { type Static, Type } from 'typebox';
import { type RouteSpec, routes } from './route.ts';
import { Id, IdParams, Instant, list, obj, oneOf, orNull, WallTime, Words } from './shapes.ts';

/** `held`: set aside for a while by the staff. `away`: sent for a test while the visit stays open. */
export const ticketStates = [
  'waiting',
  'called',
  'in_consultation',
  'passed',
  'held',
  'away',
  'finished',
  'left',
] as const;
/** 1 危急, 2 急, 3 优先, 4 普通. */
export const urgencies = [1, 2, 3, 4] as const;
export const Urgency = Type.Integer({
  minimum: 1,
  maximum: 4,
  description: '1 critical, 2 urgent, 3 priority, 4 routine',
});
/** Whom the law or the hospital lets go first; how, the rules say (`queue.classes`). */
export const ticketClasses = ['senior', 'pregnant', 'soldier', 'disabled', 'child', 'veteran'] as const;
/** What a ticket's history tells, and what may be undone. */
export const ticketActs = [
  'issue',
  'call',
  'recall',
  'pass',
  'return',
  'hold',
  'resume',
  'start',
  'send_out',
  'back',
  'transfer',
  'urgency',
  'class',
  'place',
  'finish',
  'leave',
  'hand_over',
  'undo',
] as const;

export const Ticket = obj({
  id: Id,
  number: Type.String({ description: 'as called: A012' }),
  former_number: orNull(Type.String({ description: 'the number it had before it went to another department' })),
  state: oneOf(ticketStates),
  kind: Type.String({ description: 'code of the kind of service: visit, test, pharmacy …' }),
  kind_name: Type.String(),
  service_point_id: orNull(Type.String({ description: 'null for a visit to a doctor' })),
  service_point_name: Type.String({ description: 'empty for a visit' }),
  booking_id: orNull(Id),
  session_id: orNull(Type.String({ description: 'the session in whose line it stands; null at a service point' })),
  patient_id: Id,
  patient_name_masked: Type.String(),
  patient_sex: Type.String(),
  patient_age_years: Type.Integer(),
  department_id: Id,
  department_name: Type.String(),
  doctor_name: Type.String({ description: 'empty at a service point' }),
  room_id: orNull(Id),
  room_name: Type.String(),
  slot_starts: orNull(WallTime),
  checked_in_at: Instant,
  called_at: orNull(Instant),
  calls: Type.Integer(),
  started_at: orNull(Instant),
  urgency: Urgency,
  class: orNull(oneOf(ticketClasses)),
  round: Type.Integer({ description: '1 = first; 2 and more = back with results' }),
  held_at: orNull(Instant),
  held_reason: orNull(Type.String()),
  placed_reason: orNull(Type.String({ description: 'why a nurse gave it this place; null when nobody did' })),
  position: orNull(Type.Integer({ description: '1 = next' })),
  why_here: Type.String({ description: 'why the ticket stands where it stands, in words' }),
  last_act: obj({
    act: oneOf(ticketActs),
    staff_id: orNull(Id),
    at: Instant,
    undo_until: orNull(Type.String({ description: 'until then who did it may undo it; null: cannot be undone' })),
  }),
});
export type TicketView = Static<typeof Ticket>;

export const QueueRoom = obj({
  room_id: Id,
  room_name: Type.String(),
  session_id: orNull(Id),
  doctor_name: Type.String(),
  state: oneOf(['idle', 'calling', 'in_consultation', 'closed'] as const),
  ticket: orNull(Ticket),
});
/** People who wait for the same rooms. `pooled_by` says who shares it, as the rules or the service point have it. */
export const QueueLine = obj({
  id: Type.String({ description: 'the same for the whole day' }),
  kind: Type.String(),
  kind_name: Type.String(),
  name: Type.String(),
  pooled_by: oneOf(['doctor', 'visit_type', 'department', 'service_point'] as const),
  service_point_id: orNull(Id),
  department_id: Id,
  department_name: Type.String(),
  is_open: Type.Boolean({ description: 'false: closed with people waiting; move them' }),
  rooms: Type.Array(QueueRoom),
  waiting: Type.Array(Ticket, { description: 'in the order of calling' }),
  held: Type.Array(Ticket),
  passed: Type.Array(Ticket),
  away: Type.Array(Ticket),
  not_arrived: Type.Integer(),
});
export type QueueLineView = Static<typeof QueueLine>;
export const QueueLines = obj({ items: Type.Array(QueueLine), cursor: Type.String(), at: Instant });
export type QueueLinesView = Static<typeof QueueLines>;

/** Exactly one of these; for a visit a room, doctor or department with an open session today, else a point of the same kind. */
const Target = {
  room_id: Type.Optional(Id),
  doctor_id: Type.Optional(Id),
  department_id: Type.Optional(Id),
  service_point_id: Type.Optional(Id),
};
const Reason = Words(200);

const callers = ['doctor', 'nurse'] as const;
const desk = ['doctor', 'nurse', 'clerk'] as const;
const ticketProblems = ['not_found', 'ticket_state', 'not_your_room'] as const;
const tag = 'queue';

/** An act on one ticket: told once however often it is sent, answered with the ticket as it then stands. */
const act = <const T extends Partial<RouteSpec> & Pick<RouteSpec, 'path' | 'zh' | 'en' | 'who' | 'problems'>>(
  spec: T,
) => ({
  method: 'POST' as const,
  tag,
  idempotent: true as const,
  params: IdParams,
  answer: Ticket,
  ...spec,
});

export const ticketRoutes = routes({
  callNext: act({
    path: '/api/rooms/:id/call-next',
    zh: '叫下一位',
    en: 'Call the next patient',
    who: callers,
    problems: ['not_found', 'queue_empty', 'room_busy', 'not_your_room'],
  }),
  ticketCall: act({
    path: '/api/tickets/:id/call',
    zh: '指定叫号',
    en: 'Call this ticket',
    who: callers,
    query: obj({
      room_id: Type.Optional(Type.String({ format: 'uuid', description: 'else the room of its line' })),
    }),
    problems: [...ticketProblems, 'input_invalid', 'room_busy'],
  }),
  ticketRecall: act({
    path: '/api/tickets/:id/recall',
    zh: '复呼',
    en: 'Recall',
    who: callers,
    problems: ticketProblems,
  }),
  ticketPass: act({
    path: '/api/tickets/:id/pass',
    zh: '过号',
    en: 'Pass',
    who: callers,
    problems: ticketProblems,
  }),
  ticketReturn: act({
    path: '/api/tickets/:id/return',
    zh: '过号回来，重新候诊',
    en: 'A passed patient is back',
    who: desk,
    problems: ticketProblems,
  }),
  ticketHold: act({
    path: '/api/tickets/:id/hold',
    zh: '暂缓叫号',
    en: 'Hold',
    who: desk,
    body: obj({ reason: Reason }),
    problems: [...ticketProblems, 'input_invalid'],
  }),
  ticketResume: act({
    path: '/api/tickets/:id/resume',
    zh: '恢复候诊',
    en: 'Resume',
    who: desk,
    problems: ticketProblems,
  }),
  ticketSendOut: act({
    path: '/api/tickets/:id/send-out',
    zh: '外出检查（就诊保留）',
    en: 'Send for a test; the visit stays open',
    who: ['doctor'],
    body: obj({
      service_point_ids: Type.Array(Id, { maxItems: 5, description: 'where a ticket is issued as well' }),
      reason: orNull(Reason),
    }),
    problems: [...ticketProblems, 'input_invalid', 'service_point_closed', 'ticket_twice'],
  }),
  ticketBack: act({
    path: '/api/tickets/:id/back',
    zh: '带结果回诊',
    en: 'Back with results',
    who: desk,
    problems: ticketProblems,
  }),
  ticketTransfer: act({
    path: '/api/tickets/:id/transfer',
    zh: '转到其他诊室、医生、科室或服务点',
    en: 'Transfer',
    who: callers,
    body: obj({ ...Target, reason: Reason }),
    problems: [...ticketProblems, 'input_invalid', 'transfer_nowhere', 'service_point_closed', 'ticket_twice'],
  }),
  ticketUrgency: act({
    path: '/api/tickets/:id/urgency',
    zh: '分诊级别',
    en: 'Level of urgency',
    who: callers,
    body: obj({ urgency: Urgency, reason: Reason }),
    problems: [...ticketProblems, 'input_invalid'],
  }),
  ticketClass: act({
    path: '/api/tickets/:id/class',
    zh: '优先人群',
    en: 'Reserved class',
    who: desk,
    body: obj({ class: orNull(oneOf(ticketClasses)), reason: Reason }),
    problems: [...ticketProblems, 'input_invalid'],
  }),
  ticketPlace: act({
    path: '/api/tickets/:id/place',
    zh: '调整顺序',
    en: 'Give a place in the line',
    who: ['nurse', 'doctor'],
    body: obj({
      before_ticket_id: orNull(
        Type.String({ format: 'uuid', description: 'stands right before this one; null: last' }),
      ),
      reason: Reason,
    }),
    problems: [...ticketProblems, 'input_invalid', 'line_changed'],
  }),
  ticketServe: act({
    path: '/api/tickets/:id/serve',
    zh: '服务点：开始办理',
    en: 'Service point: the patient is here',
    who: callers,
    problems: ticketProblems,
  }),
  ticketFinish: act({
    path: '/api/tickets/:id/finish',
    zh: '服务点：办理完成',
    en: 'Service point: done',
    who: callers,
    problems: ticketProblems,
  }),
  ticketUndo: act({
    path: '/api/tickets/:id/undo',
    zh: '撤销刚才的操作',
    en: 'Undo one’s last act on the ticket',
    who: desk,
    problems: ['not_found', 'not_your_room', 'undo_too_late', 'undo_not_yours', 'room_busy'],
  }),
  ticketHistory: {
    method: 'GET',
    path: '/api/tickets/:id/history',
    tag,
    zh: '这张号的经过',
    en: 'What happened to the ticket',
    who: [...desk, 'operator'],
    params: IdParams,
    answer: list(
      obj({
        act: oneOf(ticketActs),
        at: Instant,
        staff_name: Type.String({ description: 'empty when the patient or the house did it' }),
        sentence: Type.String(),
        is_undone: Type.Boolean(),
      }),
    ),
    problems: ['not_found', 'not_your_room'],
  },
  queueLines: {
    method: 'GET',
    path: '/api/queue/lines',
    tag,
    zh: '各队列：诊室、候诊、过号、暂缓、外出',
    en: 'The lines of the hall',
    who: [...desk, 'operator'],
    etag: true,
    query: obj({ department_id: Type.Optional(Id) }),
    answer: QueueLines,
    problems: ['input_invalid'],
  },
  lineMove: {
    method: 'POST',
    path: '/api/queue/move',
    tag,
    zh: '一起转到另一队列（诊室关闭）',
    en: 'Move tickets together, as when a room closes',
    who: ['nurse'],
    idempotent: true,
    body: obj({ ticket_ids: Type.Array(Id, { minItems: 1, maxItems: 200 }), ...Target, reason: Reason }),
    answer: obj({
      moved: Type.Array(Ticket),
      kept: Type.Array(obj({ ticket_id: Id, number: Type.String(), why: Type.String() }), {
        description: 'stayed where they were, each with its reason',
      }),
    }),
    problems: ['input_invalid', 'not_found', 'not_your_room', 'transfer_nowhere', 'service_point_closed'],
  },
});
