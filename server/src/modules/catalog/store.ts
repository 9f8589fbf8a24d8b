/** SQL of the catalog. */
import { first, newId, readHospitalSetting, sql, type Tx, writeHospitalSetting } from '../../kernel/index.ts';
import type { Discount } from './rules-fee.ts';
import type { CampusRow, DepartmentRow, DoctorRow, HospitalText, RoomRow, VisitTypeRow } from './tables.ts';

/** What is common to everything that is added, changed by version, and listed in the order it was added. */
const kinds = {
  department: {
    table: sql.table('department'),
    columns: sql`id, parent_id, name, name_en, intro, pinyin, keywords, sex_gate, age_from_years, age_to_years, location, access, state, version`,
  },
  room: { table: sql.table('room'), columns: sql`id, campus_id, department_id, name, floor, state, version` },
  doctor: {
    table: sql.table('doctor'),
    columns: sql`id, department_id, name, name_en, pinyin, title, speciality, intro, state, version`,
  },
  visit_type: {
    table: sql.table('visit_type'),
    columns: sql`id, kind, name, name_en, registration_fen, consultation_fen, state, version, (
      select coalesce(jsonb_agg(jsonb_build_object('payer_class', f.payer_class, 'part', f.part, 'kind', f.kind, 'value', f.value)
        order by f.payer_class, f.part), '[]') from fee_discount f where f.visit_type_id = visit_type.id
    ) as discounts`,
  },
};
export interface Rows {
  department: DepartmentRow;
  room: RoomRow;
  doctor: DoctorRow;
  visit_type: VisitTypeRow;
}
export type Kind = keyof Rows;
/** What is written of a row; the rest comes by itself, and discounts by `putDiscounts`. */
export type Fields<K extends Kind> = Omit<Rows[K], 'id' | 'state' | 'version' | 'discounts'>;

/** Arrays are sent as text[]; everything else as it is. */
const written = (value: unknown) => (Array.isArray(value) ? sql`${value}::text[]` : sql`${value}`);

export async function list<K extends Kind>(tx: Tx, kind: K): Promise<Rows[K][]> {
  const { table, columns } = kinds[kind];
  return (await sql<Rows[K]>`select ${columns} from ${table} order by position`.execute(tx)).rows;
}

export async function load<K extends Kind>(tx: Tx, kind: K, id: string): Promise<Rows[K] | undefined> {
  const { table, columns } = kinds[kind];
  return first(await sql<Rows[K]>`select ${columns} from ${table} where id = ${id}`.execute(tx));
}

export async function insert<K extends Kind>(tx: Tx, kind: K, fields: Fields<K>): Promise<Rows[K]> {
  const { table, columns } = kinds[kind];
  const entries = Object.entries(fields);
  const names = sql.join(entries.map(([name]) => sql.ref(name)));
  const values = sql.join(entries.map(([, value]) => written(value)));
  const made = await sql<Rows[K]>`
    insert into ${table} (id, ${names}) values (${newId()}, ${values}) returning ${columns}
  `.execute(tx);
  return first(made)!;
}

/** Changes only what is given, only if nobody changed it since `version`; undefined if somebody did, or it is not there. */
export async function update<K extends Kind>(
  tx: Tx,
  kind: K,
  id: string,
  version: number,
  change: Partial<Omit<Rows[K], 'id' | 'version' | 'discounts'>>,
): Promise<Rows[K] | undefined> {
  const { table, columns } = kinds[kind];
  const sets = Object.entries(change)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => sql`${sql.ref(name)} = ${written(value)}`);
  return first(
    await sql<Rows[K]>`
      update ${table} set ${sql.join([sql`version = version + 1`, ...sets])}
      where id = ${id} and version = ${version} returning ${columns}
    `.execute(tx),
  );
}

/** Holds a visit type against being changed until the commit. */
export async function holdVisitType(tx: Tx, id: string): Promise<void> {
  await sql`select 1 from visit_type where id = ${id} for update`.execute(tx);
}
/** Puts these discounts in the place of all the visit type had. It is held before. */
export async function putDiscounts(tx: Tx, visit_type_id: string, discounts: readonly Discount[]): Promise<void> {
  await sql`delete from fee_discount where visit_type_id = ${visit_type_id}`.execute(tx);
  await sql`
    insert into fee_discount (visit_type_id, payer_class, part, kind, value)
    select ${visit_type_id}, d.payer_class, d.part, d.kind, d.value
    from jsonb_to_recordset(${JSON.stringify(discounts)}::jsonb) as d (payer_class text, part text, kind text, value integer)
  `.execute(tx);
}

/** Is anything of the catalog itself that is active under this department? */
export async function hasActiveUnder(tx: Tx, department_id: string): Promise<boolean> {
  const row = first(
    await sql<{ used: boolean }>`
      select exists (select 1 from department where parent_id = ${department_id} and state = 'active')
        or exists (select 1 from doctor where department_id = ${department_id} and state = 'active')
        or exists (select 1 from room where department_id = ${department_id} and state = 'active') as used
    `.execute(tx),
  );
  return row!.used;
}

/** Holds a department against being disabled while something is put under it. Returns its state, if it is there. */
export async function holdDepartment(tx: Tx, id: string): Promise<DepartmentRow['state'] | undefined> {
  const row = first(
    await sql<Pick<DepartmentRow, 'state'>>`select state from department where id = ${id} for share`.execute(tx),
  );
  return row?.state;
}

export async function listCampuses(tx: Tx): Promise<CampusRow[]> {
  return (await sql<CampusRow>`select id, name, name_en, address from campus order by position`.execute(tx)).rows;
}
export async function insertCampus(tx: Tx, campus: Omit<CampusRow, 'id'>): Promise<CampusRow> {
  const id = newId();
  await sql`
    insert into campus (id, name, name_en, address) values (${id}, ${campus.name}, ${campus.name_en}, ${campus.address})
  `.execute(tx);
  return { id, ...campus };
}

const HOSPITAL = 'hospital';
export const loadHospital = (tx: Tx): Promise<HospitalText | undefined> => readHospitalSetting(tx, HOSPITAL);
export const putHospital = (tx: Tx, text: HospitalText): Promise<void> => writeHospitalSetting(tx, HOSPITAL, text);
