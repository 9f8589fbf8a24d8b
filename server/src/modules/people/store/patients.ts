/** SQL of patients and of which account keeps whom. Sealing happens here, so that no row is written open. */
import { idKinds } from '@menzhen/contract';
import { first, newId, type Secrets, sql, type Tx } from '../../../kernel/index.ts';
import { tidyIdNumber } from '../rules/documents.ts';
import { nameKey, tidyName } from '../rules/names.ts';
import { MOST_PATIENTS, type PayerClass, type Person, type Relation, tidyCampusNumber } from '../rules/patients.ts';
import type { BoundRow, OpenPatient, PatientCard, PatientRow } from '../tables.ts';

type Field = 'id' | 'name' | 'phone' | 'campus' | 'guardian_name' | 'guardian_phone';
const place = (field: Field, id: string): string => `patient/${field}/${id}`;
const documentKey = (kind: string, number: string): string => `${kind}:${number}`;

const columns = sql`
  p.id, p.id_kind, p.id_sealed, p.name_sealed, p.name_index, p.phone_sealed, p.campus_sealed,
  p.guardian_name_sealed, p.guardian_phone_sealed, p.sex, p.birth_date, p.payer_class
`;

/** Blind indexes of a patient; one kind of key each, so that equal texts in two fields stay unlinked. */
export const patientIndexes = (secrets: Secrets) => ({
  document: (kind: string, number: string) => secrets.blindIndex(documentKey(kind, number), 'patient.document'),
  name: (name: string) => secrets.blindIndex(nameKey(name), 'patient.name'),
  phone: (phone: string) => secrets.blindIndex(phone, 'patient.phone'),
  campus: (number: string) => secrets.blindIndex(number, 'patient.campus'),
});

export function openPatient(secrets: Secrets, row: PatientRow): OpenPatient {
  const open = (sealed: Buffer | null, field: Field) => (sealed ? secrets.open(sealed, place(field, row.id)) : null);
  return {
    id: row.id,
    name: open(row.name_sealed, 'name')!,
    id_kind: row.id_kind,
    id_number: open(row.id_sealed, 'id')!,
    birth_date: row.birth_date,
    sex: row.sex,
    phone: open(row.phone_sealed, 'phone')!,
    payer_class: row.payer_class,
    campus_number: open(row.campus_sealed, 'campus'),
    guardian_name: open(row.guardian_name_sealed, 'guardian_name'),
    guardian_phone: open(row.guardian_phone_sealed, 'guardian_phone'),
  };
}

/** A new patient, or undefined when this document is registered already (also by a request running at this moment). */
export async function insertPatient(
  tx: Tx,
  secrets: Secrets,
  person: Person,
  now: Temporal.Instant,
): Promise<string | undefined> {
  const id = newId();
  const seal = (text: string | null, field: Field) => (text === null ? null : secrets.seal(text, place(field, id)));
  const index = patientIndexes(secrets);
  const { rows } = await sql`
    insert into patient (
      id, id_kind, id_sealed, id_index, name_sealed, name_index, phone_sealed, phone_index, campus_sealed, campus_index,
      guardian_name_sealed, guardian_phone_sealed, sex, birth_date, payer_class, registered_at
    ) values (
      ${id}, ${person.id_kind}, ${seal(person.id_number, 'id')}, ${index.document(person.id_kind, person.id_number)},
      ${seal(person.name, 'name')}, ${index.name(person.name)}, ${seal(person.phone, 'phone')}, ${index.phone(person.phone)},
      ${seal(person.campus_number, 'campus')}, ${person.campus_number === null ? null : index.campus(person.campus_number)},
      ${seal(person.guardian_name, 'guardian_name')}, ${seal(person.guardian_phone, 'guardian_phone')},
      ${person.sex}, ${person.birth_date}, ${person.payer_class}, ${now}
    )
    on conflict on constraint patient_document_unique do nothing returning 1
  `.execute(tx);
  return rows.length > 0 ? id : undefined;
}

export async function findByDocument(tx: Tx, secrets: Secrets, person: Person): Promise<PatientRow | undefined> {
  const key = patientIndexes(secrets).document(person.id_kind, person.id_number);
  return first(await sql<PatientRow>`select ${columns} from patient p where p.id_index = ${key}`.execute(tx));
}

export interface ContactChange {
  phone?: string;
  payer_class?: PayerClass;
  /** null: take it away. */
  campus_number?: string | null;
  guardian?: { name: string; phone: string };
}

/** Changes only what is given. */
export async function updateContact(tx: Tx, secrets: Secrets, id: string, change: ContactChange): Promise<void> {
  const seal = (text: string, field: Field) => secrets.seal(text, place(field, id));
  const index = patientIndexes(secrets);
  const { phone, payer_class, campus_number: campus, guardian } = change;
  const sets = [
    phone && sql`phone_sealed = ${seal(phone, 'phone')}, phone_index = ${index.phone(phone)}`,
    payer_class && sql`payer_class = ${payer_class}`,
    campus && sql`campus_sealed = ${seal(campus, 'campus')}, campus_index = ${index.campus(campus)}`,
    campus === null && sql`campus_sealed = null, campus_index = null`,
    guardian &&
      sql`guardian_name_sealed = ${seal(guardian.name, 'guardian_name')}, guardian_phone_sealed = ${seal(guardian.phone, 'guardian_phone')}`,
  ].filter((set) => typeof set === 'object' && set !== null);
  if (sets.length > 0) await sql`update patient set ${sql.join(sets)} where id = ${id}`.execute(tx);
}

export async function loadPatients(tx: Tx, ids: readonly string[]): Promise<PatientRow[]> {
  return (await sql<PatientRow>`select ${columns} from patient p where p.id = any(${[...ids]}::uuid[])`.execute(tx))
    .rows;
}

/** Exactly this phone (the patient's or the account's), document number, campus number or full name; at most `limit`. */
export async function searchPatients(tx: Tx, secrets: Secrets, text: string, limit: number): Promise<PatientRow[]> {
  const index = patientIndexes(secrets);
  const typed = text.trim();
  const documents = idKinds.map((kind) => index.document(kind, tidyIdNumber(typed)));
  const { rows } = await sql<PatientRow>`
    select ${columns} from patient p
    where p.phone_index = ${index.phone(typed)}
      or p.id_index = any(${documents}::bytea[])
      or p.campus_index = ${index.campus(tidyCampusNumber(typed) ?? '')}
      or p.name_index = ${index.name(tidyName(typed))}
      or p.id in (
        select ap.patient_id from account_patient ap join account a on a.id = ap.account_id
        where a.phone_index = ${secrets.blindIndex(typed, 'account.phone')}
      )
    order by p.registered_at desc, p.id limit ${limit}
  `.execute(tx);
  return rows;
}

export async function listBound(tx: Tx, account_id: string): Promise<BoundRow[]> {
  const { rows } = await sql<BoundRow>`
    select ${columns}, ap.relation, ap.is_default
    from account_patient ap join patient p on p.id = ap.patient_id
    where ap.account_id = ${account_id} order by ap.is_default desc, ap.bound_at, p.id
  `.execute(tx);
  return rows;
}

/** Takes the lowest free of the five places; false when there is none. The account must be locked. */
export async function bindPatient(
  tx: Tx,
  ask: { account_id: string; patient_id: string; relation: Relation; now: Temporal.Instant },
): Promise<boolean> {
  const { rows } = await sql`
    insert into account_patient (account_id, patient_id, place, relation, is_default, bound_at)
    select ${ask.account_id}::uuid, ${ask.patient_id}::uuid, free.place, ${ask.relation}::text,
      not exists (select 1 from account_patient where account_id = ${ask.account_id} and is_default), ${ask.now}::timestamptz
    from generate_series(1, ${MOST_PATIENTS}::int) as free(place)
    where not exists (select 1 from account_patient where account_id = ${ask.account_id} and place = free.place)
    order by free.place limit 1
    returning 1
  `.execute(tx);
  return rows.length > 0;
}

/** Returns false when the account did not keep this patient. The oldest one left becomes the default. */
export async function unbindPatient(tx: Tx, account_id: string, patient_id: string): Promise<boolean> {
  const { rows } = await sql`
    delete from account_patient where account_id = ${account_id} and patient_id = ${patient_id} returning 1
  `.execute(tx);
  await sql`
    update account_patient set is_default = true
    where account_id = ${account_id}
      and place = (select place from account_patient where account_id = ${account_id} order by bound_at, place limit 1)
      and not exists (select 1 from account_patient where account_id = ${account_id} and is_default)
  `.execute(tx);
  return rows.length > 0;
}

/** The account must be locked: first the old default goes, then the new one comes. */
export async function setDefault(tx: Tx, account_id: string, patient_id: string, isDefault: boolean): Promise<void> {
  if (isDefault)
    await sql`update account_patient set is_default = false where account_id = ${account_id} and is_default`.execute(
      tx,
    );
  await sql`
    update account_patient set is_default = ${isDefault} where account_id = ${account_id} and patient_id = ${patient_id}
  `.execute(tx);
}

export async function patientIdsOf(tx: Tx, account_id: string): Promise<string[]> {
  const { rows } = await sql<{ patient_id: string }>`
    select patient_id from account_patient where account_id = ${account_id} order by is_default desc, bound_at
  `.execute(tx);
  return rows.map((row) => row.patient_id);
}

/** By patient id: all patients registered under the same phone number, itself among them. */
export async function samePhone(tx: Tx, patient_ids: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ id: string; ids: string[] }>`
    select p.id, array_agg(o.id::text) as ids
    from patient p join patient o on o.phone_index = p.phone_index
    where p.id = any(${[...patient_ids]}::uuid[]) group by p.id
  `.execute(tx);
  return new Map(rows.map((row) => [row.id, row.ids]));
}

interface CardRow extends Pick<PatientRow, 'id' | 'id_kind' | 'sex' | 'birth_date' | 'payer_class'> {
  name_sealed: Buffer;
  account_ids: string[];
}
/** What others need to know of a patient, and nothing else opened; the accounts in the order in which they took the patient in. */
export async function patientCards(
  tx: Tx,
  secrets: Secrets,
  ids: readonly string[],
): Promise<Omit<PatientCard, 'name_masked'>[]> {
  const { rows } = await sql<CardRow>`
    select p.id, p.id_kind, p.name_sealed, p.sex, p.birth_date, p.payer_class,
      array(select ap.account_id::text from account_patient ap where ap.patient_id = p.id order by ap.bound_at) as account_ids
    from patient p where p.id = any(${[...ids]}::uuid[])
  `.execute(tx);
  return rows.map(({ name_sealed, ...row }) => ({ ...row, name: secrets.open(name_sealed, place('name', row.id)) }));
}

/** Account ids by patient id. */
export async function accountsOf(tx: Tx, patient_ids: readonly string[]): Promise<Map<string, string[]>> {
  const { rows } = await sql<{ patient_id: string; account_ids: string[] }>`
    select patient_id, array_agg(account_id::text order by bound_at) as account_ids
    from account_patient where patient_id = any(${[...patient_ids]}::uuid[]) group by patient_id
  `.execute(tx);
  return new Map(rows.map((row) => [row.patient_id, row.account_ids]));
}
