/** SQL of extra places. */
import { first, sql, type Tx } from '../../kernel/index.ts';

export interface ExtraRow {
  booking_id: string;
  session_id: string;
  doctor_id: string;
  date: string;
  reason: string;
  given_by: string;
  given_at: Temporal.Instant;
  withdrawn_by: string | null;
  withdrawn_at: Temporal.Instant | null;
  withdraw_reason: string | null;
}

/** Of two who give the last one a doctor may give on a day, one waits for the other. Taken before every other lock. */
export async function lockDoctorDay(tx: Tx, doctor_id: string, date: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`extra:${doctor_id}:${date}`}, 0))`.execute(tx);
}

/** How many extra places stand: in the session, and of the doctor on its day. Given up ones do not count. */
export async function extrasStanding(
  tx: Tx,
  ask: { session_id: string; doctor_id: string; date: string },
): Promise<{ in_session: number; of_doctor: number }> {
  const { rows } = await sql<{ in_session: number; of_doctor: number }>`
    select count(*) filter (where e.session_id = ${ask.session_id})::int as in_session, count(*)::int as of_doctor
    from extra_place e join booking b on b.id = e.booking_id
    where e.doctor_id = ${ask.doctor_id} and e.date = ${ask.date} and b.state not in ('cancelled', 'expired')
  `.execute(tx);
  return rows[0]!;
}

export async function insertExtra(
  tx: Tx,
  row: Omit<ExtraRow, 'withdrawn_by' | 'withdrawn_at' | 'withdraw_reason'>,
): Promise<void> {
  await sql`
    insert into extra_place (booking_id, session_id, doctor_id, date, reason, given_by, given_at)
    values (${row.booking_id}, ${row.session_id}, ${row.doctor_id}, ${row.date}, ${row.reason}, ${row.given_by}, ${row.given_at})
  `.execute(tx);
}

export async function withdrawExtra(
  tx: Tx,
  ask: { booking_id: string; by: string; at: Temporal.Instant; reason: string },
): Promise<void> {
  await sql`
    update extra_place set withdrawn_by = ${ask.by}, withdrawn_at = ${ask.at}, withdraw_reason = ${ask.reason}
    where booking_id = ${ask.booking_id} and withdrawn_at is null
  `.execute(tx);
}

const columns = sql`e.booking_id, e.session_id, e.doctor_id, e.date, e.reason, e.given_by, e.given_at, e.withdrawn_by, e.withdrawn_at, e.withdraw_reason`;

export async function extraOf(tx: Tx, booking_id: string): Promise<ExtraRow | undefined> {
  return first(
    await sql<ExtraRow>`select ${columns} from extra_place e where e.booking_id = ${booking_id}`.execute(tx),
  );
}

export interface ExtraListAsk {
  from: string;
  to: string;
  session_id?: string | undefined;
  doctor_id?: string | undefined;
  department_ids?: string[] | undefined;
  /** Behind this one, in the order below. */
  after?: [given_at: string, booking_id: string] | undefined;
  limit: number;
}
/** Newest first. */
export async function extras(tx: Tx, ask: ExtraListAsk): Promise<ExtraRow[]> {
  const [at, id] = ask.after ?? [null, null];
  const { rows } = await sql<ExtraRow>`
    select ${columns} from extra_place e join booking b on b.id = e.booking_id
    where e.date between ${ask.from} and ${ask.to}
      and (${ask.session_id ?? null}::uuid is null or e.session_id = ${ask.session_id ?? null}::uuid)
      and (${ask.doctor_id ?? null}::uuid is null or e.doctor_id = ${ask.doctor_id ?? null}::uuid)
      and (${ask.department_ids ?? null}::uuid[] is null or b.department_id = any(${ask.department_ids ?? null}::uuid[]))
      and (${at}::timestamptz is null or (e.given_at, e.booking_id) < (${at}::timestamptz, ${id}::uuid))
    order by e.given_at desc, e.booking_id desc limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** Whether a fact of this kind was told of the booking; the booking is locked, so that two do not both find none. */
export async function isNoted(tx: Tx, booking_id: string, kind: string): Promise<boolean> {
  await sql`select 1 from booking where id = ${booking_id} for no key update`.execute(tx);
  const { rows } = await sql`
    select 1 from fact where subject = ${`booking:${booking_id}`} and kind = ${kind} limit 1
  `.execute(tx);
  return rows.length > 0;
}
