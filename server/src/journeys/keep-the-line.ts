/** Keeping the lines: hold, transfer, urgency, class, place; moving a line's people together; a ticket's history. */
import { dayOf, found, type Handlers, Refusal, type Tx } from '../kernel/index.ts';
import {
  type Deed,
  type Duty,
  dutyNow,
  isVisit,
  type Queue,
  standsIn,
  ticketStateWords,
  type TicketRow,
  type TransferTo,
} from '../modules/queue/index.ts';
import { type Act, deedOf, type HallGround, inScope, ticketFor, told } from './hall-acts.ts';

export type LineRouteNames =
  | 'ticketHold'
  | 'ticketResume'
  | 'ticketTransfer'
  | 'ticketUrgency'
  | 'ticketClass'
  | 'ticketPlace'
  | 'ticketHistory'
  | 'lineMove';

interface Target {
  room_id?: string | undefined;
  doctor_id?: string | undefined;
  department_id?: string | undefined;
  service_point_id?: string | undefined;
}
const oneTarget = (target: Target): void => {
  const { room_id, doctor_id, department_id, service_point_id } = target;
  if ([room_id, doctor_id, department_id, service_point_id].filter(Boolean).length === 1) return;
  const message =
    '请选一个去处：诊室、医生、科室或服务点 / choose one: a room, a doctor, a department or a service point';
  throw new Refusal('input_invalid', {}, [{ field: 'room_id', message }]);
};

const toDuty = (duty: Duty): TransferTo => ({
  session_id: duty.id,
  doctor_id: duty.doctor_id,
  room_id: duty.room_id,
  visit_type_id: duty.visit_type_id,
  department_id: duty.department_id,
});

/** Of a department's open sessions, the one whose line has the fewest people for each of its rooms. */
async function shortest(tx: Tx, queue: Queue, duties: Duty[], now: Temporal.Instant): Promise<Duty | undefined> {
  const { lines, waiting } = await queue.standing(tx, { duties, now });
  const people = (duty: Duty) => {
    const line = lines.find((one) => one.duties.includes(duty))!;
    const rooms = new Set(line.duties.filter((one) => one.state === 'open').map((one) => one.room_id)).size;
    return waiting.filter((ticket) => standsIn(line, ticket)).length / rooms;
  };
  return duties.toSorted((a, b) => people(a) - people(b))[0];
}

interface Where {
  target: Target;
  ticket: TicketRow;
  deed: Deed;
}
/** Where the target is today; throws `transfer_nowhere` when no line is open there. */
async function whereTo(tx: Tx, queue: Queue, ask: Where): Promise<TransferTo> {
  const { target, ticket } = ask;
  const now = ask.deed.at;
  if (!isVisit(ticket)) return toPoint(tx, queue, ask);
  const { room_id, doctor_id, department_id } = target;
  const duties = (
    await queue.dutyOf(tx, {
      date: dayOf(now),
      ...(room_id ? { room_id } : {}),
      ...(doctor_id ? { doctor_id } : {}),
      ...(department_id ? { department_ids: [department_id] } : {}),
    })
  ).filter((duty) => duty.state === 'open' && Temporal.Instant.compare(now, duty.ends_at) < 0);
  const others = duties.filter((duty) => duty.id !== ticket.session_id);
  const duty = department_id ? await shortest(tx, queue, others, now) : dutyNow(others, now);
  if (target.service_point_id || !duty) throw new Refusal('transfer_nowhere');
  return toDuty(duty);
}

async function toPoint(tx: Tx, queue: Queue, { target, ticket, deed }: Where): Promise<TransferTo> {
  if (!target.service_point_id || target.service_point_id === ticket.service_point_id)
    throw new Refusal('transfer_nowhere');
  const point = await queue.pointById(tx, target.service_point_id);
  if (point.kind !== ticket.kind) throw new Refusal('transfer_nowhere');
  if (!point.is_open) throw new Refusal('service_point_closed', { name: point.name });
  const { patient_id } = ticket;
  await queue.mustStandNowhere(tx, { service_point_id: point.id, patient_id }, deed);
  return { service_point_id: point.id, department_id: point.department_id };
}

/** Moves who may be moved, in one transaction; the others stay, each with its reason. */
async function moveLine(
  tx: Tx,
  { queue }: HallGround,
  ask: Act & { ids: string[]; target: Target; reason: string; locale: 'zh' | 'en' },
) {
  const moved: TicketRow[] = [];
  const kept: { ticket_id: string; number: string; why: string }[] = [];
  const tickets = await queue.tickets(tx, [...new Set(ask.ids)]);
  if (tickets.length === 0) throw new Refusal('not_found');
  if (tickets.some((ticket) => !inScope(ask.actor, ticket.department_id, ['nurse']) || ticket.date !== dayOf(ask.now)))
    throw new Refusal('not_your_room');
  for (const ticket of tickets) {
    const stays = (why: string) => kept.push({ ticket_id: ticket.id, number: ticket.number, why });
    if (!['waiting', 'passed', 'held'].includes(ticket.state)) stays(ticketStateWords[ticket.state][ask.locale]);
    else {
      const to = await whereTo(tx, queue, { target: ask.target, ticket, deed: deedOf(ask) });
      moved.push(await queue.transferTicket(tx, { id: ticket.id, to, reason: ask.reason }, deedOf(ask)));
    }
  }
  return { moved, kept };
}

export function lineHandlers(ground: HallGround): Handlers<LineRouteNames> {
  const { wake, queue, db } = ground;
  const desk = ['nurse', 'clerk'] as const;
  return {
    ticketHold: ({ params, body, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const { id } = await ticketFor(tx, queue, { actor, now, id: params.id, roles: desk });
          return queue.show(tx, await queue.holdTicket(tx, { ...body, id }, deedOf({ actor, now })), { locale, now });
        }),
      ),
    ticketResume: ({ params, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const { id } = await ticketFor(tx, queue, { actor, now, id: params.id, roles: desk });
          return queue.show(tx, await queue.resumeTicket(tx, id, deedOf({ actor, now })), { locale, now });
        }),
      ),
    ticketTransfer({ params, body, run, locale, actor, now }) {
      const { reason, ...target } = body;
      oneTarget(target);
      return told(
        wake,
        run(async (tx) => {
          const ticket = await ticketFor(tx, queue, { actor, now, id: params.id, roles: ['nurse'] });
          const to = await whereTo(tx, queue, { target, ticket, deed: deedOf({ actor, now }) });
          const gone = await queue.transferTicket(tx, { id: ticket.id, to, reason }, deedOf({ actor, now }));
          return queue.show(tx, gone, { locale, now });
        }),
      );
    },
    ticketUrgency: ({ params, body, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const { id } = await ticketFor(tx, queue, { actor, now, id: params.id, roles: ['nurse'] });
          return queue.show(tx, await queue.setUrgency(tx, { ...body, id }, deedOf({ actor, now })), { locale, now });
        }),
      ),
    ticketClass: ({ params, body, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const { id } = await ticketFor(tx, queue, { actor, now, id: params.id, roles: desk });
          return queue.show(tx, await queue.setClass(tx, { ...body, id }, deedOf({ actor, now })), { locale, now });
        }),
      ),
    ticketPlace: ({ params, body, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const ticket = await ticketFor(tx, queue, { actor, now, id: params.id, roles: ['nurse'] });
          const line = await queue.lineOf(tx, ticket, now);
          if (!line) throw new Refusal('line_changed');
          const ask = { id: ticket.id, before_id: body.before_ticket_id, reason: body.reason };
          const standing = { line: line.waiting, ground: line.ground };
          const placed = await queue.placeTicket(tx, { ...ask, ...standing }, deedOf({ actor, now }));
          return queue.show(tx, placed, { locale, now });
        }),
      ),
    async ticketHistory({ params, actor, locale }) {
      const ticket = found(await queue.ticket(db.kysely, params.id));
      const mine = actor.doctor_id !== null && actor.doctor_id === ticket.doctor_id;
      if (!mine && !inScope(actor, ticket.department_id, ['nurse', 'clerk', 'operator', 'doctor']))
        throw new Refusal('not_your_room');
      return { items: await queue.history(db.kysely, { ticket_id: ticket.id, locale }) };
    },
    lineMove({ body, run, locale, actor, now }) {
      const { reason, ticket_ids, ...target } = body;
      oneTarget(target);
      return told(
        wake,
        run(async (tx) => {
          const ask = { actor, now, ids: ticket_ids, target, reason, locale };
          const { moved, kept } = await moveLine(tx, ground, ask);
          const views = [];
          for (const ticket of moved) views.push(await queue.show(tx, ticket, { locale, now }));
          return { moved: views, kept };
        }),
      );
    },
  };
}
