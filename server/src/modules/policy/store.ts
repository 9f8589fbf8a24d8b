import { first, sql, type Tx } from '../../kernel/index.ts';
import type { CalendarDay } from './calendar.ts';
import type { Policy } from './rules/index.ts';
import type { CalendarRow, StoredPolicyRow, VersionRow } from './tables.ts';

export async function policyAt(tx: Tx, now: Temporal.Instant): Promise<StoredPolicyRow | undefined> {
  return first(
    await sql<StoredPolicyRow>`
      select version, valid_from, data, note from policy_version where valid_from <= ${now} order by version desc limit 1
    `.execute(tx),
  );
}

export async function policyVersion(tx: Tx, version: number): Promise<VersionRow | undefined> {
  return first(
    await sql<VersionRow>`select version, valid_from, data, note, created_by, created_at from policy_version where version = ${version}`.execute(
      tx,
    ),
  );
}

export interface NewPolicy {
  valid_from: Temporal.Instant;
  data: Policy;
  note: string;
  created_by: string;
  now: Temporal.Instant;
  /** The version it was made from; it must still be the newest. Left out: whatever is. */
  base_version?: number | undefined;
}
/** The next version, or undefined when another than `base_version` is the newest. Of two at once one waits for the other. */
export async function insertPolicy(tx: Tx, row: NewPolicy): Promise<number | undefined> {
  await sql`select pg_advisory_xact_lock(hashtextextended('policy_version', 0))`.execute(tx);
  const { rows } = await sql<{ version: number }>`
    insert into policy_version (version, valid_from, data, note, created_by, created_at)
    select newest.version + 1, ${row.valid_from}, ${JSON.stringify(row.data)}::jsonb, ${row.note}, ${row.created_by}, ${row.now}
    from (select coalesce(max(version), 0) as version from policy_version) as newest
    where ${row.base_version ?? null}::integer is null or newest.version = ${row.base_version ?? null}::integer
    returning version
  `.execute(tx);
  return rows[0]?.version;
}

export async function newestVersion(tx: Tx): Promise<number> {
  const row = first(
    await sql<{ version: number }>`select coalesce(max(version), 0)::int as version from policy_version`.execute(tx),
  );
  return row!.version;
}

/** Newest first, without their data. */
export async function listVersions(
  tx: Tx,
  ask: { before: number | undefined; limit: number },
): Promise<Omit<VersionRow, 'data'>[]> {
  const { rows } = await sql<Omit<VersionRow, 'data'>>`
    select version, valid_from, note, created_by, created_at from policy_version
    where ${ask.before ?? null}::integer is null or version < ${ask.before ?? null}::integer
    order by version desc limit ${ask.limit}
  `.execute(tx);
  return rows;
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
