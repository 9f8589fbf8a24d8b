/** A simulated clinic day on a house: plays it with everything that goes wrong, lets the dust settle, and judges it. */
import { dayOf, inTransaction, openSession, wallTimeOf } from '../../server/src/kernel/index.ts';
import { chanceOf } from '../../server/src/demo/clinic-day/chance.ts';
import { type Answered, type Ask, clientOf, must } from '../../server/src/demo/clinic-day/client.ts';
import { ClinicDays, daysWithSessions, type Habits } from '../../server/src/demo/clinic-day/play.ts';
import { MOST_MORNINGS } from '../../server/src/demo/clinic-day/finance.ts';
import { gatherTeam } from '../../server/src/demo/clinic-day/staff.ts';
import type { Tally } from '../../server/src/demo/clinic-day/tally.ts';
import { openReader } from '../invariants/ask.ts';
import { unexplainedFen } from '../invariants/reconciliation.ts';
import { type Answer, type Judgement, judgeDatabase, readGateway, type Seen } from '../invariants.ts';
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
  adjusted: 0.12,
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
  /** What the channels' accounts hold and neither bill nor difference explains. */
  unexplained_fen: number;
  holds: boolean;
  /** What went wrong at the channel, with how often. */
  weather: Map<string, number>;
  played: string[];
}

/** Hospital minutes after the last day in which everything still open must come to its end. */
const SETTLING_MINUTES = [1, 2, 5, 10, 30, 60, 120, 240, 480];
const HOUR_MS = 3_600_000;
const BILLS_READ_AT_MS = 11 * HOUR_MS;
const SIGHT_DAYS = 13;
/** Of many days most of the time would go into rounds that find nothing. */
const MONTH_BEAT_MINUTES = 10;
const FEW_DAYS = 5;
const SESSION_DAYS = 90;

export async function playDays(house: House, databaseUrl: string, day: DayAsk): Promise<DayEnd> {
  const { app, clock, standIn } = house;
  const answers: Answer[] = [];
  const ask = clientOf(app.http, (answered) => answers.push(...remembered(answered)));
  const chance = chanceOf(day.seed);
  const weather = new WeatherAtTheChannel(standIn, chance.fork('weather'));
  const { beat, bills, readAll } = beatsOf(house, weather);
  const pace = pacing(clock.now().epochMilliseconds, day.speed);
  const style = {
    habits: HABITS,
    at_once: 1,
    step_seconds: 0,
    beat,
    bills,
    beat_minutes: day.days > FEW_DAYS ? MONTH_BEAT_MINUTES : 1,
    pace,
    pay: payersOn({ house, ask, chance: chance.fork('payers'), weather }),
  };
  const team = await gatherTeam(ask, (staff_id) => openForAllDays(house, staff_id));
  const clinic = await ClinicDays.open({ ask, clock, chance, team, style });
  const played = new Calendar(house, ask, clinic, day);
  await played.plan();
  for (let at_ms = clock.now().epochMilliseconds; at_ms < played.ends_ms; ) {
    at_ms = Math.min(Math.floor(at_ms / HOUR_MS + 1) * HOUR_MS, played.ends_ms);
    const isQuiet = (clinic.nextAt() ?? played.ends_ms) > at_ms;
    await clinic.until(at_ms);
    if (!isQuiet) await day.onHour?.(clock.now(), clinic.play.tally);
    if (wallTimeOf(clock.now()) === '00:00') await played.plan();
  }
  for (const minutes of SETTLING_MINUTES) {
    clock.moveTo(clock.now().add({ minutes }));
    await beat();
  }
  await readAll();
  const rebuilt = await must('analyticsRebuild', ask('analyticsRebuild', { as: team.administrator }));
  await standIn.end();
  const { judgements, unexplained_fen } = await judge(databaseUrl, {
    answers,
    gateway: readGateway(standIn.storeFile),
    rebuilt,
    as_of: clock.now().toString(),
  });
  const holds = unexplained_fen === 0 && judgements.every(({ violations }) => violations.length === 0);
  return { tally: clinic.play.tally, judgements, unexplained_fen, holds, weather: weather.seen, played: played.dates };
}

async function judge(databaseUrl: string, seen: Seen): Promise<Pick<DayEnd, 'judgements' | 'unexplained_fen'>> {
  const judgements = await judgeDatabase(databaseUrl, seen);
  const reader = await openReader(databaseUrl);
  try {
    return { judgements, unexplained_fen: await unexplainedFen(reader.ask) };
  } finally {
    await reader.close();
  }
}

/** Which days are played: the next ones on which there are sessions, as far as these are made by now. */
class Calendar {
  readonly dates: string[] = [];
  readonly #house: House;
  readonly #ask: Ask;
  readonly #clinic: ClinicDays;
  readonly #day: DayAsk;
  readonly #begun: string;

  constructor(house: House, ask: Ask, clinic: ClinicDays, day: DayAsk) {
    this.#house = house;
    this.#ask = ask;
    this.#clinic = clinic;
    this.#day = day;
    this.#begun = dayOf(house.clock.now());
  }

  /** People plan to come on days that have come into sight. */
  async plan(): Promise<void> {
    if (this.dates.length === this.#day.days) return;
    await this.#house.app.rounds.supply();
    const last = this.dates.at(-1) ?? this.#begun;
    const seen = await daysWithSessions(this.#ask, dayOf(this.#house.clock.now()), SIGHT_DAYS);
    for (const date of seen.filter((one) => one > last).slice(0, this.#day.days - this.dates.length)) {
      this.dates.push(date);
      this.#clinic.expect(date, this.#day.visits);
      this.#clinic.openDay(date);
    }
  }

  /** After the last day come the mornings on which finance looks at it. */
  get ends_ms(): number {
    const last = Temporal.PlainDate.from(this.dates.at(-1)!);
    return last.add({ days: MOST_MORNINGS }).toZonedDateTime('Asia/Shanghai').epochMilliseconds + BILLS_READ_AT_MS;
  }
}

/** Staff need not sign in anew every morning: passwords are slow on purpose. */
async function openForAllDays({ app, clock }: House, staff_id: string): Promise<string> {
  const lasts = Temporal.Duration.from({ hours: 24 * SESSION_DAYS });
  const ask = { kind: 'staff' as const, holder_id: staff_id, now: clock.now(), lasts };
  const opened = await inTransaction(app.db, (tx) => openSession(tx, { ...ask, idle_minutes: lasts.total('minutes') }));
  return opened.token;
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
