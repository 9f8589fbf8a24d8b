/**
 * Where a member of staff may act: a role is given for the whole hospital or for departments. What lies outside is not
 * found, so that nobody learns it exists.
 */
import type { Role } from '@menzhen/contract';
import { Refusal } from './problem.ts';
import { departmentScope, type StaffActor } from './session.ts';

/** @throws Refusal not_found: this department is not theirs in any of these roles */
export function keepToDepartment(actor: StaffActor, roles: readonly Role[], department_id: string | undefined): void {
  const scope = departmentScope(actor, roles);
  if (scope && !(department_id && scope.includes(department_id))) throw new Refusal('not_found');
}

/** @throws Refusal not_allowed: an act on the whole hospital by one whose roles are for departments only */
export function keepToHospitalWide(actor: StaffActor, roles: readonly Role[]): void {
  if (departmentScope(actor, roles)) throw new Refusal('not_allowed');
}
