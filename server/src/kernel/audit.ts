/**
 * Who looked at which patient, and why. Append-only and hash-chained: each entry's hash covers the one before, so that
 * a changed or removed row shows (`verify` names it). Separate from facts: looking changes nothing.
 */
import { createHash } from 'node:crypto';
import { sql, type Tx } from './db.ts';

export interface AuditInput {
  at: Temporal.Instant;
  actor: string;
  action: string;
  patient_id: string | null;
  reason: string | null;
}
export interface AuditRow extends AuditInput {
  seq: number;
  hash: string;
}

const CHAIN_LOCK = 7_301_002;
const GENESIS = 'menzhen';

const hashOf = (before: string, entry: AuditInput): string =>
  createHash('sha256')
    .update(
      JSON.stringify([before, entry.at.epochMilliseconds, entry.actor, entry.action, entry.patient_id, entry.reason]),
    )
    .digest('hex');

/** Adds an entry in the caller's transaction; entries are written one after the other. */
export async function audit(tx: Tx, entry: AuditInput): Promise<void> {
  await sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`.execute(tx);
  const { rows } = await sql<{ hash: string }>`select hash from audit order by seq desc limit 1`.execute(tx);
  const at = Temporal.Instant.fromEpochMilliseconds(entry.at.epochMilliseconds);
  await sql`
    insert into audit (at, actor, action, patient_id, reason, hash)
    values (${at}, ${entry.actor}, ${entry.action}, ${entry.patient_id}, ${entry.reason}, ${hashOf(rows[0]?.hash ?? GENESIS, { ...entry, at })})
  `.execute(tx);
}

/** Newest first; `before` is the seq to continue under. */
export async function listAudit(
  tx: Tx,
  ask: { before?: number; limit: number; patient_id?: string },
): Promise<AuditRow[]> {
  const { rows } = await sql<AuditRow>`
    select seq, at, actor, action, patient_id, reason, hash from audit
    where seq < ${ask.before ?? Number.MAX_SAFE_INTEGER} and (${ask.patient_id ?? null}::uuid is null or patient_id = ${ask.patient_id ?? null})
    order by seq desc limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** Walks the whole chain (I13). `broken_at` is the first seq whose hash does not follow from the one before. */
export async function verifyAudit(tx: Tx): Promise<{ whole: boolean; entries: number; broken_at: number | null }> {
  let before = GENESIS;
  let entries = 0;
  for (let after = 0; ; ) {
    const { rows } = await sql<AuditRow>`
      select seq, at, actor, action, patient_id, reason, hash from audit where seq > ${after} order by seq limit 1000
    `.execute(tx);
    for (const row of rows) {
      if (hashOf(before, row) !== row.hash) return { whole: false, entries, broken_at: row.seq };
      before = row.hash;
      entries += 1;
    }
    if (rows.length < 1000) return { whole: true, entries, broken_at: null };
    after = rows.at(-1)!.seq;
  }
}
