/** What the rules refuse; each names its rule and when to try again. */
import type { ProblemEntry } from './entry.ts';

export const policy = {
  policy_not_released: {
    status: 422,
    zh: '该日期的号在 {at} 放出，届时再来。',
    en: 'Places for that day are released at {at}.',
  },
  policy_beyond_horizon: {
    status: 422,
    zh: '最多可预约 {days} 天内的号，{day} 的号将于 {at} 放出。',
    en: 'You can book up to {days} days ahead; {day} opens at {at}.',
  },
  policy_day_not_bookable: {
    status: 422,
    zh: '本院规定最早可预约 {day} 的号。',
    en: 'The earliest day you can book is {day}.',
  },
  policy_next_day_cut_off: {
    status: 422,
    zh: '第二天的号在前一天 {at} 截止预约；可选择其他日期，或到现场挂号。',
    en: 'Booking for the next day stopped at {at}; choose another day, or register on site.',
  },
  policy_same_day_cut_off: {
    status: 422,
    zh: '今天{half}的号在 {at} 截止预约；可选择其他时段，或到服务台询问。',
    en: 'Today’s {half} places stopped at {at}; choose another time, or ask at the desk.',
  },
  policy_booking_hours: {
    status: 422,
    zh: '每天 {from} 至 {to} 可以预约，请在这段时间再来。',
    en: 'Booking is open from {from} to {to}.',
  },
  policy_limit_per_department: {
    status: 422,
    zh: '每位就诊人同一天在同一科室只能约 {limit} 个号；您已有 {day} 的预约。',
    en: 'One patient may hold {limit} booking per department and day; you already have one on {day}.',
  },
  policy_limit_per_doctor: {
    status: 422,
    zh: '每位就诊人同一天同一医生只能约 {limit} 个号；您已有 {day} 的预约。',
    en: 'One patient may hold {limit} booking per doctor and day; you already have one on {day}.',
  },
  policy_limit_per_day: {
    status: 422,
    zh: '每位就诊人同一天最多约 {limit} 个号。',
    en: 'One patient may hold at most {limit} bookings a day.',
  },
  policy_no_show_suspended: {
    status: 422,
    zh: '{period}内爽约 {count} 次（达到 {limit} 次），预约暂停，{until} 起恢复；{otherwise}',
    en: '{count} no-shows within {period} (the limit is {limit}): booking is suspended until {until}. {otherwise}',
  },
  policy_drop_suspended: {
    status: 422,
    zh: '{period}内{what} {count} 次（达到 {limit} 次），预约暂停，{until} 起恢复；{otherwise}',
    en: '{count} times {what} within {period} (the limit is {limit}): booking is suspended until {until}. {otherwise}',
  },
  policy_cancel_cut_off: {
    status: 422,
    zh: '本院规定此号在 {at} 前可以取消，现在已超过时间；如确有困难请联系服务台。',
    en: 'Cancellation closed at {at}; please contact the desk if you cannot come.',
  },
  policy_cancel_never: {
    status: 422,
    zh: '本院规定此号预约后不能自行取消；如确有困难请联系服务台。',
    en: 'This booking cannot be cancelled by yourself; please contact the desk if you cannot come.',
  },
  policy_limit: {
    status: 422,
    zh: '{who}{within}{of}最多约 {limit} 个号，已达到上限；请先就诊或取消已有的预约。',
    en: '{who} may hold at most {limit} bookings {within}{of}; finish or cancel one first.',
  },
  policy_cool_down: {
    status: 422,
    zh: '{cause}后需间隔一段时间，{at} 起可再次预约。',
    en: 'After {cause} there is a pause: you can book again from {at}.',
  },
  policy_first_visit_id: {
    status: 422,
    zh: '首次就诊须用本院规定的证件预约（一般为居民身份证）；请更换证件，或携带证件到现场办理。',
    en: 'A first visit must be booked with the document the hospital asks for (as a rule the resident identity card); change the document, or come to the desk with it.',
  },
  policy_symptoms_unasked: {
    status: 422,
    zh: '预约前请先确认是否有以下症状：{symptoms}。',
    en: 'Before booking, please say whether the patient has any of these: {symptoms}.',
  },
  policy_symptoms_barred: {
    status: 422,
    zh: '有{symptoms}症状，请直接到{where}就诊，不在此预约。',
    en: 'With {symptoms}, please go directly to {where}; this cannot be booked here.',
  },
  policy_sex_gate: {
    status: 422,
    zh: '该科室只接诊{sex}患者，请核对就诊人。',
    en: 'This department sees {sex} patients only; please check the patient.',
  },
  policy_age_gate: {
    status: 422,
    zh: '该科室接诊 {from} 至 {to} 岁患者，请核对就诊人。',
    en: 'This department sees patients aged {from} to {to}; please check the patient.',
  },
  policy_walk_in_only: {
    status: 422,
    zh: '该科室不用预约，请直接前往就诊；现场分诊后按病情先后接诊。',
    en: 'This department is not booked: please go there directly. Patients are seen there in the order of need.',
  },
  policy_contradicts: {
    status: 422,
    zh: '规则中有互相矛盾或不允许的条款，请修改标出的项目后再发布。',
    en: 'Some clauses contradict one another or are not permitted; change the marked ones first.',
  },
  policy_outdated: {
    status: 409,
    zh: '在您修改期间，规则已发布新版本（第 {version} 版）；请在新版本上重新修改。',
    en: 'Version {version} was published while you were editing; please make your changes on it.',
  },
  policy_valid_from_past: {
    status: 422,
    zh: '生效时间不能早于现在。',
    en: 'Rules cannot begin in the past.',
  },
  appeal_made: {
    status: 409,
    zh: '这次限制已经申诉过，处理结果见申诉记录。',
    en: 'An appeal against this suspension was already made; see its result.',
  },
  appeal_decided: {
    status: 409,
    zh: '这项申诉已经处理过了，请刷新查看结果。',
    en: 'This appeal was decided already; please refresh.',
  },
  policy_unavailable: {
    status: 503,
    zh: '暂时无法核对预约规则，未能预约；请稍后重试。',
    en: 'The booking rules could not be checked, so nothing was booked; please try again.',
  },
} as const satisfies Record<string, ProblemEntry>;
