/**
 * The queue live: topics `board`, `booking:<id>`, `doctor` and `queue`. A cursor names the state without its clock, so
 * that nothing is sent when only time has passed; a board whose check-in code grows old asks again by itself.
 */
import { type Actor, type Clock, type Db, type FactRow, has, type LiveView } from '../../kernel/index.ts';
import { type HallGround, readBoard } from './hall.ts';
import { cursorOf, dayQueue, doctorDay, ownPlace, watchedDepartments } from './reading.ts';

export interface LiveQueueGround extends HallGround {
  db: Db;
  clock: Clock;
}

const isQueueFact = (fact: FactRow): boolean => fact.kind.startsWith('ticket.') || fact.kind.startsWith('session.');
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
      if (!(await ground.needs.hall(ground.db.kysely, board_id))) return { cursor: 'unpaired', state: null };
      const read = await readBoard(ground.db.kysely, ground, { board_id, now: ground.clock.now() });
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

function bookingView(ground: LiveQueueGround): LiveView {
  const sessions = new Remembered();
  return {
    keyOf(actor, topic) {
      const id = /^booking:([0-9a-f-]{36})$/.exec(topic)?.[1];
      return id && actor.kind === 'patient' ? `booking:${id}:${actor.id}` : undefined;
    },
    async read(key) {
      const [, booking_id, account_id] = key.split(':') as [string, string, string];
      const ask = { booking_id, account_id, now: ground.clock.now(), locale: 'zh' as const };
      const state = await ownPlace(ground.db.kysely, ground.needs, ask);
      if (state.place) sessions.set(key, [state.place.ticket.session_id]);
      const { computed_at: _clock, ...place } = state.place ?? {};
      return { cursor: cursorOf({ ...state, place }), state };
    },
    touchedBy(key, facts) {
      const booking_id = key.split(':')[1];
      const session_ids = sessions.get(key);
      return facts.some(
        (fact) =>
          fact.subject === `booking:${booking_id}` ||
          fact.data.booking_id === booking_id ||
          (fact.kind.startsWith('ticket.') && session_ids?.includes(String(fact.data.session_id))),
      );
    },
  };
}

function doctorView(ground: LiveQueueGround): LiveView {
  const own = (actor: Actor): string | null =>
    actor.kind === 'staff' && has(actor, 'doctor') ? actor.doctor_id : null;
  return {
    keyOf: (actor, topic) => (topic === 'doctor' && own(actor) ? `doctor:${own(actor)}` : undefined),
    async read(key) {
      const doctor_id = key.slice('doctor:'.length);
      const state = await doctorDay(ground.db.kysely, ground.needs, {
        doctor_id,
        now: ground.clock.now(),
        locale: 'zh',
      });
      return { cursor: state.cursor, state };
    },
    touchedBy: (key, facts) => facts.some((fact) => `doctor:${fact.data.doctor_id}` === key),
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

export const queueLiveViews = (ground: LiveQueueGround): LiveView[] => [
  boardView(ground),
  bookingView(ground),
  doctorView(ground),
  deskView(ground),
];
