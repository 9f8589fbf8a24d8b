/** SQL of staff, their roles, and the count of failed sign-ins. */
import { first, newId, sql, type Tx } from '../../../kernel/index.ts';
import type { RoleScope, StaffRow } from '../tables.ts';

const roles = sql`
  coalesce((
    select jsonb_agg(jsonb_build_object('role', r.role, 'department_id', r.department_id) order by r.role, r.department_id)
    from staff_role r where r.staff_id = s.id
  ), '[]') as roles
`;
const columns = sql`
  s.id, s.login, s.name, s.password_hash, s.state, s.doctor_id, s.totp_sealed, s.totp_pending_sealed, s.version, ${roles}
`;

export async function staffByLogin(tx: Tx, login: string): Promise<StaffRow | undefined> {
  return first(await sql<StaffRow>`select ${columns} from staff s where s.login = ${login}`.execute(tx));
}
export async function staffById(tx: Tx, id: string): Promise<StaffRow | undefined> {
  return first(await sql<StaffRow>`select ${columns} from staff s where s.id = ${id}`.execute(tx));
}
export async function listStaff(tx: Tx): Promise<StaffRow[]> {
  return (await sql<StaffRow>`select ${columns} from staff s order by s.login`.execute(tx)).rows;
}
export async function namesOf(tx: Tx, ids: readonly string[]): Promise<Map<string, string>> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, name from staff where id = any(${[...ids]}::uuid[])
  `.execute(tx);
  return new Map(rows.map((row) => [row.id, row.name]));
}

export interface NewStaff {
  login: string;
  name: string;
  password_hash: string;
  doctor_id: string | null;
  now: Temporal.Instant;
}
/** Violates staff_login_unique or staff_doctor where the login is taken or the doctor unknown. */
export async function insertStaff(tx: Tx, staff: NewStaff): Promise<string> {
  const id = newId();
  await sql`
    insert into staff (id, login, name, password_hash, state, doctor_id, added_at)
    values (${id}, ${staff.login}, ${staff.name}, ${staff.password_hash}, 'active', ${staff.doctor_id}, ${staff.now})
  `.execute(tx);
  return id;
}

/** Violates staff_role_department where a department is unknown. */
export async function putRoles(tx: Tx, staff_id: string, scopes: readonly RoleScope[]): Promise<void> {
  await sql`delete from staff_role where staff_id = ${staff_id}`.execute(tx);
  await sql`
    insert into staff_role (staff_id, role, department_id)
    select distinct ${staff_id}::uuid, role, department_id
    from jsonb_to_recordset(${JSON.stringify(scopes)}::jsonb) as r(role text, department_id uuid)
  `.execute(tx);
}

export interface StaffChange {
  name?: string;
  state?: StaffRow['state'];
  doctor_id?: string | null;
  password_hash?: string;
  totp_reset?: boolean;
}
/** Only if nobody changed it since `version`; false if somebody did. */
export async function updateStaff(tx: Tx, id: string, version: number, change: StaffChange): Promise<boolean> {
  const sets = [
    sql`version = version + 1`,
    ...(change.name === undefined ? [] : [sql`name = ${change.name}`]),
    ...(change.state === undefined ? [] : [sql`state = ${change.state}`]),
    ...(change.doctor_id === undefined ? [] : [sql`doctor_id = ${change.doctor_id}`]),
    ...(change.password_hash === undefined ? [] : [sql`password_hash = ${change.password_hash}`]),
    ...(change.totp_reset ? [sql`totp_sealed = null, totp_pending_sealed = null, totp_last_step = null`] : []),
  ];
  const { rows } = await sql`
    update staff set ${sql.join(sets)} where id = ${id} and version = ${version} returning 1
  `.execute(tx);
  return rows.length > 0;
}

export async function setPasswordHash(tx: Tx, id: string, password_hash: string): Promise<void> {
  await sql`update staff set password_hash = ${password_hash} where id = ${id}`.execute(tx);
}

const ADMINISTRATORS_LOCK = 7_302_001;
/** How many active members may administer the whole hospital; serialised, so that two cannot remove each other. */
export async function countAdministrators(tx: Tx): Promise<number> {
  await sql`select pg_advisory_xact_lock(${ADMINISTRATORS_LOCK})`.execute(tx);
  const row = first(
    await sql<{ n: number }>`
      select count(distinct s.id) as n from staff s join staff_role r on r.staff_id = s.id
      where s.state = 'active' and r.role = 'administrator'
    `.execute(tx),
  );
  return row!.n;
}

export async function putPendingTotp(tx: Tx, id: string, sealed: Buffer): Promise<void> {
  await sql`update staff set totp_pending_sealed = ${sealed} where id = ${id}`.execute(tx);
}
/** The pending secret becomes the one in force; the code that confirmed it is used up. */
export async function confirmTotp(tx: Tx, id: string, sealed: Buffer, step: number): Promise<void> {
  await sql`
    update staff set totp_sealed = ${sealed}, totp_pending_sealed = null, totp_last_step = ${step} where id = ${id}
  `.execute(tx);
}
/** A code is used once: false when this step, or a later one, was used already. */
export async function takeTotpStep(tx: Tx, id: string, step: number): Promise<boolean> {
  const { rows } = await sql`
    update staff set totp_last_step = ${step}
    where id = ${id} and (totp_last_step is null or totp_last_step < ${step}) returning 1
  `.execute(tx);
  return rows.length > 0;
}

/** Tries are kept in the column `login` under a keyed hash of what was typed, never as it was typed. */
export interface AttemptRow {
  failures: number;
  locked_until: Temporal.Instant | null;
}
/**
 * Counts a try as failed before it is judged, so that many at once cannot pass the limit; a good one is given back.
 * Undefined: the login is locked.
 */
export async function reserveAttempt(
  tx: Tx,
  ask: { key: string; now: Temporal.Instant; most: number; lock_minutes: number },
): Promise<AttemptRow | undefined> {
  const until = ask.now.add({ minutes: ask.lock_minutes });
  const forgotten = ask.now.subtract({ hours: 24 });
  return first(
    await sql<AttemptRow>`
      insert into sign_in_attempt as old (login, failures, last_at) values (${ask.key}, 1, ${ask.now})
      on conflict (login) do update set
        failures = case when old.locked_until is not null or old.last_at < ${forgotten} then 1 else old.failures + 1 end,
        locked_until = case
          when old.locked_until is null and old.last_at >= ${forgotten} and old.failures + 1 >= ${ask.most} then ${until}::timestamptz
        end,
        last_at = excluded.last_at
      where old.locked_until is null or old.locked_until <= ${ask.now}
      returning failures, locked_until
    `.execute(tx),
  );
}
export async function lockedUntil(tx: Tx, key: string): Promise<Temporal.Instant | undefined> {
  const row = first(
    await sql<AttemptRow>`select failures, locked_until from sign_in_attempt where login = ${key}`.execute(tx),
  );
  return row?.locked_until ?? undefined;
}
/** The password was right but the second factor is still missing: neither a failure nor a success. */
export async function giveBackAttempt(tx: Tx, key: string): Promise<void> {
  await sql`
    update sign_in_attempt set failures = greatest(failures - 1, 0), locked_until = null where login = ${key}
  `.execute(tx);
}
/** After a good sign-in; also forgets what was tried more than a day ago under any name. */
export async function clearAttempts(tx: Tx, key: string, now: Temporal.Instant): Promise<void> {
  await sql`
    delete from sign_in_attempt
    where login = ${key} or (last_at < ${now.subtract({ hours: 24 })} and (locked_until is null or locked_until <= ${now}))
  `.execute(tx);
}
