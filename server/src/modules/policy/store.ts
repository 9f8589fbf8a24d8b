import { first, sql, type Tx } from '../../kernel/index.ts';
import type { CalendarDay } from './calendar.ts';
import type { Policy } from './rules/index.ts';
import type { CalendarRow, StoredPolicyRow } from './tables.ts';

export async function policyAt(tx: Tx, now: Temporal.Instant): Promise<StoredPolicyRow | undefined> {
  return first(
    await sql<StoredPolicyRow>`
      select version, valid_from, data, note from policy_version where valid_from <= ${now} order by version desc limit 1
    `.execute(tx),
  );
}

export async function policyVersion(tx: Tx, version: number): Promise<StoredPolicyRow | undefined> {
  return first(
    await sql<StoredPolicyRow>`select version, valid_from, data, note from policy_version where version = ${version}`.execute(
      tx,
    ),
  );
}

/** The next version; two administrators at once collide on the primary key rather than overwrite each other. */
export async function insertPolicy(
  tx: Tx,
  row: { valid_from: Temporal.Instant; data: Policy; note: string; created_by: string; now: Temporal.Instant },
): Promise<number> {
  const { rows } = await sql<{ version: number }>`
    insert into policy_version (version, valid_from, data, note, created_by, created_at)
    select coalesce(max(version), 0) + 1, ${row.valid_from}, ${JSON.stringify(row.data)}::jsonb, ${row.note}, ${row.created_by}, ${row.now}
    from policy_version returning version
  `.execute(tx);
  return rows[0]!.version;
}

export async function upsertDays(tx: Tx, days: CalendarDay[]): Promise<void> {
  await sql`
    insert into calendar_day (date, kind, name, works_as_weekday, source)
    select date, kind, name, works_as_weekday, source
    from jsonb_to_recordset(${JSON.stringify(days)}::jsonb) as d(date date, kind text, name text, works_as_weekday smallint, source text)
    on conflict (date) do update
      set kind = excluded.kind, name = excluded.name, works_as_weekday = excluded.works_as_weekday, source = excluded.source
  `.execute(tx);
}

export async function daysBetween(tx: Tx, from: string, to: string): Promise<CalendarRow[]> {
  const { rows } = await sql<CalendarRow>`
    select date, kind, name, works_as_weekday, source from calendar_day where date between ${from} and ${to} order by date
  `.execute(tx);
  return rows;
}
