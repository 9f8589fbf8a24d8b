/**
 * How long each waiting ticket of a line still waits: the line is played forward many times from what is known now, and the
 * range is read from how it went. Pure and seeded. Played are the visit that runs (given how long it runs already), each
 * person ahead at the pace of the doctor who will see them, several rooms that draw from one line, sessions that have not
 * begun, booked people of earlier slots who may still come, people called who do not answer, and who goes first.
 */
import {
  Chance,
  drawMinutes,
  drawMomentAfter,
  drawRest,
  shareBeyond,
  type Spread,
  type Steps,
} from './forecast-chance.ts';

/** How a room works, learned from past days; all in minutes. */
export interface RoomPace {
  /** From the call to the beginning of the visit. */
  walk: Spread;
  /** From the end of a visit to the next call while somebody waits; and how often a rest lies between, and how long. */
  gap: Spread;
  rest_share: number;
  rest: Spread;
  /** From somebody's arrival to the call while the room is idle. */
  answer: Spread;
  /** From the planned beginning of a session to its first call; may be negative. */
  start: Spread;
  /** The share of the called who do not come, and how long the room waits for them. */
  absent_share: number;
  absent: Spread;
  /** How many of these come back, and after how long. */
  back_share: number;
  back: Spread;
  /** How many are sent for a test with the visit open, and after how long they are back. */
  results_share: number;
  results: Spread;
}
export interface RoomNow {
  pace: RoomPace;
  /** Who is with the doctor or on the way, since when, and how long their visit is expected to last. */
  busy: { phase: 'called' | 'in_consultation'; minutes: number; visit: Spread } | null;
  /** While nobody is: for how long somebody has waited in front of it, after a visit or before an idle room. */
  idle: { after: 'gap' | 'answer'; minutes: number };
  /** Minutes until its session is planned to begin, negative when that is over; null when it has begun. */
  starts_in: number | null;
}
interface Entrant {
  /** How long the visit is expected to last, by room. */
  visits: readonly Spread[];
  /** Minutes from now until the own session is planned to begin, negative when that is over; null when it has begun. */
  session_starts_in: number | null;
}
/** Waiting now, in the order of calling. */
export interface WaitingNow extends Entrant {
  id: string;
  /** Minutes from now to the beginning of the slot whose people it stands with; null when it stands by another rule. */
  slot_in: number | null;
  /** Back with results. */
  has_results: boolean;
}
/** Booked and not here yet. */
export interface ComingNow extends Entrant {
  slot_in: number;
  slot_minutes: number;
}
/** Gone for a test or after a missed call, since so many minutes: may come back any time. */
export interface GoneNow {
  after: 'results' | 'back';
  minutes: number;
  visits: readonly Spread[];
}
export interface LineNow {
  rooms: readonly RoomNow[];
  waiting: readonly WaitingNow[];
  coming: readonly ComingNow[];
  gone: readonly GoneNow[];
  /** When people come, in minutes against the beginning of their slot; and how many of the booked come at all. */
  arrival: Steps;
  show_share: number;
  /** Urgent ones, who go before everybody: how many come in a minute, and how long they take. */
  urgent_per_minute: number;
  urgent_visits: readonly Spread[];
  /** How many others are called before one who comes back after a missed call. */
  passed_lets_pass: number;
  /** One with results goes after so many others, and so many have gone since the last such one. */
  results_every: number;
  since_results: number;
  /** A second look, with results, by room. */
  results_visits: readonly Spread[];
}

export interface WaitRange {
  p50_minutes: number;
  p90_minutes: number;
}

/** How often the line is played. The P90 of so many plays is right to within two points. */
const PLAYS = 200;
/** Nothing is played longer than a day. */
const HORIZON_MINUTES = 24 * 60;

/** Somebody of one play. A lower key goes first. */
interface Player {
  key: number;
  arrives: number;
  entrant: Entrant;
  has_results: boolean;
}
interface Jumper {
  after: GoneNow['after'] | 'urgent';
  arrives: number;
  visits: readonly Spread[];
  /** How many had been called when it was first seen; -1 before. */
  seen_at: number;
}

/** Ranges by ticket, in minutes from now. A line without a room has none. */
export function forecastLine(line: LineNow, seed = 1): Map<string, WaitRange> {
  const { waiting } = line;
  if (line.rooms.length === 0 || waiting.length === 0) return new Map();
  const waits = waiting.map(() => new Float64Array(PLAYS));
  const chance = new Chance(seed);
  const nearest = nextSession(line);
  for (let play = 0; play < PLAYS; play += 1) {
    const called = playOnce(line, nearest, chance);
    for (let n = 0; n < waiting.length; n += 1) waits[n]![play] = called[n]!;
  }
  return new Map(waiting.map((ticket, n) => [ticket.id, rangeOf(waits[n]!)]));
}

function rangeOf(waits: Float64Array): WaitRange {
  const sorted = waits.toSorted();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))]!;
  return { p50_minutes: at(0.5), p90_minutes: at(0.9) };
}

/** How likely somebody still comes of whom `share` come at all, and `not_yet` of these later than now. */
const stillComes = (share: number, not_yet: number): number => (share * not_yet) / (share * not_yet + 1 - share || 1);
/** Nearly everybody who is sent for a test comes back the same day. */
const RESULTS_BACK_SHARE = 0.95;

/** Before whom of the waiting the people of a slot go: the first who stands by a later slot. */
function keyOfSlot(waiting: readonly WaitingNow[], slot_in: number, arrives: number): number {
  const at = waiting.findIndex((ticket) => ticket.slot_in !== null && ticket.slot_in > slot_in);
  const before = at < 0 ? waiting.length : at;
  // after whoever stands there already; among the coming by slot, then by arrival
  return before - 0.5 + (slot_in + 2 * HORIZON_MINUTES) * 1e-5 + arrives * 1e-9;
}

function playersOf(line: LineNow, chance: Chance): Player[] {
  const players: Player[] = line.waiting.map((entrant, key) => ({
    ...{ key, arrives: 0, entrant },
    has_results: entrant.has_results,
  }));
  for (const one of line.coming) {
    if (chance.next() >= stillComes(line.show_share, 1 - line.arrival.before(-one.slot_in))) continue;
    const arrives = Math.max(0, one.slot_in + line.arrival.drawAfter(-one.slot_in, chance));
    // who comes after the own slot stands with the slot that runs then
    const slots_late = Math.max(0, Math.floor((arrives - one.slot_in) / one.slot_minutes));
    const key = keyOfSlot(line.waiting, one.slot_in + slots_late * one.slot_minutes, arrives);
    players.push({ key, arrives, entrant: one, has_results: false });
  }
  return players.sort((a, b) => a.key - b.key);
}

/** Who goes before their place in the line: the urgent, and who comes back. */
class Jumpers {
  readonly #line: LineNow;
  readonly #chance: Chance;
  readonly #waiting: Jumper[] = [];
  #next_urgent: number;
  #since_results: number;

  constructor(line: LineNow, chance: Chance) {
    this.#line = line;
    this.#chance = chance;
    this.#next_urgent = this.#untilUrgent();
    this.#since_results = line.since_results;
    const [usual] = line.rooms;
    for (const { after, minutes, visits } of line.gone) {
      const { [after]: spread, back_share } = usual!.pace;
      const share = after === 'back' ? back_share : RESULTS_BACK_SHARE;
      if (chance.next() >= stillComes(share, shareBeyond(spread, minutes))) continue;
      this.#add(after, drawRest(spread, minutes, chance), visits);
    }
  }
  #untilUrgent(): number {
    const { urgent_per_minute } = this.#line;
    return urgent_per_minute > 0 ? -Math.log(1 - this.#chance.next()) / urgent_per_minute : Number.POSITIVE_INFINITY;
  }
  #add(after: GoneNow['after'], arrives: number, visits: readonly Spread[]): void {
    this.#waiting.push({ after, arrives, visits, seen_at: -1 });
  }
  /** Somebody was called in a room until `ends`; some of them come back. */
  called(turn: Turn, { pace }: Playing, { ends, absent }: { ends: number; absent: boolean }): void {
    const chance = this.#chance;
    this.#since_results = turn.has_results ? 0 : this.#since_results + 1;
    if (absent) {
      if (chance.next() < pace.back_share) this.#add('back', ends + drawMinutes(pace.back, chance), turn.visits);
    } else if (chance.next() < pace.results_share)
      this.#add('results', ends + drawMinutes(pace.results, chance), this.#line.results_visits);
  }
  /** Who goes now, after so many calls. */
  take(now: number, calls: number): Jumper | undefined {
    if (this.#next_urgent <= now) {
      this.#next_urgent += this.#untilUrgent();
      return { after: 'urgent', arrives: 0, visits: this.#line.urgent_visits, seen_at: calls };
    }
    for (const [n, jumper] of this.#waiting.entries()) {
      if (jumper.arrives > now) continue;
      if (jumper.seen_at < 0) jumper.seen_at = calls;
      if (this.#isDue(jumper, calls)) return this.#waiting.splice(n, 1)[0];
    }
    return undefined;
  }
  #isDue({ after, seen_at }: Jumper, calls: number): boolean {
    const { passed_lets_pass, results_every } = this.#line;
    return after === 'results' ? this.#since_results >= results_every : calls - seen_at >= passed_lets_pass;
  }
}

/** A room in one play: when it is free, and by how much it begins its sessions late. */
interface Playing {
  pace: RoomPace;
  free_at: number;
  start_delay: number;
}

/** `nearest`: minutes to the beginning of the session that the line waits for next; null when none is waited for. */
function playingOf(room: RoomNow, nearest: number | null, chance: Chance): Playing {
  const { pace, busy, idle, starts_in } = room;
  // a session that should have begun has not, so its delay is longer than that
  const due_in = Math.min(nearest ?? HORIZON_MINUTES, starts_in ?? HORIZON_MINUTES);
  const start_delay = drawMomentAfter(pace.start, -due_in, chance);
  return { pace, start_delay, free_at: freeAt() };

  function freeAt(): number {
    if (busy) return restOf(pace, busy, chance) + drawGap(pace, chance);
    if (starts_in !== null) return Math.max(0, starts_in + start_delay);
    return restOfIdle(idle, pace, chance);
  }
}

const drawGap = ({ gap, rest, rest_share }: RoomPace, chance: Chance): number =>
  drawMinutes(gap, chance) + (chance.next() < rest_share ? drawMinutes(rest, chance) : 0);

/** Until a doctor who is free calls, when nobody was called for so long already. */
function restOfIdle({ after, minutes }: RoomNow['idle'], pace: RoomPace, chance: Chance): number {
  const { mean_minutes, variance } = pace[after];
  const isResting = minutes > mean_minutes + 2 * Math.sqrt(variance);
  if (isResting) return drawRest(pace.rest, minutes, chance);
  return (
    drawRest(pace[after], minutes, chance) +
    (after === 'gap' && chance.next() < pace.rest_share ? drawMinutes(pace.rest, chance) : 0)
  );
}

function restOf(pace: RoomPace, busy: NonNullable<RoomNow['busy']>, chance: Chance): number {
  const { phase, minutes, visit } = busy;
  if (phase === 'in_consultation') return drawRest(visit, minutes, chance);
  if (chance.next() < pace.absent_share) return drawRest(pace.absent, minutes, chance);
  return drawRest(pace.walk, minutes, chance) + drawMinutes(visit, chance);
}

/** When a player may be called in a room at the earliest. */
const readyIn = (room: Playing, entrant: Entrant): number =>
  entrant.session_starts_in === null ? 0 : Math.max(0, entrant.session_starts_in + room.start_delay);

/** Plays the line to the end of who waits now; the minutes until each is called. */
function playOnce(line: LineNow, nearest: number | null, chance: Chance): number[] {
  const players = playersOf(line, chance);
  const jumpers = new Jumpers(line, chance);
  const rooms = line.rooms.map((room) => playingOf(room, nearest, chance));
  const called = line.waiting.map(() => HORIZON_MINUTES);
  let left = line.waiting.length;
  for (let calls = 0; left > 0; calls += 1) {
    const r = soonestFree(rooms);
    const room = rooms[r]!;
    const turn = nextTurn(room, players, jumpers, calls);
    if (!turn || turn.at >= HORIZON_MINUTES) break;
    const absent = chance.next() < room.pace.absent_share;
    room.free_at = turn.at + busyFor(room.pace, absent ? null : turn.visits[r]!, chance);
    jumpers.called(turn, room, { ends: room.free_at, absent });
    if (Number.isInteger(turn.key)) {
      called[turn.key] = turn.at;
      left -= 1;
    }
  }
  return called;
}

/** Minutes to the beginning of the next session that somebody waits for; null when all have begun. */
function nextSession({ waiting, coming }: LineNow): number | null {
  const starts = [...waiting, ...coming].flatMap(({ session_starts_in }) => session_starts_in ?? []);
  return starts.length > 0 ? Math.min(...starts) : null;
}

function soonestFree(rooms: readonly Playing[]): number {
  let soonest = 0;
  for (let r = 1; r < rooms.length; r += 1) if (rooms[r]!.free_at < rooms[soonest]!.free_at) soonest = r;
  return soonest;
}

/** `visit`: null when the called does not come. */
function busyFor(pace: RoomPace, visit: Spread | null, chance: Chance): number {
  if (!visit) return drawMinutes(pace.absent, chance) + drawGap(pace, chance);
  return drawMinutes(pace.walk, chance) + drawMinutes(visit, chance) + drawGap(pace, chance);
}

interface Turn {
  at: number;
  /** Whole for somebody who waits now: the place in the line. */
  key: number;
  visits: readonly Spread[];
  has_results: boolean;
}

/** Who is next in a room that is free: who goes first by rule, else the first of the line that is here, else who comes soonest. */
function nextTurn(room: Playing, players: Player[], jumpers: Jumpers, calls: number): Turn | undefined {
  const first = jumpers.take(room.free_at, calls);
  if (first) return { at: room.free_at, key: -0.5, visits: first.visits, has_results: first.after === 'results' };
  let soonest = -1;
  let soonest_at = Number.POSITIVE_INFINITY;
  for (let n = 0; n < players.length; n += 1) {
    const { arrives, entrant } = players[n]!;
    const at = Math.max(arrives, readyIn(room, entrant));
    if (at <= room.free_at) return taken(players, n, room.free_at);
    if (at < soonest_at) {
      soonest = n;
      soonest_at = at;
    }
  }
  if (soonest < 0) return undefined;
  const late = players[soonest]!.arrives > 0 ? room.pace.answer.mean_minutes : 0;
  return taken(players, soonest, soonest_at + late);
}

function taken(players: Player[], n: number, at: number): Turn {
  const [player] = players.splice(n, 1) as [Player];
  return { at, key: player.key, visits: player.entrant.visits, has_results: player.has_results };
}
