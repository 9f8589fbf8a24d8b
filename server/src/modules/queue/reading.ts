/** What is shown of one ticket: to its callers, and its place to the patient. Reads only. */
import { createHash } from 'node:crypto';
import type { AnswerOf, Contract, TicketView } from '@menzhen/contract';
import { dayOf, found, type Tx } from '../../kernel/index.ts';
import type { AskedTogether } from './asked-together.ts';
import type { Forecasts } from './forecast-service.ts';
import { type Line, roomsOfLine, sessionIds } from './lines.ts';
import type { QueueNeeds } from './ports.ts';
import type { SharedReadings } from './shared-readings.ts';
import { lineOfTicket, type Once, type Standing } from './standing.ts';
import * as store from './store.ts';
import type { TicketRow } from './tables.ts';
import { servicesOf, ticketView, viewGround } from './views.ts';
import { basisOfPoint, basisWords, shownMinutes } from './waiting-time.ts';
import type { Locale } from './words.ts';

export type QueuePlaceView = AnswerOf<Contract['queuePlace']>;

/** A short name of a state, so that a watcher can say which one it has. */
export const cursorOf = (state: unknown): string =>
  createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22);

/** A single ticket as its callers see it. */
export async function showTicket(
  tx: Tx,
  needs: QueueNeeds,
  ticket: TicketRow,
  ask: { locale: Locale; now: Temporal.Instant },
): Promise<TicketView> {
  const standing = ticket.state === 'waiting' ? await lineOfTicket(tx, needs, ticket, ask.now) : undefined;
  const placed = standing?.placed ?? new Map();
  return ticketView(
    await viewGround(tx, needs, { patient_ids: [ticket.patient_id], placed, locale: ask.locale }),
    ticket,
  );
}

/** Places are worked out for a round half minute, so that a phone that asks again meanwhile is told "unchanged". */
const ROUND_MS = 30_000;
const rounded = (now: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(now.epochMilliseconds - (now.epochMilliseconds % ROUND_MS));

interface PlaceAsk {
  now: Temporal.Instant;
  locale: Locale;
}
export interface PlaceGround {
  needs: QueueNeeds;
  forecasts: Forecasts;
  /** Where many places are read at a time: what the tickets of a line have in common is read once, and patients together. */
  shared?: SharedReadings;
  cards?: QueueNeeds['cards'];
}

interface Said {
  people_ahead: number;
  rooms_open: number;
  wait_minutes_p50: number | null;
  wait_minutes_p90: number | null;
  wait_basis: string;
}
const NOT_WAITING: Said = {
  people_ahead: 0,
  rooms_open: 0,
  wait_minutes_p50: null,
  wait_minutes_p90: null,
  wait_basis: '',
};

/** Shared where many places are read at a time. */
const onceIn =
  (shared: SharedReadings | undefined): Once =>
  (name, read) =>
    shared ? shared.once(name, read) : read();

/** How long a ticket that waits still waits, and what that is said from. */
async function saidOf(
  tx: Tx,
  { forecasts, shared }: PlaceGround,
  ask: PlaceAsk & { ticket: TicketRow; position: number; standing: Standing; line: Line },
): Promise<Said> {
  const { ticket, position, line, locale } = ask;
  const name = `forecast ${ticket.date} ${ask.now} ${line.key}`;
  const { ranges, experience } = await onceIn(shared)(name, () => forecasts.ofLine(tx, ask));
  const range = ranges.get(ticket.id);
  const shown = range && shownMinutes(range);
  const { department_id, doctor_id } = ticket;
  return {
    people_ahead: position - 1,
    rooms_open: Math.max(1, roomsOfLine(line).length),
    wait_minutes_p50: shown?.p50_minutes ?? null,
    wait_minutes_p90: shown?.p90_minutes ?? null,
    wait_basis: line.point
      ? basisOfPoint(experience.servicesAt(line.point), locale)
      : basisWords(experience.visitsOf({ department_id, doctor_id: doctor_id ?? department_id }), locale),
  };
}

/** Where a ticket stands, for its patient; `line_ids` name the sessions or the service point whose facts may change it. */
async function readPlace(
  tx: Tx,
  ground: PlaceGround,
  ticket: TicketRow,
  ask: PlaceAsk,
): Promise<{ place: QueuePlaceView; line_ids: string[] }> {
  const { needs, shared, cards } = ground;
  const now = rounded(ask.now);
  const standing = ticket.state === 'waiting' ? await lineOfTicket(tx, needs, ticket, now, onceIn(shared)) : undefined;
  const placed = standing?.placed ?? new Map();
  const place = placed.get(ticket.id);
  const said =
    standing && place
      ? await saidOf(tx, ground, { ...ask, now, ticket, position: place.position, standing, line: standing.line })
      : NOT_WAITING;
  // thirty phones that find the names of services grown old read them once
  await shared?.once('services', () => servicesOf(tx, needs));
  const view = await viewGround(tx, needs, { patient_ids: [ticket.patient_id], placed, locale: ask.locale, cards });
  const place_view = { ticket: ticketView(view, ticket), ...said, computed_at: now.toString() };
  const ids = standing ? sessionIds(standing.line) : [];
  return {
    place: place_view,
    line_ids: [...ids, ...[ticket.session_id, ticket.service_point_id].flatMap((id) => id ?? [])],
  };
}

/** A patient's place; undefined before check-in. */
export async function placeOfBooking(
  tx: Tx,
  ground: PlaceGround,
  ask: PlaceAsk & { booking_id: string },
): Promise<QueuePlaceView | undefined> {
  const ticket = await store.ticketOfBooking(tx, ask.booking_id);
  return ticket && (await readPlace(tx, ground, ticket, ask)).place;
}

/** As placeOfBooking, for the account whose patient it is; anybody else's is not found. */
export async function ownPlace(
  tx: Tx,
  ground: PlaceGround & { asked: AskedTogether },
  ask: PlaceAsk & { booking_id: string; account_id: string },
): Promise<{ place: QueuePlaceView | null; booking_state: string; line_ids: string[] }> {
  const { asked } = ground;
  const booking = found(await asked.standing(ask.booking_id));
  const accounts = await asked.accounts(booking.patient_id);
  found(accounts?.find((id) => id === ask.account_id));
  const ticket = await asked.ticket(ask.booking_id);
  const read = ticket
    ? await readPlace(tx, { ...ground, cards: asked.cards }, ticket, ask)
    : { place: null, line_ids: [] };
  return { ...read, booking_state: booking.state };
}

/** All of an account's tickets of today, those that go on first, each with its place. */
export async function myTickets(
  tx: Tx,
  ground: PlaceGround,
  ask: PlaceAsk & { account_id: string },
): Promise<{ items: QueuePlaceView[]; line_ids: string[]; patient_ids: string[] }> {
  const patient_ids = await ground.needs.ownPatientIds(tx, ask.account_id);
  const tickets = await store.ticketsOfPatients(tx, { patient_ids, date: dayOf(ask.now) });
  const isOver = (ticket: TicketRow) => Number(ticket.state === 'finished' || ticket.state === 'left');
  const read: { place: QueuePlaceView; line_ids: string[] }[] = [];
  for (const ticket of tickets.toSorted((a, b) => isOver(a) - isOver(b))) {
    read.push(await readPlace(tx, ground, ticket, ask));
  }
  return { items: read.map((one) => one.place), line_ids: read.flatMap((one) => one.line_ids), patient_ids };
}
