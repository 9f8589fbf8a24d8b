/** The queue's sentences. */
import { wallTimeOf } from '../../kernel/index.ts';
import { PEOPLE_BEFORE_A_RETURN, type Reason, type TicketState } from './rules.ts';

export type Locale = 'zh' | 'en';

/** Why a waiting ticket stands where it stands. */
export function whyHere(reason: Reason, locale: Locale): string {
  const zh = locale === 'zh';
  if (reason.kind === 'slot') {
    const slot = wallTimeOf(reason.slot_starts_at);
    return zh ? `${slot} 时段，按签到先后` : `Slot ${slot}, in order of check-in`;
  }
  if (reason.kind === 'late') {
    const [slot, behind] = [wallTimeOf(reason.slot_starts_at), wallTimeOf(reason.behind_slot_at)];
    return zh
      ? `${slot} 时段，签到时已过；排在 ${behind} 时段的人之后`
      : `Slot ${slot}, checked in after it; stands behind those of ${behind}`;
  }
  if (reason.lets_pass === 0) return zh ? '过号后已回来，轮到了' : 'Back after being passed; it is their turn';
  return zh
    ? `过号后已回来，再让 ${reason.lets_pass} 位（共 ${PEOPLE_BEFORE_A_RETURN} 位）`
    : `Back after being passed; ${reason.lets_pass} more go first (of ${PEOPLE_BEFORE_A_RETURN})`;
}

/** What is said of a ticket that does not wait. */
const notWaiting: Record<Exclude<TicketState, 'waiting'>, { zh: string; en: string }> = {
  called: { zh: '已叫号，请到诊室', en: 'Called: please go to the room' },
  in_consultation: { zh: '正在就诊', en: 'In consultation' },
  passed: { zh: '叫号未到，回来后请到分诊台', en: 'Missed the call; when back, see the triage desk' },
  finished: { zh: '就诊已结束', en: 'The visit is finished' },
  left: { zh: '已离开队列', en: 'Left the queue' },
};
export const stateSentence = (state: Exclude<TicketState, 'waiting'>, locale: Locale): string =>
  notWaiting[state][locale];

/** What the hall hears. */
export const spokenCall = (call: { number: string; name_masked: string; room_name: string }): string =>
  `请 ${call.number} 号 ${call.name_masked} 到 ${call.room_name} 就诊`;

const halves: Record<string, string> = { morning: '上午', afternoon: '下午', evening: '晚间' };
/** A closure as the hall's board tells it. */
export const closureNotice = (closure: { department: string; doctor: string; half_day: string }): string =>
  `${closure.department} ${closure.doctor}医生${halves[closure.half_day] ?? ''}停诊，请到服务台改约或退号`;

/** Said in the hall while the session runs: who comes instead of whom. */
export const substitutionNotice = (told: {
  department: string;
  doctor: string;
  instead_of: string;
  half_day: string;
}): string => `${told.department} ${told.instead_of}医生${halves[told.half_day] ?? ''}由${told.doctor}医生替诊`;

const numerals = '零一二三四五六七八九';
/** 二十一 -> 21; numerals up to 99, as on doors. */
function numberOfNumerals(text: string): string {
  const [tens, ones] = text.includes('十') ? text.split('十') : ['', text];
  const digit = (one: string | undefined) => Math.max(0, numerals.indexOf(one || '零'));
  return String(text.includes('十') ? (tens ? digit(tens) : 1) * 10 + digit(ones) : digit(ones));
}
/** By the number on the door, whether it is written 3 or 三; Chinese collation alone puts 二 before 一. */
export function byRoomName(a: { room_name: string }, b: { room_name: string }): number {
  const key = (name: string) =>
    name.replace(/[一二三四五六七八九]?十?[一二三四五六七八九]?/g, (t) => t && numberOfNumerals(t));
  return key(a.room_name).localeCompare(key(b.room_name), 'zh', { numeric: true });
}
