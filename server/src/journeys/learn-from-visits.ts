/** For `triage:train`: what was said first, and in which department it was seen in the end. Nothing of it is written anywhere. */
import type { Db } from '../kernel/index.ts';
import type { FirstWords, Preconsult } from '../modules/preconsult/index.ts';
import type { Visits } from '../modules/visit/index.ts';

export interface LearnGround {
  db: Db;
  visit: Pick<Visits, 'visitOf'>;
  preconsult: Pick<Preconsult, 'firstWords'>;
}
export interface SeenVisit extends FirstWords {
  /** The department of the finished visit. */
  department_id: string;
  /** The engine's codes that the hospital leads to it; empty: none, nothing can be learned of it. */
  accept: string[];
}

/** Confirmed talks since then whose visit was finished, oldest first. */
export async function visitsToLearnFrom(
  { db, visit, preconsult }: LearnGround,
  since: Temporal.Instant,
): Promise<SeenVisit[]> {
  const { items, codesOf } = await preconsult.firstWords(db.kysely, since);
  const seen: SeenVisit[] = [];
  for (const item of items) {
    const row = await visit.visitOf(db.kysely, item.booking_id);
    if (row?.state !== 'finished') continue;
    seen.push({ ...item, department_id: row.department_id, accept: codesOf(row.department_id) });
  }
  return seen;
}
