/**
 * I9, played again from the record: at every offer the list is as its facts left it. Nobody who stood before was passed over
 * but for a reason that was true; one live offer for each place, wish and patient; and no place went back to everybody while
 * somebody waited who could have had it.
 */
import type { EntryRow, FactRow, SlotRow, Tables } from './tables.ts';

interface Waiting extends EntryRow {
  /** As it stands at this point of the record. */
  now: 'waiting' | 'offered' | 'over';
  waits_from: Temporal.Instant;
}
interface Live {
  offer_id: string;
  entry: Waiting;
  freed_place_id: string;
}
/** Past offers of a wish: which places it had, and which slots it refused. */
interface Had {
  places: Set<string>;
  refused: Set<string>;
}

/** The rules' shortest offer and how long before a slot offers stop, in minutes. */
const SHORTEST_AND_STOP_MINUTES = 65;

class List {
  readonly out: string[] = [];
  readonly #waiting = new Map<string, Waiting>();
  readonly #live = new Map<string, Live>();
  readonly #had = new Map<string, Had>();
  /** Who has, or had, a booking in a session by now. */
  readonly #booked = new Map<string, Set<string>>();
  readonly #tables: Tables;

  constructor(tables: Tables) {
    this.#tables = tables;
  }

  play(fact: FactRow): void {
    const { kind, data, at } = fact;
    const entry = this.#tables.entries.find(({ id }) => id === data.entry_id);
    if (kind === 'booking.held' || kind === 'booking.moved') this.#noteBooking(fact);
    else if (kind === 'waitlist.joined') this.#waiting.set(entry!.id, { ...entry!, now: 'waiting', waits_from: at });
    else if (kind === 'waitlist.offered') this.#offered(fact);
    else if (/^waitlist\.(accepted|refused|expired|withdrawn)$/.test(kind)) this.#answered(fact);
    else if (/^waitlist\.(left|purged|fulfilled)$/.test(kind)) this.#over(String(data.entry_id));
    else if (kind === 'place.returned') this.#returned(fact);
  }

  #noteBooking({ subject, data }: FactRow): void {
    const patient_id = this.#tables.bookings.find(({ id }) => subject === `booking:${id}`)?.patient_id;
    const sessions = this.#booked.get(patient_id ?? '') ?? new Set();
    this.#booked.set(patient_id ?? '', sessions.add(String(data.session_id)));
  }

  #wants(entry: Waiting, slot: SlotRow): boolean {
    return entry.now === 'waiting' && (entry.session_id === null || entry.session_id === slot.session_id);
  }
  #slotOf(fact: FactRow): SlotRow {
    return this.#tables.slots.find(({ id }) => id === fact.data.slot_id)!;
  }
  #hadOf(entry_id: string): Had {
    const had = this.#had.get(entry_id) ?? { places: new Set(), refused: new Set() };
    this.#had.set(entry_id, had);
    return had;
  }

  #isTrue(because: string, entry: Waiting, slot: SlotRow, freed_place_id: string): boolean {
    const had = this.#hadOf(entry.id);
    if (because === 'offer_running')
      return [...this.#live.values()].some((live) => live.entry.patient_id === entry.patient_id);
    if (because === 'had_it') return had.places.has(freed_place_id) || had.refused.has(slot.id);
    return because === 'busy' && (this.#booked.get(entry.patient_id)?.has(slot.session_id) ?? false);
  }

  #offered(fact: FactRow): void {
    const { data, at } = fact;
    const [offer_id, freed_place_id] = [String(data.offer_id), String(data.freed_place_id)];
    const slot = this.#slotOf(fact);
    const chosen = this.#waiting.get(String(data.entry_id))!;
    if (!this.#wants(chosen, slot))
      this.out.push(`I9: ${offer_id} went to ${chosen.id}, which is ${chosen.now} or wants another place`);
    for (const other of this.#live.values())
      if (other.entry.patient_id === chosen.patient_id || other.freed_place_id === freed_place_id)
        this.out.push(`I9: ${offer_id} was made while ${other.offer_id} stood`);
    for (const entry of this.#waiting.values()) {
      if (entry === chosen || !this.#wants(entry, slot) || !isBefore(entry, chosen)) continue;
      const passed = data.passed_over?.find((one) => one.entry_id === entry.id);
      if (!passed) this.out.push(`I9: ${entry.id} was overtaken by ${chosen.id} at ${at}`);
      else if (!this.#isTrue(passed.because, entry, slot, freed_place_id))
        this.out.push(
          `I9: ${entry.id} was passed over because ${passed.because} ${passed.rule ?? ''}, which is not so`,
        );
    }
    chosen.now = 'offered';
    this.#hadOf(chosen.id).places.add(freed_place_id);
    this.#live.set(offer_id, { offer_id, entry: chosen, freed_place_id });
  }

  #answered({ kind, data, at }: FactRow): void {
    const live = this.#live.get(String(data.offer_id));
    if (!live) {
      this.out.push(`I9: ${kind} of ${data.offer_id}, which did not stand`);
      return;
    }
    this.#live.delete(live.offer_id);
    if (kind === 'waitlist.refused') this.#hadOf(live.entry.id).refused.add(String(data.slot_id));
    if (kind === 'waitlist.expired') live.entry.waits_from = at;
    live.entry.now = data.entry_state === 'waiting' ? 'waiting' : 'over';
  }

  #over(entry_id: string): void {
    const entry = this.#waiting.get(entry_id)!;
    if (entry.now === 'over') this.out.push(`I9: the wish ${entry_id} ended twice`);
    entry.now = 'over';
  }

  #returned(fact: FactRow): void {
    const slot = this.#slotOf(fact);
    const too_late = fact.at.add({ minutes: SHORTEST_AND_STOP_MINUTES });
    if (slot.closed || Temporal.Instant.compare(too_late, slot.starts_at) > 0) return;
    for (const entry of this.#waiting.values()) {
      if (!this.#wants(entry, slot)) continue;
      const kept = (because: string) => this.#isTrue(because, entry, slot, String(fact.data.freed_place_id));
      if (!['offer_running', 'had_it', 'busy'].some(kept))
        this.out.push(
          `I9: the place ${fact.data.freed_place_id} went back to everybody at ${fact.at} while ${entry.id} waited`,
        );
    }
  }

  /** Nothing stands at the end of the record. */
  end(): string[] {
    for (const { offer_id } of this.#live.values()) this.out.push(`I9: the offer ${offer_id} never ended`);
    return this.out;
  }
}

const isBefore = (a: Waiting, b: Waiting): boolean =>
  (a.class_rank - b.class_rank || Temporal.Instant.compare(a.waits_from, b.waits_from) || (a.id < b.id ? -1 : 1)) < 0;

export function orderKept(tables: Tables): string[] {
  const list = new List(tables);
  for (const fact of tables.facts) list.play(fact);
  return list.end();
}
