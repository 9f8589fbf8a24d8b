/** SQL of summaries and their versions. Writes are compare-and-set on the version. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { SummaryRow, SummaryVersionRow } from './tables.ts';

const columns = sql.raw(
  'id, talk_id, patient_id, state, version, drafted, text, drafted_by, drafted_at, signed_by, signed_at',
);

export async function summaryOfTalk(tx: Tx, talk_id: string): Promise<SummaryRow | undefined> {
  return first(await sql<SummaryRow>`select ${columns} from preconsult_summary where talk_id = ${talk_id}`.execute(tx));
}

export type NewSummary = Pick<
  SummaryRow,
  'id' | 'talk_id' | 'patient_id' | 'drafted' | 'text' | 'drafted_by' | 'drafted_at'
>;
export async function insertSummary(tx: Tx, summary: NewSummary): Promise<SummaryRow> {
  const row = first(
    await sql<SummaryRow>`
      insert into preconsult_summary (id, talk_id, patient_id, drafted, text, drafted_by, drafted_at)
      values (${summary.id}, ${summary.talk_id}, ${summary.patient_id}, ${summary.drafted}, ${summary.text},
        ${summary.drafted_by}, ${summary.drafted_at})
      returning ${columns}
    `.execute(tx),
  );
  await insertVersion(tx, row!, { staff_id: null, at: row!.drafted_at, signed: false });
  return row!;
}

async function insertVersion(
  tx: Tx,
  { id, version, text }: SummaryRow,
  by: { staff_id: string | null; at: Temporal.Instant; signed: boolean },
): Promise<void> {
  await sql`
    insert into preconsult_summary_version (summary_id, number, text, staff_id, at, signed)
    values (${id}, ${version}, ${text}, ${by.staff_id}, ${by.at}, ${by.signed})
  `.execute(tx);
}

interface Write {
  id: string;
  /** The version that was seen. */
  version: number;
  text: Buffer;
  staff_id: string;
  at: Temporal.Instant;
}
/** The next version; undefined when another was seen. */
export async function editSummary(tx: Tx, ask: Write): Promise<SummaryRow | undefined> {
  const row = first(
    await sql<SummaryRow>`
      update preconsult_summary set state = 'edited', text = ${ask.text}, version = version + 1
      where id = ${ask.id} and version = ${ask.version} returning ${columns}
    `.execute(tx),
  );
  if (row) await insertVersion(tx, row, { staff_id: ask.staff_id, at: ask.at, signed: false });
  return row;
}

/** Signed as it reads; undefined when another version was seen, or it is signed as it reads. */
export async function signSummary(tx: Tx, ask: Omit<Write, 'text'>): Promise<SummaryRow | undefined> {
  const row = first(
    await sql<SummaryRow>`
      update preconsult_summary set state = 'signed', signed_by = ${ask.staff_id}, signed_at = ${ask.at}, version = version + 1
      where id = ${ask.id} and version = ${ask.version} and state <> 'signed' returning ${columns}
    `.execute(tx),
  );
  if (row) await insertVersion(tx, row, { staff_id: ask.staff_id, at: ask.at, signed: true });
  return row;
}

export async function versionsOf(tx: Tx, summary_id: string): Promise<SummaryVersionRow[]> {
  const { rows } = await sql<SummaryVersionRow>`
    select summary_id, number, text, staff_id, at, signed from preconsult_summary_version
    where summary_id = ${summary_id} order by number
  `.execute(tx);
  return rows;
}

/** Summaries whose time is over: those drafted before then, with all their versions. Returns how many. */
export async function forgetSummaries(
  tx: Tx,
  before: { unsigned: Temporal.Instant; signed: Temporal.Instant },
): Promise<string[]> {
  const { rows } = await sql<{ id: string; talk_id: string }>`
    select id, talk_id from preconsult_summary
    where coalesce(signed_at, drafted_at) < case when signed_at is null then ${before.unsigned}::timestamptz else ${before.signed}::timestamptz end
    order by drafted_at limit 200 for update skip locked
  `.execute(tx);
  const ids = rows.map(({ id }) => id);
  if (ids.length === 0) return [];
  await sql`delete from preconsult_summary_version where summary_id = any(${ids}::uuid[])`.execute(tx);
  await sql`delete from preconsult_summary where id = any(${ids}::uuid[])`.execute(tx);
  return rows.map(({ talk_id }) => talk_id);
}
