/** What the hospital offers: sessions, rosters, names and codes. */
import type { ProblemEntry } from './entry.ts';

export const supply = {
  slot_past: {
    status: 409,
    zh: '这个时段已经过去，请选择其他时段。',
    en: 'This time slot has passed; please choose another.',
  },
  slot_full: {
    status: 409,
    zh: '这个时段刚刚约满了，请选择其他时段。',
    en: 'This time slot has just filled up; please choose another.',
  },
  session_closed: {
    status: 409,
    zh: '该班次已停诊，请选择其他时间或医生。',
    en: 'This session is closed; please choose another time or doctor.',
  },
  template_overlaps: {
    status: 409,
    zh: '该医生或诊室在这个时间已有排班。',
    en: 'The doctor or the room already has a session at this time.',
  },
  roster_unreadable: {
    status: 422,
    zh: '这份排班表读不了：{reason}。',
    en: 'This roster cannot be read: {reason}.',
  },
  roster_outdated: {
    status: 409,
    zh: '预览之后排班又变了，请重新导入这份表再确认。',
    en: 'The roster has changed since this preview; read the sheet in again and look once more.',
  },
  roster_has_faults: {
    status: 409,
    zh: '有 {count} 处冲突或错误；请改好后重新导入，或选择“只导入没有问题的”。',
    en: '{count} rows conflict or are wrong; mend them and read the sheet in again, or take only the good ones.',
  },
  login_taken: { status: 409, zh: '这个工号已被使用。', en: 'This login is already in use.' },
  still_in_use: {
    status: 409,
    zh: '仍有排班、预约或下级科室在使用它，不能停用。',
    en: 'It is still used by schedules, bookings or sub-departments.',
  },
  version_conflict: {
    status: 409,
    zh: '内容刚被别人修改过，请刷新后再改。',
    en: 'Someone else has just changed this; refresh and try again.',
  },
  code_taken: { status: 409, zh: '这个代码已被使用。', en: 'This code is already in use.' },
  name_taken: { status: 409, zh: '这个名称已被使用。', en: 'This name is already in use.' },
} as const satisfies Record<string, ProblemEntry>;
