/** A hospital with 200 sessions on each of some days a week ahead, and 20,000 people who want a place of them. */
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { addDays, dayOf, instantOf, newId, wallTimeOf } from '../../server/src/kernel/index.ts';
import { migrate } from '../../server/src/kernel/migrate.ts';
import { districtHospital } from '../../server/src/modules/policy/index.ts';
import { type Person, seedCatalog, seedPeople } from '../booking/ground.ts';
import { PEOPLE, PLACES_A_SESSION } from './model.ts';

export interface Ground {
  client: pg.Client;
  key: Buffer;
  people: Person[];
  /** Slots of each release's day. */
  days: string[][];
}

const HORIZON_DAYS = 7;

/** One slot a session, so many places each. */
async function seedDay(client: pg.Client, catalog: Awaited<ReturnType<typeof seedCatalog>>, date: string) {
  const [starts_at, ends_at] = [instantOf(date, '08:00').toString(), instantOf(date, '08:30').toString()];
  const sessions = catalog.doctors.map(() => newId());
  await client.query(
    `insert into session (id, date, half_day, starts_at, ends_at, starts, ends, department_id, doctor_id, room_id, visit_type_id)
     select s, $5, 'morning', $6, $7, '08:00', '08:30', d, o, r, $8 from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[]) as x (s, d, o, r)`,
    [sessions, catalog.department_id, catalog.doctors, catalog.rooms, date, starts_at, ends_at, catalog.visit_type_id],
  );
  const { rows } = await client.query<{ id: string }>(
    `insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity)
     select gen_random_uuid(), id, $2, $3, '08:00', '08:30', $4 from unnest($1::uuid[]) as x (id) returning id`,
    [sessions, starts_at, ends_at, PLACES_A_SESSION],
  );
  return rows.map((row) => row.id);
}

export async function openGround(url: string, releases: number): Promise<Ground> {
  await migrate(url);
  const key = randomBytes(32);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const catalog = await seedCatalog(client);
  // the server's first start would publish rules of its own
  await client.query(`insert into hospital_setting (name, value) values ('hospital.opened', '"bench"')`);
  await publish(client, 1, { release_time: '00:00', days: HORIZON_DAYS - 1 });
  const people = await seedPeople(client, key, PEOPLE);
  const today = dayOf(Temporal.Now.instant());
  const days: string[][] = [];
  for (let n = 0; n < releases; n += 1) days.push(await seedDay(client, catalog, addDays(today, HORIZON_DAYS + n)));
  // what is filled is known to the planner; the bookings are as untouched as on a hospital's first morning
  await client.query('vacuum analyze account, patient, account_patient, session_token, doctor, room, session, slot');
  return { client, key, people, days };
}

/** P1 with another horizon and release time; everything else, the caps of the rush too, is as shipped. */
async function publish(
  client: pg.Client,
  version: number,
  { release_time, days }: { release_time: string; days: number },
): Promise<void> {
  const p1 = districtHospital([]);
  const policy = { ...p1, release_time, horizon: { ...p1.horizon, to: { days, count: 'calendar' } } };
  await client.query(
    `insert into policy_version (version, valid_from, data, note, created_by, created_at) values ($1, now() - interval '1 day', $2, 'bench', 'bench', now())`,
    [version, JSON.stringify(policy)],
  );
}

/** The next release opens the next day of the ground at the given moment, a whole minute; returns its slots. */
export async function openNext(ground: Ground, n: number, at: Temporal.Instant): Promise<string[]> {
  await publish(ground.client, n + 2, { release_time: wallTimeOf(at), days: HORIZON_DAYS + n });
  return ground.days[n]!;
}

/** From the raw tables alone: places there were and sold, and everything that was sold twice or counted wrong. */
export async function countSold(client: pg.Client, slots: string[]) {
  const { rows } = await client.query<{ places: number; sold: number; oversold: number }>(
    `select sum(t.capacity)::int as places, sum(coalesce(b.n, 0))::int as sold,
       (count(*) filter (where coalesce(b.n, 0) > t.capacity or coalesce(b.n, 0) <> t.booked)
         + (select count(*) from (select 1 from booking where slot_id = any($1) group by session_id, serial having count(*) > 1) d)
         + (select count(*) from (select 1 from booking where slot_id = any($1) and state not in ('cancelled', 'expired') group by session_id, patient_id having count(*) > 1) d))::int as oversold
     from slot t left join (select slot_id, count(*)::int as n from booking where state not in ('cancelled', 'expired') group by 1) b on b.slot_id = t.id
     where t.id = any($1)`,
    [slots],
  );
  return rows[0]!;
}
