/**
 * One line of a simulated day, from the first check-in to the last visit: who is called when is decided by the house's own
 * order rule, and at every event the house's own forecast says how long each still waits. Nothing here looks ahead.
 */
import type { Chance } from '../../server/src/demo/clinic-day/chance.ts';
import type { DayGone, DayTicket, DayTurn } from '../../server/src/modules/queue/waiting-time-measures.ts';
import {
  type LineRules,
  order,
  type Placed,
  type Turn,
  type Waiting,
} from '../../server/src/modules/queue/rules-order.ts';
import { silent } from '../../server/src/modules/policy/presets/ours.ts';
import type { Session, Visitor } from './people.ts';
import { type Department, gammaSeconds, RESULTS_FACTOR, type World } from './world.ts';

export type Phase = 'called' | 'in_consultation';
export interface SimTicket extends Waiting {
  visitor: Visitor;
  turns: DayTurn[];
  gone: DayGone[];
}
export interface SimRoom {
  doctor_id: string;
  room_id: string;
  pace: number;
  inside: { ticket: SimTicket; phase: Phase; called_ms: number; since_ms: number } | null;
  /** Ready for the next, as far as the doctor goes. */
  is_ready: boolean;
  last_ended_ms: number | null;
  opened_starts_ms: number;
}
/** What can be known at a moment; handed to whoever forecasts. */
export interface Seen {
  now_ms: number;
  department: Department;
  sessions: readonly Session[];
  begun: ReadonlySet<string>;
  rooms: readonly SimRoom[];
  /** In the order of calling. */
  waiting: readonly Placed<SimTicket>[];
  rules: LineRules;
  /** How many went by slot since the last with results. */
  since_results: number;
  /** Booked and not here. */
  coming: readonly Visitor[];
  /** Passed, or sent for a test, and not back; as far as the house knows they may still come. */
  gone: readonly Gone[];
}
export interface Gone {
  ticket: SimTicket;
  after: DayGone['after'];
  since_ms: number;
}
export interface Watcher {
  /** After every event. */
  seen(seen: Seen): void;
  called(ticket: SimTicket, now_ms: number): void;
}

interface Event {
  at_ms: number;
  act: () => void;
}
/** When somebody is in front of an idle room, the doctor looks up after so long. */
const ANSWER_SECONDS = 35;
const WALK_SECONDS = 45;
const GAP_SECONDS = 25;
const BREAK_SHARE = 0.04;
const BREAK_SECONDS = 400;
const ABSENT_SECONDS = 150;
const COMES_BACK_SHARE = 0.75;
const COMES_BACK_SECONDS = 900;
const RESULTS_SECONDS = 2_100;

/** The hospital's rules as they come with the house. */
const RULES: LineRules = silent.queue;
const at = (ms: number) => Temporal.Instant.fromEpochMilliseconds(Math.round(ms));

export class LineDay {
  readonly #events: Event[] = [];
  readonly #world: World;
  readonly #department: Department;
  readonly #sessions: Session[];
  readonly #chance: Chance;
  readonly #watcher: Watcher;
  readonly #begun = new Set<string>();
  readonly #coming = new Set<Visitor>();
  readonly #tickets: SimTicket[] = [];
  #waiting: SimTicket[] = [];
  #gone: Gone[] = [];
  #rooms: SimRoom[];
  #now_ms = 0;
  readonly #called: Turn[] = [];

  constructor(ask: {
    world: World;
    department: Department;
    sessions: Session[];
    visitors: Visitor[];
    chance: Chance;
    watcher: Watcher;
  }) {
    this.#world = ask.world;
    this.#department = ask.department;
    this.#sessions = ask.sessions;
    this.#chance = ask.chance;
    this.#watcher = ask.watcher;
    const doctors = new Map(ask.sessions.map(({ doctor }) => [doctor.id, doctor]));
    this.#rooms = [...doctors.values()].map(({ id, room_id, pace }) => ({
      ...{ doctor_id: id, room_id, pace, inside: null, is_ready: false },
      ...{ last_ended_ms: null, opened_starts_ms: Number.NEGATIVE_INFINITY },
    }));
    for (const session of ask.sessions) this.#at(session.opens_ms, () => this.#open(session));
    for (const visitor of ask.visitors) {
      if (visitor.urgency === 4) this.#coming.add(visitor);
      if (visitor.arrives_ms !== null) this.#at(visitor.arrives_ms, () => this.#arrive(visitor));
    }
  }

  /** Plays to the end; the tickets as the day left them. */
  play(): DayTicket[] {
    for (;;) {
      const event = this.#events.shift();
      if (!event) break;
      this.#now_ms = event.at_ms;
      event.act();
      this.#watch();
    }
    return this.#tickets.filter((ticket) => ticket.turns.length > 0).map((ticket) => this.#asDayTicket(ticket));
  }

  #at(at_ms: number, act: () => void): void {
    let n = this.#events.length;
    while (n > 0 && this.#events[n - 1]!.at_ms > at_ms) n -= 1;
    this.#events.splice(n, 0, { at_ms, act });
  }
  #after(seconds: number, act: () => void): void {
    this.#at(this.#now_ms + seconds * 1_000, act);
  }
  #gamma = (mean: number, cv = 0.7): number => gammaSeconds(this.#chance, mean, cv);

  #watch(): void {
    const last_results = this.#called.findLastIndex(({ turn }) => turn === 'results');
    this.#watcher.seen({
      now_ms: this.#now_ms,
      department: this.#department,
      sessions: this.#sessions,
      begun: this.#begun,
      rooms: this.#rooms,
      waiting: this.#order(),
      rules: RULES,
      since_results: this.#called.slice(last_results + 1).filter(({ turn }) => turn === 'slot').length,
      coming: [...this.#coming],
      gone: this.#gone,
    });
  }

  #order = (): Placed<SimTicket>[] =>
    order(this.#waiting, { now: at(this.#now_ms), rules: RULES, turns: this.#called });

  #open({ doctor, starts_ms }: Session): void {
    const room = this.#rooms.find(({ doctor_id }) => doctor_id === doctor.id)!;
    room.opened_starts_ms = starts_ms;
    if (!room.inside) room.is_ready = true;
    this.#callInto(room);
  }

  #arrive(visitor: Visitor): void {
    this.#coming.delete(visitor);
    const { id, serial, slot_starts_ms, slot_ends_ms, urgency } = visitor;
    const ticket: SimTicket = {
      ...{ id, serial, urgency, visitor, round: 1, turns: [], gone: [], class: visitor.class },
      ...{ slot_starts_at: at(slot_starts_ms), slot_ends_at: at(slot_ends_ms), checked_in_at: at(this.#now_ms) },
      ...{ back_at: null, returned_at: null, returned_after_call: null },
      ...{ placed_at: null, placed_ahead: null, placed_after_call: null, placed_reason: null },
    };
    this.#tickets.push(ticket);
    this.#wait(ticket);
  }

  #wait(ticket: SimTicket): void {
    this.#waiting.push(ticket);
    const idle = this.#rooms.find((room) => room.is_ready && !room.inside);
    if (idle) this.#after(this.#gamma(ANSWER_SECONDS), () => this.#callInto(idle));
  }

  /** The first of the line whose session this room has begun. */
  #callInto(room: SimRoom): void {
    if (!room.is_ready || room.inside) return;
    const placed = this.#order().find((one) => this.#mayBeCalled(one.ticket, room));
    if (!placed) return;
    const { ticket, turn } = placed;
    this.#waiting = this.#waiting.filter((one) => one !== ticket);
    this.#called.push({ seq: this.#called.length + 1, turn });
    this.#begun.add(ticket.visitor.session.id);
    room.is_ready = false;
    room.inside = { ticket, phase: 'called', called_ms: this.#now_ms, since_ms: this.#now_ms };
    this.#watcher.called(ticket, this.#now_ms);
    if (ticket.visitor.misses_call && ticket.turns.length === 0)
      this.#after(this.#gamma(ABSENT_SECONDS, 0.5), () => this.#pass(room));
    else this.#after(this.#gamma(WALK_SECONDS, 0.6), () => this.#start(room));
  }

  #mayBeCalled({ visitor }: SimTicket, room: SimRoom): boolean {
    return visitor.session.starts_ms <= room.opened_starts_ms;
  }

  #pass(room: SimRoom): void {
    const { ticket, called_ms } = room.inside!;
    ticket.turns.push({ ...this.#turn(room, ticket), called_ms, started_ms: null, ended_ms: this.#now_ms });
    this.#free(room);
    this.#gone.push({ ticket, after: 'back', since_ms: this.#now_ms });
    if (this.#chance.yes(COMES_BACK_SHARE))
      this.#after(this.#gamma(COMES_BACK_SECONDS, 0.6), () => this.#comeBack(ticket));
  }

  #start(room: SimRoom): void {
    const { ticket } = room.inside!;
    room.inside = { ...room.inside!, phase: 'in_consultation', since_ms: this.#now_ms };
    const factor = ticket.visitor.kind.factor * (ticket.round > 1 ? RESULTS_FACTOR : 1);
    this.#after(this.#world.service(this.#chance, { pace: room.pace, factor }), () => this.#end(room));
  }

  #end(room: SimRoom): void {
    const { ticket, called_ms, since_ms } = room.inside!;
    ticket.turns.push({ ...this.#turn(room, ticket), called_ms, started_ms: since_ms, ended_ms: this.#now_ms });
    this.#free(room);
    if (ticket.round > 1 || !this.#chance.yes(this.#department.results_share)) return;
    ticket.round = 2;
    this.#gone.push({ ticket, after: 'results', since_ms: this.#now_ms });
    this.#after(this.#gamma(RESULTS_SECONDS, 0.5), () => this.#comeBack(ticket));
  }

  #comeBack(ticket: SimTicket): void {
    const gone = this.#gone.find((one) => one.ticket === ticket)!;
    this.#gone = this.#gone.filter((one) => one !== gone);
    ticket.gone.push({ after: gone.after, from_ms: gone.since_ms, until_ms: this.#now_ms });
    if (gone.after === 'results') ticket.back_at = at(this.#now_ms);
    else Object.assign(ticket, { returned_at: at(this.#now_ms), returned_after_call: this.#called.length });
    this.#wait(ticket);
  }

  #free(room: SimRoom): void {
    room.inside = null;
    room.last_ended_ms = this.#now_ms;
    const rests = this.#chance.yes(BREAK_SHARE) ? this.#gamma(BREAK_SECONDS, 0.4) : 0;
    this.#after(this.#gamma(GAP_SECONDS) + rests, () => {
      room.is_ready = true;
      this.#callInto(room);
    });
  }

  #turn = (room: SimRoom, { round }: SimTicket) => ({ room_id: room.room_id, doctor_id: room.doctor_id, round });

  #asDayTicket({ visitor, turns, gone, checked_in_at }: SimTicket): DayTicket {
    const { session, kind, slot_starts_ms } = visitor;
    return {
      session_id: session.id,
      session_starts_ms: session.starts_ms,
      department_id: this.#department.id,
      doctor_id: session.doctor.id,
      room_id: session.doctor.room_id,
      visit_type_id: kind.id,
      ...{ slot_starts_ms, is_urgent: visitor.urgency < 4, is_service: false, turns, gone },
      checked_in_ms: checked_in_at.epochMilliseconds,
    };
  }
}
