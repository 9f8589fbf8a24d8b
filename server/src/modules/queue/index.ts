/** Queue: the waiting hall — check-in codes, tickets and their order, calling, boards, and how long still. */
import type { TicketView } from '@menzhen/contract';
import type { Clock, Db, Handlers, LiveView, Secrets, Tx } from '../../kernel/index.ts';
import { hallOfCode } from './check-in-code.ts';
import { queueLiveViews } from './live-views.ts';
import type { BookingForTicket, DutyOf, QueueNeeds } from './ports.ts';
import { placeOfBooking, type QueuePlaceView, showTicket } from './reading.ts';
import { type QueueRouteNames, queueHandlers } from './routes.ts';
import * as service from './service.ts';
import * as store from './store.ts';
import type { TicketRow } from './tables.ts';
import type { Locale } from './words.ts';

export { type Deed, queueFacts } from './facts.ts';
export type { BookingForTicket, Duty, QueueNeeds } from './ports.ts';
export type { TicketRow } from './tables.ts';

type QueueService = typeof service;
export interface Queue extends QueueService {
  handlers: Handlers<QueueRouteNames>;
  liveViews: LiveView[];
  dutyOf: DutyOf;
  ticket(tx: Tx, id: string): Promise<TicketRow | undefined>;
  ticketOfBooking(tx: Tx, booking_id: string): Promise<TicketRow | undefined>;
  /** Ticket numbers by booking. */
  ticketNumbers(tx: Tx, booking_ids: string[]): Promise<Map<string, string>>;
  show(tx: Tx, ticket: TicketRow, locale: Locale): Promise<TicketView>;
  /** A patient's place, for whoever may know of the booking; undefined before check-in. */
  placeOf(
    tx: Tx,
    ask: { booking_id: string; now: Temporal.Instant; locale: Locale },
  ): Promise<QueuePlaceView | undefined>;
  /** True when the code is the hall's of this booking's department, and of this minute or the one before. */
  isHallCode(tx: Tx, code: string, booking: BookingForTicket, now: Temporal.Instant): Promise<boolean>;
}

export function openQueue(ground: { db: Db; clock: Clock; secrets: Secrets } & { needs: QueueNeeds }): Queue {
  const { needs, secrets } = ground;
  return {
    ...service,
    // named, since only journeys ask for them
    moveTicket: service.moveTicket,
    handOver: service.handOver,
    handlers: queueHandlers(ground),
    liveViews: queueLiveViews(ground),
    dutyOf: needs.dutyOf,
    ticket: store.ticketById,
    ticketOfBooking: store.ticketOfBooking,
    async ticketNumbers(tx, booking_ids) {
      const tickets = await store.ticketsOfBookings(tx, booking_ids);
      return new Map(tickets.map((ticket) => [ticket.booking_id, ticket.number]));
    },
    show: (tx, ticket, locale) => showTicket(tx, needs, ticket, locale),
    placeOf: (tx, ask) => placeOfBooking(tx, needs, ask),
    async isHallCode(tx, code, booking, now) {
      const board_id = hallOfCode(secrets, code, now);
      const hall = board_id && (await needs.hall(tx, board_id));
      return hall ? hall.department_ids.includes(booking.department_id) : false;
    },
  };
}
