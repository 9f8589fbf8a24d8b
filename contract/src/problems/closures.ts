/** A session that is closed, and the choice of who was booked. */
import type { ProblemEntry } from './entry.ts';

export const closures = {
  closure_nothing: {
    status: 422,
    zh: '这个范围内没有可以停诊的班次：可能已经停诊、已经结束，或没有排班。',
    en: 'Nothing to close there: the sessions are closed, over, or there are none.',
  },
  closure_state: {
    status: 409,
    zh: '这次停诊目前为“{state}”，不能这样操作；列表已更新。',
    en: 'This closure is “{state}”, so this is not possible; the list has been refreshed.',
  },
  substitute_not_fit: {
    status: 422,
    zh: '替诊医生须与原医生同科室、同级或以上，且该时段没有出诊。',
    en: 'A substitute is of the same department and the same or a higher grade, and free at that time.',
  },
  substitute_not_free: {
    status: 409,
    zh: '替诊医生在这个时段刚刚有了其他出诊，请另选一位。',
    en: 'The substitute has just been given another session at that time; please choose somebody else.',
  },
  case_settled: {
    status: 409,
    zh: '这个预约已处理：{state}。如需更改请联系服务台。',
    en: 'This booking is settled already: {state}. Please ask at the desk if it should be otherwise.',
  },
  case_too_late: {
    status: 409,
    zh: '选择时间已于 {at} 截止，正在为您自动处理；如有问题请联系服务台。',
    en: 'The time to choose ended at {at}; it is being settled for you. Please ask at the desk if anything is wrong.',
  },
  choice_gone: {
    status: 409,
    zh: '这个时间刚刚被约满，请从更新后的列表中另选一个。',
    en: 'That place has just gone; please choose another from the renewed list.',
  },
} as const satisfies Record<string, ProblemEntry>;
