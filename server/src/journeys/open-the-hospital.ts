/**
 * The first start of a real hospital: rules to begin with (P1), the calendar, and one administrator whose password is made
 * here and told once. Everything else is entered in the console.
 */
import { randomBytes } from 'node:crypto';
import { dayOf, inTransaction, readHospitalSetting, type Db, writeHospitalSetting } from '../kernel/index.ts';
import type { People } from '../modules/people/index.ts';
import { districtHospital, type Policies } from '../modules/policy/index.ts';

const OPENED = 'hospital.opened';
const ACTOR = 'system:first-start';

export interface OpeningGround {
  db: Db;
  people: Pick<People, 'addStaff'>;
  policy: Pick<Policies, 'publish' | 'openYears'>;
}

/** This year's and the next one's calendar, as far as it is known; an imported notice is never overwritten. */
export function keepCalendar(
  { db, policy }: Pick<OpeningGround, 'db' | 'policy'>,
  now: Temporal.Instant,
): Promise<void> {
  const year = Number(dayOf(now).slice(0, 4));
  return inTransaction(db, (tx) => policy.openYears(tx, [year, year + 1]));
}

/** Opens the hospital once; returns the administrator's first password, or undefined when it was open before. */
export function openTheHospital(
  { db, people, policy }: OpeningGround,
  now: Temporal.Instant,
): Promise<string | undefined> {
  const password = randomBytes(12).toString('base64url');
  return inTransaction(db, async (tx) => {
    if (await readHospitalSetting(tx, OPENED)) return undefined;
    await writeHospitalSetting(tx, OPENED, now.toString());
    await policy.publish(tx, { data: districtHospital([]), note: '开院规则 P1', actor: ACTOR, valid_from: now, now });
    const roles = [{ role: 'administrator' as const, department_id: null }];
    await people.addStaff(tx, { now, actor: ACTOR, login: 'admin', name: '管理员', password, roles });
    return password;
  });
}
