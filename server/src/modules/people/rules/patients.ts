/** Registering a patient: from what was typed to what is kept, or the refusal. Pure; today is given. */
import type { PatientInput, payerClasses, relations, Static } from '@menzhen/contract';
import { ageOn, type FieldError, Refusal } from '../../../kernel/index.ts';
import { birthDateTrouble, type IdKind, isReason, type ReadDocument, readDocument, type Sex } from './documents.ts';
import { scriptOfName, tidyName } from './names.ts';

export const MOST_PATIENTS = 5;
export const ADULT_YEARS = 18;

export type Relation = (typeof relations)[number];
export type PayerClass = (typeof payerClasses)[number];
/** As `PatientInput`, without whose it is. */
export type PersonInput = Omit<Static<typeof PatientInput>, 'relation'>;
/** A checked person, as kept (before sealing). */
export interface Person {
  name: string;
  id_kind: IdKind;
  id_number: string;
  birth_date: string;
  sex: Sex;
  phone: string;
  payer_class: PayerClass;
  campus_number: string | null;
  guardian_name: string | null;
  guardian_phone: string | null;
}

/**
 * @throws Refusal name_invalid, id_number_invalid, id_number_mismatch, guardian_required, input_invalid (birth date or
 * sex is missing or impossible where the document does not say it)
 */
export function checkPerson(input: PersonInput, today: string): Person {
  const name = checkName(input.name, input.id_kind);
  const document = checkDocument(input, today);
  const { birth_date, sex } = bornAs(input, document, today);
  const guardian = ageOn(birth_date, today) < ADULT_YEARS ? checkGuardian(input) : null;
  return {
    name,
    id_kind: input.id_kind,
    id_number: document.number,
    birth_date,
    sex,
    phone: input.phone,
    payer_class: input.payer_class,
    campus_number: tidyCampusNumber(input.campus_number),
    guardian_name: guardian?.name ?? null,
    guardian_phone: guardian?.phone ?? null,
  };
}

export const tidyCampusNumber = (text: string | undefined): string | null => text?.trim().toUpperCase() || null;

/** A resident card carries a Chinese name; the other documents may carry a Latin one. */
function checkName(text: string, kind: IdKind): string {
  const name = tidyName(text);
  const script = scriptOfName(name);
  if (!script || (kind === 'resident_id' && script !== 'han')) throw new Refusal('name_invalid');
  return name;
}

function checkDocument(input: PersonInput, today: string): ReadDocument {
  const read = readDocument(input.id_kind, input.id_number, today);
  if (isReason(read)) throw new Refusal('id_number_invalid', { zh: { reason: read.zh }, en: { reason: read.en } });
  const differs = (said: string | null, given: string | undefined) => said && given && said !== given;
  if (differs(read.birth_date, input.birth_date) || differs(read.sex, input.sex))
    throw new Refusal('id_number_mismatch');
  return read;
}

function bornAs(input: PersonInput, document: ReadDocument, today: string): { birth_date: string; sex: Sex } {
  const birth_date = document.birth_date ?? input.birth_date;
  const sex = document.sex ?? input.sex;
  const trouble = birth_date ? birthDateTrouble(birth_date, today) : undefined;
  const errors: FieldError[] = [];
  if (!birth_date) errors.push({ field: 'birth_date', message: '此证件需要填写出生日期 / needed with this document' });
  if (trouble) errors.push({ field: 'birth_date', message: `${trouble.zh} / ${trouble.en}` });
  if (!sex) errors.push({ field: 'sex', message: '此证件需要填写性别 / needed with this document' });
  if (!birth_date || !sex || errors.length > 0) throw new Refusal('input_invalid', {}, errors);
  return { birth_date, sex };
}

function checkGuardian(input: PersonInput): { name: string; phone: string } {
  if (!input.guardian_name || !input.guardian_phone) throw new Refusal('guardian_required');
  const name = tidyName(input.guardian_name);
  if (!scriptOfName(name)) throw new Refusal('name_invalid');
  return { name, phone: input.guardian_phone };
}
