/** Members of staff: adding, changing, their passwords. A change of roles is a change of power, so it is audited. */
import {
  audit,
  type FieldError,
  found,
  inTransaction,
  Refusal,
  record,
  type Tx,
  violated,
} from '../../../kernel/index.ts';
import { factOfStaff } from '../facts.ts';
import { isWeakPassword } from '../rules/passwords.ts';
import * as store from '../store/staff.ts';
import type { RoleScope, StaffRow } from '../tables.ts';
import type { PeopleGround } from './ground.ts';
import { hashPassword, isPassword } from './passwords.ts';

/** Names by staff id, and everybody with their roles: reading needs no rule. */
export { listStaff, namesOf } from '../store/staff.ts';

interface Acting {
  now: Temporal.Instant;
  actor: string;
}

const refusals: Record<string, () => Refusal> = {
  staff_login_unique: () => new Refusal('login_taken'),
  staff_doctor: () => new Refusal('not_found'),
  staff_role_department: () => new Refusal('not_found'),
};
const asRefusal = (error: unknown): never => {
  throw refusals[violated(error) ?? '']?.() ?? error;
};
const invalid = (field: string, message: string) =>
  new Refusal('input_invalid', {}, [{ field, message } satisfies FieldError]);

function checkName(text: string): string {
  const name = text.normalize('NFC').trim();
  if (name === '') throw invalid('name', '必填 / is required');
  return name;
}

export interface NewStaff {
  login: string;
  name: string;
  password: string;
  roles: RoleScope[];
  doctor_id?: string | null;
}
/** @throws Refusal login_taken, password_weak, not_found (unknown department or doctor) */
export async function addStaff(tx: Tx, ask: Acting & NewStaff): Promise<StaffRow> {
  if (isWeakPassword(ask.password, ask.login)) throw new Refusal('password_weak');
  const password_hash = await hashPassword(ask.password);
  const doctor_id = ask.doctor_id ?? null;
  const row = { login: ask.login, name: checkName(ask.name), password_hash, doctor_id, now: ask.now };
  const id = await store.insertStaff(tx, row).catch(asRefusal);
  await store.putRoles(tx, id, ask.roles).catch(asRefusal);
  const staff = found(await store.staffById(tx, id));
  await record(tx, factOfStaff({ at: ask.now, actor: ask.actor }, 'added', staff));
  await auditRoles(tx, ask, staff);
  return staff;
}

export interface StaffChange {
  version: number;
  name?: string;
  state?: StaffRow['state'];
  roles?: RoleScope[];
  doctor_id?: string | null;
  password?: string;
  totp_reset?: true;
}
/**
 * Ends the member's sessions when what they may do, or how they sign in, has changed.
 * @throws Refusal not_found, version_conflict, password_weak, input_invalid (the last administrator would go)
 */
export async function changeStaff(
  ground: PeopleGround,
  tx: Tx,
  ask: Acting & { staff_id: string; change: StaffChange },
): Promise<StaffRow> {
  const { version, roles, password, name, ...rest } = ask.change;
  const before = found(await store.staffById(tx, ask.staff_id));
  if (password !== undefined && isWeakPassword(password, before.login)) throw new Refusal('password_weak');
  const password_hash = password === undefined ? {} : { password_hash: await hashPassword(password) };
  const set = { ...rest, ...password_hash, ...(name === undefined ? {} : { name: checkName(name) }) };
  const isChanged = await store.updateStaff(tx, before.id, version, set).catch(asRefusal);
  if (!isChanged) throw new Refusal('version_conflict');
  if (roles) await store.putRoles(tx, before.id, roles).catch(asRefusal);
  const isPowerTouched = roles !== undefined || rest.state !== undefined;
  if (isPowerTouched && (await store.countAdministrators(tx)) === 0)
    throw invalid(
      roles ? 'roles' : 'state',
      '至少保留一名在用的管理员 / at least one active administrator must remain',
    );
  const after = found(await store.staffById(tx, before.id));
  await record(tx, factOfStaff({ at: ask.now, actor: ask.actor }, 'changed', after));
  if (isPowerTouched) await auditRoles(tx, ask, after);
  if (isPowerTouched || password !== undefined || rest.totp_reset) await ground.sessions.endAll(tx, 'staff', before.id);
  return after;
}

const rolesInWords = (roles: RoleScope[]): string =>
  roles.map((scope) => (scope.department_id ? `${scope.role}@${scope.department_id}` : scope.role)).join(', ');

async function auditRoles(tx: Tx, ask: Acting, staff: StaffRow): Promise<void> {
  const reason = `${staff.login} ${staff.state}: ${rolesInWords(staff.roles)}`;
  await audit(tx, { at: ask.now, actor: ask.actor, action: 'staff.roles', patient_id: null, reason });
}

/** Ends every other session of this member. @throws Refusal credentials_wrong, password_weak */
export async function changeOwnPassword(
  ground: PeopleGround,
  ask: { staff_id: string; session: string; current: string; next: string },
): Promise<void> {
  const staff = found(await store.staffById(ground.db.kysely, ask.staff_id));
  if (!(await isPassword(staff.password_hash, ask.current))) throw new Refusal('credentials_wrong');
  if (isWeakPassword(ask.next, staff.login)) throw new Refusal('password_weak');
  const password_hash = await hashPassword(ask.next);
  await inTransaction(ground.db, async (tx) => {
    await store.setPasswordHash(tx, staff.id, password_hash);
    await ground.sessions.endAll(tx, 'staff', staff.id, ask.session);
  });
}
