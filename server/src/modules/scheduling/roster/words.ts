/** Words of the field as rosters write them, in both languages. */
import type { HalfDay } from '../../policy/index.ts';
import type { Weeks } from '../tables.ts';

/** One way to write things: half-width, no spaces inside Chinese names. */
export const folded = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '').toLowerCase();

const weekdayPatterns: readonly RegExp[] = [
  /一|1|^mon/,
  /二|2|^tue/,
  /三|3|^wed/,
  /四|4|^thu/,
  /五|5|^fri/,
  /六|6|^sat/,
  /日|天|七|7|^sun/,
];

/** ISO, 1 = Monday; undefined: no weekday is named. */
export function weekdayIn(text: string): number | undefined {
  const word = folded(text);
  const named = /(?:周|星期|礼拜)([一二三四五六日天七1-7])|^(mon|tue|wed|thu|fri|sat|sun)/.exec(word);
  const at = named ? weekdayPatterns.findIndex((pattern) => pattern.test((named[1] ?? named[2])!)) : -1;
  return at < 0 ? undefined : at + 1;
}
/** A weekday standing alone in its column: also “1” or “一”. */
export const weekdayOfCell = (text: string): number | undefined =>
  weekdayIn(text) ?? (/^[1-7一二三四五六日天]$/.test(folded(text)) ? weekdayIn(`周${folded(text)}`) : undefined);

const halves: readonly [HalfDay, RegExp][] = [
  ['morning', /上午|早上|^am$|morning/],
  ['afternoon', /下午|午后|^pm$|afternoon/],
  ['evening', /晚|夜|evening|night/],
];
export const halfDayIn = (text: string): HalfDay | undefined =>
  halves.find(([, pattern]) => pattern.test(folded(text)))?.[0];

const weekPatterns: readonly [Weeks, RegExp][] = [
  ['odd', /^(单|odd)/],
  ['even', /^(双|even)/],
  ['every', /^(每|every|$)/],
];
export const weeksOfCell = (text: string): Weeks | undefined =>
  weekPatterns.find(([, pattern]) => pattern.test(folded(text)))?.[0];

export const heads = {
  doctor: /^(医生|医师|姓名|医生姓名|医师姓名|出诊医生|doctor|name)$/,
  department: /^(科室|科别|门诊|部门|department)$/,
  weekday: /^(星期|周几|星期几|weekday|day)$/,
  half_day: /^(午别|班别|半天|时段|上下午|上\/下午|half_?day|session)$/,
  weeks: /^(单双周|周次|weeks?)$/,
  room: /^(诊室|房间|出诊地点|room)$/,
  visit_type: /^(号别|号类|号种|挂号类别|visit_?type)$/,
  starts: /^(开始|开始时间|starts?|from)$/,
  ends: /^(结束|结束时间|ends?|to)$/,
  slot_minutes: /^(每段分钟|每段分钟数|slot_?minutes)$/,
  places_per_slot: /^(每段号数|places_?per_?slot)$/,
  registration_fen: /^(挂号费|挂号费\(元\)|registration_?fee|registration_?yuan)$/,
  consultation_fen: /^(诊察费|诊察费\(元\)|consultation_?fee|consultation_?yuan)$/,
  valid_from: /^(生效日|生效日期|valid_?from)$/,
  valid_to: /^(截止日|截止日期|valid_?to)$/,
} as const;
export type Head = keyof typeof heads;
export const headOf = (text: string): Head | undefined =>
  (Object.keys(heads) as Head[]).find((name) => heads[name].test(folded(text)));

/** A line of explanation, not of duty. */
export const isRemark = (text: string): boolean => /^(备注|说明|注[:意]|提示|note|remark)/.test(folded(text));

const pad = (text: string) => text.padStart(2, '0');
/** '8:30', '08:30:00' or a spreadsheet's part of a day -> 'HH:MM'; undefined: no time of day. */
export function timeOfCell(text: string): string | undefined {
  const written = /^(\d{1,2})[:：](\d{2})(?::\d{2})?$/.exec(text.normalize('NFKC').trim());
  const minutes = written
    ? Number(written[1]) * 60 + Number(written[2])
    : Math.round(Number(text.trim() || 'x') * 1440);
  const isTime = written ? Number(written[2]) < 60 : /^(0?\.\d+|0)$/.test(text.trim());
  return isTime && minutes < 1440 ? `${pad(String(Math.floor(minutes / 60)))}:${pad(String(minutes % 60))}` : undefined;
}

const DAY_ZERO = '1899-12-30';
/** '2026-11-23', '2026/11/23', '2026年11月23日', '20261123' or a spreadsheet's serial number; undefined: no such day. */
export function dateOfCell(text: string, epoch_days: number): string | undefined {
  const plain = text.normalize('NFKC').trim();
  const written =
    /^(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:\s+0?0:00(?::00)?)?$/.exec(plain) ??
    /^(\d{4})(\d{2})(\d{2})$/.exec(plain);
  try {
    if (written) return Temporal.PlainDate.from(`${written[1]}-${pad(written[2]!)}-${pad(written[3]!)}`).toString();
    if (!/^\d{5}(\.0+)?$/.test(plain)) return undefined;
    return Temporal.PlainDate.from(DAY_ZERO)
      .add({ days: Number(plain) + epoch_days })
      .toString();
  } catch {
    return undefined;
  }
}
/** '5', '12.5元' -> fen; undefined: no sum. */
export function fenOfCell(text: string): number | undefined {
  const sum = /^¥?(\d{1,6})(?:\.(\d{1,2}))?(?:元|yuan)?$/.exec(folded(text));
  return sum ? Number(sum[1]) * 100 + Number((sum[2] ?? '').padEnd(2, '0')) : undefined;
}
