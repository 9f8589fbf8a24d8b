/** SQL of saying who one is at a kiosk: tries that were not right, and the one person whom number and name both fit. */
import { first, newId, type Secrets, sql, type Tx } from '../../../kernel/index.ts';
import { type IdKind, tidyIdNumber } from '../rules/documents.ts';
import { tidyName } from '../rules/names.ts';
import { patientIndexes } from './patients.ts';

export type Shown =
  | { by: 'document'; id_kind: IdKind; id_number: string; name: string }
  | { by: 'phone'; phone: string; name: string };

/** Whether or not anybody has it. */
export function keyOfShown(secrets: Secrets, shown: Shown): Buffer {
  const index = patientIndexes(secrets);
  return shown.by === 'document'
    ? index.document(shown.id_kind, tidyIdNumber(shown.id_number))
    : index.phone(shown.phone);
}

interface Try {
  board_id: string;
  key: Buffer;
  at: Temporal.Instant;
}
/** Writes the try down before anything is looked at; returns its id. Tries of days before are forgotten. */
export async function insertTry(tx: Tx, one: Try): Promise<string> {
  const id = newId();
  await sql`
    with forgotten as (delete from identify_try where at < ${one.at.subtract({ hours: 24 })})
    insert into identify_try (id, at, board_id, key) values (${id}, ${one.at}, ${one.board_id}, ${one.key})
  `.execute(tx);
  return id;
}

/** It was right: it counts against nobody. */
export const deleteTry = async (tx: Tx, id: string): Promise<void> =>
  void (await sql`delete from identify_try where id = ${id}`.execute(tx));

/** Wrong tries, this one among them, at this kiosk since `board_since` and of this number anywhere since `key_since`. */
export async function countTries(
  tx: Tx,
  ask: { board_id: string; board_since: Temporal.Instant; key: Buffer; key_since: Temporal.Instant },
): Promise<{ of_board: number; of_key: number }> {
  const row = first(
    await sql<{ of_board: number; of_key: number }>`
      select (select count(*)::int from identify_try where board_id = ${ask.board_id} and at >= ${ask.board_since}) as of_board,
        (select count(*)::int from identify_try where key = ${ask.key} and at >= ${ask.key_since}) as of_key
    `.execute(tx),
  );
  return row!;
}

/** The patients whom number and name both fit. Asked in one way, so that a wrong name takes as long as an unknown number. */
export async function whoFits(tx: Tx, secrets: Secrets, shown: Shown): Promise<string[]> {
  const index = patientIndexes(secrets);
  const [key, name] = [keyOfShown(secrets, shown), index.name(tidyName(shown.name))];
  const column = shown.by === 'document' ? sql`id_index` : sql`phone_index`;
  const { rows } = await sql<{ id: string }>`
    select id from patient where ${column} = ${key} and name_index = ${name} order by id limit 2
  `.execute(tx);
  return rows.map((row) => row.id);
}
