/** Appeals against suspensions: made once for each, decided once. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { AppealRow } from './tables.ts';

const columns = sql`id, patient_id, account_id, suspension, booking_ids, words, made_at, state, decided_at, decided_by, reason, lifted_ids`;

/** Undefined: an appeal against this suspension was made before. */
export async function insertAppeal(
  tx: Tx,
  row: Pick<AppealRow, 'id' | 'patient_id' | 'account_id' | 'suspension' | 'booking_ids' | 'words' | 'made_at'>,
): Promise<AppealRow | undefined> {
  return first(
    await sql<AppealRow>`
      insert into penalty_appeal (id, patient_id, account_id, suspension, booking_ids, words, made_at, state)
      values (${row.id}, ${row.patient_id}, ${row.account_id}, ${row.suspension}, ${row.booking_ids}::uuid[], ${row.words}, ${row.made_at}, 'open')
      on conflict on constraint penalty_appeal_once do nothing returning ${columns}
    `.execute(tx),
  );
}

export async function appealById(tx: Tx, id: string): Promise<AppealRow | undefined> {
  return first(await sql<AppealRow>`select ${columns} from penalty_appeal where id = ${id}`.execute(tx));
}

export async function appealsOf(tx: Tx, patient_ids: readonly string[]): Promise<AppealRow[]> {
  const { rows } = await sql<AppealRow>`
    select ${columns} from penalty_appeal where patient_id = any(${[...patient_ids]}::uuid[]) order by made_at desc
  `.execute(tx);
  return rows;
}

/** Newest first; the waiting ones are found by `state`. */
export async function listAppeals(
  tx: Tx,
  ask: { state: AppealRow['state'] | undefined; before: [at: string, id: string] | undefined; limit: number },
): Promise<AppealRow[]> {
  const [at, id] = ask.before ?? [null, null];
  const { rows } = await sql<AppealRow>`
    select ${columns} from penalty_appeal
    where (${ask.state ?? null}::text is null or state = ${ask.state ?? null}::text)
      and (${at}::timestamptz is null or (made_at, id) < (${at}::timestamptz, ${id}::uuid))
    order by made_at desc, id desc limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** Undefined when it was decided before, or there is none. */
export async function decideAppeal(
  tx: Tx,
  row: { id: string; lifted_ids: string[]; reason: string; decided_by: string; decided_at: Temporal.Instant },
): Promise<AppealRow | undefined> {
  const state = row.lifted_ids.length ? 'lifted' : 'upheld';
  return first(
    await sql<AppealRow>`
      update penalty_appeal set state = ${state}, lifted_ids = ${row.lifted_ids}::uuid[], reason = ${row.reason},
        decided_by = ${row.decided_by}, decided_at = ${row.decided_at}
      where id = ${row.id} and state = 'open' returning ${columns}
    `.execute(tx),
  );
}
