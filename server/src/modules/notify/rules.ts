/** Which facts are told to the patient's accounts, and in which words. Pure. */
import { type FactRow, yuan } from '../../kernel/index.ts';
import { type NoticeKind, noticeKinds } from './facts.ts';

/** What the words need; ids are named when read. */
export interface NoticeParams {
  date?: string;
  starts?: string;
  department_id?: string;
  doctor_id?: string;
  room_id?: string;
  /** The ticket's number. */
  number?: string;
  /** Who cancelled. */
  by?: 'patient' | 'desk' | 'hospital';
  reason?: string;
  refund_fen?: number;
}
export interface Notice {
  kind: NoticeKind;
  booking_id: string | null;
  patient_id: string;
  params: NoticeParams;
}

const kept = [
  'date',
  'starts',
  'department_id',
  'doctor_id',
  'room_id',
  'number',
  'by',
  'reason',
  'refund_fen',
] as const;

function bookingOf(fact: FactRow): string | null {
  const { booking_id, payable_kind, payable_id } = fact.data;
  if (typeof booking_id === 'string') return booking_id;
  if (payable_kind === 'booking' && typeof payable_id === 'string') return payable_id;
  return fact.subject.startsWith('booking:') ? fact.subject.slice('booking:'.length) : null;
}

/** The notice that a fact calls for, or undefined. */
export function noticeOf(fact: FactRow): Notice | undefined {
  const kind = noticeKinds.find((one) => one === fact.kind);
  if (!kind || !fact.patient) return undefined;
  // A hold that was let go unpaid is the patient's own act, seen on the spot.
  if (kind === 'booking.cancelled' && fact.data.from === 'held' && fact.data.by === 'patient') return undefined;
  const params = Object.fromEntries(kept.filter((name) => name in fact.data).map((name) => [name, fact.data[name]]));
  return { kind, booking_id: bookingOf(fact), patient_id: fact.patient, params };
}

/** The params with names in the reader's language. */
export interface Named extends Omit<NoticeParams, 'department_id' | 'doctor_id' | 'room_id'> {
  patient: string;
  department: string;
  doctor: string;
  room: string;
}
interface Words {
  title: string;
  text: string;
}

const half = (time: string): string => (time < '12:00' ? '上午' : time < '18:00' ? '下午' : '晚上');
const short = (time: string): string => time.replace(/^0/, '');
/** 周二 11月24日 上午 8:30, as people say it. */
function whenZh(date: string, starts = ''): string {
  const day = Temporal.PlainDate.from(date);
  const words = `周${'一二三四五六日'[day.dayOfWeek - 1]} ${day.month}月${day.day}日`;
  return starts ? `${words} ${half(starts)} ${short(starts)}` : words;
}
/** Tue 24 Nov, 8:30 */
function whenEn(date: string, starts = ''): string {
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
  'ticket.called': {
    zh: (n) => ({
      title: `请到 ${n.room} 就诊`,
      text: `${n.patient}，${n.number} 号已叫到，请到 ${n.department} ${n.room}。`,
    }),
    en: (n) => ({
      title: `Please come to ${n.room}`,
      text: `${n.patient}, number ${n.number} is called: ${n.department}, ${n.room}.`,
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
  'refund.succeeded': {
    zh: (n) => ({ title: '退款成功', text: `${n.patient} 的挂号费 ${yuan(n.refund_fen ?? 0)} 元已退回原支付方式。` }),
    en: (n) => ({
      title: 'Refunded',
      text: `${yuan(n.refund_fen ?? 0)} yuan for ${n.patient} went back the way it was paid.`,
    }),
  },
};

export const wordsOf = (kind: NoticeKind, named: Named, locale: 'zh' | 'en'): Words => sentences[kind][locale](named);
