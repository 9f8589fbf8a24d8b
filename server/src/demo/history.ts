/**
 * A believable past for the demo hospital: the last working days are played through its own routes, so that today's board,
 * the record and the lists have something true to show. The fee is taken at the counter; nothing is asked of a channel.
 */
import { addDays, type Db, dayOf, inTransaction, instantOf, type MovableClock, openSession } from '../kernel/index.ts';
import { chanceOf } from './clinic-day/chance.ts';
import { clientOf, type Injectable } from './clinic-day/client.ts';
import { ClinicDays, daysWithSessions, type Habits, type PlayGround } from './clinic-day/play.ts';
import { gatherTeam } from './clinic-day/staff.ts';
import { fillFavourite } from './favourite.ts';
import { tellsBeforeVisits, tellTalks } from './talks.ts';
import type { Tally } from './clinic-day/tally.ts';

/** People as they are. */
const HABITS: Habits = {
  books_ahead: 0.55,
  books_same_day: 0.2,
  pays_late: 0.1,
  pays_too_late: 0,
  never_pays: 0.03,
  cancels_ahead: 0.05,
  stays_away: 0.05,
  misses_call: 0.05,
  taps_twice: 0,
  checks_in_by_phone: 0,
  doctor_is_late: 0.06,
  session_closes: 0,
  adjusted: 0.01,
};
/** Who has booked for today and the days to come by now, against a whole day's visits. */
const BOOKED_BY_NOW: readonly number[] = [0.6, 0.5, 0.35, 0.2];
const AT_ONCE = 8;
const STEP_SECONDS = 120;
const BEAT_MINUTES = 15;
const READY_MINUTES = 30;
const MOST_DAYS = 28;

/** What of the composition root the past needs; its clock stands still and has not passed the first day yet. */
export interface HistoryApp {
  http: Injectable;
  db: Db;
  clock: MovableClock;
  rounds: {
    expireHolds(): Promise<unknown>;
    recycle(): Promise<unknown>;
    waitlist(): Promise<unknown>;
    closures(): Promise<unknown>;
    readers(only?: readonly string[]): Promise<void>;
    supply(): Promise<void>;
  };
}
export interface HistoryAsk {
  /** How many working days before the day of `until`. */
  days: number;
  visits_per_day: number;
  seed: string;
  /** The clock stands here at the end. Nobody is in the house then: of this day there are only bookings. */
  until: Temporal.Instant;
}

/** Where the clock must stand so that `days` working days, and a weekend between them, lie before `until`. */
export const historyBegins = (until: Temporal.Instant, days: number): Temporal.Instant =>
  instantOf(addDays(dayOf(until), -Math.ceil(days * 1.4) - 2), '08:00');

/** Plays the past. Returns what happened in it. */
export async function fillHistory(app: HistoryApp, ask: HistoryAsk): Promise<Tally> {
  const { clock } = app;
  const today = dayOf(ask.until);
  const client = clientOf(app.http, () => {});
  const team = await gatherTeam(client, (staff_id) => openForAllDays(app, staff_id));
  const tellBefore = tellsBeforeVisits({ ask: client }, today);
  const ground: PlayGround = {
    ask: client,
    clock,
    team,
    chance: chanceOf(ask.seed),
    style: {
      habits: HABITS,
      at_once: AT_ONCE,
      step_seconds: STEP_SECONDS,
      beat_minutes: BEAT_MINUTES,
      beat: async () => {
        await app.rounds.expireHolds();
        await app.rounds.recycle();
        await app.rounds.waitlist();
        await app.rounds.closures();
        // what is said of the lines is said while they stand
        await app.rounds.readers(['wait']);
      },
      async pay({ person, booking_id }) {
        const body = { method: 'card' as const };
        const pay = { as: team.clerk, key: `pay-${booking_id}`, params: { id: booking_id }, body };
        const paid = await client('deskBookingPay', pay);
        if (paid.ok) await tellBefore(person, paid.body);
      },
    },
  };
  const clinic = await ClinicDays.open(ground);
  const from = dayOf(clock.now());
  const days = await daysWithSessions(client, from, MOST_DAYS);
  for (const date of days.filter((day) => day > from && day < today).slice(-ask.days)) {
    clinic.expect(date, ask.visits_per_day);
    clinic.openDay(date);
  }
  expectComing(
    clinic,
    days.filter((day) => day >= today),
    ask,
  );
  await clinic.until(ask.until.epochMilliseconds);
  await fillFavourite({ ...ground, now: clock.now(), chance: ground.chance.fork('favourite') });
  await tellTalks({ ...ground, now: clock.now(), chance: ground.chance.fork('talks') });
  await app.rounds.supply();
  await app.rounds.readers();
  return clinic.play.tally;
}

/** Staff need not sign in anew every morning: passwords are slow on purpose. */
async function openForAllDays({ db, clock }: HistoryApp, staff_id: string): Promise<string> {
  const lasts = Temporal.Duration.from({ hours: 24 * MOST_DAYS });
  const ask = { kind: 'staff' as const, holder_id: staff_id, now: clock.now(), lasts };
  const opened = await inTransaction(db, (tx) => openSession(tx, { ...ask, idle_minutes: lasts.total('minutes') }));
  return opened.token;
}

/** Bookings for today, where there is still time, and for the next days. */
function expectComing(clinic: ClinicDays, days: string[], ask: HistoryAsk): void {
  const until_ms = ask.until.epochMilliseconds;
  const from_ms = until_ms + READY_MINUTES * 60_000;
  for (const [n, share] of BOOKED_BY_NOW.entries()) {
    const date = days[n];
    if (date) clinic.expect(date, Math.round(ask.visits_per_day * share), { decided_by_ms: until_ms, from_ms });
  }
}
