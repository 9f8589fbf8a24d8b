/** What is shown of the queue: a patient's place, the doctor's day, the desk's list. Reads only. */
import { createHash } from 'node:crypto';
import type { AnswerOf, Contract, TicketView } from '@menzhen/contract';
import { dayOf, departmentScope, found, type StaffActor, type Tx } from '../../kernel/index.ts';
import { linesOf, placedByTicket, sessionIds } from './lines.ts';
import type { Duty, QueueNeeds } from './ports.ts';
import type { Placed } from './rules.ts';
import * as store from './store.ts';
import * as board from './store-board.ts';
import type { LineRow, TicketRow } from './tables.ts';
import { nameIn, ticketView, type ViewGround } from './views.ts';
import { basisWords, waitRange } from './waiting-time.ts';
import type { Locale } from './words.ts';

export type QueuePlaceView = AnswerOf<Contract['queuePlace']>;
export type DoctorDayView = AnswerOf<Contract['doctorDay']>;

/** A short name of a state, so that a watcher can say which one it has. */
export const cursorOf = (state: unknown): string =>
  createHash('sha256').update(JSON.stringify(state)).digest('base64url').slice(0, 22);

/** All that views of these tickets need, in one reading. */
export async function viewGround(
  tx: Tx,
  needs: QueueNeeds,
  ask: { patient_ids: string[]; placed: Map<string, Placed<LineRow>>; locale: Locale },
): Promise<ViewGround> {
  const patients = await needs.cards(tx, [...new Set(ask.patient_ids)]);
  return { names: await needs.names(), patients, placed: ask.placed, locale: ask.locale };
}

/** A single ticket as its callers see it. */
export async function showTicket(tx: Tx, needs: QueueNeeds, ticket: TicketRow, locale: Locale): Promise<TicketView> {
  const duties = await needs.dutyOf(tx, { date: ticket.date, doctor_id: ticket.doctor_id });
  const waiting = await store.waitingOf(tx, sessionsWith(duties, ticket));
  const placed = placedByTicket(duties, waiting);
  return ticketView(await viewGround(tx, needs, { patient_ids: [ticket.patient_id], placed, locale }), ticket);
}

/** The sessions whose tickets stand in one line with this one. */
function sessionsWith(duties: Duty[], ticket: TicketRow): string[] {
  const line = linesOf(duties).find((one) => sessionIds(one).includes(ticket.session_id));
  return line ? sessionIds(line) : [ticket.session_id];
}

const minutesBetween = (from: Temporal.Instant, to: Temporal.Instant): number =>
  Math.max(0, (to.epochMilliseconds - from.epochMilliseconds) / 60_000);

/** What stands before a waiting ticket: people, the patient inside, the start of the line. */
async function aheadOf(
  tx: Tx,
  ask: { line: LineRow[]; position: number; session_ids: string[]; now: Temporal.Instant },
) {
  const [inside] = await store.ticketsOfSessions(tx, ask.session_ids, ['called', 'in_consultation']);
  const begun = await board.haveCalled(tx, ask.session_ids);
  const starts = ask.line.map((ticket) => ticket.slot_starts_at).toSorted(Temporal.Instant.compare)[0]!;
  return {
    people_ahead: ask.position - 1,
    current: inside ? { minutes_in: inside.started_at ? minutesBetween(inside.started_at, ask.now) : 0 } : null,
    minutes_to_start: begun ? 0 : minutesBetween(ask.now, starts),
  };
}

/** Places are worked out for a round half minute, so that a phone that asks again meanwhile is told "unchanged". */
const ROUND_MS = 30_000;
const rounded = (now: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.fromEpochMilliseconds(now.epochMilliseconds - (now.epochMilliseconds % ROUND_MS));

/** A patient's place; undefined before check-in. */
export async function placeOfBooking(
  tx: Tx,
  needs: QueueNeeds,
  ask: { booking_id: string; now: Temporal.Instant; locale: Locale },
): Promise<QueuePlaceView | undefined> {
  const ticket = await store.ticketOfBooking(tx, ask.booking_id);
  if (!ticket) return undefined;
  const now = rounded(ask.now);
  const { doctor_id, department_id } = ticket;
  const duties = await needs.dutyOf(tx, { date: ticket.date, doctor_id });
  const session_ids = sessionsWith(duties, ticket);
  const line = await store.waitingOf(tx, session_ids);
  const placed = placedByTicket(duties, line);
  const position = placed.get(ticket.id)?.position;
  const ahead = position ? await aheadOf(tx, { line, position, session_ids, now }) : undefined;
  const history = await board.historyOf(tx, { doctor_id, department_id, now });
  const range = ahead && waitRange(history, ahead);
  return {
    ticket: ticketView(await viewGround(tx, needs, { ...ask, patient_ids: [ticket.patient_id], placed }), ticket),
    people_ahead: ahead?.people_ahead ?? 0,
    wait_minutes_p50: range?.p50_minutes ?? null,
    wait_minutes_p90: range?.p90_minutes ?? null,
    wait_basis: ahead ? basisWords(history, ask.locale) : '',
    computed_at: now.toString(),
  };
}

/** As placeOfBooking, for the account whose patient it is; anybody else's is not found. */
export async function ownPlace(
  tx: Tx,
  needs: QueueNeeds,
  ask: { booking_id: string; account_id: string; now: Temporal.Instant; locale: Locale },
): Promise<{ place: QueuePlaceView | null; booking_state: string }> {
  const booking = found(await needs.bookingStanding(tx, ask.booking_id));
  const own = await needs.ownPatientIds(tx, ask.account_id);
  found(own.find((id) => id === booking.patient_id));
  return { place: (await placeOfBooking(tx, needs, ask)) ?? null, booking_state: booking.state };
}

/** The waiting queue of a day: first who is inside, then each line in its order, then the passed. */
export async function dayQueue(
  tx: Tx,
  needs: QueueNeeds,
  ask: { department_ids: string[] | null; now: Temporal.Instant; locale: Locale },
): Promise<TicketView[]> {
  const date = dayOf(ask.now);
  const { department_ids } = ask;
  const tickets = await store.ticketsOfDay(tx, {
    date,
    department_ids,
    states: ['in_consultation', 'called', 'waiting', 'passed'],
  });
  const duties = await needs.dutyOf(tx, { date, ...(department_ids ? { department_ids } : {}) });
  const waiting = await store.waitingOf(tx, [...new Set(tickets.map((ticket) => ticket.session_id))]);
  const placed = placedByTicket(duties, waiting);
  const patient_ids = tickets.map((ticket) => ticket.patient_id);
  const ground = await viewGround(tx, needs, { patient_ids, placed, locale: ask.locale });
  const rank = { in_consultation: 0, called: 1, waiting: 2, passed: 3, finished: 4, left: 5 };
  const place = (ticket: TicketRow) => placed.get(ticket.id)?.position ?? 0;
  return tickets
    .toSorted((a, b) => rank[a.state] - rank[b.state] || place(a) - place(b) || a.number.localeCompare(b.number))
    .map((ticket) => ticketView(ground, ticket));
}

/** The doctor's own day, with the visit that is open. */
export async function doctorDay(
  tx: Tx,
  needs: QueueNeeds,
  ask: { doctor_id: string; now: Temporal.Instant; locale: Locale },
): Promise<DoctorDayView> {
  const duties = await needs.dutyOf(tx, { date: dayOf(ask.now), doctor_id: ask.doctor_id });
  const ids = duties.map((duty) => duty.id);
  const all = await store.ticketsOfSessions(tx, ids, ['waiting', 'called', 'in_consultation', 'passed', 'finished']);
  const placed = placedByTicket(duties, await store.waitingOf(tx, ids));
  const patient_ids = all.map((ticket) => ticket.patient_id);
  const ground = await viewGround(tx, needs, { patient_ids, placed, locale: ask.locale });
  const expected = await needs.expected(tx, ids);
  const inState = (...states: TicketRow['state'][]) =>
    all.filter((ticket) => states.includes(ticket.state)).map((ticket) => ticketView(ground, ticket));
  const [current = null] = inState('called', 'in_consultation');
  const state = {
    sessions: duties.map((duty) => sessionOfDay(duty, ground, all, expected.get(duty.id)?.booked ?? 0)),
    current,
    visit: current?.state === 'in_consultation' ? await needs.openVisit(tx, current.booking_id, ask.doctor_id) : null,
    waiting: inState('waiting').toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)),
    passed: inState('passed'),
    finished: inState('finished').toReversed(),
    not_arrived: ids.reduce((sum, id) => sum + (expected.get(id)?.not_arrived ?? 0), 0),
  };
  return { ...state, cursor: cursorOf(state) };
}

function sessionOfDay(duty: Duty, ground: ViewGround, tickets: TicketRow[], booked: number) {
  const own = tickets.filter((ticket) => ticket.session_id === duty.id);
  const { names, locale } = ground;
  return {
    session_id: duty.id,
    half_day: duty.half_day,
    starts: duty.starts,
    ends: duty.ends,
    room_id: duty.room_id,
    room_name: names.room(duty.room_id)?.name ?? '',
    department_name: nameIn(names.department(duty.department_id), locale),
    visit_type_name: nameIn(names.visitType(duty.visit_type_id), locale),
    booked,
    checked_in: own.length,
    finished: own.filter((ticket) => ticket.state === 'finished').length,
    state: duty.state,
  };
}

const watchers = ['nurse', 'clerk', 'operator'] as const;

/** The departments a watcher of the queue may see, narrowed to the asked one; null: all. */
export function watchedDepartments(actor: StaffActor, asked?: string): string[] | null {
  const scope = departmentScope(actor, watchers);
  if (!asked) return scope;
  return scope === null || scope.includes(asked) ? [asked] : [];
}
