/** Booking: one place of one slot for one patient, from hold to finish. */
import type { BookingView } from '@menzhen/contract';
import type { Db, Doorway, Handlers, Locale, Tx } from '../../kernel/index.ts';
import type { Payment } from '../payment/index.ts';
import type { PastBooking } from '../policy/index.ts';
import { type GateGround, type GateRouteNames, gate, gateHandlers } from './gate.ts';
import type { HoldGround } from './hold.ts';
import { type BookingRouteNames, bookingHandlers } from './routes.ts';
import { type BookingService, bookingService } from './service.ts';
import type { AccountHistory, BookingCard, History } from './tables.ts';
import { accountHistories, groupHistories, histories } from './store-history.ts';
import { firstSeen, forgive, madeBetween } from './store-replay.ts';
import { bookingView } from './views.ts';

export { bookingFacts } from './facts.ts';
export { asOf, type MadeBooking } from './store-replay.ts';
export { bookingIdOfQr, moves, stateWords } from './rules.ts';
export type { BookingCard, FreedPlace } from './tables.ts';

export interface Bookings extends BookingService {
  handlers: Handlers<BookingRouteNames | GateRouteNames>;
  past: Past;
  /** Views in the order of the cards; `masked` for staff. */
  view(tx: Tx, cards: BookingCard[], ask: { masked: boolean; locale: Locale }): Promise<BookingView[]>;
}

/** What the rules read of the past, for those who judge outside of booking. */
export interface Past {
  madeBetween: typeof madeBetween;
  firstSeen: typeof firstSeen;
  forgive: typeof forgive;
  ofPatients: (patient_ids: string[], from: string) => Promise<Map<string, History>>;
  ofAccounts: (account_ids: string[], from: string) => Promise<Map<string, AccountHistory>>;
  /** By patient, the bookings of all patients of its group. */
  ofGroups: (groups: Map<string, string[]>, from: string) => Promise<Map<string, PastBooking[]>>;
}

export interface BookingGround extends HoldGround, Omit<GateGround, 'people'> {
  doorway: Doorway;
  db: Db;
  payment: Payment;
  /** Ticket numbers of bookings; the queue comes later in the house, so app.ts hands it in. */
  ticketNumbers: (tx: Tx, booking_ids: string[]) => Promise<Map<string, string>>;
  announce: () => void;
}

export function openBooking(ground: BookingGround): Bookings {
  const service = bookingService(ground);

  async function viewGround(tx: Tx, cards: BookingCard[]) {
    const versions = [...new Set(cards.map((card) => card.policy_version))];
    const policies = new Map(
      await Promise.all(versions.map(async (v) => [v, await ground.policy.version(v)] as const)),
    );
    const windows = new Map(
      await Promise.all(cards.map(async (card) => [card.id, await service.checkInWindow(card)] as const)),
    );
    const patients = await ground.people.cards(tx, [...new Set(cards.map((card) => card.patient_id))]);
    return {
      now: ground.clock.now(),
      catalog: await ground.catalog.view(),
      policyOf: (v: number) => policies.get(v)!,
      patients,
      windows,
    };
  }

  async function view(
    tx: Tx,
    cards: BookingCard[],
    { masked, locale }: { masked: boolean; locale: Locale },
  ): Promise<BookingView[]> {
    const ids = cards.map((card) => card.id);
    const base = await viewGround(tx, cards);
    const payments = await ground.payment.ordersOf(tx, 'booking', ids);
    const tickets = await ground.ticketNumbers(tx, ids);
    return cards.map((card) => bookingView({ ...base, payments, tickets, masked, locale }, card));
  }

  async function fresh(card: BookingCard, locale: Locale): Promise<BookingView> {
    const base = await viewGround(ground.db.kysely, [card]);
    return bookingView({ ...base, payments: new Map(), tickets: new Map(), masked: false, locale }, card);
  }

  const handlers = {
    ...bookingHandlers({ ...ground, service, gate: gate(ground), view, fresh }),
    ...gateHandlers(ground),
  };
  const { pool } = ground.db;
  const past: Past = {
    madeBetween,
    firstSeen,
    forgive,
    ofPatients: (ids, from) => histories(pool, ids, from),
    ofAccounts: (ids, from) => accountHistories(pool, ids, from),
    ofGroups: (groups, from) => groupHistories(pool, groups, from),
  };
  return Object.assign(service, { view, handlers, past });
}
