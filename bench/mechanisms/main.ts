/** The same race, 200 people for 20 places, on the usual ways to give out places and on ours; in turn, on one PostgreSQL. */
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { openApp } from '../../server/src/app.ts';
import { readSettings, Refusal } from '../../server/src/kernel/index.ts';
import { openGround, type Person } from '../booking/ground.ts';
import { type Bench, type BenchResult, median, quantile, round } from '../frame.ts';
import { asOwner, inFolder, openForCrowd } from '../house.ts';
import { openPeers, type Way } from './peers.ts';

const PEOPLE = 200;
const PLACES = 20;
const ROUNDS = 7;
/** Races of one way in a round; each has a slot of its own. */
const RACES = 10;
const DAYS = 1;

interface Race {
  oversold: number;
  false_rejects: number;
  latencies_ms: number[];
  seconds: number;
}
interface Told {
  got: boolean;
  at_ms: number;
  took_ms: number;
}

/** Everybody asks in the same moment. */
async function run(way: Way, slot_id: string, people: Person[]): Promise<{ told: Told[]; seconds: number }> {
  const from_ms = performance.now();
  const told = await Promise.all(
    people.map(async ({ patient_id }) => {
      const got = await way.take(slot_id, patient_id);
      return { got, at_ms: performance.timeOrigin + performance.now(), took_ms: performance.now() - from_ms };
    }),
  );
  return { told, seconds: (performance.now() - from_ms) / 1000 };
}

/** When each booking of the slot was committed, by PostgreSQL's own note. */
const commits = async (client: pg.Client, table: string, slot_id: string): Promise<number[]> => {
  const { rows } = await client.query<{ at_ms: number }>(
    `select (extract(epoch from pg_xact_commit_timestamp(xmin)) * 1000)::float8 as at_ms from ${table} where slot_id = $1 order by 1`,
    [slot_id],
  );
  return rows.map((row) => row.at_ms);
};

/**
 * A refusal is false when a place was free for the whole life of the request: nobody gives back, so that is when fewer
 * bookings had committed than there are places at the moment it was told.
 */
function judge(told: Told[], committed_ms: number[], seconds: number): Race {
  const last_ms = committed_ms[PLACES - 1] ?? Number.POSITIVE_INFINITY;
  return {
    oversold: Math.max(0, committed_ms.length - PLACES),
    false_rejects: told.filter(({ got, at_ms }) => !got && at_ms < last_ms).length,
    latencies_ms: told.map(({ took_ms }) => took_ms),
    seconds,
  };
}

interface Stage {
  client: pg.Client;
  people: Person[];
  ways: Way[];
  /** A session of the hospital in which our races get their slots. */
  session_ids: string[];
}

/** A new slot with 20 places for one race; ours is a real one, with a session, a doctor and rules. */
async function newSlot({ client, session_ids }: Stage, way: Way, n: number): Promise<string> {
  const id = randomUUID();
  if (way.name === 'ours')
    await client.query(
      `insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity)
       select $1, s.id, s.ends_at + interval '1 hour' + $3 * interval '1 minute', s.ends_at + interval '1 hour' + ($3 + 1) * interval '1 minute', '10:00', '10:30', $4
       from session s where s.id = $2`,
      [id, session_ids[n % session_ids.length], n, PLACES],
    );
  else await client.query('insert into race_slot (id, capacity) values ($1, $2)', [id, PLACES]);
  return id;
}

async function racesOf(stage: Stage, way: Way, round_n: number): Promise<Race[]> {
  const races: Race[] = [];
  for (let n = 0; n < RACES; n += 1) {
    const slot_id = await newSlot(stage, way, round_n * RACES + n);
    const { told, seconds } = await run(way, slot_id, stage.people);
    races.push(
      judge(told, await commits(stage.client, way.name === 'ours' ? 'booking' : 'race_booking', slot_id), seconds),
    );
    // the rules let a patient into one department once a day: everybody begins anew
    if (way.name === 'ours')
      await stage.client
        .query(`delete from booking where slot_id = $1`, [slot_id])
        .then(() => stage.client.query('update slot set booked = 0, capacity = 0 where id = $1', [slot_id]));
  }
  return races;
}

async function measure(say: (line: string) => void, folder: string): Promise<BenchResult> {
  const postgres = await openForCrowd(folder);
  try {
    return await asOwner(postgres.url, async (client) => {
      const ground = await openGround(postgres.url, DAYS, PEOPLE);
      const settings = readSettings({
        DATABASE_URL: postgres.url,
        DEMO: 'false',
        MENZHEN_KEY: ground.key.toString('base64'),
        MENZHEN_DATA: folder,
        LOG_LEVEL: 'error',
        SMS_PROVIDER: 'log',
      });
      const app = await openApp({ settings });
      const peers = await openPeers(postgres.url);
      try {
        const { people } = ground;
        const { rows } = await client.query<{ id: string }>(
          'select id from session where starts_at > now() order by id',
        );
        const stage: Stage = {
          client,
          people,
          ways: [...peers.ways, ours(app, people)],
          session_ids: rows.map((r) => r.id),
        };
        return report(await rounds(stage, say), stage.ways);
      } finally {
        await peers.close();
        await app.close();
      }
    });
  } finally {
    await postgres.stop();
  }
}

async function rounds(stage: Stage, say: (line: string) => void): Promise<Map<string, Race[][]>> {
  const byWay = new Map<string, Race[][]>(stage.ways.map((way) => [way.name, []]));
  // one round more, the first, so that no way is measured cold
  for (let n = 0; n <= ROUNDS; n += 1) {
    for (const way of stage.ways) {
      const races = await racesOf(stage, way, n);
      if (n > 0) byWay.get(way.name)!.push(races);
    }
    if (n > 0) say(`round ${n} of ${ROUNDS}`);
  }
  return byWay;
}

/** The hospital's own way, whole: the lane, the rules, the statement with every constraint, the fact. */
function ours(app: Awaited<ReturnType<typeof openApp>>, people: Person[]): Way {
  const accounts = new Map(people.map((person) => [person.patient_id, person.account_id]));
  return {
    name: 'ours',
    about: 'everything a booking is, in one statement for all who wait',
    async take(slot_id, patient_id) {
      const account_id = accounts.get(patient_id)!;
      const ask = {
        slot_id,
        patient_id,
        account_id,
        actor: `account:${account_id}`,
        channel: 'app',
        reserve: null,
      } as const;
      try {
        await app.booking.hold({ ...ask, key: randomUUID() });
        return true;
      } catch (error) {
        if (error instanceof Refusal) return false;
        throw error;
      }
    },
  };
}

const sum = (races: Race[], of: (race: Race) => number): number => races.reduce((all, race) => all + of(race), 0);

function figuresOf(name: string, all: Race[][]) {
  const races = all.flat();
  return {
    [`oversold_${name}`]: sum(races, (race) => race.oversold),
    [`false_rejects_${name}`]: sum(races, (race) => race.false_rejects),
    [`p95_ms_${name}`]: round(
      median(
        all.map((one) =>
          quantile(
            one.flatMap((race) => race.latencies_ms),
            0.95,
          ),
        ),
      ),
      1,
    ),
    [`per_second_${name}`]: Math.round(median(all.map((one) => (RACES * PEOPLE) / sum(one, (race) => race.seconds)))),
  };
}

function report(byWay: Map<string, Race[][]>, ways: Way[]): BenchResult {
  const figures = Object.assign({}, ...[...byWay].map(([name, all]) => figuresOf(name, all))) as Record<string, number>;
  return {
    runs: ROUNDS,
    columns: [
      `${PEOPLE} people, ${PLACES} places, ${ROUNDS * RACES} races each`,
      'oversold',
      'false rejects',
      'p95 ms',
      'asks a second',
    ],
    rows: ways.map(({ name }) => ({
      what: name.replaceAll('_', ' '),
      values: ['oversold', 'false_rejects', 'p95_ms', 'per_second'].map((what) => String(figures[`${what}_${name}`])),
    })),
    figures,
    notes: ways.map(({ name, about }) => `${name.replaceAll('_', ' ')}: ${about}`),
  };
}

export const mechanisms: Bench = {
  name: 'mechanisms',
  about: '200 people for 20 places, on the usual ways to give out places and on ours',
  run: (say) => inFolder((folder) => measure(say, folder)),
};
