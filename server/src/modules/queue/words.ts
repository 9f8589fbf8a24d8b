/** The queue's sentences. */
import { wallTimeOf } from '../../kernel/index.ts';
import { classWords } from '../policy/index.ts';
import type { TicketState } from './rules.ts';
import type { Reason } from './rules-order.ts';
import type { TicketAct } from './rules-undo.ts';

export type Locale = 'zh' | 'en';

const urgencyWords: Record<number, { zh: string; en: string }> = {
  1: { zh: '危急', en: 'critical' },
  2: { zh: '急', en: 'urgent' },
  3: { zh: '优先', en: 'priority' },
  4: { zh: '普通', en: 'routine' },
};
export const urgencyWord = (urgency: number, locale: Locale): string => urgencyWords[urgency]?.[locale] ?? '';
const more = (n: number): string => (n === 1 ? '1 more goes first' : `${n} more go first`);

type SaidBy<K extends Reason['kind']> = (reason: Extract<Reason, { kind: K }>) => Record<Locale, string>;
/** Why a waiting ticket stands where it stands, by kind of reason. */
const said: { [K in Reason['kind']]: SaidBy<K> } = {
  slot: ({ slot_starts_at }) => {
    const slot = wallTimeOf(slot_starts_at);
    return { zh: `${slot} 时段，按签到先后`, en: `Slot ${slot}, in order of check-in` };
  },
  late: ({ slot_starts_at, behind_slot_at }) => {
    const [slot, behind] = [wallTimeOf(slot_starts_at), wallTimeOf(behind_slot_at)];
    return {
      zh: `${slot} 时段，签到时已过；排在 ${behind} 时段的人之后`,
      en: `Slot ${slot}, checked in after it; stands behind those of ${behind}`,
    };
  },
  arrival: ({ checked_in_at }) => {
    const at = wallTimeOf(checked_in_at);
    return { zh: `${at} 取号，按先后`, en: `Took a number at ${at}, in order of arrival` };
  },
  urgent: ({ urgency }) => ({
    zh: `分诊级别：${urgencyWord(urgency, 'zh')}，排在其他患者之前`,
    en: `Triage level: ${urgencyWord(urgency, 'en')}; goes before the others`,
  }),
  aged: ({ urgency, waited_minutes }) => ({
    zh: `已等 ${waited_minutes} 分钟，次序提前到“${urgencyWord(urgency, 'zh')}”`,
    en: `Has waited ${waited_minutes} minutes, so moved up to “${urgencyWord(urgency, 'en')}”`,
  }),
  class: ({ class: who, every }) => {
    const { zh, en } = classWords[who];
    return every === 0
      ? { zh: `${zh}优先`, en: `Reserved class: ${en} go first` }
      : { zh: `${zh}，每隔 ${every} 位安排一位`, en: `Reserved class (${en}): one after every ${every}` };
  },
  results: ({ every }) =>
    every === 0
      ? { zh: '带结果回诊，优先安排', en: 'Back with results: goes first' }
      : { zh: `带结果回诊，每隔 ${every} 位安排一位`, en: `Back with results: one after every ${every}` },
  returned: ({ lets_pass, of }) =>
    lets_pass === 0
      ? { zh: '过号后已回来，轮到了', en: 'Back after being passed; it is their turn' }
      : {
          zh: `过号后已回来，再让 ${lets_pass} 位（共 ${of} 位）`,
          en: `Back after being passed; ${more(lets_pass)} (of ${of})`,
        },
  placed: ({ lets_pass, reason }) =>
    lets_pass === 0
      ? { zh: `护士安排：${reason}`, en: `Placed by a nurse: ${reason}` }
      : { zh: `护士安排，再让 ${lets_pass} 位：${reason}`, en: `Placed by a nurse, ${more(lets_pass)}: ${reason}` },
};
export const whyHere = (reason: Reason, locale: Locale): string =>
  (said[reason.kind] as (one: Reason) => Record<Locale, string>)(reason)[locale];

/** What is said of a ticket that does not wait. */
const notWaiting: Record<Exclude<TicketState, 'waiting'>, { zh: string; en: string }> = {
  called: { zh: '已叫号，请到诊室', en: 'Called: please go to the room' },
  in_consultation: { zh: '正在就诊', en: 'In consultation' },
  passed: { zh: '叫号未到，回来后请到分诊台', en: 'Missed the call; when back, see the triage desk' },
  held: { zh: '暂缓叫号，恢复后按原次序', en: 'On hold; stands in its old order when resumed' },
  away: { zh: '外出检查，有结果后请回诊', en: 'Away for a test; come back with the results' },
  finished: { zh: '就诊已结束', en: 'The visit is finished' },
  left: { zh: '已离开队列', en: 'Left the queue' },
};
export const stateSentence = (state: Exclude<TicketState, 'waiting'>, locale: Locale): string =>
  notWaiting[state][locale];

const acts: Record<TicketAct, { zh: string; en: string }> = {
  issue: { zh: '取号', en: 'Ticket issued' },
  call: { zh: '叫号', en: 'Called' },
  recall: { zh: '复呼', en: 'Called again' },
  pass: { zh: '过号', en: 'Passed' },
  return: { zh: '过号后回来', en: 'Back after being passed' },
  hold: { zh: '暂缓', en: 'Put on hold' },
  resume: { zh: '恢复候诊', en: 'Waits again' },
  start: { zh: '开始就诊', en: 'Visit began' },
  send_out: { zh: '外出检查', en: 'Sent for a test' },
  back: { zh: '带结果回诊', en: 'Back with results' },
  transfer: { zh: '转队列', en: 'Transferred' },
  urgency: { zh: '调整分诊级别', en: 'Level of urgency changed' },
  class: { zh: '调整优先人群', en: 'Reserved class changed' },
  place: { zh: '调整顺序', en: 'Given a place in the line' },
  finish: { zh: '结束', en: 'Finished' },
  leave: { zh: '离开队列', en: 'Left the queue' },
  hand_over: { zh: '换医生', en: 'Another doctor took over' },
  undo: { zh: '撤销上一步', en: 'The act before was undone' },
};
/** An act as the ticket's history tells it, with the room of a call and the reason that was given. */
export function actSentence(row: { act: TicketAct; reason: string | null }, room: string, locale: Locale): string {
  const where = row.act === 'call' || row.act === 'recall' ? room : '';
  const parts = [acts[row.act][locale], where, row.reason ?? ''].filter(Boolean);
  return parts.join(locale === 'zh' ? '：' : ': ');
}

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
