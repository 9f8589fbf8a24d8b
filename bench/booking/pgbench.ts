/**
 * The limit to measure against: pgbench with the same number of clients, each calling one function that does the least a
 * booking can do in one commit on the same tables, with the same constraints: guarded place, serial number, booking, fact.
 */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

const FUNCTION = `
  create table if not exists bench_plan (n bigint primary key, slot_id uuid not null, patient_id uuid not null);
  create sequence if not exists bench_next;
  create or replace function bench_book(p_n bigint) returns integer language plpgsql as $$
  declare ask bench_plan; t slot; s session; made uuid := gen_random_uuid();
  begin
    select * into ask from bench_plan where n = p_n;
    update slot set booked = booked + 1 where id = ask.slot_id and booked < capacity returning * into t;
    if not found then return 0; end if;
    update session set issued = issued + 1 where id = t.session_id and state = 'open' returning * into s;
    insert into booking (id, session_id, slot_id, patient_id, state, serial, fee_fen, payer_class, channel, policy_version, created_by,
      idempotency_key, created_at, held_until, state_at, date, department_id, doctor_id, starts_at, ends_at)
    values (made, s.id, t.id, ask.patient_id, 'held', s.issued, 1500, 'student', 'app', 1, 'pgbench',
      s.date || '-' || p_n, now(), now() + interval '15 minutes', now(), s.date, s.department_id, s.doctor_id, t.starts_at, t.ends_at);
    insert into fact (at, kind, subject, patient, actor, data)
    values (now(), 'booking.held', 'booking:' || made, ask.patient_id, 'pgbench',
      jsonb_build_object('session_id', s.id, 'slot_id', t.id, 'department_id', s.department_id, 'doctor_id', s.doctor_id, 'serial', s.issued, 'fee_fen', 1500));
    return s.issued;
  end $$;`;

/** pgbench on the PATH, or where Debian's PostgreSQL keeps it. */
export function findPgbench(): string {
  const onPath = (process.env.PATH ?? '').split(':').map((folder) => join(folder, 'pgbench'));
  const debian = existsSync('/usr/lib/postgresql')
    ? readdirSync('/usr/lib/postgresql').map((version) => `/usr/lib/postgresql/${version}/bin/pgbench`)
    : [];
  const found = [...onPath, ...debian].find((file) => existsSync(file));
  if (!found)
    throw new Error(
      'pgbench is needed as the measure of this bench: on Debian, apt-get install postgresql-contrib (or postgresql-15)',
    );
  return found;
}

/** Books every ask of the plan once; returns transactions per second. */
export async function pgbench(
  url: string,
  folder: string,
  clients: number,
  asks: { slot_id: string; patient_id: string }[],
): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(FUNCTION);
  await client.query('truncate bench_plan');
  await client.query(
    `insert into bench_plan select n, s, p from unnest($1::uuid[], $2::uuid[]) with ordinality as x (s, p, n)`,
    [asks.map((ask) => ask.slot_id), asks.map((ask) => ask.patient_id)],
  );
  await client.query(`select setval('bench_next', 1, false)`);
  await client.query('analyze bench_plan');
  await client.query('checkpoint');
  await client.end();
  const script = join(folder, 'book.sql');
  writeFileSync(script, `select bench_book(nextval('bench_next'));\n`);
  const each = Math.floor(asks.length / clients);
  const { stdout } = await run(
    findPgbench(),
    ['-n', '-M', 'prepared', '-c', String(clients), '-j', '2', '-t', String(each), '-f', script, url],
    { maxBuffer: 1 << 24 },
  );
  const tps = Number(/tps = ([\d.]+) \(without initial connection time\)/.exec(stdout)?.[1]);
  if (!(tps > 0)) throw new Error(`pgbench said something unexpected:\n${stdout}`);
  return tps;
}
