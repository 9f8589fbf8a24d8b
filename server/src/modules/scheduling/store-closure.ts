/** SQL of closures. A case is settled by compare-and-set: of two who settle it, one wins. */
import { first, sql, type Tx } from '../../kernel/index.ts';
import type {
  CaseRow,
  CaseState,
  CaughtSession,
  ClosureRow,
  ClosureScope,
  ClosureState,
  OfferedPlace,
} from './tables-closure.ts';

const closureColumns = sql`id, kind, grain, scope, department_ids, reason, substitute_doctor_id, state, approval, proposed_by, proposed_at,
  decided_by, decided_at, decision_note, settled_at`;
const caseColumns = sql`id, closure_id, kind, booking_id, patient_id, department_id, session_id, slot_id, doctor_id, starts_at, state, opened_at,
  deadline, phoned_by, phoned_at, settled_at, settled_by, moved_to_slot_id, refund_fen`;
const sessionColumns = sql`s.id, s.date, s.half_day, s.starts, s.ends, s.starts_at, s.ends_at, s.department_id, s.doctor_id, s.room_id, s.visit_type_id`;

/** Which open sessions (with which of their open slots) a scope asks for and that are not over, in the order of their ids. */
export async function inScope(
  tx: Tx,
  ask: {
    scope: ClosureScope;
    department_ids: string[] | null;
    holidays: string[];
    today: string;
    now: Temporal.Instant;
  },
): Promise<CaughtSession[]> {
  const { scope } = ask;
  const only = (value: string | undefined) => value ?? null;
  const { rows } = await sql<CaughtSession>`
    select ${sessionColumns},
      case when ${scope.grain} = 'slot' then array(
        select t.id from slot t where t.session_id = s.id and t.state = 'open' and t.id = any(${scope.slot_ids ?? []}::uuid[]) order by t.id
      ) end as slot_ids,
      (select count(*)::int from slot t where t.session_id = s.id and t.state = 'open'
        and (${scope.grain} <> 'slot' or t.id = any(${scope.slot_ids ?? []}::uuid[]))) as slots
    from session s
    where s.state = 'open' and s.ends_at > ${ask.now} and s.date >= ${ask.today}
      and (${only(scope.from)}::date is null or s.date >= ${only(scope.from)}::date)
      and (${only(scope.to)}::date is null or s.date <= ${only(scope.to)}::date)
      and (${scope.half_days ?? null}::text[] is null or s.half_day = any(${scope.half_days ?? null}::text[]))
      and not s.id = any(${scope.except_session_ids ?? []}::uuid[])
      and case ${scope.grain}
        when 'department' then s.department_id = any(${ask.department_ids ?? []}::uuid[])
        when 'doctor' then s.doctor_id = ${only(scope.doctor_id)}::uuid
        when 'session' then s.id = ${only(scope.session_id)}::uuid
        when 'slot' then exists (select 1 from slot t where t.session_id = s.id and t.state = 'open' and t.id = any(${scope.slot_ids ?? []}::uuid[]))
        when 'calendar' then s.date = any(${ask.holidays}::date[])
      end
    order by s.id
  `.execute(tx);
  return rows;
}

/** Locks sessions, then their slots, each in the order of ids; nobody books, pays, moves or cancels in them meanwhile. */
export async function lockSessions(tx: Tx, session_ids: string[]): Promise<void> {
  await sql`select 1 from session where id = any(${session_ids}::uuid[]) order by id for no key update`.execute(tx);
  await sql`select 1 from slot where session_id = any(${session_ids}::uuid[]) order by id for no key update`.execute(
    tx,
  );
}

export async function freeze(tx: Tx, sessions: CaughtSession[], reason: string): Promise<void> {
  const whole = sessions.filter((s) => !s.slot_ids).map((s) => s.id);
  const slots = sessions.flatMap((s) => s.slot_ids ?? []);
  await sql`update session set state = 'closed', close_reason = ${reason} where id = any(${whole}::uuid[])`.execute(tx);
  await sql`
    update slot set state = 'closed', close_reason = ${reason}
    where state = 'open' and (id = any(${slots}::uuid[]) or session_id = any(${whole}::uuid[]))
  `.execute(tx);
}

/** Another doctor holds these sessions from now on; the schema refuses one who is elsewhere then (`session_doctor_free`). */
export async function handOver(tx: Tx, session_ids: string[], doctor_id: string): Promise<void> {
  await sql`
    update session set doctor_id = ${doctor_id},
      substitute_for = nullif(coalesce(substitute_for, doctor_id), ${doctor_id}::uuid)
    where id = any(${session_ids}::uuid[])
  `.execute(tx);
}

/** Of these doctors, those who hold no open session at the times of these. */
export async function freeDoctors(tx: Tx, doctor_ids: string[], session_ids: string[]): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select d.id from unnest(${doctor_ids}::uuid[]) as d (id)
    where not exists (
      select 1 from session own join session other on other.state = 'open' and other.doctor_id = d.id and other.id <> own.id
        and other.starts_at < own.ends_at and other.ends_at > own.starts_at
      where own.id = any(${session_ids}::uuid[])
    )
  `.execute(tx);
  return rows.map((row) => row.id);
}

export async function insertClosure(tx: Tx, row: ClosureRow): Promise<void> {
  await sql`
    insert into closure (${closureColumns})
    values (${row.id}, ${row.kind}, ${row.grain}, ${JSON.stringify(row.scope)}, ${row.department_ids}, ${row.reason}, ${row.substitute_doctor_id},
      ${row.state}, ${row.approval}, ${row.proposed_by}, ${row.proposed_at}, ${row.decided_by}, ${row.decided_at}, ${row.decision_note}, ${row.settled_at})
  `.execute(tx);
}

export async function insertCaught(tx: Tx, closure_id: string, sessions: CaughtSession[]): Promise<void> {
  const rows = sessions.map((s) => ({ session_id: s.id, slot_ids: s.slot_ids, doctor_id: s.doctor_id }));
  await sql`
    insert into closure_session (closure_id, session_id, slot_ids, doctor_id)
    select ${closure_id}, session_id, slot_ids, doctor_id
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as c(session_id uuid, slot_ids uuid[], doctor_id uuid)
  `.execute(tx);
}

export interface Decision {
  id: string;
  from: ClosureState;
  to: ClosureState;
  approval: ClosureRow['approval'];
  by: string;
  at: Temporal.Instant;
  note: string | null;
  department_ids: string[];
}
/** Compare-and-set of a proposed closure; undefined when somebody decided before. */
export async function decide(tx: Tx, ask: Decision): Promise<ClosureRow | undefined> {
  return first(
    await sql<ClosureRow>`
      update closure set state = ${ask.to}, approval = ${ask.approval}, decided_by = ${ask.by}, decided_at = ${ask.at}, decision_note = ${ask.note},
        department_ids = ${ask.department_ids}
      where id = ${ask.id} and state = ${ask.from} returning ${closureColumns}
    `.execute(tx),
  );
}

export async function closure(tx: Tx, id: string): Promise<ClosureRow | undefined> {
  return first(await sql<ClosureRow>`select ${closureColumns} from closure where id = ${id}`.execute(tx));
}
export async function closuresByIds(tx: Tx, ids: string[]): Promise<ClosureRow[]> {
  const { rows } = await sql<ClosureRow>`select ${closureColumns} from closure where id = any(${ids}::uuid[])`.execute(
    tx,
  );
  return rows;
}

/** Newest first; of the departments given, or all. */
export async function closures(
  tx: Tx,
  ask: { states: readonly ClosureState[]; department_ids: string[] | null; limit: number },
): Promise<ClosureRow[]> {
  const { rows } = await sql<ClosureRow>`
    select ${closureColumns} from closure
    where state = any(${[...ask.states]}::text[]) and (${ask.department_ids}::uuid[] is null or department_ids && ${ask.department_ids}::uuid[])
    order by proposed_at desc, id desc limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** What closures have caught. */
export async function caught(tx: Tx, closure_ids: string[]): Promise<(CaughtSession & { closure_id: string })[]> {
  const { rows } = await sql<CaughtSession & { closure_id: string }>`
    select c.closure_id, s.id, s.date, s.half_day, s.starts, s.ends, s.starts_at, s.ends_at, s.department_id, c.doctor_id, s.room_id, s.visit_type_id, c.slot_ids,
      coalesce(cardinality(c.slot_ids), (select count(*)::int from slot t where t.session_id = s.id)) as slots
    from closure_session c join session s on s.id = c.session_id
    where c.closure_id = any(${closure_ids}::uuid[]) order by s.date, s.starts, s.id
  `.execute(tx);
  return rows;
}

/** Opens cases; a booking whose last case is still open keeps that one. Returns those that were opened. */
export async function insertCases(tx: Tx, rows: CaseRow[]): Promise<CaseRow[]> {
  const values = rows.map((row) => ({
    ...row,
    starts_at: row.starts_at.toString(),
    opened_at: row.opened_at.toString(),
    deadline: row.deadline.toString(),
  }));
  const { rows: opened } = await sql<{ id: string }>`
    insert into closure_case (id, closure_id, kind, booking_id, patient_id, department_id, session_id, slot_id, doctor_id, starts_at, opened_at, deadline)
    select * from jsonb_to_recordset(${JSON.stringify(values)}::jsonb) as c(id uuid, closure_id uuid, kind text, booking_id uuid, patient_id uuid,
      department_id uuid, session_id uuid, slot_id uuid, doctor_id uuid, starts_at timestamptz, opened_at timestamptz, deadline timestamptz)
    on conflict (booking_id) where state = 'choosing' do nothing returning id
  `.execute(tx);
  const ids = new Set(opened.map((row) => row.id));
  return rows.filter((row) => ids.has(row.id));
}

export interface CaseAsk {
  id?: string;
  closure_id?: string;
  booking_ids?: string[];
  patient_ids?: string[];
  department_ids?: string[] | null;
  state?: CaseState;
  limit: number;
}
/** Cases, the next deadline first. */
export async function cases(tx: Tx, ask: CaseAsk): Promise<CaseRow[]> {
  const { rows } = await sql<CaseRow>`
    select ${caseColumns} from closure_case
    where (${ask.id ?? null}::uuid is null or id = ${ask.id ?? null})
      and (${ask.closure_id ?? null}::uuid is null or closure_id = ${ask.closure_id ?? null})
      and (${ask.booking_ids ?? null}::uuid[] is null or booking_id = any(${ask.booking_ids ?? null}::uuid[]))
      and (${ask.patient_ids ?? null}::uuid[] is null or patient_id = any(${ask.patient_ids ?? null}::uuid[]))
      and (${ask.department_ids ?? null}::uuid[] is null or department_id = any(${ask.department_ids ?? null}::uuid[]))
      and (${ask.state ?? null}::text is null or state = ${ask.state ?? null})
    order by state = 'choosing' desc, deadline, starts_at, id limit ${ask.limit}
  `.execute(tx);
  return rows;
}

/** The open case of a booking, locked; undefined: it has none. */
export async function lockOpenCase(tx: Tx, booking_id: string): Promise<CaseRow | undefined> {
  return first(
    await sql<CaseRow>`select ${caseColumns} from closure_case where booking_id = ${booking_id} and state = 'choosing' for update`.execute(
      tx,
    ),
  );
}

/** Compare-and-set; undefined when it was settled before. */
export async function settleCase(
  tx: Tx,
  ask: {
    id: string;
    state: Exclude<CaseState, 'choosing'>;
    at: Temporal.Instant;
    by: string;
    moved_to_slot_id?: string | undefined;
    refund_fen?: number | undefined;
  },
): Promise<CaseRow | undefined> {
  return first(
    await sql<CaseRow>`
      update closure_case set state = ${ask.state}, settled_at = ${ask.at}, settled_by = ${ask.by},
        moved_to_slot_id = ${ask.moved_to_slot_id ?? null}, refund_fen = ${ask.refund_fen ?? 0}
      where id = ${ask.id} and state = 'choosing' returning ${caseColumns}
    `.execute(tx),
  );
}

export async function markPhoned(tx: Tx, ask: { id: string; at: Temporal.Instant; by: string }): Promise<void> {
  await sql`update closure_case set phoned_at = ${ask.at}, phoned_by = ${ask.by} where id = ${ask.id} and phoned_at is null`.execute(
    tx,
  );
}

/** How many cases of each closure are in each state, and the next deadline. */
export async function tally(
  tx: Tx,
  closure_ids: string[],
): Promise<{ closure_id: string; state: CaseState; n: number; next_deadline: Temporal.Instant }[]> {
  const { rows } = await sql<{ closure_id: string; state: CaseState; n: number; next_deadline: Temporal.Instant }>`
    select closure_id, state, count(*)::int as n, min(deadline) as next_deadline from closure_case
    where closure_id = any(${closure_ids}::uuid[]) group by closure_id, state
  `.execute(tx);
  return rows;
}

/** Patients with a case, by closure and session. */
export async function affected(
  tx: Tx,
  closure_ids: string[],
): Promise<{ closure_id: string; session_id: string; n: number }[]> {
  const { rows } = await sql<{ closure_id: string; session_id: string; n: number }>`
    select closure_id, session_id, count(*)::int as n from closure_case where closure_id = any(${closure_ids}::uuid[]) group by closure_id, session_id
  `.execute(tx);
  return rows;
}

/** Running closures in which nobody has still to choose: settled, each once. */
export async function settleClosures(tx: Tx, at: Temporal.Instant, ids: string[] | null): Promise<ClosureRow[]> {
  const { rows } = await sql<ClosureRow>`
    update closure set state = 'settled', settled_at = ${at}
    where state = 'open' and (${ids}::uuid[] is null or id = any(${ids}::uuid[]))
      and not exists (select 1 from closure_case c where c.closure_id = closure.id and c.state = 'choosing')
    returning ${closureColumns}
  `.execute(tx);
  return rows;
}

/** Places to which a booking of this department and visit type may be moved now. */
export async function offeredPlaces(
  tx: Tx,
  ask: {
    department_id: string;
    visit_type_id: string;
    now: Temporal.Instant;
    until: string;
    channel: string;
    reserve: string | null;
    from_session_id: string;
  },
): Promise<OfferedPlace[]> {
  const { rows } = await sql<OfferedPlace>`
    select t.id as slot_id, s.id as session_id, s.date, s.half_day, t.starts, t.ends, t.starts_at, s.department_id, s.doctor_id, s.visit_type_id,
      s.registration_fen, s.consultation_fen
    from session s join slot t on t.session_id = s.id
    where s.department_id = ${ask.department_id} and s.visit_type_id = ${ask.visit_type_id} and s.state = 'open' and t.state = 'open'
      and t.starts_at > ${ask.now} and s.date <= ${ask.until} and t.booked + t.aside < t.capacity
      and slot_room(t.id, ${ask.channel}, ${ask.reserve}, ${ask.from_session_id}, ${ask.now}) = 'free'
    order by t.starts_at, t.id
  `.execute(tx);
  return rows;
}

/** Slots with their session as it is now: where a case's patient was, and where they go. */
export async function placesOf(tx: Tx, slot_ids: string[]): Promise<OfferedPlace[]> {
  const { rows } = await sql<OfferedPlace>`
    select t.id as slot_id, s.id as session_id, s.date, s.half_day, t.starts, t.ends, t.starts_at, s.department_id, s.doctor_id, s.visit_type_id,
      s.registration_fen, s.consultation_fen
    from slot t join session s on s.id = t.session_id where t.id = any(${slot_ids}::uuid[])
  `.execute(tx);
  return rows;
}
