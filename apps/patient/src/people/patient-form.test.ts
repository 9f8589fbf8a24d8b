import { expect, test } from 'vitest';
import { checkDigit } from './id-number.ts';
import {
  emptyForm,
  fieldOfProblem,
  isMinor,
  lacks,
  type PatientForm,
  readFromNumber,
  toInput,
} from './patient-form.ts';

const today = '2026-11-22';
const numberOf = (birth: string, order = '301'): string => {
  const first = `110101${birth.replaceAll('-', '')}${order}`;
  return first + checkDigit(first);
};
const adult = (): PatientForm => ({
  ...emptyForm(),
  relation: 'self',
  name: ' 王·尼亚孜 ',
  id_number: numberOf('2004-05-06').toLowerCase(),
  phone: '13800000000',
  payer_class: 'student',
  campus_number: '2024001',
});

test('an empty form names everything it lacks', () => {
  expect(lacks(emptyForm(), today)).toEqual({
    relation: 'choose',
    name: 'required',
    id_number: 'required',
    phone: 'phone',
    payer_class: 'choose',
  });
});

test('an adult with a resident card is sent without birth date and guardian', () => {
  expect(lacks(adult(), today)).toEqual({});
  expect(toInput(adult(), today)).toEqual({
    relation: 'self',
    name: '王·尼亚孜',
    id_kind: 'resident_id',
    id_number: numberOf('2004-05-06'),
    phone: '13800000000',
    payer_class: 'student',
    campus_number: '2024001',
  });
  expect(readFromNumber(adult(), today)).toEqual({ birth: '2004-05-06', sex: 'male' });
});

test('a child needs a guardian', () => {
  const child = {
    ...adult(),
    relation: 'child' as const,
    id_number: numberOf('2015-01-02'),
    payer_class: 'self_pay' as const,
  };
  expect(isMinor(child, today)).toBe(true);
  expect(lacks(child, today)).toEqual({ guardian_name: 'required', guardian_phone: 'phone' });
});

test('a passport asks for birth date and sex', () => {
  const guest = { ...adult(), id_kind: 'passport' as const, id_number: 'E1234567' };
  expect(lacks(guest, today)).toEqual({ birth_date: 'birth', sex: 'choose' });
  expect(lacks({ ...guest, birth_date: '1990-02-30x', sex: 'female' }, today)).toEqual({ birth_date: 'birth' });
  expect(toInput({ ...guest, birth_date: '1990-02-03', sex: 'female' }, today)).toMatchObject({
    birth_date: '1990-02-03',
  });
});

test('refusals find their field', () => {
  expect(fieldOfProblem('id_number_invalid')).toBe('id_number');
  expect(fieldOfProblem('patient_limit_reached')).toBeNull();
});
