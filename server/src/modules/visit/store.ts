/** SQL of visits. Writes are compare-and-set; no row back means that somebody else was first. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type { VisitRow } from './tables.ts';

const columns = sql.raw(
  'id, booking_id, ticket_id, patient_id, department_id, doctor_id, state, started_at, finished_at, version, note',
);

export async function visitById(tx: Tx, id: string): Promise<VisitRow | undefined> {
  return first(await sql<VisitRow>`select ${columns} from visit where id = ${id}`.execute(tx));
}

export async function visitOfBooking(tx: Tx, booking_id: string): Promise<VisitRow | undefined> {
  return first(await sql<VisitRow>`select ${columns} from visit where booking_id = ${booking_id}`.execute(tx));
}

export type NewVisit = Omit<VisitRow, 'state' | 'finished_at' | 'version'>;

export async function insertVisit(tx: Tx, v: NewVisit): Promise<VisitRow> {
  const row = first(
    await sql<VisitRow>`
      insert into visit (id, booking_id, ticket_id, patient_id, department_id, doctor_id, state, started_at, note)
      values (${v.id}, ${v.booking_id}, ${v.ticket_id}, ${v.patient_id}, ${v.department_id}, ${v.doctor_id},
        'in_consultation', ${v.started_at}, ${v.note})
      returning ${columns}
    `.execute(tx),
  );
  return row!;
}

export async function writeNote(
  tx: Tx,
  ask: { id: string; version: number; note: Buffer },
): Promise<VisitRow | undefined> {
  return first(
    await sql<VisitRow>`
      update visit set note = ${ask.note}, version = version + 1
      where id = ${ask.id} and version = ${ask.version} and state = 'in_consultation' returning ${columns}
    `.execute(tx),
  );
}

export async function finish(tx: Tx, ask: { id: string; at: Temporal.Instant }): Promise<VisitRow | undefined> {
  return first(
    await sql<VisitRow>`
      update visit set state = 'finished', finished_at = greatest(${ask.at}, started_at)
      where id = ${ask.id} and state = 'in_consultation' returning ${columns}
    `.execute(tx),
  );
}

export async function setDoctor(tx: Tx, ask: { id: string; doctor_id: string }): Promise<VisitRow | undefined> {
  return first(
    await sql<VisitRow>`
      update visit set doctor_id = ${ask.doctor_id} where id = ${ask.id} and state = 'in_consultation' returning ${columns}
    `.execute(tx),
  );
}

export async function reopen(tx: Tx, booking_id: string): Promise<VisitRow | undefined> {
  return first(
    await sql<VisitRow>`
      update visit set state = 'in_consultation', finished_at = null
      where booking_id = ${booking_id} and state = 'finished' returning ${columns}
    `.execute(tx),
  );
}

/** Removes a visit whose note nobody has touched. */
export async function withdraw(tx: Tx, booking_id: string): Promise<VisitRow | undefined> {
  return first(
    await sql<VisitRow>`
      delete from visit where booking_id = ${booking_id} and state = 'in_consultation' and version = 1 returning ${columns}
    `.execute(tx),
  );
}
