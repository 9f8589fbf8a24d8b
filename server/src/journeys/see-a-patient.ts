/**
 * Seeing a patient: call, recall, pass, return, start, finish. Each moves the booking, then its ticket, then its visit, in
 * one transaction and always in this order, so that two consoles and a cancellation never wait for each other.
 */
import type { BookingState } from '@menzhen/contract';
import {
  actorName,
  type Db,
  dayOf,
  departmentScope,
  found,
  type Handlers,
  has,
  Refusal,
  type StaffActor,
  type Tx,
  type Wake,
} from '../kernel/index.ts';
import type { Bookings } from '../modules/booking/index.ts';
import type { CatalogView } from '../modules/catalog/index.ts';
import type { Deed, Duty, Queue, TicketRow } from '../modules/queue/index.ts';
import type { Visits } from '../modules/visit/index.ts';

export interface SeeGround {
  db: Db;
  wake: Wake;
  catalog: { view(): Promise<Pick<CatalogView, 'room'>> };
  booking: Pick<Bookings, 'advance'>;
  queue: Queue;
  visit: Visits;
}
export type SeeRouteNames =
  | 'callNext'
  | 'ticketCall'
  | 'ticketRecall'
  | 'ticketPass'
  | 'ticketReturn'
  | 'ticketStart'
  | 'visitFinish';

/** The roles that may bring a passed patient back; the others call. */
const deskRoles = ['nurse', 'clerk'] as const;

const isOwn = (actor: StaffActor, doctor_id: string): boolean =>
  has(actor, 'doctor') && actor.doctor_id !== null && actor.doctor_id === doctor_id;

function inScope(actor: StaffActor, department_id: string, roles: readonly (typeof deskRoles)[number][]): boolean {
  const scope = departmentScope(actor, roles);
  return scope === null || scope.includes(department_id);
}

/** The open sessions of a room today that the actor may call for: one's own as a doctor, one's departments' as a nurse. */
async function dutiesIn(tx: Tx, queue: Queue, ask: { actor: StaffActor; room_id: string; now: Temporal.Instant }) {
  const duties = await queue.dutyOf(tx, { date: dayOf(ask.now), room_id: ask.room_id });
  const mine = duties.filter(
    (duty) =>
      duty.state === 'open' && (isOwn(ask.actor, duty.doctor_id) || inScope(ask.actor, duty.department_id, ['nurse'])),
  );
  if (mine.length === 0) throw new Refusal('not_your_room');
  return mine;
}

/** The duty of today that a ticket belongs to, if the actor may act on it. */
async function dutyOfTicket(
  tx: Tx,
  queue: Queue,
  ask: { actor: StaffActor; ticket: TicketRow; now: Temporal.Instant; roles: readonly (typeof deskRoles)[number][] },
): Promise<Duty> {
  const { actor, ticket, roles } = ask;
  if (!isOwn(actor, ticket.doctor_id) && !inScope(actor, ticket.department_id, roles))
    throw new Refusal('not_your_room');
  const duties = await queue.dutyOf(tx, { date: dayOf(ask.now), doctor_id: ticket.doctor_id });
  const duty = duties.find((one) => one.id === ticket.session_id);
  if (!duty) throw new Refusal('not_your_room');
  return duty;
}

/** Moves the booking of a ticket; its refusal is told as the route knows it. */
async function moveBooking(
  tx: Tx,
  booking: SeeGround['booking'],
  ask: { booking_id: string; to: BookingState; deed: Deed; refuse: 'ticket_state' | 'visit_finished' },
): Promise<void> {
  const { booking_id, to, deed, refuse } = ask;
  await booking.advance(tx, { booking_id, to, ...deed }).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'booking_state') throw new Refusal(refuse, error.params);
    throw error;
  });
}

/** Calls the next of a room's line; the booking goes first, and one that somebody else just took is left out. */
async function callNext(tx: Tx, ground: SeeGround, ask: { duties: Duty[]; room_id: string; deed: Deed }) {
  const { room_id, deed } = ask;
  const take = (ticket: TicketRow): Promise<boolean> =>
    ground.booking.advance(tx, { booking_id: ticket.booking_id, to: 'called', ...deed }).then(
      () => true,
      (error: unknown) => {
        if (error instanceof Refusal && error.code === 'booking_state') return false;
        throw error;
      },
    );
  const session_ids = ask.duties.map((duty) => duty.id);
  const ticket = await ground.queue.callFirst(tx, { session_ids, room_id, take }, deed);
  if (!ticket) throw new Refusal('queue_empty');
  return ticket;
}

interface Act {
  actor: StaffActor;
  now: Temporal.Instant;
}
const deedOf = ({ actor, now }: Act): Deed => ({ at: now, actor: actorName(actor) });

export function seeHandlers(ground: SeeGround): Handlers<SeeRouteNames> {
  const { wake, catalog, booking, queue, visit } = ground;

  /** A ticket that the actor may act on, and the duty it belongs to. */
  async function mine(tx: Tx, id: string, act: Act, roles: readonly (typeof deskRoles)[number][]) {
    const ticket = found(await queue.ticket(tx, id));
    return { ticket, duty: await dutyOfTicket(tx, queue, { ...act, ticket, roles }) };
  }
  const follow = (tx: Tx, ticket: TicketRow, to: BookingState, act: Act) =>
    moveBooking(tx, booking, { booking_id: ticket.booking_id, to, deed: deedOf(act), refuse: 'ticket_state' });
  /** The answer, once everybody who waits for it has been woken. */
  async function told<T>(answer: Promise<T>): Promise<T> {
    const value = await answer;
    wake.announce();
    return value;
  }

  return {
    async callNext({ params, run, locale, ...act }) {
      found((await catalog.view()).room(params.id));
      return told(
        run(async (tx) => {
          const duties = await dutiesIn(tx, queue, { ...act, room_id: params.id });
          const ticket = await callNext(tx, ground, { duties, room_id: params.id, deed: deedOf(act) });
          return queue.show(tx, ticket, locale);
        }),
      );
    },
    ticketCall: ({ params, run, locale, ...act }) =>
      told(
        run(async (tx) => {
          const { ticket, duty } = await mine(tx, params.id, act, ['nurse']);
          await queue.claimRoom(tx, duty.room_id);
          await follow(tx, ticket, 'called', act);
          const called = await queue.callTicket(tx, { id: ticket.id, room_id: duty.room_id }, deedOf(act));
          return queue.show(tx, called, locale);
        }),
      ),
    ticketRecall: ({ params, run, locale, ...act }) =>
      told(
        run(async (tx) => {
          const { ticket } = await mine(tx, params.id, act, ['nurse']);
          return queue.show(tx, await queue.recallTicket(tx, ticket.id, deedOf(act)), locale);
        }),
      ),
    ticketPass: ({ params, run, locale, ...act }) =>
      told(
        run(async (tx) => {
          const { ticket } = await mine(tx, params.id, act, ['nurse']);
          await follow(tx, ticket, 'checked_in', act);
          return queue.show(tx, await queue.passTicket(tx, ticket.id, deedOf(act)), locale);
        }),
      ),
    ticketReturn: ({ params, run, locale, ...act }) =>
      told(
        run(async (tx) => {
          const { ticket } = await mine(tx, params.id, act, deskRoles);
          return queue.show(tx, await queue.returnTicket(tx, ticket.id, deedOf(act)), locale);
        }),
      ),
    ticketStart: ({ params, run, ...act }) =>
      told(
        run(async (tx) => {
          const { ticket } = await mine(tx, params.id, act, []);
          await follow(tx, ticket, 'in_consultation', act);
          const started = await queue.startTicket(tx, ticket.id, deedOf(act));
          return visit.view(tx, await visit.open(tx, started, deedOf(act)));
        }),
      ),
    visitFinish: ({ params, run, ...act }) =>
      told(
        run(async (tx) => {
          const doctor_id = act.actor.doctor_id ?? '';
          const deed = deedOf(act);
          const open = await visit.own(tx, params.id, doctor_id);
          if (open.state === 'finished') throw new Refusal('visit_finished');
          await moveBooking(tx, booking, {
            booking_id: open.booking_id,
            to: 'finished',
            deed,
            refuse: 'visit_finished',
          });
          await queue.finishTicket(tx, open.ticket_id, deed);
          return visit.view(tx, await visit.finish(tx, { id: open.id, doctor_id }, deed));
        }),
      ),
  };
}
