/** Opens the demo hospital: invented from its name to its patients, complete enough for one whole visit. */
import { readHospitalSetting, type Tx, writeHospitalSetting } from '../kernel/index.ts';
import type { Acting, Catalog } from '../modules/catalog/index.ts';
import type { People } from '../modules/people/index.ts';
import { DEMO_PASSWORD, demoBoards, demoFamilies, demoStaff } from './accounts.ts';
import { demoCampuses, demoDepartments, demoHospital, demoRooms, demoVisitTypes } from './departments.ts';
import { demoDoctors } from './doctors.ts';

export { demoAccounts, inventedResidentId } from './accounts.ts';
export { type DemoTemplate, demoTemplates } from './templates.ts';

const ACTOR = 'system:demo';
const MARK = 'demo_hospital';
const OPENING = 'demo_hospital_opening';

/** Ids by the keys of the demo data (`general`, `lin`, `r101`, `ordinary`). */
export interface DemoHospital {
  campuses: Record<string, string>;
  departments: Record<string, string>;
  doctors: Record<string, string>;
  rooms: Record<string, string>;
  visitTypes: Record<string, string>;
  /** True when this call made it; false when it was there already. */
  isNew: boolean;
}
interface Ground {
  people: Pick<People, 'addStaff' | 'openAccount' | 'addPatient'>;
  catalog: Pick<
    Catalog,
    'nameHospital' | 'addCampus' | 'addDepartment' | 'addRoom' | 'addDoctor' | 'addVisitType' | 'addBoard'
  >;
  now: Temporal.Instant;
}

/** In the caller's transaction; a second call, or a second node at the same moment, finds what the first one made. */
export async function openDemoHospital(tx: Tx, ground: Ground): Promise<DemoHospital> {
  // Writing takes the row: another node waits here until this one has committed, and then finds the mark.
  await writeHospitalSetting(tx, OPENING, true);
  const before = await readHospitalSetting<Made>(tx, MARK);
  if (before) return { ...before, isNew: false };
  const made = await openHouse(tx, ground);
  await hireStaff(tx, ground, made);
  await openFamilies(tx, ground);
  await writeHospitalSetting(tx, MARK, made);
  return { ...made, isNew: true };
}

type Made = Omit<DemoHospital, 'isNew'>;

/** Adds one after the other, so that the hospital's own order is kept; returns ids by key. */
async function addAll<T extends { key: string }>(items: readonly T[], add: (item: T) => Promise<{ id: string }>) {
  const ids: Record<string, string> = {};
  for (const item of items) ids[item.key] = (await add(item)).id;
  return ids;
}

async function openHouse(tx: Tx, { catalog, now }: Ground): Promise<Made> {
  const acting: Acting = { now, actor: ACTOR };
  await catalog.nameHospital(tx, demoHospital);
  const campuses = await addAll(demoCampuses, ({ key: _key, ...campus }) => catalog.addCampus(tx, campus));
  const departments: Record<string, string> = {};
  for (const one of demoDepartments) {
    const row = await catalog.addDepartment(tx, acting, {
      parent_id: one.parent ? departments[one.parent]! : null,
      name: one.name,
      name_en: one.name_en,
      intro: one.intro,
      keywords: one.keywords?.split(' ') ?? [],
      sex_gate: one.sex_gate ?? null,
      age_from_years: one.ages?.[0] ?? null,
      age_to_years: one.ages?.[1] ?? null,
      location: one.location ?? '',
      ...(one.access ? { access: one.access } : {}),
    });
    departments[one.key] = row.id;
  }
  const rooms = await addAll(demoRooms, ({ campus, department, name, floor }) =>
    catalog.addRoom(tx, acting, { campus_id: campuses[campus]!, department_id: departments[department]!, name, floor }),
  );
  const doctors = await addAll(demoDoctors, ({ key: _key, department, ...doctor }) =>
    catalog.addDoctor(tx, acting, { ...doctor, department_id: departments[department]! }),
  );
  const visitTypes = await addAll(demoVisitTypes, ({ key: _key, discounts, ...type }) =>
    catalog.addVisitType(tx, acting, { ...type, discounts: [...discounts] }),
  );
  for (const { departments: shown, room, layout = 'hall', ...board } of demoBoards) {
    const room_id = room ? rooms[room]! : null;
    const speaks = layout === 'hall' || layout === 'department';
    await catalog.addBoard(tx, {
      ...board,
      layout,
      speaks,
      room_id,
      department_ids: shown.map((key) => departments[key]!),
    });
  }
  return { campuses, departments, doctors, rooms, visitTypes };
}

async function hireStaff(tx: Tx, { people, now }: Ground, made: Made): Promise<void> {
  for (const { login, name, roles, doctor } of demoStaff)
    await people.addStaff(tx, {
      now,
      actor: ACTOR,
      login,
      name,
      password: DEMO_PASSWORD,
      roles: roles.map(({ role, department }) => ({
        role,
        department_id: department ? made.departments[department]! : null,
      })),
      doctor_id: doctor ? made.doctors[doctor]! : null,
    });
}

async function openFamilies(tx: Tx, { people, now }: Ground): Promise<void> {
  for (const family of demoFamilies) {
    const account_id = await people.openAccount(tx, { by: 'phone', value: family.phone, now });
    for (const patient of family.patients) await people.addPatient(tx, { now, actor: ACTOR, account_id, ...patient });
  }
}
