/**
 * What a day that is over teaches about waiting: sums of durations by doctor and visit type, small enough to keep for ever.
 * Pure; a later look at the same tickets gives the same sums.
 */

export const measureKinds = [
  // the visit itself, from start to finish
  'visit',
  // at a service point, from start to finish
  'service',
  // from the call to the start
  'walk',
  // from the end of a visit to the next call in the room, while somebody waited
  'gap',
  // a gap so long that the doctor was away
  'rest',
  // from an arrival in front of an idle room to the call
  'answer',
  // from the planned beginning of a session to its first call
  'start',
  // called and did not come: how long the room waited
  'absent',
  // from the beginning of the slot to the check-in; negative is early
  'arrival',
  // booked and never came; counted only
  'missing',
  // how long the session ran, from its first call to its last
  'open',
  // went before others by urgency; counted only
  'urgent',
  // sent for a test with the visit open, until back
  'results',
  // from a missed call until back
  'back',
] as const;
export type MeasureKind = (typeof measureKinds)[number];

/** Sums of one day; minutes. */
export interface Measure {
  what: MeasureKind;
  department_id: string;
  doctor_id: string;
  /** Of visits only; '' of the rest. */
  visit_type_id: string;
  /** Of visits: 1 = first, 2 = back with results. Of arrivals: the step of ARRIVAL_STEP_MINUTES. 0 of the rest. */
  part: number;
  n: number;
  minutes_sum: number;
  minutes_square_sum: number;
}

/** A ticket of the day, as it ended; moments in milliseconds, null for what did not happen. */
export interface DayTicket {
  session_id: string;
  session_starts_ms: number;
  department_id: string;
  doctor_id: string;
  room_id: string;
  visit_type_id: string;
  slot_starts_ms: number;
  is_urgent: boolean;
  /** At a service point: nothing of how doctors work is learned from it. */
  is_service: boolean;
  checked_in_ms: number;
  /** Every time it was in a room, in order of time. */
  turns: readonly DayTurn[];
  /** Every time it went and came back. */
  gone: readonly DayGone[];
}
export interface DayGone {
  after: 'results' | 'back';
  from_ms: number;
  until_ms: number;
}
/** From a call to its end: a visit, or a wait for somebody who did not come. */
export interface DayTurn {
  room_id: string;
  /** Who called; in a line of several rooms not always whose session it was. */
  doctor_id: string;
  called_ms: number;
  /** Null: did not come. */
  started_ms: number | null;
  ended_ms: number;
  round: number;
}
/** Booked for the day and never came, by session. */
export interface DayMissing {
  department_id: string;
  doctor_id: string;
  n: number;
}

/** Longer than this it was not the thing measured: a break, a meal, a forgotten button. */
const LONGEST_MINUTES = {
  visit: 180,
  walk: 30,
  gap: 30,
  rest: 90,
  answer: 30,
  start: 120,
  absent: 30,
  arrival: 240,
  open: 720,
  results: 240,
  back: 120,
};
/** A longer gap than this is a rest. */
const REST_MINUTES = 3;
const MINUTE_MS = 60_000;

type Whose = Pick<Measure, 'department_id' | 'doctor_id'>;

class Sums {
  readonly #of = new Map<string, Measure>();

  add(what: MeasureKind, whose: Whose, minutes: number, of: { visit_type_id?: string; part?: number } = {}): void {
    const most = LONGEST_MINUTES[what as keyof typeof LONGEST_MINUTES] ?? Number.POSITIVE_INFINITY;
    if (!Number.isFinite(minutes) || Math.abs(minutes) > most) return;
    const { visit_type_id = '', part = 0 } = of;
    const { department_id, doctor_id } = whose;
    const key = [what, department_id, doctor_id, visit_type_id, part].join(' ');
    const own = this.#of.get(key) ?? {
      ...{ what, department_id, doctor_id, visit_type_id, part },
      ...{ n: 0, minutes_sum: 0, minutes_square_sum: 0 },
    };
    own.n += 1;
    own.minutes_sum += minutes;
    own.minutes_square_sum += minutes ** 2;
    this.#of.set(key, own);
  }
  all(): Measure[] {
    return [...this.#of.values()];
  }
}

/** The sums of a day that is over. */
export function measureDay(all: readonly DayTicket[], missing: readonly DayMissing[]): Measure[] {
  const sums = new Sums();
  const tickets = all.filter(({ is_service }) => !is_service);
  for (const ticket of all) if (ticket.is_service) measureService(sums, ticket);
  for (const ticket of tickets) measureTicket(sums, ticket);
  const rooms = turnsByRoom(tickets);
  for (const turns of rooms.values()) measureRoom(sums, turns);
  for (const session of Map.groupBy(tickets, (ticket) => ticket.session_id).values())
    measureSession(sums, session[0]!, rooms.get(session[0]!.room_id) ?? []);
  for (const { n, ...whose } of missing) for (let one = 0; one < n; one += 1) sums.add('missing', whose, 0);
  return sums.all();
}

function measureTicket(sums: Sums, ticket: DayTicket): void {
  const offset_minutes = (ticket.checked_in_ms - ticket.slot_starts_ms) / MINUTE_MS;
  if (ticket.is_urgent) sums.add('urgent', ticket, 0);
  else sums.add('arrival', ticket, offset_minutes, { part: arrivalStep(offset_minutes) });
  for (const turn of ticket.turns) {
    const { called_ms, started_ms, ended_ms, round, doctor_id } = turn;
    const whose = { department_id: ticket.department_id, doctor_id };
    if (started_ms === null) {
      sums.add('absent', whose, (ended_ms - called_ms) / MINUTE_MS);
      continue;
    }
    sums.add('walk', whose, (started_ms - called_ms) / MINUTE_MS);
    sums.add('visit', whose, (ended_ms - started_ms) / MINUTE_MS, { visit_type_id: ticket.visit_type_id, part: round });
  }
  measureReturns(sums, ticket);
}

function measureService(sums: Sums, ticket: DayTicket): void {
  for (const { started_ms, ended_ms } of ticket.turns)
    if (started_ms !== null) sums.add('service', ticket, (ended_ms - started_ms) / MINUTE_MS);
}

/** Between two turns the patient was gone: for a test, or after a missed call. */
function measureReturns(sums: Sums, ticket: DayTicket): void {
  for (const { after, from_ms, until_ms } of ticket.gone) sums.add(after, ticket, (until_ms - from_ms) / MINUTE_MS);
}

/** Arrivals are counted in steps of so many minutes, from the earliest on. */
export const ARRIVAL_STEP_MINUTES = 5;
export const EARLIEST_ARRIVAL_MINUTES = -120;
export const ARRIVAL_STEPS = 60;
function arrivalStep(minutes: number): number {
  const step = Math.floor((minutes - EARLIEST_ARRIVAL_MINUTES) / ARRIVAL_STEP_MINUTES);
  return Math.max(0, Math.min(ARRIVAL_STEPS - 1, step));
}

/** A session may begin so long before its time. */
const EARLY_MS = 60 * MINUTE_MS;

/** When the session's room called its first, if that one was there in time; and how long it went on calling. */
function measureSession(sums: Sums, session: DayTicket, turns: Turned[]): void {
  const { session_starts_ms } = session;
  const own = turns.filter(
    ({ called_ms, ticket }) =>
      called_ms >= session_starts_ms - EARLY_MS && ticket.session_starts_ms === session_starts_ms,
  );
  const [first, last] = [own[0], own.at(-1)];
  if (!first || !last) return;
  if (first.ticket.checked_in_ms <= Math.min(session_starts_ms, first.called_ms))
    sums.add('start', session, (first.called_ms - session_starts_ms) / MINUTE_MS);
  sums.add('open', session, (last.called_ms - first.called_ms) / MINUTE_MS);
}

type Turned = DayTurn & { ticket: DayTicket };

function turnsByRoom(tickets: readonly DayTicket[]): Map<string, Turned[]> {
  const turns = tickets.flatMap((ticket) => ticket.turns.map((turn) => ({ ...turn, ticket })));
  const rooms = Map.groupBy(turns, (turn) => turn.room_id);
  for (const room of rooms.values()) room.sort((a, b) => a.called_ms - b.called_ms);
  return rooms;
}

/** Between two turns of a room in one session: who was called had waited, or the room had. */
function measureRoom(sums: Sums, turns: Turned[]): void {
  for (const [n, next] of turns.entries()) {
    const before = turns[n - 1];
    if (!before || before.ticket.session_starts_ms !== next.ticket.session_starts_ms) continue;
    const whose = { department_id: next.ticket.department_id, doctor_id: next.doctor_id };
    const came_ms = next.ticket.checked_in_ms;
    const gap_minutes = (next.called_ms - before.ended_ms) / MINUTE_MS;
    if (came_ms <= before.ended_ms) sums.add(gap_minutes > REST_MINUTES ? 'rest' : 'gap', whose, gap_minutes);
    else sums.add('answer', whose, (next.called_ms - came_ms) / MINUTE_MS);
  }
}
