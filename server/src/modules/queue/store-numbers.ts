/** SQL of ticket numbers: a department's letter, and the serial of its day. */
import { first, sql, type Tx } from '../../kernel/index.ts';

export async function letterOfDepartment(tx: Tx, department_id: string): Promise<string | undefined> {
  const row = first(
    await sql<{ letter: string }>`select letter from queue_letter where department_id = ${department_id}`.execute(tx),
  );
  return row?.letter;
}

const LETTER_LOCK = 7_301_009;
/** Gives a department the next letter, once; departments wait for one another only here, on their first ticket ever. */
export async function takeLetter(tx: Tx, department_id: string, letterAt: (n: number) => string): Promise<string> {
  await sql`select pg_advisory_xact_lock(${LETTER_LOCK})`.execute(tx);
  const taken = await letterOfDepartment(tx, department_id);
  if (taken) return taken;
  const next = first(
    await sql<{ n: number }>`select coalesce(max(ordinal) + 1, 0)::int as n from queue_letter`.execute(tx),
  );
  const letter = letterAt(next!.n);
  await sql`
    insert into queue_letter (department_id, ordinal, letter) values (${department_id}, ${next!.n}, ${letter})
  `.execute(tx);
  return letter;
}

/** The next serial of a department's day. The row stays locked until commit: no gap after a rollback, none used twice. */
export async function nextSerial(tx: Tx, department_id: string, date: string): Promise<number> {
  const row = first(
    await sql<{ last_serial: number }>`
      insert into queue_serial (department_id, date, last_serial) values (${department_id}, ${date}, 1)
      on conflict (department_id, date) do update set last_serial = queue_serial.last_serial + 1
      returning last_serial
    `.execute(tx),
  );
  return row!.last_serial;
}
