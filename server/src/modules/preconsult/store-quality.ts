/** What the quality of talks is read from: facts of some weeks, and nothing else. */
import { sql, type Tx } from '../../kernel/index.ts';
import type { QualityFact } from './tables.ts';

export async function talkFacts(tx: Tx, since: Temporal.Instant): Promise<QualityFact[]> {
  const { rows } = await sql<QualityFact>`
    select kind, at, subject, data from fact
    where kind like 'preconsult.%' and at >= ${since} and kind not in ('preconsult.told', 'preconsult.flagged', 'preconsult.denied')
    order by seq
  `.execute(tx);
  return rows;
}

/** Booking -> the department in which its visit was finished. */
export async function finishedVisits(tx: Tx, since: Temporal.Instant): Promise<Map<string, string>> {
  const { rows } = await sql<{ booking_id: string; department_id: string }>`
    select data->>'booking_id' as booking_id, data->>'department_id' as department_id from fact
    where kind = 'visit.finished' and at >= ${since} order by seq
  `.execute(tx);
  return new Map(rows.map((row) => [row.booking_id, row.department_id]));
}
