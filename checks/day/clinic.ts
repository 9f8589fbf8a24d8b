/** A simulated clinic day on a house: plays it with everything that goes wrong, lets the dust settle, and judges it. */
import { dayOf } from '../../server/src/kernel/index.ts';
import { chanceOf } from '../../server/src/demo/clinic-day/chance.ts';
import { type Answered, clientOf, must } from '../../server/src/demo/clinic-day/client.ts';
import { ClinicDays, daysWithSessions, type Habits } from '../../server/src/demo/clinic-day/play.ts';
import { gatherTeam } from '../../server/src/demo/clinic-day/staff.ts';
import type { Tally } from '../../server/src/demo/clinic-day/tally.ts';
import { type Answer, type Judgement, judgeDatabase, readGateway } from '../invariants.ts';
import type { House } from './house.ts';
import { beatsOf, payersOn } from './payers.ts';
import { WeatherAtTheChannel } from './weather.ts';

/** Worse than life, so that a day of 300 visits meets everything. */
const HABITS: Habits = {
  books_ahead: 0.5,
  books_same_day: 0.25,
  pays_late: 0.12,
  pays_too_late: 0.08,
  never_pays: 0.07,
  cancels_ahead: 0.1,
  stays_away: 0.07,
  misses_call: 0.08,
  taps_twice: 0.12,
  checks_in_by_phone: 0.6,
  doctor_is_late: 0.12,
  session_closes: 0.04,
};

export interface DayAsk {
  seed: string;
  visits: number;
  days: number;
  /** Hospital seconds a real second; 0: as fast as it goes. */
  speed: number;
  /** Told at each full hour of hospital time in which something happened. */
  onHour?: (at: Temporal.Instant, tally: Tally) => void | Promise<void>;
}
export interface DayEnd {
  tally: Tally;
  judgements: Judgement[];
  holds: boolean;
  /** What went wrong at the channel, with how often. */
  weather: Map<string, number>;
  played: string[];
}

/** Hospital minutes after the last day in which everything still open must come to its end. */
const SETTLING_MINUTES = [1, 2, 5, 10, 30, 60, 120, 240, 480];
const HOUR_MS = 3_600_000;

export async function playDays(house: House, databaseUrl: string, day: DayAsk): Promise<DayEnd> {
  const { app, clock, standIn } = house;
  const answers: Answer[] = [];
  const ask = clientOf(app.http, (answered) => answers.push(...remembered(answered)));
  const chance = chanceOf(day.seed);
  const weather = new WeatherAtTheChannel(standIn, chance.fork('weather'));
  const { beat, readAll } = beatsOf(house, weather);
  const pace = pacing(clock.now().epochMilliseconds, day.speed);
  const style = {
    habits: HABITS,
    at_once: 1,
    step_seconds: 0,
    beat,
    beat_minutes: 1,
    pace,
    pay: payersOn({ house, ask, chance: chance.fork('payers'), weather }),
  };
  const team = await gatherTeam(ask);
  const clinic = await ClinicDays.open({ ask, clock, chance, team, style });
  const today = dayOf(clock.now());
  const played = (await daysWithSessions(ask, today, 13)).filter((date) => date > today).slice(0, day.days);
  for (const date of played) {
    clinic.expect(date, day.visits);
    clinic.openDay(date);
  }
  const ends_ms =
    Temporal.PlainDate.from(played.at(-1)!).toZonedDateTime('Asia/Shanghai').epochMilliseconds + 20 * HOUR_MS;
  for (let at_ms = clock.now().epochMilliseconds; at_ms < ends_ms; ) {
    at_ms = Math.min(Math.floor(at_ms / HOUR_MS + 1) * HOUR_MS, ends_ms);
    const isQuiet = (clinic.nextAt() ?? ends_ms) > at_ms;
    await clinic.until(at_ms);
    if (!isQuiet) await day.onHour?.(clock.now(), clinic.play.tally);
  }
  for (const minutes of SETTLING_MINUTES) {
    clock.moveTo(clock.now().add({ minutes }));
    await beat();
  }
  await readAll();
  const rebuilt = await must('analyticsRebuild', ask('analyticsRebuild', { as: team.administrator }));
  await standIn.end();
  const judgements = await judgeDatabase(databaseUrl, {
    answers,
    gateway: readGateway(standIn.storeFile),
    rebuilt,
    as_of: clock.now().toString(),
  });
  const holds = judgements.every(({ violations }) => violations.length === 0);
  return { tally: clinic.play.tally, judgements, holds, weather: weather.seen, played };
}

/** Slows the story down to so many hospital seconds a real one. */
function pacing(begins_ms: number, speed: number): ((to_ms: number) => Promise<void>) | undefined {
  if (speed === 0) return undefined;
  const since_ms = performance.now();
  return async (to_ms) => {
    const wait_ms = (to_ms - begins_ms) / speed - (performance.now() - since_ms);
    if (wait_ms > 0) await new Promise((done) => setTimeout(done, wait_ms));
  };
}

/** What a client keeps of a 2xx: the booking, ticket or patient it was told of. */
function remembered({ route, actor, key, status, body }: Answered): Answer[] {
  if (status >= 300) return [];
  const told = body as Record<string, unknown>;
  if (typeof told.qr_text === 'string') return [{ route, actor, key, booking: told as unknown as Answer['booking'] }];
  if (typeof told.why_here === 'string') return [{ route, actor, ticket: told as unknown as Answer['ticket'] }];
  if (typeof told.id_number_masked === 'string') return [{ route, actor, patient_id: String(told.id) }];
  return [];
}
