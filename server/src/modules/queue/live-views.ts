/**
 * The queue live: topics `board`, `booking:<id>`, `tickets`, `doctor`, `queue` and `lines`. A cursor names the state without its clock, so
 * that nothing is sent when only time has passed; a board whose check-in code grows old asks again by itself.
 */
import { type Actor, type Clock, type Db, dayOf, type FactRow, has, type LiveView } from '../../kernel/index.ts';
import type { AskedTogether } from './asked-together.ts';
import { movingKinds } from './facts.ts';
import { type HallGround, readBoard } from './hall.ts';
import { callsView } from './live-calls.ts';
import { cursorOf, myTickets, ownPlace, type PlaceGround } from './reading.ts';
import { dayQueue, doctorDay, linesAskOf, watchedDepartments } from './reading-day.ts';
import { readLines } from './reading-lines.ts';
import { SharedReadings } from './shared-readings.ts';

export interface LiveQueueGround extends HallGround, PlaceGround {
  db: Db;
  clock: Clock;
}
type LivePlaceGround = LiveQueueGround & { shared: SharedReadings; asked: AskedTogether };

const isQueueFact = (fact: FactRow): boolean => fact.kind.startsWith('ticket.') || fact.kind.startsWith('session.');
/** A ticket went from one line to another; the fact names the new one only. */
const isLineChange = (fact: FactRow): boolean => /^ticket\.(transferred|moved|undone|handed_over)$/.test(fact.kind);
const isCatalogFact = (fact: FactRow): boolean => /^(department|doctor|room|visit_type)\./.test(fact.kind);
const inDepartments = (fact: FactRow, ids: readonly string[] | null): boolean =>
  ids === null || ids.includes(String(fact.data.department_id));

/** A door looks at its room, whichever department sits there. */
const inPlaces = (fact: FactRow, ids: readonly string[] | null): boolean =>
  inDepartments(fact, ids) || (ids?.includes(String(fact.data.room_id)) ?? false);

/** What a key's last reading depended on, so that a fact elsewhere does not read it again. Forgetting costs a reading. */
class Remembered {
  readonly #of = new Map<string, string[]>();
  set(key: string, ids: string[]): void {
    if (this.#of.size >= 20_000) this.#of.clear();
    this.#of.set(key, ids);
  }
  get(key: string): string[] | null {
    return this.#of.get(key) ?? null;
  }
}

function boardView(ground: LiveQueueGround): LiveView {
  const places = new Remembered();
  return {
    keyOf: (actor, topic) => (topic === 'board' && actor.kind === 'board' ? `board:${actor.id}` : undefined),
    async read(key) {
      const board_id = key.slice('board:'.length);
      // a screen that was unpaired is told so and shows nothing more, without waiting for its session's end
      const hall = await ground.needs.hall(ground.db.kysely, board_id);
      if (!hall) return { cursor: 'unpaired', state: null };
      const read = await readBoard(ground.db.kysely, ground, { hall, now: ground.clock.now() });
      places.set(key, [...read.department_ids, ...(read.room_id ? [read.room_id] : [])]);
      return { cursor: read.state.cursor, state: read.state };
    },
    touchedBy: (key, facts) =>
      facts.some(
        (fact) =>
          (isQueueFact(fact) && inPlaces(fact, places.get(key))) ||
          isCatalogFact(fact) ||
          fact.kind.startsWith('board.'),
      ),
  };
}

const isTicketFact = (fact: FactRow): boolean => fact.kind.startsWith('ticket.');
/** Whether one of these lines may stand differently after a fact; their sessions and service points are named. */
const inLines = (fact: FactRow, line_ids: readonly string[] | null): boolean =>
  movingKinds.includes(fact.kind) &&
  line_ids !== null &&
  (isLineChange(fact) ||
    line_ids.includes(String(fact.data.session_id)) ||
    line_ids.includes(String(fact.data.service_point_id)));

function bookingView(ground: LivePlaceGround): LiveView {
  const lines = new Remembered();
  return {
    keyOf(actor, topic) {
      const id = /^booking:([0-9a-f-]{36})$/.exec(topic)?.[1];
      return id && actor.kind === 'patient' ? `booking:${id}:${actor.id}` : undefined;
    },
    async read(key) {
      const [, booking_id, account_id] = key.split(':') as [string, string, string];
      const ask = { booking_id, account_id, now: ground.clock.now(), locale: 'zh' as const };
      const state = await ownPlace(ground.db.kysely, ground, ask);
      const { line_ids, ...shown } = state;
      lines.set(key, line_ids);
      const { computed_at: _clock, ...place } = state.place ?? {};
      return { cursor: cursorOf({ ...shown, place }), state: shown };
    },
    touchedBy(key, facts) {
      ground.shared.see(facts);
      const booking_id = key.split(':')[1];
      const line_ids = lines.get(key);
      return facts.some(
        (fact) =>
          fact.subject === `booking:${booking_id}` || fact.data.booking_id === booking_id || inLines(fact, line_ids),
      );
    },
  };
}

/** All of an account's tickets of the day. */
function ticketsView(ground: LivePlaceGround): LiveView {
  const lines = new Remembered();
  const patients = new Remembered();
  return {
    keyOf: (actor, topic) => (topic === 'tickets' && actor.kind === 'patient' ? `tickets:${actor.id}` : undefined),
    async read(key) {
      const ask = { account_id: key.slice('tickets:'.length), now: ground.clock.now(), locale: 'zh' as const };
      const { items, line_ids, patient_ids } = await myTickets(ground.db.kysely, ground, ask);
      lines.set(key, line_ids);
      patients.set(key, patient_ids);
      const still = items.map(({ computed_at: _clock, ...place }) => place);
      return { cursor: cursorOf(still), state: { items } };
    },
    touchedBy(key, facts) {
      ground.shared.see(facts);
      return facts.some(
        (fact) =>
          inLines(fact, lines.get(key)) || (isTicketFact(fact) && patients.get(key)?.includes(fact.patient ?? '')),
      );
    },
  };
}

function doctorView(ground: LiveQueueGround): LiveView {
  const own = (actor: Actor): string | null =>
    actor.kind === 'staff' && has(actor, 'doctor') ? actor.doctor_id : null;
  const departments = new Remembered();
  return {
    keyOf: (actor, topic) => (topic === 'doctor' && own(actor) ? `doctor:${own(actor)}` : undefined),
    async read(key) {
      const { db, needs, clock } = ground;
      const [doctor_id, now] = [key.slice('doctor:'.length), clock.now()];
      const duties = await needs.dutyOf(db.kysely, { date: dayOf(now), doctor_id });
      // others of the department may share the doctor's line
      departments.set(key, [...new Set(duties.map((duty) => duty.department_id))]);
      const state = await doctorDay(db.kysely, needs, { doctor_id, now, locale: 'zh' });
      return { cursor: state.cursor, state };
    },
    touchedBy: (key, facts) =>
      facts.some(
        (fact) =>
          `doctor:${fact.data.doctor_id}` === key ||
          isLineChange(fact) ||
          (isQueueFact(fact) && inDepartments(fact, departments.get(key) ?? [])),
      ),
  };
}

function deskView(ground: LiveQueueGround): LiveView {
  const departmentsOf = (key: string) => (key === 'queue:all' ? null : key.slice('queue:'.length).split(','));
  return {
    keyOf(actor, topic) {
      if (topic !== 'queue' || actor.kind !== 'staff') return undefined;
      if (!has(actor, 'nurse') && !has(actor, 'clerk') && !has(actor, 'operator')) return undefined;
      const ids = watchedDepartments(actor);
      return ids === null ? 'queue:all' : `queue:${ids.toSorted().join(',')}`;
    },
    async read(key) {
      const ask = { department_ids: departmentsOf(key), now: ground.clock.now(), locale: 'zh' as const };
      const state = { items: await dayQueue(ground.db.kysely, ground.needs, ask) };
      return { cursor: cursorOf(state), state };
    },
    touchedBy: (key, facts) => facts.some((fact) => isQueueFact(fact) && inDepartments(fact, departmentsOf(key))),
  };
}

/** The lines with their rooms, for whoever may act in them. */
function linesView(ground: LiveQueueGround): LiveView {
  const asked = (key: string) => {
    const [departments = '', doctor_id = ''] = key.slice('lines:'.length).split('/');
    return {
      department_ids: departments === 'all' ? null : departments.split(',').filter(Boolean),
      doctor_id: doctor_id || null,
    };
  };
  const departments = new Remembered();
  return {
    keyOf(actor, topic) {
      if (topic !== 'lines' || actor.kind !== 'staff') return undefined;
      const ask = linesAskOf(actor);
      return ask ? `lines:${ask.department_ids?.toSorted().join(',') ?? 'all'}/${ask.doctor_id ?? ''}` : undefined;
    },
    async read(key) {
      const ask = { ...asked(key), now: ground.clock.now(), locale: 'zh' as const };
      const state = await readLines(ground.db.kysely, ground.needs, ask);
      const seen = state.items.map((line) => line.department_id);
      departments.set(key, [...new Set([...(ask.department_ids ?? []), ...seen])]);
      return { cursor: state.cursor, state };
    },
    touchedBy: (key, facts) =>
      facts.some(
        (fact) =>
          fact.kind.startsWith('service_') ||
          isLineChange(fact) ||
          (isQueueFact(fact) && inDepartments(fact, asked(key).department_ids && departments.get(key))),
      ),
  };
}

export function queueLiveViews(ground: LiveQueueGround & { asked: AskedTogether }): LiveView[] {
  const places = { ...ground, shared: new SharedReadings() };
  return [
    callsView(ground),
    boardView(ground),
    bookingView(places),
    ticketsView(places),
    doctorView(ground),
    deskView(ground),
    linesView(ground),
  ];
}
