/**
 * Demand that found no place. During a rush thousands of asks a minute are refused; each is counted in memory and the minute's
 * counts are written as one fact a session. A process that dies loses at most a minute of counting, and no booking waits for it.
 */
import type { SlotCard } from '../scheduling/index.ts';
import type { UnmetCount } from './facts.ts';

interface Counting {
  slot: SlotCard;
  asks: number;
  people: Set<string>;
}

export class UnmetDemand {
  #sessions = new Map<string, Counting>();

  /** An ask for a place of this slot was refused for want of one. */
  add(slot: SlotCard, patient_id: string): void {
    const known = this.#sessions.get(slot.session_id);
    const counting = known ?? { slot, asks: 0, people: new Set<string>() };
    if (!known) this.#sessions.set(slot.session_id, counting);
    counting.asks += 1;
    counting.people.add(patient_id);
  }

  /** What was counted since it was last taken. */
  take(): UnmetCount[] {
    const counted = [...this.#sessions.values()].map(({ slot, asks, people }) => ({
      session_id: slot.session_id,
      department_id: slot.department_id,
      doctor_id: slot.doctor_id,
      date: slot.date,
      half_day: slot.half_day,
      asks,
      people: people.size,
    }));
    this.#sessions = new Map();
    return counted;
  }
}
