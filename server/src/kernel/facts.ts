/**
 * The record of facts: append-only, written in the same transaction as the change it tells of.
 * A reader keeps a cursor of (tx, seq) and reads only below the oldest writing transaction of this database, so that a fact whose
 * transaction commits late is never stepped over (design §4).
 */
import { sql, type Tx } from './db.ts';

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

/** The horizon, and whether there is a fact after the cursor at all: mostly there is none. */
async function horizonBeyond(tx: Tx, after: FactCursor): Promise<{ below: string; more: boolean }> {
  const { rows } = await sql<{ below: string; more: boolean }>`
    select fact_horizon()::text as below,
      exists (select 1 from fact where (tx, seq) > (${after.tx}::xid8, ${after.seq}::bigint)) as more
  `.execute(tx);
  return rows[0]!;
}

/**
 * The next facts after the cursor, in (tx, seq) order; safe against late commits. The horizon is taken first, in a statement
 * of its own, so that whatever commits in between is seen by the second.
 */
export async function readFacts(tx: Tx, after: FactCursor, limit: number): Promise<FactRow[]> {
  const { below, more } = await horizonBeyond(tx, after);
  if (!more) return [];
  const { rows } = await sql<FactRow>`
    select seq, tx::text as tx, at, kind, version, subject, patient, actor, cause, data
    from fact
    where tx < ${below}::xid8
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
