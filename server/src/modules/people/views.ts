/** From rows to what the contract shows: masked unless it is the account's own. */
import type { AuditEntry, PatientIdentity, PatientView, Staff, Static } from '@menzhen/contract';
import { type AuditRow, ageOn } from '../../kernel/index.ts';
import { maskCampusNumber, maskIdNumber, maskName, maskPhone } from './rules/masks.ts';
import type { Binding, OpenPatient, StaffRow } from './tables.ts';

function shown(patient: OpenPatient, today: string): Omit<PatientView, 'name' | 'relation' | 'is_default'> {
  return {
    id: patient.id,
    id_kind: patient.id_kind,
    id_number_masked: maskIdNumber(patient.id_number),
    phone_masked: maskPhone(patient.phone),
    birth_date: patient.birth_date,
    age_years: ageOn(patient.birth_date, today),
    sex: patient.sex,
    payer_class: patient.payer_class,
    campus_number_masked: patient.campus_number && maskCampusNumber(patient.campus_number),
    guardian_name_masked: patient.guardian_name && maskName(patient.guardian_name),
  };
}

/** For the account that keeps this patient: the name as written. */
export const ownPatientView = (patient: OpenPatient & Binding, today: string): PatientView => ({
  ...shown(patient, today),
  name: patient.name,
  relation: patient.relation,
  is_default: patient.is_default,
});

/** For staff: the name masked as well. */
export const staffPatientView = (patient: OpenPatient, today: string): PatientView => ({
  ...shown(patient, today),
  name: maskName(patient.name),
  relation: null,
  is_default: false,
});

export const identityView = (patient: OpenPatient): Static<typeof PatientIdentity> => ({
  name: patient.name,
  id_number: patient.id_number,
  phone: patient.phone,
  campus_number: patient.campus_number,
  guardian_name: patient.guardian_name,
  guardian_phone: patient.guardian_phone,
});

export const staffView = (staff: StaffRow): Static<typeof Staff> => ({
  id: staff.id,
  login: staff.login,
  name: staff.name,
  state: staff.state,
  roles: staff.roles,
  doctor_id: staff.doctor_id,
  totp_enabled: staff.totp_sealed !== null,
  version: staff.version,
});

export const auditView = (row: AuditRow, names: Map<string, string>): Static<typeof AuditEntry> => ({
  seq: row.seq,
  at: row.at.toString(),
  actor: row.actor,
  actor_name: names.get(row.actor.replace(/^staff:/, '')) ?? null,
  action: row.action,
  patient_id: row.patient_id,
  reason: row.reason,
  hash: row.hash,
});
