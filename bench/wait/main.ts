/**
 * How wrong the waiting times are: the house's own forecast on simulated days, learned from the days before only, beside the
 * plain rule of people ahead × mean. Every forecast that is kept is held against when the patient was called.
 */
import { chanceOf } from '../../server/src/demo/clinic-day/chance.ts';
import {
  type DayMissing,
  type DayTicket,
  type Measure,
  measureDay,
} from '../../server/src/modules/queue/waiting-time-measures.ts';
import { Experience, HISTORY_DAYS } from '../../server/src/modules/queue/waiting-time-pace.ts';
import { type Bench, type BenchResult, round } from '../frame.ts';
import { LineDay, type Watcher } from './day.ts';
import { Forecaster } from './forecaster.ts';
import { bookedOf, emergenciesOf, MINUTE_MS, sessionsOf } from './people.ts';
import { type Judged, NOMINAL, type Score, scoreOf } from './score.ts';
import { type Department, openWorld, type World } from './world.ts';

const MEASURED_DAYS = 20;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Groups of fewer forecasts are printed, but too few to be held to five points. */
const ENOUGH = 1_000;
const blind: Watcher = { seen() {}, called() {} };

interface Played {
  tickets: DayTicket[];
  missing: DayMissing[];
}

/** A day of the whole hospital. */
function playDay(world: World, ask: { day: number; seed: string; watcher: Watcher }): Played {
  const lines = world.departments.flatMap((department) =>
    linesOf(department).map((doctors) => playLine(world, department, { ...ask, doctors })),
  );
  return {
    tickets: lines.flatMap(({ tickets }) => tickets),
    missing: lines.flatMap(({ missing }) => missing),
  };
}
const linesOf = ({ doctors, is_pooled }: Department): Department['doctors'][] =>
  is_pooled ? [doctors] : doctors.map((doctor) => [doctor]);

interface LineAsk {
  day: number;
  seed: string;
  watcher: Watcher;
  doctors: Department['doctors'];
}
function playLine(world: World, department: Department, { day, seed, watcher, doctors }: LineAsk): Played {
  const chance = chanceOf(`${seed}/${day}/${doctors[0]!.id}`);
  const sessions = doctors.flatMap((doctor) => sessionsOf(chance, doctor, day * DAY_MS));
  const booked = sessions.flatMap((session) => bookedOf(chance, department, session));
  const urgent = sessions.flatMap((session) => emergenciesOf(chance, department, session));
  const line = new LineDay({ world, department, sessions, visitors: [...booked, ...urgent], chance, watcher });
  const away = booked.filter(({ arrives_ms }) => arrives_ms === null);
  return {
    tickets: line.play(),
    missing: away.map(({ session }) => ({ department_id: department.id, doctor_id: session.doctor.id, n: 1 })),
  };
}

interface Measured {
  judged: Judged[];
  spent_ms: number;
  tickets: number;
  /** Seconds of every visit, to show that the days were as promised. */
  visits: number[];
}

function measure(seed: string, say: (line: string) => void): Measured {
  const world = openWorld(seed);
  const past: Measure[][] = [];
  const learn = ({ tickets, missing }: Played) => past.push(measureDay(tickets, missing));
  for (let day = 0; day < HISTORY_DAYS; day += 1) learn(playDay(world, { day, seed, watcher: blind }));
  const all: Measured = { judged: [], spent_ms: 0, tickets: 0, visits: [] };
  for (let n = 1; n <= MEASURED_DAYS; n += 1) {
    const forecaster = new Forecaster(new Experience(past.slice(-HISTORY_DAYS).flat()));
    const played = playDay(world, { day: HISTORY_DAYS + n - 1, seed, watcher: forecaster });
    all.judged.push(...forecaster.judged);
    all.spent_ms += forecaster.spent_ms;
    all.tickets += forecaster.tickets;
    all.visits.push(...played.tickets.flatMap(({ turns }) => turns.flatMap(secondsOf)));
    learn(played);
    say(`day ${n} of ${MEASURED_DAYS}: ${forecaster.judged.length} forecasts`);
  }
  return all;
}
const secondsOf = ({ started_ms, ended_ms }: DayTicket['turns'][number]): number[] =>
  started_ms === null ? [] : [(ended_ms - started_ms) / 1_000];

interface Group {
  what: string;
  score: Score;
}
const groupsBy = (judged: Judged[], key: (one: Judged) => string): Group[] =>
  [...Map.groupBy(judged, key)]
    .map(([what, of]) => ({ what, score: scoreOf(of) }))
    .sort((a, b) => a.what.localeCompare(b.what, 'en'));

const columns = ['forecasts', 'n', 'mae_min', 'rival_min', 'mae_ratio', 'inside', '≤P50', '≤P90', 'bias_min'];
const rowOf = ({ what, score }: Group) => ({
  what,
  values: [
    score.n,
    ...[score.mae_minutes, score.rival_mae_minutes, score.mae_ratio, score.coverage],
    ...[score.within_p50, score.within_p90, score.bias_minutes],
  ].map((value) => String(round(value))),
});

/** The group whose coverage is farthest from what the range claims, in points. */
const worstOff = (groups: Group[]): number =>
  100 *
  Math.max(...groups.filter(({ score }) => score.n >= ENOUGH).map((one) => Math.abs(one.score.coverage - NOMINAL)));

async function run(say: (line: string) => void): Promise<BenchResult> {
  const at = process.argv.indexOf('--seed');
  const { judged, spent_ms, tickets, visits } = measure(at < 0 ? 'wait' : process.argv[at + 1]!, say);
  const all = scoreOf(judged);
  const hours = groupsBy(judged, ({ hour }) => `${String(hour).padStart(2, '0')}:00`);
  const departments = groupsBy(judged, ({ department }) => department);
  const mean = visits.reduce((sum, one) => sum + one, 0) / visits.length;
  const variance = visits.reduce((sum, one) => sum + (one - mean) ** 2, 0) / visits.length;
  return {
    runs: MEASURED_DAYS,
    figures: {
      mae_ratio: round(all.mae_ratio, 3),
      mae_ratio_sterner: round(all.sterner_ratio, 3),
      coverage: round(all.coverage, 3),
      nominal: NOMINAL,
      within_p50: round(all.within_p50, 3),
      within_p90: round(all.within_p90, 3),
      coverage_off_worst_hour_points: round(worstOff(hours), 1),
      coverage_off_worst_department_points: round(worstOff(departments), 1),
      mae_minutes: round(all.mae_minutes),
      rival_mae_minutes: round(all.rival_mae_minutes),
      forecasts: all.n,
      cpu_ms_per_ticket: round(spent_ms / tickets, 3),
      service_mean_seconds: round(mean, 0),
      service_cv: round(Math.sqrt(variance) / mean, 3),
    },
    columns,
    rows: [...hours, ...departments, { what: 'all', score: all }].map(rowOf),
    notes: [
      'inside: share of true waits above P50 and at most P90, which the range claims of 0.40; ≤P50 claims 0.50, ≤P90 0.90.',
      'rival: people ahead × the doctor’s mean visit (÷ rooms that share the line). The sterner one counts who is inside, too.',
    ],
  };
}

export const wait: Bench = {
  name: 'wait',
  about: 'how wrong the waiting times are on simulated days, beside people ahead × mean',
  run,
};
