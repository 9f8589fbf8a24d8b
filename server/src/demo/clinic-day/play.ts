/**
 * Plays clinic days through the house's own routes: patients book, pay, cancel, come or stay away, doctors call and see
 * them, and the day is closed. The hospital's clock is moved from one event to the next.
 */
import type { DepartmentView } from '@menzhen/contract';
import { addDays, dayOf, instantOf, type MovableClock } from '../../kernel/index.ts';
import type { Chance } from './chance.ts';
import { type Ask, must } from './client.ts';
import { inventPerson, type Person } from './people.ts';
import { type Habits, type Paying, planOf } from './plan.ts';
import { Finance } from './finance.ts';
import { Rooms } from './rooms.ts';
import { closeDrawer, openDrawer, type Team } from './staff.ts';
import { newTally, type Tally } from './tally.ts';
import { Timeline } from './timeline.ts';
import { Visits } from './visits.ts';
import { Windows } from './windows.ts';

/** How a person pays for a held booking; resolves when the person has done what they do. */
export type Pay = (ask: { person: Person; booking_id: string; paying: Paying; taps_twice: boolean }) => Promise<void>;

export interface Style {
  habits: Habits;
  /** Acts that may run at the same moment: 1 plays the same story for the same seed. */
  at_once: number;
  /** Hospital seconds that one step of the clock may span. */
  step_seconds: number;
  /** Work that is due: holds, payments, readers; run whenever so many minutes have passed. */
  beat: () => Promise<void>;
  beat_minutes: number;
  pay: Pay;
  /** Fetches the channels' bills that are due; without it no channel is paid through, and no day is closed. */
  bills?: () => Promise<void>;
  /** Waits after each step of the clock (`to_ms`), to play slower than the machine could. */
  pace?: (to_ms: number) => Promise<void>;
}

export interface PlayGround {
  ask: Ask;
  clock: MovableClock;
  chance: Chance;
  team: Team;
  style: Style;
}

/** What the acts of patients and doctors share. */
export interface Play extends PlayGround {
  timeline: Timeline;
  tally: Tally;
  departments: Map<string, DepartmentView>;
  now_ms(): number;
  /** In so many seconds from now. */
  later(seconds: number, act: () => Promise<void>): void;
}

const CLOSES_AT = '18:30';
/** Of the visits of all days, how many are by somebody who comes for the first time. */
const NEW_PEOPLE = 0.6;

export class ClinicDays {
  readonly play: Play;
  readonly visits: Visits;
  readonly rooms: Rooms;
  readonly windows: Windows;
  readonly finance: Finance;
  readonly #people: Person[] = [];
  #last_beat_ms = 0;

  private constructor(play: Play) {
    this.play = play;
    this.rooms = new Rooms(play);
    this.windows = new Windows(play);
    this.finance = new Finance(play);
    this.visits = new Visits(play, this.rooms, this.windows);
    this.rooms.patients = this.visits;
  }

  static async open(ground: PlayGround): Promise<ClinicDays> {
    const { items } = await must('departmentList', ground.ask('departmentList'));
    const timeline = new Timeline();
    const now_ms = () => ground.clock.now().epochMilliseconds;
    return new ClinicDays({
      ...ground,
      timeline,
      now_ms,
      tally: newTally(),
      departments: new Map(items.map((department) => [department.id, department])),
      later: (seconds, act) => timeline.at(now_ms() + Math.round(seconds * 1000), act),
    });
  }

  /**
   * Lets `count` people plan to come on a day. `only` is for a day that will not be played: who decides later is left out,
   * so are slots that start earlier, and nobody comes.
   */
  expect(date: string, count: number, only?: { decided_by_ms: number; from_ms: number }): void {
    const { chance, style, timeline } = this.play;
    for (let n = 0; n < count; n += 1) {
      const own = chance.fork(`${date}/${n}`);
      const person = this.#somebody(own, date);
      const ask = { date, person, begins_ms: this.play.now_ms(), not_before_ms: only?.from_ms ?? 0 };
      const plan = planOf(own, style.habits, ask);
      if (only && plan.decides_at_ms > only.decided_by_ms) continue;
      if (only) plan.stays_away = true;
      timeline.at(plan.decides_at_ms, () => this.visits.decide(plan, own));
    }
  }

  /** A person who has not planned anything for this day yet. */
  #somebody(chance: Chance, date: string): Person {
    const free = this.#people.filter((person) => !this.visits.isExpected(person, date));
    const known = chance.yes(NEW_PEOPLE) || free.length === 0 ? undefined : chance.pick(free);
    const person = known ?? inventPerson(chance, this.play.ask, this.#people.length + 1, dayOf(this.play.clock.now()));
    if (!known) this.#people.push(person);
    this.visits.expect(person, date);
    return person;
  }

  /** Lets windows and doctors of a day work, the day be ended after the last session, and its money be looked at when its bills are there. */
  openDay(date: string): void {
    const { timeline, style } = this.play;
    this.windows.open(date);
    if (style.bills) this.finance.follow(date);
    const early_ms = Math.max(instantOf(date, '07:00').epochMilliseconds, this.play.now_ms());
    timeline.at(early_ms, async () => {
      await openDrawer(this.play.ask, this.play.team.clerk, `drawer-${date}`);
      await this.rooms.open(date);
    });
    timeline.at(instantOf(date, CLOSES_AT).epochMilliseconds, () => this.#close(date));
  }

  async #close(date: string): Promise<void> {
    const { ask, team, tally, style } = this.play;
    await style.beat();
    const closed = await must('dayClose', ask('dayClose', { as: team.administrator, body: { date } }));
    tally.no_shows += closed.no_shows;
    await closeDrawer(ask, team.clerk, `drawer-count-${date}`);
  }

  /** When the next thing happens, if anything will. */
  nextAt(): number | undefined {
    return this.play.timeline.nextAt();
  }

  /** Plays until that time, or until nothing is left to happen before it; the clock then stands there. */
  async until(at_ms: number): Promise<void> {
    const { timeline, style } = this.play;
    for (let next = timeline.nextAt(); next !== undefined && next <= at_ms; next = timeline.nextAt()) {
      const events = timeline.take(Math.min(style.step_seconds * 1000, at_ms - next));
      await this.#moveTo(events.at(-1)!.at_ms);
      await inLanes(
        style.at_once,
        events.map(({ act }) => act),
      );
    }
    await this.#moveTo(at_ms);
    await style.beat();
  }

  async #moveTo(at_ms: number): Promise<void> {
    const { clock, style } = this.play;
    clock.moveTo(Temporal.Instant.fromEpochMilliseconds(at_ms));
    await style.pace?.(at_ms);
    if (at_ms - this.#last_beat_ms < style.beat_minutes * 60_000) return;
    this.#last_beat_ms = at_ms;
    await style.beat();
  }
}

async function inLanes(lanes: number, acts: (() => Promise<void>)[]): Promise<void> {
  const left = [...acts];
  const lane = async () => {
    for (let act = left.shift(); act; act = left.shift()) await act();
  };
  await Promise.all(Array.from({ length: Math.min(lanes, acts.length) }, lane));
}

export type { Habits };

/** The working days before or after a day, by whoever knows the calendar: those on which there are sessions. */
export async function daysWithSessions(ask: Ask, from: string, days: number): Promise<string[]> {
  const { items } = await must('sessionList', ask('sessionList', { query: { from, to: addDays(from, days) } }));
  return [...new Set(items.map((session) => session.date))].sort();
}
