/** Names in a sheet, found among those the hospital has. Pure. */
import type { Entry } from './entry.ts';
import { folded } from './words.ts';
import { type Why, why } from './why.ts';

export interface Named {
  id: string;
  name: string;
}
export interface NamedDoctor extends Named {
  department_id: string;
}
export interface NamedDepartment extends Named {
  parent_id: string | null;
}
/** What the sheet may name: active ones only, doctors of the planner's own departments. */
export interface Directory {
  doctors: NamedDoctor[];
  departments: NamedDepartment[];
  rooms: Named[];
  visitTypes: Named[];
}

/** What people write behind a doctor's name. */
const TITLE = /^(主任|副主任|主治|住院)?(医师|医生|教授|副教授)?([(].*[)])?$/;

const isNamed = (written: string, name: string): boolean => {
  const [text, whole] = [folded(written), folded(name)];
  return text === whole || (text.startsWith(whole) && TITLE.test(text.slice(whole.length)));
};

/** A doctor's department by its own name or by that of the department above it. */
function isIn(doctor: NamedDoctor, department: string, { departments }: Directory): boolean {
  const own = departments.find(({ id }) => id === doctor.department_id);
  const above = departments.find(({ id }) => id === own?.parent_id);
  return [own, above].some((one) => one && folded(one.name) === folded(department));
}

export function doctorOf(
  { doctor: name, department }: Pick<Entry, 'doctor' | 'department'>,
  all: Directory,
): NamedDoctor | Why {
  if (!name) return why('doctor_missing');
  const named = all.doctors.filter((one) => isNamed(name, one.name));
  if (named.length === 0) return why('doctor_unknown', { name });
  if (department === null)
    return named.length === 1 ? named[0]! : why('doctor_ambiguous', { name, count: String(named.length) });
  if (!all.departments.some((one) => folded(one.name) === folded(department)))
    return why('department_unknown', { name: department });
  const there = named.filter((one) => isIn(one, department, all));
  if (there.length === 0) return why('doctor_elsewhere', { name, department });
  return there.length === 1 ? there[0]! : why('doctor_ambiguous', { name, count: String(there.length) });
}

const byName = (written: string, all: Named[], shorten: RegExp): Named | undefined => {
  const short = (text: string) => folded(text).replace(shorten, '');
  const exact = all.filter((one) => folded(one.name) === folded(written));
  const near = exact.length > 0 ? exact : all.filter((one) => short(one.name) === short(written));
  return near.length === 1 ? near[0] : undefined;
};
export const roomOf = (written: string, { rooms }: Directory): Named | Why =>
  byName(written, rooms, /(号?诊室|室)$/) ?? why('room_unknown', { name: written });
export const visitTypeOf = (written: string, { visitTypes }: Directory): Named | Why =>
  byName(written, visitTypes, /(号|门诊)$/) ?? why('visit_type_unknown', { name: written });

export const isWhy = (value: object): value is Why => 'code' in value;
