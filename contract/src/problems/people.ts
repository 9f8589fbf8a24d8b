/** Patients and their papers. */
import type { ProblemEntry } from './entry.ts';

export const people = {
  id_number_invalid: {
    status: 422,
    zh: '证件号码不正确：{reason}。',
    en: 'The document number is not valid: {reason}.',
  },
  id_number_mismatch: {
    status: 422,
    zh: '填写的出生日期或性别与身份证号不一致。',
    en: 'Birth date or sex does not match the identity number.',
  },
  name_invalid: {
    status: 422,
    zh: '姓名请按证件填写，不含数字、符号或表情。',
    en: 'Write the name as on the document, without digits, symbols or emoji.',
  },
  patient_limit_reached: {
    status: 422,
    zh: '一个账号最多添加 {limit} 位就诊人；请先移除不再需要的就诊人。',
    en: 'An account may keep at most {limit} patients; remove one first.',
  },
  patient_already_added: {
    status: 409,
    zh: '这位就诊人已经在您的账号中。',
    en: 'This patient is already in your account.',
  },
  patient_identity_conflict: {
    status: 409,
    zh: '该证件号已登记为另一姓名，请带证件到服务台核实。',
    en: 'This document is registered under another name; please bring it to the desk.',
  },
  guardian_required: {
    status: 422,
    zh: '未满 18 岁的就诊人需要填写监护人姓名和电话。',
    en: 'A patient under 18 needs a guardian’s name and phone.',
  },
  self_already_set: {
    status: 409,
    zh: '账号中已有“本人”，请选择其他关系。',
    en: 'This account already has “self”; choose another relation.',
  },
  patient_has_bookings: {
    status: 409,
    zh: '该就诊人还有未完成的预约，完成或取消后才能移除。',
    en: 'This patient has open bookings; finish or cancel them first.',
  },
} as const satisfies Record<string, ProblemEntry>;
