import { first, sql, type Tx } from '../../kernel/index.ts';
import type { DraftRow, RosterResult } from './tables-roster.ts';

const columns = sql`id, file_name, layout, valid_from, entries, rows, skipped_sheets, department_ids, digest, created_by, created_at, accepted_at, result`;

export async function insertDraft(tx: Tx, d: Omit<DraftRow, 'accepted_at' | 'result'>): Promise<void> {
  await sql`
    insert into roster_draft (id, file_name, layout, valid_from, entries, rows, skipped_sheets, department_ids, digest, created_by, created_at)
    values (${d.id}, ${d.file_name}, ${d.layout}, ${d.valid_from}, ${JSON.stringify(d.entries)}::json, ${JSON.stringify(d.rows)}::json,
      ${d.skipped_sheets}::text[], ${d.department_ids}::uuid[], ${d.digest}, ${d.created_by}, ${d.created_at})
  `.execute(tx);
}

/** @param lock whoever else accepts it waits, and then finds it accepted */
export async function draft(tx: Tx, id: string, lock = false): Promise<DraftRow | undefined> {
  const forUpdate = lock ? sql`for update` : sql``;
  return first(await sql<DraftRow>`select ${columns} from roster_draft where id = ${id} ${forUpdate}`.execute(tx));
}

export async function acceptDraft(
  tx: Tx,
  ask: { id: string; actor: string; now: Temporal.Instant; result: RosterResult },
): Promise<void> {
  await sql`
    update roster_draft set accepted_by = ${ask.actor}, accepted_at = ${ask.now}, result = ${JSON.stringify(ask.result)}::json where id = ${ask.id}
  `.execute(tx);
}

/** Previews that nobody accepted; what was accepted is kept with what it did. */
export async function forgetDrafts(tx: Tx, before: Temporal.Instant): Promise<void> {
  await sql`delete from roster_draft where accepted_at is null and created_at < ${before}`.execute(tx);
}
