/**
 * The record of facts: append-only, written in the same transaction as the change it tells of.
 * A reader keeps a cursor of (tx, seq) and reads only below the oldest writing transaction of this database, so that a fact whose
 * transaction commits late is never stepped over (design §4).
 */
import { type Db, first, sql, type Tx } from './db.ts';

export interface FactInput {
  at: Temporal.Instant;
  /** `subject-kind.verb`, past tense: 'booking.held'. */
  kind: string;
  version?: number;
  /** `kind:id` of what it happened to. */
  subject: string;
  patient?: string | null;
  /** `account:…`, `staff:…`, `board:…`, `system:…`, `channel:…` */
  actor: string;
  cause?: string | null;
  data: Record<string, unknown>;
}
export interface FactRow extends FactInput {
  seq: number;
  tx: string;
}
export interface FactCursor {
  tx: string;
  seq: number;
}
export const FROM_THE_BEGINNING: FactCursor = { tx: '0', seq: 0 };

/** Writes facts in the caller's transaction. */
export async function record(tx: Tx, ...facts: FactInput[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = facts.map((f) => ({ ...f, at: f.at.toString(), version: f.version ?? 1 }));
  await sql`
    insert into fact (at, kind, version, subject, patient, actor, cause, data)
    select at, kind, version, subject, patient, actor, cause, data
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      as f(at timestamptz, kind text, version smallint, subject text, patient uuid, actor text, cause text, data jsonb)
  `.execute(tx);
}

/** Below this every transaction that wrote has ended; to be asked before the facts are read. */
export async function factHorizon(tx: Tx): Promise<FactCursor> {
  const { rows } = await sql<{ below: string }>`select fact_horizon()::text as below`.execute(tx);
  return { tx: rows[0]!.below, seq: 0 };
}

/**
 * The next facts after the cursor, in (tx, seq) order; safe against late commits. The horizon is taken first, in a statement
 * of its own, so that whatever commits in between is seen by the second.
 */
export async function readFacts(tx: Tx, after: FactCursor, limit: number): Promise<FactRow[]> {
  const below = await factHorizon(tx);
  const { rows } = await sql<FactRow>`
    select seq, tx::text as tx, at, kind, version, subject, patient, actor, cause, data
    from fact
    where tx < ${below.tx}::xid8
      and (tx, seq) > (${after.tx}::xid8, ${after.seq}::bigint)
    -- the columns, not the text of tx beside them: as text 10 comes before 9
    order by fact.tx, fact.seq
    limit ${limit}
  `.execute(tx);
  return rows;
}

/**
 * As readFacts, of some kinds only: in the rush a reader need not be sent what it does not look at. Also says where the
 * next reading begins, and of how many facts these were picked.
 */
async function pickFacts(
  tx: Tx,
  after: FactCursor,
  ask: { kinds: readonly string[]; limit: number },
): Promise<{ picked: FactRow[]; of: number; last: FactCursor | undefined }> {
  const below = await factHorizon(tx);
  const { rows } = await sql<FactRow & { of: number }>`
    select seq, tx::text as tx, at, kind, version, subject, patient, actor, cause, data, "of"
    from (
      select *, row_number() over (order by tx, seq) as n, count(*) over () as "of"
      from (
        select * from fact where tx < ${below.tx}::xid8 and (tx, seq) > (${after.tx}::xid8, ${after.seq}::bigint)
        order by tx, seq limit ${ask.limit}
      ) as next
    ) as fact
    where kind = any(${ask.kinds}::text[]) or n = "of"
    order by n
  `.execute(tx);
  const picked = rows.filter(({ kind }) => ask.kinds.includes(kind));
  return { picked, of: rows[0]?.of ?? 0, last: rows.at(-1) };
}

/** Newest-first page of facts for the auditor; `before` is the seq to continue under. */
export async function listFacts(tx: Tx, ask: { before?: number; limit: number; subject?: string }): Promise<FactRow[]> {
  const { rows } = await sql<FactRow>`
    select seq, tx::text as tx, at, kind, version, subject, patient, actor, cause, data
    from fact
    where seq < ${ask.before ?? Number.MAX_SAFE_INTEGER} and (${ask.subject ?? null}::text is null or subject = ${ask.subject ?? null})
    order by seq desc
    limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** Where a named reader stands; locks its row so that two nodes never read for it at once. Undefined: another node is. */
export async function lockReader(tx: Tx, reader: string): Promise<FactCursor | undefined> {
  const lock = async () =>
    first(
      await sql<FactCursor>`
        select tx::text as tx, seq from fact_reader where name = ${reader} for update skip locked
      `.execute(tx),
    );
  const cursor = await lock();
  if (cursor) return cursor;
  // new, or another node's; only a new one is made
  const made = await sql`insert into fact_reader (name) values (${reader}) on conflict do nothing`.execute(tx);
  return made.numAffectedRows === 1n ? lock() : undefined;
}

export async function moveReader(tx: Tx, reader: string, to: FactCursor): Promise<void> {
  await sql`update fact_reader set tx = ${to.tx}::xid8, seq = ${to.seq} where name = ${reader}`.execute(tx);
}

/**
 * Which of these readers have something new to read; one that never read has. One question for all of them, so that a round
 * that would find nothing costs no transaction a reader. Facts above the horizon count: they may be read a moment later.
 */
export async function readersBehind(tx: Tx, names: readonly string[]): Promise<Set<string>> {
  const { rows } = await sql<{ name: string }>`
    select want.name from unnest(${names}::text[]) as want(name) left join fact_reader r on r.name = want.name
    where exists (select 1 from fact f where (f.tx, f.seq) > (coalesce(r.tx, '0'::xid8), coalesce(r.seq, 0)))
  `.execute(tx);
  return new Set(rows.map(({ name }) => name));
}

export type FactReader = {
  name: string;
  /** The only kinds it looks at; without them it is given every fact. */
  kinds?: readonly string[];
  apply: (tx: Tx, facts: FactRow[]) => Promise<void>;
};
export const FACTS_A_TURN = 500;

/**
 * Lets a reader work off what is new: facts and the reader's own writes commit together, so each fact acts once.
 * Returns how many facts it went over; as many as `limit`: there may be more.
 */
export async function runReader(db: Db, reader: FactReader, limit = FACTS_A_TURN): Promise<number> {
  return db.transact(async (tx) => {
    const from = await lockReader(tx, reader.name);
    if (!from) return 0;
    const { facts, of, last } = await nextOf(tx, reader, from, limit);
    if (!last) return 0;
    if (facts.length > 0) await reader.apply(tx, facts);
    await moveReader(tx, reader.name, { tx: last.tx, seq: last.seq });
    return of;
  });
}

async function nextOf(tx: Tx, { kinds }: FactReader, from: FactCursor, limit: number) {
  if (kinds) {
    const { picked, of, last } = await pickFacts(tx, from, { kinds, limit });
    return { facts: picked, of, last };
  }
  const facts = await readFacts(tx, from, limit);
  return { facts, of: facts.length, last: facts.at(-1) as FactCursor | undefined };
}
