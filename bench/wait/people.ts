/** Who comes on a simulated day, and when: booked people, no-shows, late ones, emergencies. All chance is seeded. */
import type { Chance } from '../../server/src/demo/clinic-day/chance.ts';
import {
  type Department,
  type Doctor,
  gammaSeconds,
  type Kind,
  MISSES_CALL_SHARE,
  NO_SHOW_SHARE,
  normal,
  SERVICE_MEAN_SECONDS,
} from './world.ts';

export const MINUTE_MS = 60_000;
const SLOT_MINUTES = 30;
/** Call to start, and what lies between two visits: minutes that a session must also have room for. */
const BETWEEN_MINUTES = 1.4;
/** How much of a session is given out, no-shows and all. */
const LOAD = 1;
const SENIOR_SHARE = 0.1;

export interface Session {
  id: string;
  doctor: Doctor;
  starts_ms: number;
  ends_ms: number;
  /** When the doctor is there. */
  opens_ms: number;
}
export interface Visitor {
  id: string;
  serial: number;
  session: Session;
  kind: Kind;
  slot_starts_ms: number;
  slot_ends_ms: number;
  /** Null: never comes. */
  arrives_ms: number | null;
  /** 1 critical … 4 routine. */
  urgency: number;
  class: 'senior' | null;
  misses_call: boolean;
}

const HALVES: readonly [from_hour: number, hours: number][] = [
  [8, 4],
  [14, 3.5],
];

export function sessionsOf(chance: Chance, doctor: Doctor, midnight_ms: number): Session[] {
  return HALVES.map(([from_hour, hours], half) => {
    const starts_ms = midnight_ms + from_hour * 60 * MINUTE_MS;
    const late_minutes = Math.max(-5, doctor.starts_late_minutes + 4 * normal(chance));
    return {
      id: `${doctor.id} ${midnight_ms} ${half}`,
      doctor,
      starts_ms,
      ends_ms: starts_ms + hours * 60 * MINUTE_MS,
      opens_ms: starts_ms + late_minutes * MINUTE_MS,
    };
  });
}

const kindOf = (chance: Chance, { kinds }: Department): Kind => chance.weighted(kinds, ({ share }) => share);

/** Minutes early or late against the slot; some come much too late. */
function offsetMinutes(chance: Chance): number {
  if (chance.yes(0.07)) return 5 + gammaSeconds(chance, 25, 0.8);
  return -25 + 16 * normal(chance);
}

export function bookedOf(chance: Chance, department: Department, session: Session): Visitor[] {
  const { doctor, starts_ms, ends_ms } = session;
  const cycle_minutes = (SERVICE_MEAN_SECONDS / 60) * doctor.pace + BETWEEN_MINUTES;
  const slots = (ends_ms - starts_ms) / (SLOT_MINUTES * MINUTE_MS);
  const people = Math.round((slots * SLOT_MINUTES * LOAD) / cycle_minutes);
  return Array.from({ length: people }, (_, n) => {
    const slot_starts_ms = starts_ms + Math.floor((n * slots) / people) * SLOT_MINUTES * MINUTE_MS;
    const at_ms = slot_starts_ms + offsetMinutes(chance) * MINUTE_MS;
    // an hour early at most; who comes when the session is over has missed it
    const arrives_ms = Math.max(at_ms, starts_ms - 60 * MINUTE_MS);
    const comes = !chance.yes(NO_SHOW_SHARE) && arrives_ms < ends_ms - 10 * MINUTE_MS;
    return {
      ...{
        id: `${session.id} ${n}`,
        serial: n + 1,
        session,
        kind: kindOf(chance, department),
        class: chance.yes(SENIOR_SHARE) ? ('senior' as const) : null,
      },
      ...{ slot_starts_ms, slot_ends_ms: slot_starts_ms + SLOT_MINUTES * MINUTE_MS },
      ...{ arrives_ms: comes ? arrives_ms : null, urgency: 4, misses_call: chance.yes(MISSES_CALL_SHARE) },
    };
  });
}

/** People nobody knew of, who go first. */
export function emergenciesOf(chance: Chance, department: Department, session: Session): Visitor[] {
  const found: Visitor[] = [];
  const { urgent_per_hour, doctors } = department;
  if (urgent_per_hour === 0) return found;
  const mean_ms = (60 * MINUTE_MS * doctors.length) / urgent_per_hour;
  const next = () => -Math.log(1 - chance.next()) * mean_ms;
  for (let at = session.starts_ms + next(); at < session.ends_ms; at += next())
    found.push({
      ...{ id: `${session.id} urgent ${found.length}`, serial: 900 + found.length, session },
      ...{ kind: kindOf(chance, department), slot_starts_ms: at, slot_ends_ms: at + SLOT_MINUTES * MINUTE_MS },
      ...{ arrives_ms: at, urgency: chance.yes(0.3) ? 1 : 2, class: null, misses_call: false },
    });
  return found;
}
