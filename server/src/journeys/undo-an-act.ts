/** Taking back one's last act on a ticket: the ticket, its booking and its visit go back together, or none of them. */
import type { BookingState } from '@menzhen/contract';
import { actorName, type Handlers, Refusal, type Tx } from '../kernel/index.ts';
import { isVisit, type TicketRow } from '../modules/queue/index.ts';
import { type Act, deedOf, type HallGround, moveBooking, ticketFor, told } from './hall-acts.ts';

/** Where the booking of a ticket stands while the ticket is so. */
function bookingStateOf(ticket: TicketRow): BookingState {
  if (ticket.state === 'finished') return 'finished';
  if (ticket.round > 1 || ticket.state === 'in_consultation' || ticket.state === 'away') return 'in_consultation';
  return ticket.state === 'called' ? 'called' : 'checked_in';
}

const written = () =>
  new Refusal('undo_too_late', {
    zh: { why: '病历已经开始书写' },
    en: { why: 'the note has been begun' },
  });

async function undo(tx: Tx, ground: HallGround, ask: Act & { id: string }): Promise<TicketRow> {
  const { queue, booking, visit } = ground;
  const deed = deedOf(ask);
  const ticket = await ticketFor(tx, queue, { ...ask, roles: ['nurse', 'clerk'] });
  const undo_minutes = await queue.undoMinutes(ticket);
  const was = await queue.beforeUndo(tx, ticket, { actor: actorName(ask.actor), now: ask.now, undo_minutes });
  const { booking_id } = ticket;
  const to = bookingStateOf(was);
  if (booking_id && to !== bookingStateOf(ticket))
    await moveBooking(tx, booking, { booking_id, to, deed, refuse: 'ticket_state' });
  const back = await queue.undoTicket(tx, { ticket, was }, deed);
  if (isVisit(ticket) && ticket.act === 'finish') await visit.reopen(tx, ticket.booking_id, deed);
  if (isVisit(ticket) && ticket.act === 'start' && ticket.round === 1) {
    if (!(await visit.withdraw(tx, ticket.booking_id, deed))) throw written();
  }
  if (ticket.act === 'send_out')
    for (const id of await queue.waitingSentBy(tx, ticket.id)) await queue.leave(tx, id, deed);
  return back;
}

export function undoHandlers(ground: HallGround): Handlers<'ticketUndo'> {
  const { wake, queue } = ground;
  return {
    ticketUndo: ({ params, run, locale, actor, now }) =>
      told(
        wake,
        run(async (tx) => queue.show(tx, await undo(tx, ground, { actor, now, id: params.id }), { locale, now })),
      ),
  };
}
