/** What every act in the hall shares: who may act on a ticket, and the booking that moves along with it. */
import type { BookingState, Role } from '@menzhen/contract';
import {
  actorName,
  type Db,
  dayOf,
  departmentScope,
  found,
  has,
  Refusal,
  type StaffActor,
  type Tx,
  type Wake,
} from '../kernel/index.ts';
import type { Bookings } from '../modules/booking/index.ts';
import type { CatalogView } from '../modules/catalog/index.ts';
import { type Deed, isVisit, type Queue, type TicketRow } from '../modules/queue/index.ts';
import type { Visits } from '../modules/visit/index.ts';

export interface HallGround {
  db: Db;
  wake: Wake;
  catalog: { view(): Promise<Pick<CatalogView, 'room'>> };
  booking: Pick<Bookings, 'advance'>;
  queue: Queue;
  visit: Visits;
}
export interface Act {
  actor: StaffActor;
  now: Temporal.Instant;
}
export const deedOf = ({ actor, now }: Act): Deed => ({ at: now, actor: actorName(actor) });

export const isOwn = (actor: StaffActor, doctor_id: string | null): boolean =>
  has(actor, 'doctor') && actor.doctor_id !== null && actor.doctor_id === doctor_id;

export function inScope(actor: StaffActor, department_id: string, roles: readonly Role[]): boolean {
  const scope = departmentScope(actor, roles);
  return scope === null || scope.includes(department_id);
}

/** A doctor acts also on who waits in a line that the own session shares with others; at a service point, in the own department. */
async function sharesLine(tx: Tx, queue: Queue, { actor, now }: Act, ticket: TicketRow): Promise<boolean> {
  if (!has(actor, 'doctor') || !actor.doctor_id) return false;
  if (!isVisit(ticket)) return inScope(actor, ticket.department_id, ['doctor']);
  const line = await queue.lineOf(tx, ticket, now);
  return line?.line.duties.some((duty) => duty.doctor_id === actor.doctor_id) ?? false;
}

/** A ticket of today that the actor may act on: the own doctor's, or of a department where they have one of these roles. */
export async function ticketFor(
  tx: Tx,
  queue: Queue,
  ask: Act & { id: string; roles: readonly Role[] },
): Promise<TicketRow> {
  const { actor, now, id, roles } = ask;
  const ticket = found(await queue.ticket(tx, id));
  const mine = isOwn(actor, ticket.doctor_id) || inScope(actor, ticket.department_id, roles);
  if (ticket.date !== dayOf(now) || !(mine || (await sharesLine(tx, queue, { actor, now }, ticket))))
    throw new Refusal('not_your_room');
  return ticket;
}

/** Moves the booking of a ticket; its refusal is told as the route knows it. */
export async function moveBooking(
  tx: Tx,
  booking: HallGround['booking'],
  ask: { booking_id: string; to: BookingState; deed: Deed; refuse: 'ticket_state' | 'visit_finished' },
): Promise<void> {
  const { booking_id, to, deed, refuse } = ask;
  await booking.advance(tx, { booking_id, to, ...deed }).catch((error: unknown) => {
    if (error instanceof Refusal && error.code === 'booking_state') throw new Refusal(refuse, error.params);
    throw error;
  });
}

/** The answer, once everybody who waits for it has been woken. */
export async function told<T>(wake: Wake, answer: Promise<T>): Promise<T> {
  const value = await answer;
  wake.announce();
  return value;
}
