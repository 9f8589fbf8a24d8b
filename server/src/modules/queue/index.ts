/** Queue: the waiting hall — check-in codes, tickets and their order, calling, boards, service points, and how long still. */
import type { TicketView } from '@menzhen/contract';
import {
  ageOn,
  type Clock,
  type Db,
  type FactReader,
  type Handlers,
  type LiveView,
  type Secrets,
  type Tx,
} from '../../kernel/index.ts';
import { askedTogether } from './asked-together.ts';
import { hallOfCode } from './check-in-code.ts';
import { waitReader } from './forecast-reader.ts';
import { Forecasts } from './forecast-service.ts';
import { queueLiveViews } from './live-views.ts';
import { nearReader } from './near.ts';
import type { BookingForTicket, DutyOf, QueueNeeds } from './ports.ts';
import { myTickets, placeOfBooking, type QueuePlaceView, showTicket } from './reading.ts';
import { type HistoryView, readHistory } from './reading-lines.ts';
import { type QueueRouteNames, queueHandlers } from './routes.ts';
import * as service from './service.ts';
import * as line from './service-line.ts';
import * as points from './service-points.ts';
import * as undo from './service-undo.ts';
import { inOrder, lineOfTicket, type Standing, standingOf } from './standing.ts';
import * as store from './store.ts';
import type { LineRow, TicketRow } from './tables.ts';
import { type Line, type RulesOf, standsIn } from './lines.ts';
import type { LineGround } from './rules-order.ts';
import { scopeOf } from './views.ts';
import type { Locale } from './words.ts';

export { type Deed, queueFacts } from './facts.ts';
export { dutyNow, type Line, standsIn } from './lines.ts';
export type { BookingForTicket, Duty, QueueNeeds } from './ports.ts';
export type { TransferTo } from './service-line.ts';
export { inOrder } from './standing.ts';
export { isVisit, type PointRow, type TicketRow } from './tables.ts';
export { ticketStateWords } from './rules.ts';

type QueueService = Omit<typeof service, 'act' | 'takeNumber'> & typeof line & typeof points & typeof undo;
export interface Queue extends QueueService {
  handlers: Handlers<QueueRouteNames>;
  liveViews: LiveView[];
  /** Readers of the record: who is near is told, how long still is written down. */
  readers: FactReader[];
  dutyOf: DutyOf;
  rules(): Promise<RulesOf>;
  ticket(tx: Tx, id: string): Promise<TicketRow | undefined>;
  tickets(tx: Tx, ids: string[]): Promise<TicketRow[]>;
  ticketOfBooking(tx: Tx, booking_id: string): Promise<TicketRow | undefined>;
  /** Tickets that a ticket's doctor sent the patient to, not yet called. */
  waitingSentBy(tx: Tx, ticket_id: string): Promise<string[]>;
  /** Ticket numbers by booking. */
  ticketNumbers(tx: Tx, booking_ids: string[]): Promise<Map<string, string>>;
  /** The lines of these duties and service points as they stand. */
  standing(tx: Tx, ask: Parameters<typeof standingOf>[2]): Promise<Standing>;
  /** The line of a ticket with who waits in it, and what its order is made from. */
  lineOf(
    tx: Tx,
    ticket: TicketRow,
    now: Temporal.Instant,
  ): Promise<{ line: Line; waiting: LineRow[]; ground: LineGround; turn: string } | undefined>;
  /** How long an act on a ticket may be taken back. */
  undoMinutes(ticket: TicketRow): Promise<number>;
  /** What the rules give a patient for their age alone. */
  needOf(tx: Tx, ask: { patient_id: string; date: string; scope: Parameters<RulesOf>[0] }): Promise<service.Need>;
  show(tx: Tx, ticket: TicketRow, ask: { locale: Locale; now: Temporal.Instant }): Promise<TicketView>;
  history(tx: Tx, ask: { ticket_id: string; locale: Locale }): Promise<HistoryView>;
  /** A patient's place, for whoever may know of the booking; undefined before check-in. */
  placeOf(
    tx: Tx,
    ask: { booking_id: string; now: Temporal.Instant; locale: Locale },
  ): Promise<QueuePlaceView | undefined>;
  /** All of an account's tickets of today, each with its place and how long still. */
  placesOf(tx: Tx, ask: { account_id: string; now: Temporal.Instant; locale: Locale }): Promise<QueuePlaceView[]>;
  /** True when the code is the hall's of this booking's department, and of this minute or the one before. */
  isHallCode(tx: Tx, code: string, booking: BookingForTicket, now: Temporal.Instant): Promise<boolean>;
}

export interface QueueGround {
  db: Db;
  clock: Clock;
  secrets: Secrets;
  needs: QueueNeeds;
  forecasts: Forecasts;
}

export function openQueue(given: Omit<QueueGround, 'forecasts'>): Queue {
  const ground = { ...given, forecasts: new Forecasts(given.needs) };
  const { moveTicket, handOver, bookingFollows } = service;
  const { openAtPointsBefore, issueAtPoint } = points;
  // named, since only journeys ask for them
  const ofJourneys = { moveTicket, handOver, bookingFollows, openAtPointsBefore, issueAtPoint };
  return { ...service, ...line, ...points, ...undo, ...ofJourneys, ...readings(ground), ...questions(ground) };
}

/** What others may ask of the hall. */
function readings(ground: QueueGround) {
  const { needs, secrets, forecasts } = ground;
  const phones = { ...ground, asked: askedTogether(ground.db, needs) };
  return {
    handlers: queueHandlers(phones),
    liveViews: queueLiveViews(phones),
    readers: [nearReader(ground), waitReader(ground)],
    dutyOf: needs.dutyOf,
    rules: needs.rules,
    ticket: store.ticketById,
    tickets: store.ticketsByIds,
    ticketOfBooking: store.ticketOfBooking,
    waitingSentBy: store.waitingSentBy,
    async ticketNumbers(tx, booking_ids) {
      const tickets = await store.ticketsOfBookings(tx, booking_ids);
      return new Map(tickets.map((ticket) => [ticket.booking_id!, ticket.number]));
    },
    show: (tx, ticket, ask) => showTicket(tx, needs, ticket, ask),
    history: (tx, ask) => readHistory(tx, needs, ask),
    placeOf: (tx, ask) => placeOfBooking(tx, { needs, forecasts }, ask),
    placesOf: async (tx, ask) => (await myTickets(tx, { needs, forecasts }, ask)).items,
    async isHallCode(tx, code, booking, now) {
      const board_id = hallOfCode(secrets, code, now);
      const hall = board_id && (await needs.hall(tx, board_id));
      return hall ? hall.department_ids.includes(booking.department_id) : false;
    },
  } satisfies Partial<Queue>;
}

/** What the acts need to know of lines and rules. */
function questions({ needs }: QueueGround) {
  return {
    standing: (tx, ask) => standingOf(tx, needs, ask),
    async lineOf(tx, ticket, now) {
      const standing = await lineOfTicket(tx, needs, ticket, now);
      if (!standing) return undefined;
      const { line: own, placed, turns } = standing;
      return {
        line: own,
        waiting: inOrder(standing, own).map((one) => one.ticket),
        ground: { now, rules: own.rules, turns: turns.filter((turn) => standsIn(own, turn)) },
        turn: placed.get(ticket.id)?.turn ?? 'slot',
      };
    },
    async undoMinutes(ticket) {
      return (await needs.rules())(scopeOf(ticket)).queue.undo_minutes;
    },
    async needOf(tx, { patient_id, date, scope }) {
      const { queue, pool } = (await needs.rules())(scope);
      const from = pool.senior_from_age_years;
      if (from === 0 || !queue.classes.some((one) => one.class === 'senior')) return {};
      const patient = (await needs.cards(tx, [patient_id])).get(patient_id);
      return patient && ageOn(patient.birth_date, date) >= from ? { class: 'senior' as const } : {};
    },
  } satisfies Partial<Queue>;
}
