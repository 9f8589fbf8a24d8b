/** Facts of people. None carries a name, a number or a phone: the record is read by many and kept for years. */
import { idKinds, payerClasses, roles, sexes } from '@menzhen/contract';
import { Type } from 'typebox';
import { type FactInput, record, type Tx } from '../../kernel/index.ts';
import type { Person } from './rules/patients.ts';
import type { RoleScope } from './tables.ts';

const words = <T extends readonly string[]>(list: T) => Type.Unsafe<T[number]>({ type: 'string', enum: [...list] });
const RoleScopeData = Type.Object({
  role: words(roles),
  department_id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
});
const StaffData = Type.Object({
  roles: Type.Array(RoleScopeData),
  doctor_id: Type.Union([Type.String({ format: 'uuid' }), Type.Null()]),
  state: words(['active', 'disabled'] as const),
});

/** kind -> schema of its data */
export const peopleFacts = {
  'account.opened': Type.Object({ by: words(['phone', 'wechat'] as const) }),
  'patient.added': Type.Object({
    id_kind: words(idKinds),
    sex: words(sexes),
    birth_year: Type.Integer(),
    payer_class: words(payerClasses),
  }),
  'patient.changed': Type.Object({ fields: Type.Array(Type.String()) }),
  'patient.bound': Type.Object({ account_id: Type.String(), relation: Type.String() }),
  'patient.unbound': Type.Object({ account_id: Type.String() }),
  'staff.added': StaffData,
  'staff.changed': StaffData,
};

interface Told {
  at: Temporal.Instant;
  actor: string;
}

export const factOfAccount = (told: Told, id: string, by: 'phone' | 'wechat'): FactInput => ({
  ...told,
  kind: 'account.opened',
  subject: `account:${id}`,
  data: { by },
});

export const factOfPatient = (told: Told, id: string, person: Person): FactInput => ({
  ...told,
  kind: 'patient.added',
  subject: `patient:${id}`,
  patient: id,
  data: {
    id_kind: person.id_kind,
    sex: person.sex,
    birth_year: Number(person.birth_date.slice(0, 4)),
    payer_class: person.payer_class,
  },
});

type PatientTurn = 'changed' | 'bound' | 'unbound';
/** What became of a patient who is registered already. */
export const recordPatient = (tx: Tx, told: Told, turn: PatientTurn, id: string, data: Record<string, unknown>) =>
  record(tx, { ...told, kind: `patient.${turn}`, subject: `patient:${id}`, patient: id, data });

export const factOfStaff = (
  told: Told,
  turn: 'added' | 'changed',
  staff: { id: string; roles: RoleScope[]; doctor_id: string | null; state: 'active' | 'disabled' },
): FactInput => ({
  ...told,
  kind: `staff.${turn}`,
  subject: `staff:${staff.id}`,
  data: { roles: staff.roles, doctor_id: staff.doctor_id, state: staff.state },
});
