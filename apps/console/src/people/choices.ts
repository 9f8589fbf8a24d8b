/** The people subject's closed lists, as choices for forms; checked against the contract by their types. */
import type { Contract, Role } from '@menzhen/contract';
import type { BodyOf } from '@menzhen/contract';

type NewPatient = BodyOf<Contract['deskPatientRegister']>;
export const idKinds = [
  'resident_id',
  'passport',
  'hk_macau_permit',
  'taiwan_permit',
  'foreigner_permit',
] as const satisfies readonly NewPatient['id_kind'][];
export const payerClasses = [
  'student',
  'staff',
  'retiree',
  'self_pay',
] as const satisfies readonly NewPatient['payer_class'][];
export const sexes = ['female', 'male'] as const satisfies readonly NewPatient['sex'][];
export const roles = [
  'clerk',
  'nurse',
  'cashier',
  'doctor',
  'operator',
  'finance',
  'administrator',
  'auditor',
] as const satisfies readonly Role[];
