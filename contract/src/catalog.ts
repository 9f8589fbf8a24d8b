/** Catalog: the hospital itself — campuses, departments in two levels, rooms, doctors, visit types (号别) and fees. */
import { type Static, Type } from 'typebox';
import { payerClasses } from './people.ts';
import { routes } from './route.ts';
import { Fen, Id, IdParams, list, obj, oneOf, orNull, Words } from './shapes.ts';

export const titles = ['resident', 'attending', 'associate_chief', 'chief'] as const;
export const visitTypeKinds = ['ordinary', 'expert', 'special'] as const;
export const catalogStates = ['active', 'disabled'] as const;
/** walk_in: patients come directly; it is not booked from afar. */
export const departmentAccess = ['booking', 'walk_in'] as const;
const adminOnly = ['administrator'] as const;

export const Campus = obj({ id: Id, name: Type.String(), name_en: Type.String(), address: Type.String() });
export const Department = obj({
  id: Id,
  parent_id: orNull(Id),
  name: Type.String(),
  name_en: Type.String(),
  intro: Type.String(),
  pinyin: Type.String(),
  keywords: Type.Array(Type.String(), { description: 'symptoms and lay words that lead here' }),
  sex_gate: orNull(oneOf(['male', 'female'] as const)),
  age_from_years: orNull(Type.Integer()),
  age_to_years: orNull(Type.Integer()),
  location: Type.String(),
  access: oneOf(departmentAccess),
  state: oneOf(catalogStates),
  version: Type.Integer(),
});
export const DepartmentHit = obj({
  department_id: Id,
  name: Type.String(),
  parent_name: orNull(Type.String()),
  because: oneOf(['name', 'pinyin', 'symptom', 'doctor'] as const),
  matched: Type.String(),
});
export const Room = obj({
  id: Id,
  campus_id: Id,
  department_id: Id,
  name: Type.String(),
  floor: Type.String(),
  state: oneOf(catalogStates),
  version: Type.Integer(),
});
export const Doctor = obj({
  id: Id,
  department_id: Id,
  name: Type.String(),
  name_en: Type.String(),
  title: oneOf(titles),
  speciality: Type.String(),
  intro: Type.String(),
  picture_url: Type.String(),
  state: oneOf(catalogStates),
  version: Type.Integer(),
});
export const feePartKinds = ['registration', 'consultation'] as const;
export const discountKinds = ['percent', 'fen', 'at_most'] as const;
export const FeeDiscount = obj({
  payer_class: oneOf(payerClasses),
  part: oneOf(feePartKinds),
  kind: oneOf(discountKinds),
  value: Type.Integer({
    minimum: 0,
    maximum: 100_000_000,
    description: 'percent: per cent off, 1 to 100; fen: fen off; at_most: the most fen that are paid',
  }),
});
export const VisitType = obj({
  id: Id,
  kind: oneOf(visitTypeKinds),
  name: Type.String(),
  name_en: Type.String(),
  registration_fen: Fen,
  consultation_fen: Fen,
  discounts: Type.Array(FeeDiscount, { description: 'what payer classes pay less; one a class and part' }),
  state: oneOf(catalogStates),
  version: Type.Integer(),
});
export const FeePart = obj({
  kind: oneOf(feePartKinds),
  list_fen: Type.Integer({ minimum: 0, description: 'by the price list' }),
  discount_fen: Type.Integer({ minimum: 0, description: 'what the payer class pays less' }),
  amount_fen: Type.Integer({ minimum: 0, description: 'what is to be paid: list minus discount' }),
});

export type DepartmentView = Static<typeof Department>;
export type DoctorView = Static<typeof Doctor>;

const departmentFields = {
  parent_id: orNull(Id),
  name: Words(40),
  name_en: Words(80),
  intro: Type.String({ maxLength: 500 }),
  keywords: Type.Array(Words(20), { maxItems: 60 }),
  sex_gate: orNull(oneOf(['male', 'female'] as const)),
  age_from_years: orNull(Type.Integer({ minimum: 0, maximum: 120 })),
  age_to_years: orNull(Type.Integer({ minimum: 0, maximum: 120 })),
  location: Type.String({ maxLength: 80 }),
  access: Type.Optional(oneOf(departmentAccess)),
};
const doctorFields = {
  department_id: Id,
  name: Words(30),
  name_en: Words(60),
  title: oneOf(titles),
  speciality: Type.String({ maxLength: 300 }),
  intro: Type.String({ maxLength: 1000 }),
};
const visitTypeFields = {
  kind: oneOf(visitTypeKinds),
  name: Words(30),
  name_en: Words(60),
  registration_fen: Fen,
  consultation_fen: Fen,
  discounts: Type.Optional(
    Type.Array(FeeDiscount, {
      maxItems: payerClasses.length * feePartKinds.length,
      description: 'all of them; left out: as they were',
    }),
  ),
};
const roomFields = { campus_id: Id, department_id: Id, name: Words(30), floor: Words(10) };
/** A change names the version it saw; only what is sent is changed. */
const change = <T extends Parameters<typeof obj>[0]>(fields: T) =>
  Type.Intersect(
    [
      Type.Partial(Type.Object(fields)),
      Type.Object({ version: Type.Integer(), state: Type.Optional(oneOf(catalogStates)) }),
    ],
    { unevaluatedProperties: false },
  );

const tag = 'catalog';
export const catalogRoutes = routes({
  hospital: {
    method: 'GET',
    path: '/api/hospital',
    tag,
    zh: '医院信息',
    en: 'The hospital',
    who: 'anyone',
    etag: true,
    answer: obj({
      name: Type.String(),
      name_en: Type.String(),
      notice: orNull(Type.String()),
      phone: Type.String(),
      campuses: Type.Array(Campus),
      demo: Type.Boolean(),
      now: Type.String({ format: 'date-time' }),
      today: Type.String({ format: 'date' }),
    }),
    problems: [],
  },
  departmentList: {
    method: 'GET',
    path: '/api/departments',
    tag,
    zh: '科室目录',
    en: 'Departments',
    who: 'anyone',
    etag: true,
    answer: list(Department),
    problems: [],
  },
  departmentSearch: {
    method: 'GET',
    path: '/api/departments/search',
    tag,
    zh: '按名称、拼音、症状找科室',
    en: 'Find a department by name, pinyin or symptom',
    who: 'anyone',
    query: obj({ q: Words(50) }),
    answer: list(DepartmentHit),
    problems: ['input_invalid'],
  },
  doctorList: {
    method: 'GET',
    path: '/api/doctors',
    tag,
    zh: '医生列表',
    en: 'Doctors',
    who: 'anyone',
    etag: true,
    query: obj({ department_id: Type.Optional(Id) }),
    answer: list(Doctor),
    problems: ['input_invalid'],
  },
  doctorShow: {
    method: 'GET',
    path: '/api/doctors/:id',
    tag,
    zh: '医生介绍',
    en: 'A doctor',
    who: 'anyone',
    etag: true,
    params: IdParams,
    answer: Doctor,
    problems: ['not_found'],
  },
  visitTypeList: {
    method: 'GET',
    path: '/api/visit-types',
    tag,
    zh: '号别与费用',
    en: 'Visit types and fees',
    who: 'anyone',
    etag: true,
    answer: list(VisitType),
    problems: [],
  },
  roomList: {
    method: 'GET',
    path: '/api/rooms',
    tag,
    zh: '诊室',
    en: 'Rooms',
    who: 'anyone',
    etag: true,
    answer: list(Room),
    problems: [],
  },
  departmentAdd: {
    method: 'POST',
    path: '/api/admin/departments',
    tag,
    zh: '新增科室',
    en: 'Add a department',
    who: adminOnly,
    idempotent: true,
    status: 201,
    body: obj(departmentFields),
    answer: Department,
    problems: ['input_invalid', 'not_found'],
  },
  departmentChange: {
    method: 'PATCH',
    path: '/api/admin/departments/:id',
    tag,
    zh: '修改科室',
    en: 'Change a department',
    who: adminOnly,
    params: IdParams,
    body: change(departmentFields),
    answer: Department,
    problems: ['input_invalid', 'not_found', 'version_conflict', 'still_in_use'],
  },
  roomAdd: {
    method: 'POST',
    path: '/api/admin/rooms',
    tag,
    zh: '新增诊室',
    en: 'Add a room',
    who: adminOnly,
    idempotent: true,
    status: 201,
    body: obj(roomFields),
    answer: Room,
    problems: ['input_invalid', 'not_found'],
  },
  roomChange: {
    method: 'PATCH',
    path: '/api/admin/rooms/:id',
    tag,
    zh: '修改诊室',
    en: 'Change a room',
    who: adminOnly,
    params: IdParams,
    body: change(roomFields),
    answer: Room,
    problems: ['input_invalid', 'not_found', 'version_conflict', 'still_in_use'],
  },
  doctorAdd: {
    method: 'POST',
    path: '/api/admin/doctors',
    tag,
    zh: '新增医生',
    en: 'Add a doctor',
    who: adminOnly,
    idempotent: true,
    status: 201,
    body: obj(doctorFields),
    answer: Doctor,
    problems: ['input_invalid', 'not_found'],
  },
  doctorChange: {
    method: 'PATCH',
    path: '/api/admin/doctors/:id',
    tag,
    zh: '修改医生',
    en: 'Change a doctor',
    who: adminOnly,
    params: IdParams,
    body: change(doctorFields),
    answer: Doctor,
    problems: ['input_invalid', 'not_found', 'version_conflict', 'still_in_use'],
  },
  visitTypeAdd: {
    method: 'POST',
    path: '/api/admin/visit-types',
    tag,
    zh: '新增号别',
    en: 'Add a visit type',
    who: adminOnly,
    idempotent: true,
    status: 201,
    body: obj(visitTypeFields),
    answer: VisitType,
    problems: ['input_invalid'],
  },
  visitTypeChange: {
    method: 'PATCH',
    path: '/api/admin/visit-types/:id',
    tag,
    zh: '修改号别',
    en: 'Change a visit type',
    who: adminOnly,
    params: IdParams,
    body: change(visitTypeFields),
    answer: VisitType,
    problems: ['input_invalid', 'not_found', 'version_conflict', 'still_in_use'],
  },
});
