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

/**
 * The next facts after the cursor, in (tx, seq) order; safe against late commits. The horizon is taken first, in a statement
 * of its own, so that whatever commits in between is seen by the second.
 */
export async function readFacts(tx: Tx, after: FactCursor, limit: number): Promise<FactRow[]> {
  const { rows: horizon } = await sql<{ below: string }>`select fact_horizon()::text as below`.execute(tx);
  const { rows } = await sql<FactRow>`
    select seq, tx::text as tx, at, kind, version, subject, patient, actor, cause, data
    from fact
    where tx < ${horizon[0]!.below}::xid8
      and (tx, seq) > (${after.tx}::xid8, ${after.seq}::bigint)
    -- the columns, not the text of tx beside them: as text 10 comes before 9
    order by fact.tx, fact.seq
    limit ${limit}
  `.execute(tx);
  return rows;
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

export type FactReader = { name: string; apply: (tx: Tx, facts: FactRow[]) => Promise<void> };

/**
 * Lets a reader work off what is new: facts and the reader's own writes commit together, so each fact acts once.
 * Returns how many facts it read.
 */
export async function runReader(db: Db, reader: FactReader, limit = 500): Promise<number> {
  return db.transact(async (tx) => {
    const from = await lockReader(tx, reader.name);
    if (!from) return 0;
    const facts = await readFacts(tx, from, limit);
    const last = facts.at(-1);
    if (!last) return 0;
    await reader.apply(tx, facts);
    await moveReader(tx, reader.name, { tx: last.tx, seq: last.seq });
    return facts.length;
  });
}
