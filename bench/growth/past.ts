/** Years of a hospital, written by sets: sessions, places, visits and their facts on the days before today. */
import type pg from 'pg';
import { asOwner } from '../house.ts';

/** A big hospital's day: 200 sessions with two slots of 25 places, all taken. */
const A_DAY = 10_000;
const PLACES_PER_SLOT = 25;
/** People who come; each has as many visits as the others. */
const POPULATION = 100_000;
/** Days that are written in one go. */
const CHUNK_DAYS = 100;
const IN_BATCHES = ['booking', 'fact'];

const PATIENTS = `
  insert into patient (id, id_kind, id_sealed, id_index, name_sealed, name_index, phone_sealed, phone_index, sex, birth_date, payer_class, registered_at)
  select uuidv7(), 'passport', ''::bytea, sha256(('growth' || n)::bytea), ''::bytea, sha256('growth'), ''::bytea, sha256(('phone' || n)::bytea), 'female', '2000-01-01', 'student', now()
  from generate_series(1, $1::int) as n`;
/** Numbered, so that a visit's patient follows from its own number. */
const NUMBERED = [
  `create table bench_patient as select row_number() over (order by id) - 1 as n, p.id, ap.account_id
   from patient p left join account_patient ap on ap.patient_id = p.id`,
  'create unique index on bench_patient (n)',
];
const SESSIONS = `
  insert into session (id, date, half_day, starts_at, ends_at, starts, ends, department_id, doctor_id, room_id, visit_type_id, issued)
  select uuidv7(), d.day, 'morning', d.day + time '00:00', d.day + time '01:00', '08:00', '09:00', s.department_id, s.doctor_id, s.room_id, s.visit_type_id, $4
  from (select distinct on (doctor_id) * from session where date > current_date order by doctor_id, date) as s,
    (select $3::date - k as day from generate_series($1::int, $2::int) as k) as d`;
const SLOTS = `
  insert into slot (id, session_id, starts_at, ends_at, starts, ends, capacity, booked)
  select uuidv7(), s.id, s.starts_at + h * interval '30 minutes', s.starts_at + (h + 1) * interval '30 minutes',
    s.starts + h * interval '30 minutes', s.starts + (h + 1) * interval '30 minutes', $4, $4
  from session s, generate_series(0, 1) as h where s.date between $3::date - $2::int and $3::date - $1::int`;
const VISITS = `
  with place as (
    select t.id as slot_id, t.session_id, t.starts_at, t.ends_at, s.date, s.department_id, s.doctor_id, k,
      row_number() over (order by s.date, t.id, k) + $5::bigint as n, (row_number() over (partition by s.id order by t.id, k))::int as serial
    from slot t join session s on s.id = t.session_id, generate_series(1, $4::int) as k
    where s.date between $3::date - $2::int and $3::date - $1::int
  ), visit as (
    select uuidv7() as id, place.*, p.id as patient_id, p.account_id
    -- a stride, so that neighbours in time are no neighbours in the list of patients
    from place join bench_patient p on p.n = (place.n * 7919) % (select count(*) from bench_patient)
  ), told as (
    insert into fact (at, kind, subject, patient, actor, data)
    select ends_at, 'booking.finished', 'booking:' || id, patient_id, 'system:past', '{"from": "in_consultation"}' from visit
  )
  insert into booking (id, session_id, slot_id, patient_id, account_id, state, serial, fee_fen, fee_parts, payer_class, channel, policy_version,
    created_by, idempotency_key, created_at, held_until, state_at, checked_in_at, date, department_id, doctor_id, starts_at, ends_at)
  select id, session_id, slot_id, patient_id, account_id, 'finished', serial, 1500, fee_as_one_part(1500), 'student', 'app', 1,
    'account:' || coalesce(account_id, patient_id), 'past-' || id, starts_at - interval '3 days', starts_at, ends_at, starts_at, date, department_id, doctor_id, starts_at, ends_at
  from visit`;

interface Built {
  down: string;
  up: string;
}
/** Indexes and constraints that are made anew when all rows are there; primary keys stay. */
async function built(client: pg.Client, table: string): Promise<Built[]> {
  const { rows: constraints } = await client.query<Built>(
    `select format('alter table %I drop constraint %I', $1::text, conname) as down,
       format('alter table %I add constraint %I %s', $1::text, conname, pg_get_constraintdef(oid)) as up
     from pg_constraint where conrelid = $1::regclass and contype in ('u', 'x')`,
    [table],
  );
  const { rows: indexes } = await client.query<Built>(
    `select format('drop index %I', i.indexrelid::regclass::text) as down, pg_get_indexdef(i.indexrelid) as up
     from pg_index i where i.indrelid = $1::regclass and not exists (select 1 from pg_constraint c where c.conindid = i.indexrelid)`,
    [table],
  );
  return [...constraints, ...indexes];
}

/** Fills a hospital that openGround has laid until it has `total` past bookings. Returns how many seconds it took. */
export async function seedYears(url: string, total: number, today: string): Promise<number> {
  const from_ms = performance.now();
  await asOwner(url, async (client) => {
    // foreign keys and triggers were kept when such rows were made one by one
    await client.query(
      `set session_replication_role = replica; set maintenance_work_mem = '512MB'; set work_mem = '256MB'; set synchronous_commit = off`,
    );
    await client.query('delete from booking; update slot set booked = 0; update session set issued = 0');
    await client.query(
      `delete from slot using session s where s.id = session_id and s.date < current_date - 1; delete from session where date < current_date - 1`,
    );
    await client.query(PATIENTS, [POPULATION]);
    for (const statement of NUMBERED) await client.query(statement);
    const rebuilt = (await Promise.all(IN_BATCHES.map((table) => built(client, table)))).flat();
    for (const { down } of rebuilt) await client.query(down);
    const days = total / A_DAY;
    for (let first = 1; first <= days; first += CHUNK_DAYS) {
      const span = [first, Math.min(first + CHUNK_DAYS - 1, days), today];
      await client.query(SESSIONS, [...span, 2 * PLACES_PER_SLOT]);
      await client.query(SLOTS, [...span, PLACES_PER_SLOT]);
      await client.query(VISITS, [...span, PLACES_PER_SLOT, (first - 1) * A_DAY]);
    }
    for (const { up } of rebuilt) await client.query(up);
    await client.query('drop table bench_patient');
    // whoever reads the record has read all of this long ago
    await client.query(
      `update fact_reader set tx = f.tx, seq = f.seq from (select tx, seq from fact order by fact.tx desc, fact.seq desc limit 1) as f`,
    );
    await client.query('vacuum analyze');
    await client.query('checkpoint');
  });
  return (performance.now() - from_ms) / 1000;
}
