/** Forecasts a simulated line as the house does, with what the house would know, and holds each against the call that came. */
import { forecastLine, type WaitRange } from '../../server/src/modules/queue/forecast.ts';
import { lineNow, type LineState } from '../../server/src/modules/queue/forecast-line.ts';
import { type Placed, slotOfPlace } from '../../server/src/modules/queue/rules-order.ts';
import type { Experience } from '../../server/src/modules/queue/waiting-time-pace.ts';
import type { Seen, SimTicket, Watcher } from './day.ts';
import { MINUTE_MS } from './people.ts';
import type { Judged } from './score.ts';

/** A ticket is forecast when it is issued and when its line moves, at most once in so long: as in the house. */
const EVERY_MS = 5 * MINUTE_MS;
const HOUR_MS = 60 * MINUTE_MS;

type Made = Omit<Judged, 'waited_minutes'> & { made_ms: number };

export class Forecaster implements Watcher {
  readonly judged: Judged[] = [];
  /** Processor time spent on forecasting, and for how many tickets. */
  spent_ms = 0;
  tickets = 0;
  readonly #experience: Experience;
  readonly #open = new Map<string, Made[]>();

  constructor(experience: Experience) {
    this.#experience = experience;
  }

  seen(seen: Seen): void {
    const last_ms = ({ ticket }: Placed<SimTicket>) => this.#open.get(ticket.id)?.at(-1)?.made_ms ?? -EVERY_MS;
    const due = seen.waiting.filter((placed) => seen.now_ms - last_ms(placed) >= EVERY_MS);
    if (due.length === 0) return;
    const from = process.cpuUsage();
    const line = lineNow(this.#experience, stateOf(seen));
    const ranges = line ? forecastLine(line) : new Map<string, WaitRange>();
    const { user, system } = process.cpuUsage(from);
    this.spent_ms += (user + system) / 1_000;
    this.tickets += seen.waiting.length;
    for (const placed of due) this.#keep(seen, placed, ranges.get(placed.ticket.id));
  }

  #keep(seen: Seen, { ticket, position }: Placed<SimTicket>, range: WaitRange | undefined): void {
    if (!range) return;
    const { now_ms, department, rooms } = seen;
    const whose = { department_id: department.id, doctor_id: ticket.visitor.session.doctor.id };
    const { doctor, department: shared } = this.#experience.visitsOf(whose);
    const mean_minutes = (department.is_pooled ? shared : doctor).mean_minutes / rooms.length;
    const inside = rooms.filter((room) => room.inside).length;
    const made: Made = {
      department: department.name,
      hour: Math.floor((now_ms % (24 * HOUR_MS)) / HOUR_MS),
      made_ms: now_ms,
      ...range,
      rival_minutes: (position - 1) * mean_minutes,
      sterner_minutes: (position - 1 + inside) * mean_minutes,
    };
    this.#open.set(ticket.id, [...(this.#open.get(ticket.id) ?? []), made]);
  }

  called({ id }: SimTicket, now_ms: number): void {
    for (const { made_ms, ...made } of this.#open.get(id) ?? [])
      this.judged.push({ ...made, waited_minutes: (now_ms - made_ms) / MINUTE_MS });
    this.#open.delete(id);
  }
}

function stateOf(seen: Seen): LineState {
  const { now_ms, rules, since_results } = seen;
  const department_id = seen.department.id;
  return {
    ...{ now_ms, rules, since_results },
    sessions: seen.sessions.map(({ id, doctor, starts_ms }) => ({
      ...{ id, doctor_id: doctor.id, department_id, room_id: doctor.room_id },
      ...{ starts_ms, has_begun: seen.begun.has(id) },
    })),
    rooms: seen.rooms.map(({ doctor_id, room_id, inside, last_ended_ms }) => ({
      ...{ doctor_id, department_id, room_id, last_ended_ms },
      inside: inside && {
        ...{ phase: inside.phase, since_ms: inside.since_ms },
        ...{ visit_type_id: inside.ticket.visitor.kind.id, round: inside.ticket.round },
      },
    })),
    waiting: seen.waiting.map(({ ticket, turn }) => ({
      ...{ id: ticket.id, session_id: ticket.visitor.session.id, visit_type_id: ticket.visitor.kind.id },
      round: ticket.round,
      slot_of_place_ms: turn === 'slot' ? slotOfPlace(ticket).epochMilliseconds : null,
      since_ms: (ticket.returned_at ?? ticket.back_at ?? ticket.checked_in_at).epochMilliseconds,
    })),
    coming: seen.coming.map(({ session, kind, slot_starts_ms, slot_ends_ms }) => ({
      ...{ session_id: session.id, visit_type_id: kind.id, slot_starts_ms, slot_ends_ms },
    })),
    gone: seen.gone.map(({ ticket, after, since_ms }) => ({ after, since_ms, visit_type_id: ticket.visitor.kind.id })),
  };
}
