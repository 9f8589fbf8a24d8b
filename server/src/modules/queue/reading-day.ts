/** A day of tickets: the doctor's own, and the desk's list. Reads only. */
import type { AnswerOf, Contract, TicketView } from '@menzhen/contract';
import { dayOf, departmentScope, has, type StaffActor, type Tx } from '../../kernel/index.ts';
import type { Duty, QueueNeeds } from './ports.ts';
import { cursorOf } from './reading.ts';
import type { TicketState } from './rules.ts';
import { standingOf } from './standing.ts';
import * as store from './store.ts';
import type { TicketRow } from './tables.ts';
import { nameIn, ticketView, type ViewGround, viewGround } from './views.ts';
import type { Locale } from './words.ts';

export type DoctorDayView = AnswerOf<Contract['doctorDay']>;

const RANK: Record<TicketState, number> = {
  in_consultation: 0,
  called: 1,
  waiting: 2,
  held: 3,
  passed: 4,
  away: 5,
  finished: 6,
  left: 7,
};

/** The waiting queue of a day: first who is inside, then each line in its order, then who does not wait just now. */
export async function dayQueue(
  tx: Tx,
  needs: QueueNeeds,
  ask: { department_ids: string[] | null; now: Temporal.Instant; locale: Locale },
): Promise<TicketView[]> {
  const date = dayOf(ask.now);
  const { department_ids, now } = ask;
  const tickets = await store.ticketsOfDay(tx, {
    date,
    department_ids,
    states: ['in_consultation', 'called', 'waiting', 'held', 'passed', 'away'],
  });
  const duties = await needs.dutyOf(tx, { date, ...(department_ids ? { department_ids } : {}) });
  const point_ids = [...new Set(tickets.flatMap((ticket) => ticket.service_point_id ?? []))];
  const { placed } = await standingOf(tx, needs, { duties, point_ids, now });
  const patient_ids = tickets.map((ticket) => ticket.patient_id);
  const ground = await viewGround(tx, needs, { patient_ids, placed, locale: ask.locale });
  const place = (ticket: TicketRow) => placed.get(ticket.id)?.position ?? 0;
  return tickets
    .toSorted((a, b) => RANK[a.state] - RANK[b.state] || place(a) - place(b) || a.number.localeCompare(b.number))
    .map((ticket) => ticketView(ground, ticket));
}

const SHOWN: TicketState[] = ['waiting', 'called', 'in_consultation', 'held', 'passed', 'away', 'finished'];

/** The doctor's own day, with the visit that is open; of a line shared with others, all who wait in it. */
export async function doctorDay(
  tx: Tx,
  needs: QueueNeeds,
  ask: { doctor_id: string; now: Temporal.Instant; locale: Locale },
): Promise<DoctorDayView> {
  const { doctor_id, now } = ask;
  const duties = await needs.dutyOf(tx, { date: dayOf(now), doctor_id });
  const ids = duties.map((duty) => duty.id);
  const { waiting, placed } = await standingOf(tx, needs, { duties, now });
  const own = (await store.ticketsOfSessions(tx, ids, SHOWN)).filter((ticket) => ticket.state !== 'waiting');
  const all: TicketRow[] = [...waiting, ...own];
  const patient_ids = all.map((ticket) => ticket.patient_id);
  const ground = await viewGround(tx, needs, { patient_ids, placed, locale: ask.locale });
  const expected = await needs.expected(tx, ids);
  const inState = (...states: TicketState[]) =>
    all.filter((ticket) => states.includes(ticket.state)).map((ticket) => ticketView(ground, ticket));
  const [current = null] = inState('called', 'in_consultation');
  // of who is back with results the visit is open already when they are called
  const open = current && (current.state === 'in_consultation' || current.round > 1) ? current.booking_id : null;
  const state = {
    sessions: duties.map((duty) => sessionOfDay(duty, ground, all, expected.get(duty.id)?.booked ?? 0)),
    current,
    visit: open ? await needs.openVisit(tx, open, doctor_id) : null,
    waiting: inState('waiting').toSorted((a, b) => (a.position ?? 0) - (b.position ?? 0)),
    held: inState('held'),
    passed: inState('passed'),
    away: inState('away'),
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

/** Whose lines a member of staff may see: those of the own departments, and as a doctor those of the own sessions; null: none. */
export function linesAskOf(
  actor: StaffActor,
  asked?: string,
): { department_ids: string[] | null; doctor_id: string | null } | null {
  const isWatcher = actor.roles.some(({ role }) => (watchers as readonly string[]).includes(role));
  const doctor_id = has(actor, 'doctor') ? actor.doctor_id : null;
  if (!isWatcher && !doctor_id) return null;
  return { department_ids: isWatcher ? watchedDepartments(actor, asked) : [], doctor_id: asked ? null : doctor_id };
}
