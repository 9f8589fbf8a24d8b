/** Patients: registering, keeping up to five under an account, finding them at the desk, unmasking with a reason. */
import {
  actorName,
  audit,
  dayOf,
  departmentScope,
  found,
  Refusal,
  record,
  type StaffActor,
  type Tx,
  violated,
} from '../../../kernel/index.ts';
import { factOfPatient, recordPatient } from '../facts.ts';
import { nameKey } from '../rules/names.ts';
import {
  checkPerson,
  MOST_PATIENTS,
  type PayerClass,
  type Person,
  type PersonInput,
  type Relation,
  tidyCampusNumber,
} from '../rules/patients.ts';
import { lockAccount } from '../store/accounts.ts';
import * as store from '../store/patients.ts';
import type { Binding, OpenPatient } from '../tables.ts';
import type { PeopleGround } from './ground.ts';

export const MOST_FOUND = 20;
const FEWEST_REASON_LETTERS = 2;
const UNMASKING_ROLES = ['clerk', 'nurse', 'cashier', 'doctor', 'operator'] as const;

interface Acting {
  now: Temporal.Instant;
  /** As facts name an actor: `account:…`, `staff:…`, `system:…`. */
  actor: string;
}
interface Registered {
  patient: OpenPatient;
  isNew: boolean;
}

/**
 * One patient a document: registers the person, or finds whom this document belongs to.
 * @throws Refusal of `checkPerson`; patient_identity_conflict when the document is registered under another name
 */
export async function registerPatient(
  ground: PeopleGround,
  tx: Tx,
  ask: Acting & { person: PersonInput },
): Promise<Registered> {
  const person = checkPerson(ask.person, dayOf(ask.now));
  const id = await store.insertPatient(tx, ground.secrets, person, ask.now);
  if (!id) return { patient: await samePerson(ground, tx, person), isNew: false };
  await record(tx, factOfPatient({ at: ask.now, actor: ask.actor }, id, person));
  return { patient: { id, ...person }, isNew: true };
}

async function samePerson(ground: PeopleGround, tx: Tx, person: Person): Promise<OpenPatient> {
  const row = found(await store.findByDocument(tx, ground.secrets, person));
  const patient = store.openPatient(ground.secrets, row);
  if (nameKey(patient.name) !== nameKey(person.name)) throw new Refusal('patient_identity_conflict');
  return patient;
}

const bindingRefusals: Record<string, () => Refusal> = {
  account_patient_once: () => new Refusal('patient_already_added'),
  account_patient_one_self: () => new Refusal('self_already_set'),
  account_patient_place: () => new Refusal('patient_limit_reached', { limit: MOST_PATIENTS }),
};

/**
 * Registers a patient and keeps them under the account. A person registered before keeps their own phone and numbers.
 * @throws Refusal of `registerPatient`; patient_limit_reached, patient_already_added, self_already_set
 */
export async function addPatient(
  ground: PeopleGround,
  tx: Tx,
  ask: Acting & { account_id: string; relation: Relation; person: PersonInput },
): Promise<OpenPatient & Binding> {
  await lockAccount(tx, ask.account_id);
  const { patient } = await registerPatient(ground, tx, ask);
  const kept = await store.patientIdsOf(tx, ask.account_id);
  if (kept.includes(patient.id)) throw new Refusal('patient_already_added');
  const isBound = await store
    .bindPatient(tx, { account_id: ask.account_id, patient_id: patient.id, relation: ask.relation, now: ask.now })
    .catch((error: unknown) => {
      throw bindingRefusals[violated(error) ?? '']?.() ?? error;
    });
  if (!isBound) throw new Refusal('patient_limit_reached', { limit: MOST_PATIENTS });
  const data = { account_id: ask.account_id, relation: ask.relation };
  await recordPatient(tx, { at: ask.now, actor: ask.actor }, 'bound', patient.id, data);
  return { ...patient, relation: ask.relation, is_default: kept.length === 0 };
}

export async function listPatients(
  ground: PeopleGround,
  tx: Tx,
  account_id: string,
): Promise<(OpenPatient & Binding)[]> {
  const rows = await store.listBound(tx, account_id);
  return rows.map((row) => ({
    ...store.openPatient(ground.secrets, row),
    relation: row.relation,
    is_default: row.is_default,
  }));
}

async function ownPatient(ground: PeopleGround, tx: Tx, account_id: string, id: string) {
  return found((await listPatients(ground, tx, account_id)).find((patient) => patient.id === id));
}

export interface PatientChange {
  phone?: string;
  payer_class?: PayerClass;
  campus_number?: string;
  is_default?: boolean;
}
/** @throws Refusal not_found, also for a patient of another account */
export async function changePatient(
  ground: PeopleGround,
  tx: Tx,
  ask: Acting & { account_id: string; patient_id: string; change: PatientChange },
): Promise<OpenPatient & Binding> {
  await lockAccount(tx, ask.account_id);
  await ownPatient(ground, tx, ask.account_id, ask.patient_id);
  const { is_default, campus_number, ...contact } = ask.change;
  const campus = campus_number === undefined ? {} : { campus_number: tidyCampusNumber(campus_number) };
  await store.updateContact(tx, ground.secrets, ask.patient_id, { ...contact, ...campus });
  if (is_default !== undefined) await store.setDefault(tx, ask.account_id, ask.patient_id, is_default);
  const fields = Object.keys({ ...contact, ...campus });
  if (fields.length > 0)
    await recordPatient(tx, { at: ask.now, actor: ask.actor }, 'changed', ask.patient_id, { fields });
  return ownPatient(ground, tx, ask.account_id, ask.patient_id);
}

/** The account stops keeping this patient; the patient's record stays. @throws Refusal not_found, patient_has_bookings */
export async function removePatient(
  ground: PeopleGround,
  tx: Tx,
  ask: Acting & { account_id: string; patient_id: string },
): Promise<void> {
  await lockAccount(tx, ask.account_id);
  const isRemoved = await store.unbindPatient(tx, ask.account_id, ask.patient_id);
  if (!isRemoved) throw new Refusal('not_found');
  if (await ground.hasOpenBookings(tx, ask.patient_id, ask.account_id)) throw new Refusal('patient_has_bookings');
  const data = { account_id: ask.account_id };
  await recordPatient(tx, { at: ask.now, actor: ask.actor }, 'unbound', ask.patient_id, data);
}

/** At most 20, masked by the caller. What can be searched is said in README.md. */
export async function findPatients(ground: PeopleGround, tx: Tx, text: string): Promise<OpenPatient[]> {
  const rows = await store.searchPatients(tx, ground.secrets, text, MOST_FOUND);
  return rows.map((row) => store.openPatient(ground.secrets, row));
}

/** The clerk has the document in hand: a person known already gets the phone and numbers given now. */
export async function registerAtDesk(
  ground: PeopleGround,
  tx: Tx,
  ask: Acting & { person: PersonInput },
): Promise<OpenPatient> {
  const { patient, isNew } = await registerPatient(ground, tx, ask);
  if (isNew) return patient;
  const fresh = checkPerson(ask.person, dayOf(ask.now));
  const campus = ask.person.campus_number === undefined ? {} : { campus_number: fresh.campus_number };
  const guardian =
    fresh.guardian_name && fresh.guardian_phone
      ? { guardian: { name: fresh.guardian_name, phone: fresh.guardian_phone } }
      : {};
  const change = { phone: fresh.phone, payer_class: fresh.payer_class, ...campus, ...guardian };
  await store.updateContact(tx, ground.secrets, patient.id, change);
  await recordPatient(tx, { at: ask.now, actor: ask.actor }, 'changed', patient.id, { fields: Object.keys(change) });
  return loadPatient(ground, tx, patient.id);
}

export async function loadPatient(ground: PeopleGround, tx: Tx, id: string): Promise<OpenPatient> {
  return store.openPatient(ground.secrets, found((await store.loadPatients(tx, [id]))[0]));
}

/**
 * The whole identity, for a reason that is kept in the audit chain in the same transaction. Staff of some departments
 * only see patients who have or had a booking there. @throws Refusal not_found
 */
export async function unmaskPatient(
  ground: PeopleGround,
  tx: Tx,
  ask: { staff: StaffActor; patient_id: string; reason: string; now: Temporal.Instant },
): Promise<OpenPatient> {
  const reason = ask.reason.trim();
  if (reason.length < FEWEST_REASON_LETTERS)
    throw new Refusal('input_invalid', {}, [{ field: 'reason', message: '请写明原因 / say why' }]);
  const patient = await loadPatient(ground, tx, ask.patient_id);
  const departments = departmentScope(ask.staff, UNMASKING_ROLES);
  if (departments && !(await ground.hasBookingIn(tx, patient.id, departments))) throw new Refusal('not_found');
  await audit(tx, {
    at: ask.now,
    actor: actorName(ask.staff),
    action: 'patient.unmask',
    patient_id: patient.id,
    reason,
  });
  return patient;
}
