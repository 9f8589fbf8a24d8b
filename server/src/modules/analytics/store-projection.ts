/** Writing the projection: the reader `analytics`, and the rebuild that proves it (I17). */
import {
  type Db,
  type FactCursor,
  type FactReader,
  type FactRow,
  first,
  FROM_THE_BEGINNING,
  readFacts,
  record,
  runReader,
  sql,
  type Tx,
} from '../../kernel/index.ts';
import { type BookingChange, type Changes, changesOf, milestones } from './rules.ts';
import { COPY, KEYS, LIVE, type Tables } from './tables.ts';

const READER = 'analytics';
const REBUILD_BATCH = 2_000;

const milestoneColumns = sql.raw(milestones.map((word) => `${word}_at`).join(', '));
/** Milestones of having come count only after the patient was last expected anew. */
const ofComing: readonly string[] = ['checked_in', 'called'];
const countsAs = (word: string) =>
  ofComing.includes(word) ? `state = '${word}' and state_seq > since_seq` : `state = '${word}'`;
const milestoneValues = sql.raw(milestones.map((word) => `min(at) filter (where ${countsAs(word)})`).join(', '));
const keepEarliest = sql.raw(
  milestones
    .map((word) =>
      ofComing.includes(word)
        ? `${word}_at = case when excluded.anew_seq > b.anew_seq then excluded.${word}_at else least(b.${word}_at, excluded.${word}_at) end`
        : `${word}_at = least(b.${word}_at, excluded.${word}_at)`,
    )
    .join(', '),
);

const placeColumns = ['date', 'department_id', 'doctor_id', 'session_id', 'starts'] as const;
/** Where the newest fact that tells of a place says it is. */
const newestPlace = sql.raw(
  placeColumns
    .map((name) => `(array_agg(${name} order by state_seq desc) filter (where session_id is not null))[1]`)
    .join(', '),
);
const keepNewestPlace = sql.raw(
  placeColumns
    .map((name) => `${name} = case when excluded.place_seq > b.place_seq then excluded.${name} else b.${name} end`)
    .join(', '),
);

/**
 * Several facts of one booking may come in one batch: they are folded first, then laid over what is there. `greatest`
 * takes what is known over null, and gives the same row however the facts were cut into batches.
 */
async function writeBookings(tx: Tx, tables: Tables, changes: BookingChange[]): Promise<void> {
  if (changes.length === 0) return;
  await sql`
    with change as (
      select * from jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) as c(booking_id uuid, patient_id uuid, state text,
        state_seq bigint, anew boolean, at timestamptz, date date, department_id uuid, doctor_id uuid, session_id uuid,
        visit_type_id uuid, starts text, fee_fen integer)
    ), known as (
      -- each looked up by its key: joined, the whole table would be read for a handful of changes
      select change.*, greatest(
        coalesce((select k.anew_seq from ${sql.table(tables.booking)} as k where k.booking_id = change.booking_id), 0),
        coalesce(max(state_seq) filter (where anew) over (partition by change.booking_id), 0)) as since_seq
      from change
    ), folded as (
      select booking_id, max(patient_id::text)::uuid as patient_id, max(visit_type_id::text)::uuid as visit_type_id,
        max(fee_fen) as fee_fen, (array_agg(state order by state_seq desc))[1] as state, max(state_seq) as state_seq,
        max(since_seq) as anew_seq, coalesce(max(state_seq) filter (where session_id is not null), 0) as place_seq,
        ${newestPlace}, ${milestoneValues}
      from known group by booking_id
    )
    insert into ${sql.table(tables.booking)} as b (booking_id, patient_id, visit_type_id, fee_fen, state, state_seq, anew_seq, place_seq,
      ${sql.raw(placeColumns.join(', '))}, ${milestoneColumns})
    select * from folded
    on conflict (booking_id) do update set
      patient_id = greatest(b.patient_id, excluded.patient_id),
      visit_type_id = greatest(b.visit_type_id, excluded.visit_type_id), fee_fen = greatest(b.fee_fen, excluded.fee_fen),
      state = case when excluded.state_seq > b.state_seq then excluded.state else b.state end,
      state_seq = greatest(b.state_seq, excluded.state_seq), anew_seq = greatest(b.anew_seq, excluded.anew_seq),
      ${keepNewestPlace}, place_seq = greatest(b.place_seq, excluded.place_seq), ${keepEarliest}
  `.execute(tx);
}

async function write(tx: Tx, tables: Tables, changes: Changes): Promise<void> {
  await writeBookings(tx, tables, changes.bookings);
  if (changes.payments.length > 0)
    await sql`
    insert into ${sql.table(tables.payment)} (fact_seq, kind, date, booking_id, amount_fen)
    select * from jsonb_to_recordset(${JSON.stringify(changes.payments)}::jsonb)
      as p(fact_seq bigint, kind text, date date, booking_id uuid, amount_fen integer)
    on conflict (fact_seq) do nothing
  `.execute(tx);
  for (const { kind, id, seq, name, name_en } of changes.names) {
    await sql`
      insert into ${sql.table(tables.name)} as n (kind, id, seq, name, name_en)
      values (${kind}, ${id}, ${seq}, ${name}, ${name_en})
      on conflict (kind, id) do update set seq = excluded.seq, name = excluded.name, name_en = excluded.name_en
      where excluded.seq > n.seq
    `.execute(tx);
  }
  if (changes.as_of)
    await sql`
      insert into ${sql.table(tables.as_of)} as a (at) values (${changes.as_of}::timestamptz)
      on conflict (one) do update set at = greatest(a.at, excluded.at)
    `.execute(tx);
}

const applyTo =
  (tables: Tables) =>
  (tx: Tx, facts: FactRow[]): Promise<void> =>
    write(tx, tables, changesOf(facts));

export const analyticsReader: FactReader = { name: READER, apply: applyTo(LIVE) };

/** Lets the projection catch up with what can be read now, here or on the node that is at it; gives up after a second. */
export async function catchUp(db: Db): Promise<void> {
  for (let tries = 0; tries < 25; tries += 1) {
    while ((await runReader(db, analyticsReader)) > 0);
    const stands = first(
      await sql<FactCursor>`select tx::text as tx, seq from fact_reader where name = ${READER}`.execute(db.kysely),
    );
    if (stands && (await readFacts(db.kysely, stands, 1)).length === 0) return;
    await new Promise((done) => setTimeout(done, 40));
  }
}

const roles = Object.keys(LIVE) as (keyof Tables)[];

/** Replays facts up to where the reader stands into the copies; returns how many. */
async function replay(tx: Tx, until: FactCursor): Promise<number> {
  let read = 0;
  for (let after = FROM_THE_BEGINNING; ; ) {
    const facts = await readFacts(tx, after, REBUILD_BATCH);
    const due = facts.filter((fact) => !isBehind(fact, until));
    await applyTo(COPY)(tx, due);
    read += due.length;
    const last = facts.at(-1);
    if (!last || due.length < facts.length) return read;
    after = { tx: last.tx, seq: last.seq };
  }
}
const isBehind = (fact: FactRow, until: FactCursor): boolean =>
  BigInt(fact.tx) > BigInt(until.tx) || (fact.tx === until.tx && fact.seq > until.seq);

/** All of a table as text, in order: two tables are the same when this is. */
async function textOf(tx: Tx, table: string, key: string): Promise<string> {
  const row = first(
    await sql<{ digest: string }>`
      select encode(sha256(convert_to(coalesce(string_agg(t::text, E'\n' order by ${sql.raw(key)}), ''), 'UTF8')), 'hex') as digest
      from ${sql.table(table)} as t
    `.execute(tx),
  );
  return row!.digest;
}

export interface Rebuilt {
  facts: number;
  visits: number;
  same: boolean;
}

/**
 * Replays the whole record into fresh copies, compares them byte for byte with what is shown, and puts them in its place.
 * The reader waits meanwhile; what is shown stays readable.
 */
export async function rebuild(tx: Tx, ask: { at: Temporal.Instant; actor: string }): Promise<Rebuilt> {
  await sql`insert into fact_reader (name) values (${READER}) on conflict do nothing`.execute(tx);
  const until = first(
    await sql<FactCursor>`
      select tx::text as tx, seq from fact_reader where name = ${READER} for update
    `.execute(tx),
  )!;
  for (const role of roles) {
    await sql`
      create temporary table ${sql.table(COPY[role])} (like ${sql.table(LIVE[role])} including defaults including indexes)
      on commit drop
    `.execute(tx);
  }
  const facts = await replay(tx, until);
  let same = true;
  for (const role of roles) {
    same &&= (await textOf(tx, LIVE[role], KEYS[role])) === (await textOf(tx, COPY[role], KEYS[role]));
    await sql`delete from ${sql.table(LIVE[role])}`.execute(tx);
    await sql`insert into ${sql.table(LIVE[role])} select * from ${sql.table(COPY[role])}`.execute(tx);
  }
  const visits = first(await sql<{ n: number }>`select count(*)::int as n from an_booking`.execute(tx))!.n;
  await record(tx, {
    ...ask,
    kind: 'analytics.rebuilt',
    subject: 'projection:analytics',
    data: { facts, visits, same },
  });
  return { facts, visits, same };
}
