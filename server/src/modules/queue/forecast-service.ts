/** Forecasts of lines: what past days teach is read once and kept, and a line that has not changed is not played again. */
import { addDays, dayOf, type Tx } from '../../kernel/index.ts';
import { forecastLine, type WaitRange } from './forecast.ts';
import { lineNow, type LineState } from './forecast-line.ts';
import { stateOf } from './forecast-state.ts';
import type { Line } from './lines.ts';
import type { QueueNeeds } from './ports.ts';
import type { Standing } from './standing.ts';
import { measuresSince } from './store-wait.ts';
import { measuresOf } from './wait-day.ts';
import { Experience, HISTORY_DAYS } from './waiting-time-pace.ts';

export interface LineForecast {
  /** By ticket, for all who wait; empty when nothing is known to say it from. */
  ranges: Map<string, WaitRange>;
  /** The plain rule, beside which the forecast is judged: people ahead × mean visit, shared by the rooms. Null: no mean yet. */
  rival(people_ahead: number): number | null;
  experience: Experience;
}

type Needs = Pick<QueueNeeds, 'dutyOf' | 'notCome'>;
/** Yesterday is closed early in the day; a node that learned before that learns again within this time. */
const LEARN_AGAIN_MS = 60_000;
const KEPT_LINES = 500;

export class Forecasts {
  readonly #needs: Needs;
  #learned: { date: string; at_ms: number; experience: Promise<Experience> } | undefined;
  readonly #played = new Map<string, Map<string, WaitRange>>();

  constructor(needs: Needs) {
    this.#needs = needs;
  }

  /** What the last days teach. A hospital's very first day teaches itself. */
  experience(tx: Tx, now: Temporal.Instant): Promise<Experience> {
    const [date, at_ms] = [dayOf(now), now.epochMilliseconds];
    const known = this.#learned;
    if (known && known.date === date && Math.abs(at_ms - known.at_ms) < LEARN_AGAIN_MS) return known.experience;
    const experience = this.#learn(tx, date);
    this.#learned = { date, at_ms, experience };
    experience.catch(() => {
      this.#learned = undefined;
    });
    return experience;
  }
  async #learn(tx: Tx, date: string): Promise<Experience> {
    const past = await measuresSince(tx, addDays(date, -HISTORY_DAYS));
    return new Experience(past.length > 0 ? past : await measuresOf(tx, this.#needs, date));
  }

  async ofLine(tx: Tx, ask: { standing: Standing; line: Line; now: Temporal.Instant }): Promise<LineForecast> {
    const experience = await this.experience(tx, ask.now);
    const state = await stateOf(tx, this.#needs, ask);
    const rooms = Math.max(1, state.rooms.length);
    const mean_minutes = meanVisit(experience, state);
    return {
      experience,
      ranges: this.#play(experience, state),
      rival: (people_ahead) => (mean_minutes === null ? null : (people_ahead * mean_minutes) / rooms),
    };
  }

  /** The same state is the same forecast, however many phones ask. */
  #play(experience: Experience, state: LineState): Map<string, WaitRange> {
    const key = JSON.stringify([experience.id, state]);
    const known = this.#played.get(key);
    if (known) return known;
    const line = lineNow(experience, state);
    const ranges = line ? forecastLine(line) : new Map<string, WaitRange>();
    if (this.#played.size >= KEPT_LINES) this.#played.delete(this.#played.keys().next().value!);
    this.#played.set(key, ranges);
    return ranges;
  }
}

/** Mean visit of the doctor, or of the department where a line is shared; of the hospital where neither is known. */
function meanVisit(experience: Experience, { rooms }: LineState): number | null {
  const [first] = rooms;
  if (!first) return null;
  if (first.point) return experience.service(first.point).mean_minutes;
  const { doctor, department, hospital } = experience.visitsOf(first);
  const known = [...(rooms.length === 1 ? [doctor] : []), department, hospital].find((cases) => cases.n > 0);
  return known?.mean_minutes ?? null;
}
