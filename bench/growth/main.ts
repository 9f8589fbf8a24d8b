/** What years of visits cost who books or looks today: the same hospital young and old, side by side, asked in turn. */
import { Agent, request } from 'node:http';
import { addDays, dayOf } from '../../server/src/kernel/index.ts';
import { type Ground, openGround } from '../booking/ground.ts';
import { type Bench, type BenchResult, median, quantile, round } from '../frame.ts';
import { asOwner, inFolder, openForCrowd, type Server, startServer, untilRead } from '../house.ts';
import { seedYears } from './past.ts';

const SIZES = [10_000, 1_000_000, 10_000_000];
const ROUNDS = 9;
const PEOPLE = 2_000;
/** One after another, as a lone person does it. */
const BOOKINGS = 100;
const LOOKS = 100;

interface Hospital {
  size: number;
  ground: Ground;
  server: Server;
  seed_seconds: number;
  bookings_ms: number[];
  looks_ms: number[];
  next: number;
}

/** `--most 1000000` leaves the largest out: 10 million visits need some 15 GB and some minutes. */
function sizesAsked(): number[] {
  const at = process.argv.indexOf('--most');
  const most = at < 0 ? Number.POSITIVE_INFINITY : Number(process.argv[at + 1]);
  return SIZES.filter((size) => size <= most);
}

const agent = new Agent({ keepAlive: true, maxSockets: 1 });
function ask(
  port: number,
  path: string,
  post?: { token: string; key: string; body: object },
): Promise<{ status: number; text: string }> {
  const headers = post && {
    authorization: `Bearer ${post.token}`,
    'idempotency-key': post.key,
    'content-type': 'application/json',
  };
  return new Promise((resolve, reject) => {
    const sent = request(
      { port, path, agent, method: post ? 'POST' : 'GET', ...(headers ? { headers } : {}) },
      (answer) => {
        let text = '';
        answer.setEncoding('utf8');
        answer.on('data', (part) => {
          text += part;
        });
        answer.on('end', () => resolve({ status: answer.statusCode ?? 0, text }));
      },
    );
    sent.on('error', reject);
    sent.end(post ? JSON.stringify(post.body) : undefined);
  });
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from_ms = performance.now();
  await work();
  return performance.now() - from_ms;
}

async function expectStatus(answer: Promise<{ status: number; text: string }>, status: number): Promise<void> {
  const { status: got, text } = await answer;
  if (got !== status) throw new Error(`answered ${got}, not ${status}: ${text.slice(0, 300)}`);
}

/** One person books one place; nobody twice a day. */
async function book(hospital: Hospital): Promise<number> {
  const { ground, server, next } = hospital;
  hospital.next += 1;
  const day = ground.days[Math.floor(next / ground.people.length)]!;
  const { token, patient_id } = ground.people[next % ground.people.length]!;
  const body = { slot_id: day.spread[next % day.spread.length]!, patient_id };
  return timed(() =>
    expectStatus(ask(server.port, '/api/bookings', { token, key: `growth-${next}-${patient_id}`, body }), 201),
  );
}

/** One person looks for a place: the department's days, its 14 days in one, and the sessions of tomorrow. */
async function look({ server }: Hospital, department_id: string, tomorrow: string): Promise<number> {
  const paths = [
    `/api/departments/${department_id}/days`,
    `/api/departments/${department_id}/availability`,
    `/api/sessions?department_id=${department_id}&date=${tomorrow}`,
  ];
  return timed(async () => {
    for (const path of paths) await expectStatus(ask(server.port, path), 200);
  });
}

async function openHospital(url: string, folder: string, size: number): Promise<Hospital> {
  const database = `growth_${size}`;
  await asOwner(url, (client) => client.query(`create database ${database}`));
  const own = new URL(url);
  own.pathname = `/${database}`;
  const ground = await openGround(own.href, 2, PEOPLE);
  // one books before the years are written, so that those who read the record are known and do not begin with ten million facts
  const first = await startServer(ground, folder);
  const opened: Hospital = { size, ground, server: first, seed_seconds: 0, bookings_ms: [], looks_ms: [], next: 0 };
  await book(opened);
  await untilRead(ground.url);
  await first.stop();
  const seed_seconds = await seedYears(ground.url, size, dayOf(Temporal.Now.instant()));
  const server = await startServer(ground, folder);
  await untilRead(ground.url);
  return { ...opened, server, seed_seconds };
}

async function slice(hospital: Hospital): Promise<{ booking_ms: number; look_ms: number }> {
  const { rows } = await asOwner(hospital.ground.url, (client) =>
    client.query<{ id: string }>('select id from department order by position, id'),
  );
  const tomorrow = addDays(dayOf(Temporal.Now.instant()), 1);
  const bookings: number[] = [];
  const looks: number[] = [];
  for (let n = 0; n < BOOKINGS; n += 1) bookings.push(await book(hospital));
  for (let n = 0; n < LOOKS; n += 1) looks.push(await look(hospital, rows[n % rows.length]!.id, tomorrow));
  return { booking_ms: median(bookings), look_ms: median(looks) };
}

async function measure(say: (line: string) => void, folder: string): Promise<BenchResult> {
  const postgres = await openForCrowd(folder);
  const hospitals: Hospital[] = [];
  try {
    for (const size of sizesAsked()) {
      const hospital = await openHospital(postgres.url, folder, size);
      hospitals.push(hospital);
      say(
        `a hospital with ${size.toLocaleString('en')} past bookings, written in ${Math.round(hospital.seed_seconds)} s`,
      );
    }
    // one round more, the first, so that nobody is measured cold
    for (let n = 0; n <= ROUNDS; n += 1) {
      for (const hospital of hospitals) {
        const { booking_ms, look_ms } = await slice(hospital);
        if (n === 0) continue;
        hospital.bookings_ms.push(booking_ms);
        hospital.looks_ms.push(look_ms);
      }
    }
    return report(hospitals);
  } finally {
    for (const { server } of hospitals) await server.stop();
    await postgres.stop();
  }
}

function report(hospitals: Hospital[]): BenchResult {
  const growth = (of: (one: Hospital) => number[]): number => {
    const [young, old] = [of(hospitals[0]!), of(hospitals.at(-1)!)];
    return round(median(old.map((ms, n) => ms / young[n]!)));
  };
  return {
    runs: ROUNDS,
    columns: ['past bookings', 'booking ms', 'p90', 'looking ms', 'p90', 'written in s'],
    rows: hospitals.map(({ size, bookings_ms, looks_ms, seed_seconds }) => ({
      what: size.toLocaleString('en'),
      values: [
        ...[bookings_ms, looks_ms].flatMap((all) => [median(all), quantile(all, 0.9)]).map((ms) => String(round(ms))),
        String(Math.round(seed_seconds)),
      ],
    })),
    figures: {
      past_bookings: hospitals.at(-1)!.size,
      booking_growth: growth((one) => one.bookings_ms),
      availability_growth: growth((one) => one.looks_ms),
    },
    notes: ['Medians of slices of 100, one request after another; the sizes in turn.'],
  };
}

export const growth: Bench = {
  name: 'growth',
  about: 'booking and looking with ten thousand, one million and ten million past bookings',
  run: (say) => inFolder((folder) => measure(say, folder)),
};
