/** From what the house knows of a line to what a forecast plays: moments become minutes from now, people become paces. Pure. */
import type { ComingNow, GoneNow, LineNow, RoomNow, WaitingNow } from './forecast.ts';
import type { Spread } from './forecast-chance.ts';
import type { Experience, VisitKind, Whose } from './waiting-time-pace.ts';

/** A session of the line. */
export interface LineSession extends Whose {
  id: string;
  room_id: string;
  starts_ms: number;
  /** Whether a patient of it was called yet. */
  has_begun: boolean;
}
/** A room that draws from the line now, with who works in it. */
export interface LineRoom extends Whose {
  room_id: string;
  inside: ({ phase: 'called' | 'in_consultation'; since_ms: number } & VisitKind) | null;
  /** When the last patient of this line left it; null before the first. */
  last_ended_ms: number | null;
  /** A window of a service point, where no doctor sits. */
  point?: { id: string; mean_minutes: number };
}
export interface LineTicket extends VisitKind {
  id: string;
  session_id: string;
  /** The slot whose people it stands with; null when it stands where it stands by another rule. */
  slot_of_place_ms: number | null;
  /** Since when it waits: checked in, or back. */
  since_ms: number;
}
/** Booked and not here yet. */
export interface LineComing {
  session_id: string;
  visit_type_id: string;
  slot_starts_ms: number;
  slot_ends_ms: number;
}
export interface LineState {
  now_ms: number;
  sessions: readonly LineSession[];
  rooms: readonly LineRoom[];
  /** In the order of calling. */
  waiting: readonly LineTicket[];
  coming: readonly LineComing[];
  /** Sent for a test or passed, and not back. */
  gone: readonly LineGone[];
  rules: { passed_lets_pass: number; results_every: number };
  /** How many have been called by slot since the last with results. */
  since_results: number;
}
export interface LineGone {
  after: GoneNow['after'];
  since_ms: number;
  visit_type_id: string;
}

const MINUTE_MS = 60_000;

/** What to play; null when no room draws from the line, or when no visit was ever finished in this hospital. */
export function lineNow(experience: Experience, state: LineState): LineNow | null {
  const { rooms, now_ms } = state;
  const [first] = rooms;
  if (!first || !visitIn(experience, first, { visit_type_id: '', round: 1 })) return null;
  const minutesTo = (ms: number) => (ms - now_ms) / MINUTE_MS;
  const sessions = new Map(state.sessions.map((session) => [session.id, session]));
  const startsIn = (session_id: string): number | null => {
    const session = sessions.get(session_id);
    return !session || hasBegun(session, state.sessions) ? null : minutesTo(session.starts_ms);
  };
  const visits = (kind: VisitKind): Spread[] => rooms.map((room) => visitIn(experience, room, kind)!);
  const kinds = new Map<string, Spread[]>();
  /** The same kind is looked up once for the whole line. */
  const visitsOf = ({ visit_type_id, round }: VisitKind): Spread[] => {
    const key = `${visit_type_id} ${round}`;
    const known = kinds.get(key) ?? visits({ visit_type_id, round });
    kinds.set(key, known);
    return known;
  };
  const waiting: WaitingNow[] = state.waiting.map((ticket) => ({
    id: ticket.id,
    visits: visitsOf(ticket),
    session_starts_in: startsIn(ticket.session_id),
    has_results: ticket.round > 1,
    slot_in: ticket.slot_of_place_ms === null ? null : minutesTo(ticket.slot_of_place_ms),
  }));
  const usual = { visit_type_id: state.waiting[0]?.visit_type_id ?? '', round: 1 };
  const last_slot_in = Math.max(...waiting.map(({ slot_in }) => slot_in ?? Number.NEGATIVE_INFINITY));
  return {
    ...experience.coming(first),
    rooms: rooms.map((room, n) => roomNow(experience, state, { room, visits: (kind) => visitsOf(kind)[n]! })),
    waiting,
    // who comes for a later slot than anybody who waits goes before nobody
    coming: state.coming.map(comingNow).filter(({ slot_in }) => slot_in < last_slot_in),
    gone: state.gone.map(({ after, since_ms, visit_type_id }) => ({
      ...{ after, minutes: -minutesTo(since_ms) },
      visits: visitsOf({ visit_type_id, round: after === 'results' ? 2 : 1 }),
    })),
    urgent_per_minute: rooms.reduce((sum, room) => sum + experience.urgentPerMinute(room), 0),
    urgent_visits: visitsOf(usual),
    results_visits: visitsOf({ ...usual, round: 2 }),
    ...{ ...state.rules, since_results: state.since_results },
  };

  function comingNow(one: LineComing): ComingNow {
    return {
      visits: visitsOf({ visit_type_id: one.visit_type_id, round: 1 }),
      session_starts_in: startsIn(one.session_id),
      slot_in: minutesTo(one.slot_starts_ms),
      slot_minutes: Math.max(1, (one.slot_ends_ms - one.slot_starts_ms) / MINUTE_MS),
    };
  }
}

const visitIn = (experience: Experience, room: LineRoom, kind: VisitKind): Spread | undefined =>
  room.point ? experience.service(room.point) : experience.visit(room, kind);

/** Doctors who share a line begin it together: who is called first by one of them is in no other's session any more. */
const hasBegun = (session: LineSession, all: readonly LineSession[]): boolean =>
  all.some((one) => one.starts_ms === session.starts_ms && one.has_begun);

function roomNow(
  experience: Experience,
  state: LineState,
  { room, visits }: { room: LineRoom; visits: (kind: VisitKind) => Spread },
): RoomNow {
  const { now_ms, waiting } = state;
  const { inside, last_ended_ms } = room;
  const first_came_ms = Math.min(...waiting.map((ticket) => ticket.since_ms), now_ms);
  const hasWaited = last_ended_ms !== null && first_came_ms <= last_ended_ms;
  const since_ms = hasWaited ? last_ended_ms : first_came_ms;
  return {
    pace: experience.room(room),
    busy: inside && { phase: inside.phase, minutes: (now_ms - inside.since_ms) / MINUTE_MS, visit: visits(inside) },
    idle: { after: hasWaited ? 'gap' : 'answer', minutes: Math.max(0, (now_ms - since_ms) / MINUTE_MS) },
    starts_in: startsIn(room, state),
  };
}

/** A room begins with its first session of the day, and anew with a later one when nobody is left of those before. */
function startsIn({ room_id, inside }: LineRoom, { sessions, waiting, now_ms }: LineState): number | null {
  const own = sessions.filter((session) => session.room_id === room_id && !hasBegun(session, sessions));
  const begun = new Set(sessions.filter((session) => hasBegun(session, sessions)).map(({ id }) => id));
  const isAtWork = begun.size > 0 && waiting.some(({ session_id }) => begun.has(session_id));
  if (inside || isAtWork || own.length === 0) return null;
  return (Math.min(...own.map(({ starts_ms }) => starts_ms)) - now_ms) / MINUTE_MS;
}
