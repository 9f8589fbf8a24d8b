/** Rows of the people tables, and what they hold once opened. */
import type { RoleScope } from '../../kernel/index.ts';
import type { IdKind, Sex } from './rules/documents.ts';
import type { PayerClass, Person, Relation } from './rules/patients.ts';

export interface AccountRow {
  id: string;
  phone_sealed: Buffer | null;
  wechat_sealed: Buffer | null;
}

export interface PatientRow {
  id: string;
  id_kind: IdKind;
  id_sealed: Buffer;
  name_sealed: Buffer;
  name_index: Buffer;
  phone_sealed: Buffer;
  campus_sealed: Buffer | null;
  guardian_name_sealed: Buffer | null;
  guardian_phone_sealed: Buffer | null;
  sex: Sex;
  birth_date: string;
  payer_class: PayerClass;
}
/** A patient as bound to one account. */
export interface BoundRow extends PatientRow {
  relation: Relation;
  is_default: boolean;
}
/** A patient with everything sealed opened again; never leaves the server whole except when unmasked. */
export interface OpenPatient extends Person {
  id: string;
}
export interface Binding {
  relation: Relation;
  is_default: boolean;
}

/** What later modules may know of a patient. `name` is in full: show `name_masked` to everybody but the own account. */
export interface PatientCard {
  id: string;
  name: string;
  name_masked: string;
  sex: Sex;
  birth_date: string;
  id_kind: string;
  payer_class: PayerClass;
  account_ids: string[];
}

export interface StaffRow {
  id: string;
  login: string;
  name: string;
  password_hash: string;
  state: 'active' | 'disabled';
  doctor_id: string | null;
  totp_sealed: Buffer | null;
  totp_pending_sealed: Buffer | null;
  version: number;
  roles: RoleScope[];
}
export type { RoleScope };

export interface SmsCodeRow {
  code_hash: Buffer;
  sent_at: Temporal.Instant;
  sent_on: string;
  sent_count: number;
  attempts_left: number;
}
