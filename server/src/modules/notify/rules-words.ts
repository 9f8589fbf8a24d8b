/** The words of every message, in both languages. Pure. */
import { dayOf, wallTimeOf, yuan } from '../../kernel/index.ts';
import type { NoticeKind } from './facts.ts';
import type { NoticeParams } from './rules.ts';

/** The params with names in the reader's language. */
export interface Named
  extends Omit<NoticeParams, 'department_id' | 'doctor_id' | 'room_id' | 'service_point_id' | 'substitute_doctor_id'> {
  substitute: string;
  patient: string;
  department: string;
  doctor: string;
  /** The room, or the service point while no room has called. */
  room: string;
}
interface Words {
  title: string;
  text: string;
}

const half = (time: string): string => (time < '12:00' ? '上午' : time < '18:00' ? '下午' : '晚上');
const short = (time: string): string => time.replace(/^0/, '');
/** 周二 11月24日 上午 8:30, as people say it. */
export function whenZh(date: string, starts = ''): string {
  const day = Temporal.PlainDate.from(date);
  const words = `周${'一二三四五六日'[day.dayOfWeek - 1]} ${day.month}月${day.day}日`;
  return starts ? `${words} ${half(starts)} ${short(starts)}` : words;
}
/** Tue 24 Nov, 8:30 */
export function whenEn(date: string, starts = ''): string {
  const day = Temporal.PlainDate.from(date).toLocaleString('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
  });
  return `${day.replace(',', '')} ${short(starts)}`.trim();
}

const zhVisit = (n: Named) =>
  `${n.patient} ${n.date ? whenZh(n.date, n.starts) : ''} ${n.department} ${n.doctor}`.replace(/ +/g, ' ').trim();
const enVisit = (n: Named) =>
  `${n.patient}, ${n.date ? whenEn(n.date, n.starts) : ''}, ${n.department}, ${n.doctor}`
    .replace(/ +/g, ' ')
    .replace(/ ,/g, ',');

function cancelledZh(n: Named): Words {
  const because = n.reason ? `原因：${n.reason}。` : '';
  if (n.by === 'hospital')
    return {
      title: '预约因医院原因取消',
      text: `${zhVisit(n)} 的预约已取消。${because}已付费用全额原路退回，请改约其他时间。`,
    };
  return { title: '预约已取消', text: `${zhVisit(n)} 的预约已取消。${because}已付费用将退回。` };
}
function cancelledEn(n: Named): Words {
  const because = n.reason ? ` Reason: ${n.reason}.` : '';
  if (n.by === 'hospital')
    return {
      title: 'The hospital cancelled your booking',
      text: `${enVisit(n)}: cancelled.${because} All you paid is returned; please choose another time.`,
    };
  return { title: 'Booking cancelled', text: `${enVisit(n)}: cancelled.${because} What you paid is returned.` };
}

function untilOf(deadline: string | undefined, say: typeof whenZh): string {
  if (!deadline) return '';
  const at = Temporal.Instant.from(deadline);
  return say(dayOf(at), wallTimeOf(at));
}
const closedZh = (n: Named): Words =>
  n.kind === 'substitution'
    ? {
        title: '您的医生由他人替诊',
        text: `${zhVisit(n)} 改由 ${n.substitute} 接诊，时间、诊室和费用不变。原因：${n.reason ?? ''}。如不接受，请在 ${untilOf(n.deadline, whenZh)} 前改约或全额退号；未选视为接受。`,
      }
    : {
        title: '医生停诊，请选择新的安排',
        text: `${zhVisit(n)} 停诊，给您添麻烦了。原因：${n.reason ?? ''}。请在 ${untilOf(n.deadline, whenZh)} 前选择：换同级医生、改约其他时间，或全额退款；未选自动全额退款。`,
      };
const closedEn = (n: Named): Words =>
  n.kind === 'substitution'
    ? {
        title: 'Another doctor will see you',
        text: `${enVisit(n)}: ${n.substitute} takes over; time, room and fee stay the same. Reason: ${n.reason ?? ''}. If you would rather not, move or get all your money back before ${untilOf(n.deadline, whenEn)}; without an answer it stays so.`,
      }
    : {
        title: 'Your doctor is away: please choose',
        text: `${enVisit(n)}: the session is closed, we are sorry. Reason: ${n.reason ?? ''}. Before ${untilOf(n.deadline, whenEn)} choose another doctor of the same grade, another time, or all your money back; without an answer it is paid back in full.`,
      };
const payZh = (n: Named): string =>
  n.pay_by
    ? `请在 ${short(wallTimeOf(Temporal.Instant.from(n.pay_by)))} 前支付，超时作废。`
    : '无需支付，请按时到院签到。';
const payEn = (n: Named): string =>
  n.pay_by
    ? ` Please pay before ${short(wallTimeOf(Temporal.Instant.from(n.pay_by)))}, or it lapses.`
    : ' There is nothing to pay; please check in on time.';

const untilZh = (n: Named): string => (n.expires_day ? whenZh(n.expires_day, n.expires_time) : '');
const untilEn = (n: Named): string => (n.expires_day ? whenEn(n.expires_day, n.expires_time) : '');

function missedZh(n: Named): Words {
  const next =
    n.entry_state === 'waiting'
      ? '您仍在候补，但排到同类患者之后。'
      : '您已两次未回复，候补已结束；如仍需就诊请重新候补。';
  return { title: '候补的号已转给下一位', text: `${zhVisit(n)} 的号未在时限内确认，已转给下一位。${next}` };
}
function missedEn(n: Named): Words {
  const next =
    n.entry_state === 'waiting'
      ? 'You still wait, behind the others of your class.'
      : 'This was the second offer without an answer, so the waiting has ended; join again if you still need it.';
  return {
    title: 'The offered place went on',
    text: `${enVisit(n)}: not answered in time, so it went to the next. ${next}`,
  };
}
function purgedZh(n: Named): Words {
  const because = n.why === 'session_closed' ? '该班次已停诊' : '直到截止都没有号退回';
  return {
    title: '候补未成功',
    text: `${n.patient} ${n.department} ${n.doctor} 的候补已结束：${because}。可改约其他时间，或再次候补。`.replace(
      / +/g,
      ' ',
    ),
  };
}
function purgedEn(n: Named): Words {
  const because = n.why === 'session_closed' ? 'the session is closed' : 'no place came back in time';
  return {
    title: 'No place this time',
    text: `${n.patient}: waiting for ${[n.department, n.doctor].filter(Boolean).join(', ')} has ended, as ${because}. Please choose another time, or wait again.`,
  };
}

/** Where to go: the department and the room, as far as they are known. */
export const placeOf = (n: Pick<Named, 'room' | 'department'>): string =>
  [n.department, n.room].filter(Boolean).join(' ');

const sentences: Record<NoticeKind, { zh: (n: Named) => Words; en: (n: Named) => Words }> = {
  'booking.booked': {
    zh: (n) => ({ title: '预约成功', text: `${zhVisit(n)}。请按时到院签到。` }),
    en: (n) => ({ title: 'Booked', text: `${enVisit(n)}. Please check in on time.` }),
  },
  'booking.cancelled': { zh: cancelledZh, en: cancelledEn },
  'booking.expired': {
    zh: (n) => ({
      title: '超时未支付，号源已释放',
      text: `${zhVisit(n)} 未在规定时间内支付，号源已释放；如仍需就诊请重新预约。`,
    }),
    en: (n) => ({
      title: 'Not paid in time',
      text: `${enVisit(n)}: not paid in time, so the place was released; please book again if you still need it.`,
    }),
  },
  'ticket.near': {
    zh: (n) => ({
      title: '快到您了，请做好准备',
      text: `${n.patient}，${n.number} 号前面还有 ${n.people_ahead ?? 0} 位，请到${placeOf(n)}附近等候。`,
    }),
    en: (n) => ({
      title: 'Your turn is near',
      text: `${n.patient}, number ${n.number}: ${n.people_ahead ?? 0} ahead of you. Please wait near ${placeOf(n)}.`,
    }),
  },
  'ticket.called': {
    zh: (n) => ({
      title: `请到 ${n.room || n.department}`,
      text: `${n.patient}，${n.number} 号已叫到，请到 ${placeOf(n)}。`,
    }),
    en: (n) => ({
      title: `Please come to ${n.room || n.department}`,
      text: `${n.patient}, number ${n.number} is called: ${[n.department, n.room].filter(Boolean).join(', ')}.`,
    }),
  },
  'ticket.passed': {
    zh: (n) => ({
      title: '您已过号',
      text: `${n.patient}，${n.number} 号叫号未到。回来后请到 ${n.department} 分诊台，重新候诊。`,
    }),
    en: (n) => ({
      title: 'You missed your call',
      text: `${n.patient}, number ${n.number} was called and passed. When back, see the triage desk of ${n.department}.`,
    }),
  },
  'ticket.transferred': {
    zh: (n) => ({
      title: '您的排队有变动',
      text: `${n.patient}${n.former_number ? `，原 ${n.former_number} 号改为 ${n.number} 号` : `，${n.number} 号`}，请改到 ${placeOf(n)} 等候。`,
    }),
    en: (n) => ({
      title: 'Your place has moved',
      text: `${n.patient}${n.former_number ? `, number ${n.former_number} is now ${n.number}` : `, number ${n.number}`}: please wait at ${placeOf(n)}.`,
    }),
  },
  'ticket.undone': {
    zh: (n) => ({ title: '刚才的叫号已撤回', text: `${n.patient}，${n.number} 号还没有轮到，请继续等候，名次不变。` }),
    en: (n) => ({
      title: 'The call was taken back',
      text: `${n.patient}, number ${n.number}: it is not your turn yet; please go on waiting, your place is kept.`,
    }),
  },
  'closure_case.opened': { zh: closedZh, en: closedEn },
  'booking.moved': {
    zh: (n) => ({ title: '改约成功', text: `${zhVisit(n)}。已付费用继续有效，请按新的时间到院签到。` }),
    en: (n) => ({ title: 'Moved', text: `${enVisit(n)}. What you paid stays valid; please check in at the new time.` }),
  },
  'extra.given': {
    zh: (n) => ({ title: '医生为您加了一个号', text: `${zhVisit(n)}，加号，仅限本人。${payZh(n)}` }),
    en: (n) => ({
      title: 'Your doctor gave you an extra place',
      text: `${enVisit(n)}: an extra place, for this patient only.${payEn(n)}`,
    }),
  },
  'follow_up.arranged': {
    zh: (n) => ({ title: '医生为您预约了复诊', text: `${zhVisit(n)}，复诊。${payZh(n)}` }),
    en: (n) => ({ title: 'Your doctor booked a follow-up', text: `${enVisit(n)}: follow-up visit.${payEn(n)}` }),
  },
  'waitlist.offered': {
    zh: (n) => ({
      title: '候补到号了，请尽快确认',
      text: `${zhVisit(n)} 有一个号为您保留到 ${untilZh(n)}。请在候补中确认并支付；过时转给下一位。`,
    }),
    en: (n) => ({
      title: 'A place is offered to you',
      text: `${enVisit(n)}: kept for you until ${untilEn(n)}. Accept and pay in “waiting list”; after that it goes to the next.`,
    }),
  },
  'waitlist.expired': { zh: missedZh, en: missedEn },
  'waitlist.withdrawn': {
    zh: (n) => ({
      title: '候补的号已收回',
      text: `为您保留的 ${zhVisit(n)} 的号已收回：该时段停诊，或您已另有预约。`,
    }),
    en: (n) => ({
      title: 'The offered place was withdrawn',
      text: `${enVisit(n)}: the place kept for you was withdrawn, as the session was closed or you have booked otherwise.`,
    }),
  },
  'waitlist.purged': { zh: purgedZh, en: purgedEn },
  'penalty.lifted': {
    zh: (n) => ({
      title: '申诉成立，已撤销计次',
      text: `${n.patient} 的申诉已处理：所涉预约不再计次。答复见“预约限制与申诉”。`,
    }),
    en: (n) => ({
      title: 'Your appeal was granted',
      text: `${n.patient}: the bookings in question count no more. See the answer under “Suspensions and appeals”.`,
    }),
  },
  'penalty.upheld': {
    zh: (n) => ({ title: '申诉未成立', text: `${n.patient} 的申诉已处理：限制维持。理由见“预约限制与申诉”。` }),
    en: (n) => ({
      title: 'Your appeal was not granted',
      text: `${n.patient}: the suspension stands. See the reason under “Suspensions and appeals”.`,
    }),
  },
  'refund.succeeded': {
    zh: (n) => ({ title: '退款成功', text: `${n.patient} 的挂号费 ${yuan(n.refund_fen ?? 0)} 元已退回原支付方式。` }),
    en: (n) => ({
      title: 'Refunded',
      text: `${yuan(n.refund_fen ?? 0)} yuan for ${n.patient} went back the way it was paid.`,
    }),
  },
};

export const wordsOf = (kind: NoticeKind, named: Named, locale: 'zh' | 'en'): Words => sentences[kind][locale](named);
