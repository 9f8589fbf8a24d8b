/** A service point: a number for a patient, the next one called into one of its rooms, served, done. */
import type { StaffActor } from '../kernel/index.ts';
import { dayOf, found, type Handlers, Refusal, type Tx } from '../kernel/index.ts';
import type { People } from '../modules/people/index.ts';
import { inOrder, isVisit, type PointRow, type TicketRow } from '../modules/queue/index.ts';
import { type Act, deedOf, type HallGround, inScope, ticketFor, told } from './hall-acts.ts';

export type ServeRouteNames = 'servicePointTicket' | 'servicePointCallNext' | 'ticketServe' | 'ticketFinish';

export interface ServeGround extends HallGround {
  people: Pick<People, 'cards'>;
}

const servers = ['nurse', 'doctor'] as const;

/** Calls the next of the point's one line into one of its rooms. */
async function callNext(
  tx: Tx,
  { queue }: HallGround,
  ask: Act & { point: PointRow; room_id: string },
): Promise<TicketRow> {
  const { point, room_id, now } = ask;
  if (!point.is_open) throw new Refusal('service_point_closed', { name: point.name });
  const line = async (inner: Tx) => {
    const standing = await queue.standing(inner, { duties: [], point_ids: [point.id], now });
    return standing.lines.flatMap((one) => inOrder(standing, one));
  };
  const ticket = await queue.callFirst(tx, { room_id, to: () => ({ room_id }), line }, deedOf(ask));
  if (!ticket) throw new Refusal('queue_empty');
  return ticket;
}

export function serveHandlers(ground: ServeGround): Handlers<ServeRouteNames> {
  const { wake, queue, people } = ground;
  /** A doctor may send anybody anywhere; the desk gives numbers in its own departments. */
  const mayIssue = (actor: StaffActor, point: PointRow): void => {
    const isDoctor = actor.doctor_id !== null;
    if (!isDoctor && !inScope(actor, point.department_id, ['nurse', 'clerk'])) throw new Refusal('not_your_room');
  };
  const service = async (tx: Tx, id: string, act: Act): Promise<TicketRow> => {
    const ticket = await ticketFor(tx, queue, { ...act, id, roles: servers });
    if (isVisit(ticket)) throw queue.stateRefusal(ticket);
    return ticket;
  };

  return {
    servicePointTicket: ({ params, body, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const point = await queue.pointById(tx, params.id);
          mayIssue(actor, point);
          found((await people.cards(tx, [body.patient_id])).get(body.patient_id));
          const scope = { department_id: point.department_id };
          const known = await queue.needOf(tx, { patient_id: body.patient_id, date: dayOf(now), scope });
          const ticket = await queue.issueAtPoint(tx, { ...known, ...body, point }, deedOf({ actor, now }));
          return queue.show(tx, ticket, { locale, now });
        }),
      ),
    servicePointCallNext: ({ params, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const point = await queue.pointById(tx, params.id);
          found(point.room_ids.find((id) => id === params.room_id));
          if (!inScope(actor, point.department_id, servers)) throw new Refusal('not_your_room');
          const ticket = await callNext(tx, ground, { actor, now, point, room_id: params.room_id });
          return queue.show(tx, ticket, { locale, now });
        }),
      ),
    ticketServe: ({ params, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const { id } = await service(tx, params.id, { actor, now });
          return queue.show(tx, await queue.startTicket(tx, id, deedOf({ actor, now })), { locale, now });
        }),
      ),
    ticketFinish: ({ params, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => {
          const { id } = await service(tx, params.id, { actor, now });
          return queue.show(tx, await queue.finishTicket(tx, id, deedOf({ actor, now })), { locale, now });
        }),
      ),
  };
}
