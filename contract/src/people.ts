/** People: signing in, the patients under an account, staff, and the trail of who looked at whom. */
import { type Static, Type } from 'typebox';
import { routes } from './route.ts';
import { Day, Done, Id, IdParams, Instant, list, obj, oneOf, orNull, Phone, Words } from './shapes.ts';
import { RoleScope } from './staff.ts';

export const sexes = ['male', 'female'] as const;
export const relations = ['self', 'child', 'parent', 'spouse', 'other'] as const;
/** Identity document kinds; `resident_id` is checked by GB 11643. */
export const idKinds = ['resident_id', 'passport', 'hk_macau_permit', 'taiwan_permit', 'foreigner_permit'] as const;
export const payerClasses = ['student', 'staff', 'retiree', 'self_pay'] as const;

export const PatientInput = obj({
  name: Words(50),
  relation: oneOf(relations),
  id_kind: oneOf(idKinds),
  id_number: Words(30),
  birth_date: Type.Optional(Day),
  sex: Type.Optional(oneOf(sexes)),
  phone: Phone,
  payer_class: oneOf(payerClasses),
  campus_number: Type.Optional(
    Type.String({ maxLength: 20, pattern: '^[A-Za-z0-9-]*$', description: 'student or staff number' }),
  ),
  guardian_name: Type.Optional(Words(50)),
  guardian_phone: Type.Optional(Phone),
});
export const PatientPatch = Type.Partial(
  obj({
    phone: Phone,
    payer_class: oneOf(payerClasses),
    campus_number: Type.String({ maxLength: 20, pattern: '^[A-Za-z0-9-]*$' }),
    is_default: Type.Boolean(),
  }),
  { additionalProperties: false },
);
/** A patient as screens see one: names and numbers masked unless unmasked on purpose. */
export const Patient = obj({
  id: Id,
  name: Type.String({ description: 'own account: as written; staff: masked (李*明)' }),
  relation: orNull(oneOf(relations)),
  id_kind: oneOf(idKinds),
  id_number_masked: Type.String(),
  phone_masked: Type.String(),
  birth_date: Day,
  age_years: Type.Integer(),
  sex: oneOf(sexes),
  payer_class: oneOf(payerClasses),
  campus_number_masked: orNull(Type.String()),
  guardian_name_masked: orNull(Type.String()),
  is_default: Type.Boolean(),
});
export const PatientIdentity = obj({
  name: Type.String(),
  id_number: Type.String(),
  phone: Type.String(),
  campus_number: orNull(Type.String()),
  guardian_name: orNull(Type.String()),
  guardian_phone: orNull(Type.String()),
});

export const Me = obj({
  kind: oneOf(['patient', 'staff', 'board'] as const),
  id: Id,
  name: orNull(Type.String()),
  phone_masked: orNull(Type.String()),
  roles: Type.Array(RoleScope),
  doctor_id: orNull(Id),
  totp_enabled: Type.Boolean(),
  session_expires_at: Instant,
});
export const SignedIn = obj({ token: Type.String({ description: 'opaque; send as Authorization: Bearer' }), me: Me });
export type PatientView = Static<typeof Patient>;
export type MeView = Static<typeof Me>;

const tag = 'people';
export const peopleRoutes = routes({
  smsCodeRequest: {
    method: 'POST',
    path: '/api/sms-codes',
    tag,
    zh: '获取短信验证码',
    en: 'Request an SMS code',
    who: 'anyone',
    body: obj({ phone: Phone }),
    answer: obj({
      resend_after_seconds: Type.Integer(),
      valid_seconds: Type.Integer(),
      demo_code: Type.Optional(Type.String({ description: 'the demo hospital only' })),
    }),
    problems: ['input_invalid', 'sms_too_soon', 'sms_too_many', 'sms_unavailable', 'too_many_requests'],
  },
  signInPhone: {
    method: 'POST',
    path: '/api/sign-in/phone',
    tag,
    zh: '手机号登录',
    en: 'Sign in by phone',
    who: 'anyone',
    body: obj({ phone: Phone, code: Type.String({ pattern: '^\\d{6}$' }) }),
    answer: SignedIn,
    problems: ['input_invalid', 'sms_code_wrong', 'sms_code_expired', 'too_many_requests'],
  },
  signInWechat: {
    method: 'POST',
    path: '/api/sign-in/wechat',
    tag,
    zh: '微信登录',
    en: 'Sign in by WeChat',
    who: 'anyone',
    body: obj({ code: Words(200) }),
    answer: SignedIn,
    problems: ['input_invalid', 'wechat_code_refused', 'wechat_unavailable', 'too_many_requests'],
  },
  signInStaff: {
    method: 'POST',
    path: '/api/sign-in/staff',
    tag,
    zh: '员工登录',
    en: 'Staff sign-in',
    who: 'anyone',
    body: obj({ login: Words(40), password: Words(200), totp: Type.Optional(Type.String({ pattern: '^\\d{6}$' })) }),
    answer: SignedIn,
    problems: [
      'input_invalid',
      'credentials_wrong',
      'totp_required',
      'totp_wrong',
      'login_locked',
      'too_many_requests',
    ],
  },
  signInBoard: {
    method: 'POST',
    path: '/api/sign-in/board',
    tag,
    zh: '大屏接入',
    en: 'Board sign-in by its key',
    who: 'anyone',
    body: obj({ key: Words(100) }),
    answer: SignedIn,
    problems: ['input_invalid', 'credentials_wrong', 'too_many_requests'],
  },
  signOut: {
    method: 'POST',
    path: '/api/sign-out',
    tag,
    zh: '退出登录',
    en: 'Sign out',
    who: 'signed_in',
    answer: Done,
    problems: [],
  },
  me: {
    method: 'GET',
    path: '/api/me',
    tag,
    zh: '当前登录者',
    en: 'Who am I',
    who: 'signed_in',
    answer: Me,
    problems: [],
  },
  patientList: {
    method: 'GET',
    path: '/api/patients',
    tag,
    zh: '我的就诊人',
    en: 'My patients',
    who: 'patient',
    answer: list(Patient),
    problems: [],
  },
  patientAdd: {
    method: 'POST',
    path: '/api/patients',
    tag,
    zh: '添加就诊人',
    en: 'Add a patient',
    who: 'patient',
    idempotent: true,
    status: 201,
    body: PatientInput,
    answer: Patient,
    problems: [
      'input_invalid',
      'name_invalid',
      'id_number_invalid',
      'id_number_mismatch',
      'patient_limit_reached',
      'patient_already_added',
      'patient_identity_conflict',
      'guardian_required',
      'self_already_set',
    ],
  },
  patientChange: {
    // not PATCH: WeChat's request cannot send it. Only what is sent is changed
    method: 'PUT',
    path: '/api/patients/:id',
    tag,
    zh: '修改就诊人',
    en: 'Change a patient',
    who: 'patient',
    params: IdParams,
    body: PatientPatch,
    answer: Patient,
    problems: ['input_invalid', 'not_found'],
  },
  patientRemove: {
    method: 'DELETE',
    path: '/api/patients/:id',
    tag,
    zh: '移除就诊人',
    en: 'Remove a patient from the account',
    who: 'patient',
    params: IdParams,
    answer: Done,
    problems: ['not_found', 'patient_has_bookings'],
  },
  deskPatientSearch: {
    method: 'GET',
    path: '/api/desk/patients',
    tag,
    zh: '查找患者',
    en: 'Find a patient',
    who: ['clerk', 'nurse', 'cashier', 'doctor', 'administrator'],
    query: obj({ q: Words(50) }),
    answer: list(Patient),
    problems: ['input_invalid'],
  },
  deskPatientRegister: {
    method: 'POST',
    path: '/api/desk/patients',
    tag,
    zh: '窗口建档',
    en: 'Register a patient at the desk',
    who: ['clerk'],
    idempotent: true,
    status: 201,
    body: Type.Omit(PatientInput, ['relation'], { additionalProperties: false }),
    answer: Patient,
    problems: [
      'input_invalid',
      'name_invalid',
      'id_number_invalid',
      'id_number_mismatch',
      'patient_identity_conflict',
      'guardian_required',
    ],
  },
  deskPatientUnmask: {
    method: 'POST',
    path: '/api/desk/patients/:id/unmask',
    tag,
    zh: '查看完整身份信息（留痕）',
    en: 'Unmask a patient (audited)',
    who: ['clerk', 'nurse', 'cashier', 'doctor', 'operator'],
    params: IdParams,
    body: obj({ reason: Words(200, 2) }),
    answer: PatientIdentity,
    problems: ['input_invalid', 'not_found'],
  },
});
