import type { BodyOf, Contract } from '@menzhen/contract';
import { ageOn, birthOf, type IdNumberFault, idNumberFault, sexOf } from './id-number.ts';

export type PatientInput = BodyOf<Contract['patientAdd']>;

/** The form as it is written: everything text, choices empty until made. */
export interface PatientForm {
  relation: PatientInput['relation'] | null;
  name: string;
  id_kind: PatientInput['id_kind'];
  id_number: string;
  birth_date: string;
  sex: 'male' | 'female' | null;
  phone: string;
  payer_class: PatientInput['payer_class'] | null;
  campus_number: string;
  guardian_name: string;
  guardian_phone: string;
}
export type Field = keyof PatientForm;
/** What a field lacks; the page has the sentence for each. */
export type Lack = 'required' | 'choose' | 'phone' | 'birth' | `id_${IdNumberFault}`;

export const emptyForm = (): PatientForm => ({
  relation: null,
  name: '',
  id_kind: 'resident_id',
  id_number: '',
  birth_date: '',
  sex: null,
  phone: '',
  payer_class: null,
  campus_number: '',
  guardian_name: '',
  guardian_phone: '',
});

const isPhone = (text: string): boolean => /^1[3-9]\d{9}$/.test(text.trim());
const isDay = (text: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

/** Birth date as far as it is known: within a sound identity number, or as written. */
export function knownBirth(form: PatientForm, today: string): string | null {
  if (form.id_kind === 'resident_id') {
    return idNumberFault(form.id_number.trim(), today) === null ? birthOf(form.id_number.trim()) : null;
  }
  return isDay(form.birth_date) && form.birth_date <= today ? form.birth_date : null;
}

export function isMinor(form: PatientForm, today: string): boolean {
  const birth = knownBirth(form, today);
  return birth !== null && ageOn(birth, today) < 18;
}

export function needsCampusNumber(form: PatientForm): boolean {
  return form.payer_class !== null && form.payer_class !== 'self_pay';
}

function idLack(form: PatientForm, today: string): Lack | null {
  const number = form.id_number.trim();
  if (!number) return 'required';
  if (form.id_kind !== 'resident_id') return null;
  const fault = idNumberFault(number, today);
  return fault === null ? null : `id_${fault}`;
}

/** Every field that must still be written or mended, with what it lacks; empty when the form can be sent. */
export function lacks(form: PatientForm, today: string): Partial<Record<Field, Lack>> {
  const foreign = form.id_kind !== 'resident_id';
  const minor = isMinor(form, today);
  const all: [Field, Lack | null | false][] = [
    ['relation', form.relation === null && 'choose'],
    ['name', form.name.trim() === '' && 'required'],
    ['id_number', idLack(form, today)],
    ['birth_date', foreign && knownBirth(form, today) === null && 'birth'],
    ['sex', foreign && form.sex === null && 'choose'],
    ['phone', !isPhone(form.phone) && 'phone'],
    ['payer_class', form.payer_class === null && 'choose'],
    ['campus_number', needsCampusNumber(form) && form.campus_number.trim() === '' && 'required'],
    ['guardian_name', minor && form.guardian_name.trim() === '' && 'required'],
    ['guardian_phone', minor && !isPhone(form.guardian_phone) && 'phone'],
  ];
  return Object.fromEntries(all.filter(([, lack]) => lack)) as Partial<Record<Field, Lack>>;
}

/** What is sent: only what this kind of document and this age ask for. The form must lack nothing. */
export function toInput(form: PatientForm, today: string): PatientInput {
  const resident = form.id_kind === 'resident_id';
  return {
    relation: form.relation!,
    name: form.name.trim(),
    id_kind: form.id_kind,
    id_number: form.id_number.trim().toUpperCase(),
    ...(resident ? {} : { birth_date: form.birth_date, sex: form.sex! }),
    phone: form.phone.trim(),
    payer_class: form.payer_class!,
    ...(needsCampusNumber(form) ? { campus_number: form.campus_number.trim() } : {}),
    ...(isMinor(form, today)
      ? { guardian_name: form.guardian_name.trim(), guardian_phone: form.guardian_phone.trim() }
      : {}),
  };
}

/** Birth date and sex within a sound resident number, to show that it was read right. */
export function readFromNumber(form: PatientForm, today: string): { birth: string; sex: 'male' | 'female' } | null {
  const birth = form.id_kind === 'resident_id' ? knownBirth(form, today) : null;
  return birth ? { birth, sex: sexOf(form.id_number.trim()) } : null;
}

/** The field a refusal of the server belongs to, by its code; null when it is about the whole. */
export function fieldOfProblem(code: string): Field | null {
  if (code === 'name_invalid') return 'name';
  if (['id_number_invalid', 'patient_already_added', 'patient_identity_conflict'].includes(code)) return 'id_number';
  if (code === 'self_already_set') return 'relation';
  if (code === 'guardian_required') return 'guardian_name';
  return null;
}
